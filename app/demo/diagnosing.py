"""What two of the demo's exhibitions say of their diagnostic: its lines come from their carbon calculation."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from app.core.actor import Role
from app.demo.projecting import DESCRIBED
from app.demo.shows import Show
from app.impact.diagnostic.domain.frame import Frame
from app.impact.diagnostic.services import frame_diagnostic

FRAME = Frame(
    purpose="Choisir entre les variantes avant l'appel d'offres, et savoir quels postes regarder de près. "
    "Lu par l'équipe du projet et la direction ; étude imaginée pour la démonstration.",
    limits="Les quantités de décor sont celles du devis : la pesée au démontage les précisera.",
)


def frame_diagnostics(shows: Sequence[Show], now: datetime) -> list[int]:
    """Write the frame of the study of the shows that are described as projects; their ids."""
    chosen = [show for show in shows if show.slug in DESCRIBED and Role.EXHIBITIONS in show.house.members]
    for show in chosen:
        frame_diagnostic(show.house.actor(Role.EXHIBITIONS), show.id, FRAME, 0, now - timedelta(hours=1))
    return [show.id for show in chosen]
