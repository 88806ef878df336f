"""The quick estimate: lines written from 25 answers at most, replaced when the answers change."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from decimal import ROUND_HALF_UP, Decimal

from sqlalchemy import delete, select

from app.core import journal
from app.core.actor import Actor
from app.core.db import db, transaction
from app.exhibitions.services import tell_size
from app.impact.exact import ZERO
from app.impact.footprint.activities import activities, proposed_factor
from app.impact.footprint.domain.components import Component
from app.impact.footprint.domain.drafts import LineDraft
from app.impact.footprint.domain.lines import Phase
from app.impact.footprint.domain.quick import QuickLine, Size, quick_lines
from app.impact.footprint.domain.reading import MOST
from app.impact.footprint.domain.refusals import NoSize
from app.impact.footprint.models import CarbonAbsence, CarbonLine
from app.impact.footprint.queries.written import ESTIMATE
from app.impact.footprint.services.common import locked_show
from app.impact.footprint.services.lines import put_line, require_room
from app.impact.refusals import OutOfRange

_GRAIN = Decimal("0.000001")
_WORKS = {one.id for one in activities().values() if one.component is Component.WORKS_TRANSPORT}
"""A works list says all journeys at once: an estimate by another mode would count some of them again."""


def estimate_quickly(
    actor: Actor, exhibition_id: int, size: Size, answers: Mapping[str, Decimal], now: datetime
) -> int:
    """Write the planned lines of a first estimate in the place of those of the one before; how many.

    A line of it that somebody has changed since is theirs and stays; so does a component declared absent. The size
    is the show's own: what was typed here is said of it. Raises NotFound, Forbidden, NoSize.
    """
    if size.surface_m2 <= ZERO:
        raise NoSize()
    made = quick_lines(size, answers)
    if any(one.value >= MOST for one in made):
        raise OutOfRange(name="estimation")
    with transaction() as session:
        show = locked_show(actor, exhibition_id)
        session.execute(
            delete(CarbonLine).where(
                CarbonLine.exhibition_id == exhibition_id,
                CarbonLine.phase == Phase.PLANNED,
                CarbonLine.made_by.like(f"{ESTIMATE}%"),
            )
        )
        wanted = _not_said(exhibition_id, made)
        require_room(exhibition_id, len(wanted))
        for one in wanted:
            put_line(actor, show, _draft(one, now), now)
        tell_size(actor, exhibition_id, _count(size.surface_m2), _count(size.visitors) or None, now)
        journal.record(
            actor, now, "estimate_carbon", "exhibition", exhibition_id, show.institution_id, lines=len(wanted)
        )
        return len(wanted)


def _not_said(exhibition_id: int, made: Sequence[QuickLine]) -> list[QuickLine]:
    """What nobody has written of the plan of all variants, nor declared absent: the estimate counts nothing twice."""
    of = (CarbonLine.exhibition_id == exhibition_id, CarbonLine.phase == Phase.PLANNED)
    said = set(db.session.scalars(select(CarbonLine.activity).where(*of, CarbonLine.variant_id.is_(None)).distinct()))
    said |= _WORKS if said & _WORKS else set()
    absent = set(
        db.session.scalars(select(CarbonAbsence.component).where(CarbonAbsence.exhibition_id == exhibition_id))
    )
    return [one for one in made if one.activity not in said and activities()[one.activity].component not in absent]


def _count(value: Decimal) -> int:
    return int(value.to_integral_value(ROUND_HALF_UP))


def _draft(line: QuickLine, now: datetime) -> LineDraft:
    activity = activities()[line.activity]
    return LineDraft(
        phase=Phase.PLANNED,
        component=activity.component,
        activity=activity.id,
        label="",
        value=line.value.quantize(_GRAIN),
        unit=activity.unit,
        factor=proposed_factor(activity, now.date()),
        source=line.source,
        is_proposed=True,
        made_by=f"{ESTIMATE}{activity.id}",
    )
