"""What the page that swaps a unit shows: which could leave in its place, and what would do when none can."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from app.core.actor import Actor
from app.core.db import db
from app.core.errors import NotFound
from app.listings.domain.availability import Period, free_units, which_units_are_free
from app.listings.models import Unit
from app.listings.queries.equivalents import EquivalentView, equivalents, own_alternatives
from app.listings.queries.pools import pools
from app.loans.queries.loan_page import LoanPage


@dataclass(frozen=True, slots=True)
class SwapPage:
    """The unit that comes back, and (id, label) of those that could leave until the last day; *instead* and
    *own_instead* (id, title) are filled when none can."""

    unit_id: int
    label: str
    title: str
    free: tuple[tuple[int, str], ...]
    own_instead: tuple[tuple[int, str], ...]
    instead: tuple[EquivalentView, ...]


def swap_page(actor: Actor, page: LoanPage, unit_id: int, now: datetime) -> SwapPage:
    """For a unit that is out with the loan. Raises NotFound."""
    line = next(
        (one for one in page.lines for unit in one.units if unit.id == unit_id and not unit.returned_at), None
    )
    if line is None:
        raise NotFound()
    here = {unit.id for unit in line.units}
    period = Period.of_days(page.today, max(page.dates.last_day, page.today))
    found = pools([line.listing_id], page.today, now=now)[line.listing_id]
    able = [one.id for one in which_units_are_free(found.units, found.pool, period) if one.id not in here]
    # A unit that is promised by number only is there, and others count on it.
    able = able if free_units(found.pool, period) > 0 else []
    labels = db.session.execute(select(Unit.id, Unit.label).where(Unit.id.in_(able)).order_by(Unit.id)).all()
    free = tuple((row.id, row.label) for row in labels)
    own = [] if free else [one for one in own_alternatives(actor, line.listing_id) if one.is_equivalent]
    return SwapPage(
        unit_id=unit_id,
        label=next(unit.label for unit in line.units if unit.id == unit_id),
        title=line.title,
        free=free,
        own_instead=tuple((one.id, one.title) for one in own),
        instead=() if free else equivalents(actor, line.listing_id, now, period=period),
    )
