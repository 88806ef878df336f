"""Carbon calculations for tests, written through the real verbs."""

from datetime import datetime
from decimal import Decimal
from typing import Any

from app.core.actor import Actor
from app.impact.footprint.domain.activity import Origin
from app.impact.footprint.domain.components import Component
from app.impact.footprint.domain.drafts import LineDraft
from app.impact.footprint.domain.lines import Phase, ValueSource
from app.impact.footprint.domain.quick import Size
from app.impact.footprint.services.estimate import estimate_quickly
from app.impact.footprint.services.frame import write_variant
from app.impact.footprint.services.lines import write_line
from app.impact.footprint.services.works import import_works
from app.listings.domain.spreadsheets import Sheet

SIZE = Size(Decimal(400), Decimal(20_000), Decimal(88), Decimal(110), Decimal(8))
WORKS = Sheet(
    ("titre", "masse (kg)", "provenance", "mode"),
    (
        (2, ("Nymphéas", "85,5", "69002 Lyon", "camion")),
        (3, ("Mobile", "0,2 t", "New York", "avion")),
        (4, ("Idole", "12", "Ruritanie", "route")),
    ),
)


def a_line_draft(**said: Any) -> LineDraft:
    """300 kg of new wood panels, planned, unless said otherwise."""
    usual: dict[str, Any] = {
        "phase": Phase.PLANNED,
        "component": Component.SCENOGRAPHY,
        "activity": "scenography_wood_panels",
        "label": "Cimaises",
        "value": Decimal(300),
        "unit": "kg",
        "factor": "mdf_obd",
        "source": ValueSource.MEASURED,
        "origin": Origin.NEW,
    }
    return LineDraft(**(usual | said))


def a_calculation(actor: Actor, exhibition_id: int, now: datetime) -> None:
    """A quick estimate, a works list with an unknown place, two variants and a line of one of them."""
    estimate_quickly(actor, exhibition_id, SIZE, {}, now)
    import_works(actor, exhibition_id, WORKS, Phase.PLANNED, 2, True, now)
    write_variant(actor, exhibition_id, "Avec la plateforme", True, now)
    new = write_variant(actor, exhibition_id, "Tout neuf", False, now)
    write_line(actor, exhibition_id, a_line_draft(variant_id=new), now)
