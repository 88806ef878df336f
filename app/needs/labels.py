"""The words and tone of each state of what is looked for. Translated where they are shown."""

from app.core.text import N_
from app.needs.domain.watching import Rhythm, WantedState

RHYTHM = {
    Rhythm.DAILY: N_("Chaque matin"),
    Rhythm.WEEKLY: N_("Chaque lundi"),
    Rhythm.NEVER: N_("Jamais, je regarde moi-même"),
}
WANTED_STATE = {
    WantedState.OPEN: N_("On cherche"),
    WantedState.MET: N_("Trouvé"),
    WantedState.WITHDRAWN: N_("Retiré"),
}
WANTED_TONE = {WantedState.OPEN: "action", WantedState.MET: "success", WantedState.WITHDRAWN: "neutral"}
