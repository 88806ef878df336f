"""The words of exhibitions: phases (with their tone) and panels."""

from app.core.text import N_
from app.exhibitions.domain.days import Phase

PHASES: dict[Phase, str] = {
    Phase.COMING: N_("à venir"),
    Phase.CURRENT: N_("en cours"),
    Phase.PAST: N_("passée"),
}
TONES: dict[Phase, str] = {Phase.COMING: "neutral", Phase.CURRENT: "success", Phase.PAST: "neutral"}
