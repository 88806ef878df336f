"""The quick estimate: lines written from 25 answers at most, replaced when the answers change."""

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal

from sqlalchemy import delete

from app.core import journal
from app.core.actor import Actor
from app.core.db import db, transaction
from app.impact.exact import ZERO
from app.impact.footprint.activities import activities, proposed_factor
from app.impact.footprint.domain.components import Component
from app.impact.footprint.domain.drafts import LineDraft
from app.impact.footprint.domain.lines import Phase
from app.impact.footprint.domain.quick import QuickLine, Size, quick_lines
from app.impact.footprint.domain.reading import MOST
from app.impact.footprint.domain.refusals import NoSize
from app.impact.footprint.models import CarbonLine
from app.impact.footprint.services.common import locked_show
from app.impact.footprint.services.lines import put_line, require_room
from app.impact.refusals import OutOfRange

MADE_BY = "quick:"
_GRAIN = Decimal("0.000001")
_WORKS = {one.id for one in activities().values() if one.component is Component.WORKS_TRANSPORT}
"""A works list says all journeys at once: an estimate by another mode would count some of them again."""


def estimate_quickly(
    actor: Actor, exhibition_id: int, size: Size, answers: Mapping[str, Decimal], now: datetime
) -> int:
    """Write the planned lines of a first estimate in the place of those of the one before; how many.

    A line of it that somebody has changed since is theirs and stays. Raises NotFound, Forbidden, NoSize.
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
                CarbonLine.made_by.like(f"{MADE_BY}%"),
            )
        )
        kept = _activities_said(exhibition_id)
        wanted = [one for one in made if one.activity not in kept and not (kept & _WORKS and one.activity in _WORKS)]
        require_room(exhibition_id, len(wanted))
        for one in wanted:
            put_line(actor, show, _draft(one, now), now)
        journal.record(
            actor, now, "estimate_carbon", "exhibition", exhibition_id, show.institution_id, lines=len(wanted)
        )
        return len(wanted)


def _activities_said(exhibition_id: int) -> set[str]:
    """What somebody has already written of the plan: the estimate does not count it a second time."""
    rows = db.session.query(CarbonLine.activity).filter_by(exhibition_id=exhibition_id, phase=Phase.PLANNED)
    return {activity for (activity,) in rows.distinct() if activity}


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
        made_by=f"{MADE_BY}{activity.id}",
    )
