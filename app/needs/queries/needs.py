"""The list of needs of a show as it is kept: its rows, what was chosen for them, what is already taken."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy import func, select

from app.core.actor import Actor
from app.core.db import db
from app.core.errors import NotFound
from app.core.gazetteer import Place, find_place
from app.exhibitions.models import Exhibition
from app.exhibitions.queries import ExhibitionFacts, exhibition_facts
from app.listings.domain.categories import SpecValue, categories
from app.listings.domain.states import Offer
from app.listings.models import Listing
from app.listings.queries.search import Criteria, Sort
from app.loans.domain.lifecycle import LIVE, State
from app.loans.models import BasketLine, Loan, LoanLine
from app.needs.domain.coverage import Coverage, Taken, Wanting, coverages
from app.needs.domain.needs import NeedFields, is_answer, worth
from app.needs.domain.permissions import may_see_needs
from app.needs.models import NeedCover, NeedLine
from app.needs.queries.wanted import spec_from_json

AGREED = (*LIVE, State.RETURNED, State.CLOSED)
ASKED = (State.REQUESTED, State.COUNTERED)


@dataclass(frozen=True, slots=True)
class Need:
    """A kept line, its days worked out (both included), and the listings somebody chose for it."""

    id: int
    position: int
    fields: NeedFields
    first_day: date
    last_day: date
    chosen: frozenset[int]
    version: int


@dataclass(frozen=True, slots=True)
class Kept:
    """Everything known of a list without looking for anything: two questions about needs, two about loans."""

    show: ExhibitionFacts
    needs: tuple[Need, ...]
    taken: Mapping[int, Taken]
    coverage: Mapping[int, Coverage]


def show_with_needs(actor: Actor, exhibition_id: int) -> ExhibitionFacts:
    """The show of a list. NotFound for who is not of its institution."""
    facts = exhibition_facts([exhibition_id]).get(exhibition_id)
    if facts is None or not may_see_needs(actor, facts.institution_id):
        raise NotFound()
    return facts


def kept_needs(show: ExhibitionFacts) -> Kept:
    """The list of a show whose reader was judged, and how far what is taken covers it."""
    needs = _needs(show)
    taken = _taken(show.id)
    known = values_of(taken) if needs else {}
    wanting = [Wanting(one.id, one.fields.amount, one.fields.own_amount, _worth(one, known)) for one in needs]
    return Kept(show, needs, taken, coverages([one for one in wanting if one.amount], taken))


def need_to_edit(actor: Actor, exhibition_id: int, need_id: int) -> tuple[ExhibitionFacts, Need]:
    """A line to change. NotFound for a line of another list."""
    show = show_with_needs(actor, exhibition_id)
    found = next((one for one in _needs(show) if one.id == need_id), None)
    if found is None:
        raise NotFound()
    return show, found


def lists_to_copy(show: ExhibitionFacts) -> list[tuple[int, str, int]]:
    """(id, title, lines) of the institution's other shows that have a list."""
    rows = db.session.execute(
        select(Exhibition.id, Exhibition.title, func.count(NeedLine.id).label("lines"))
        .join(NeedLine, NeedLine.exhibition_id == Exhibition.id)
        .where(Exhibition.institution_id == show.institution_id, Exhibition.id != show.id)
        .group_by(Exhibition.id, Exhibition.title)
        .order_by(Exhibition.title, Exhibition.id)
    )
    return [(row.id, row.title, row.lines) for row in rows]


def fields_of(row: NeedLine) -> NeedFields:
    """What a row says."""
    return NeedFields(
        category=row.category if row.category in categories() else None,
        amount=row.amount,
        measured_by=row.measured_by,
        specs=tuple(spec_from_json(one) for one in row.specs),
        text=row.text,
        first_day=row.first_day,
        last_day=row.last_day,
        radius_km=row.radius_km,
        note=row.note,
        is_optional=row.is_optional,
        own_amount=row.own_amount,
    )


def criteria_of(need: Need, place: Place | None) -> Criteria:
    """The search that finds what answers a line: one unit is an answer, several lenders may make up the number."""
    return Criteria(
        text=need.fields.text,
        category=need.fields.category,
        specs=need.fields.specs,
        place=place,
        place_text=place.name if place else "",
        radius_km=need.fields.radius_km,
        first_day=need.first_day,
        last_day=need.last_day,
        offer=Offer.LOAN,
        sort=Sort.DISTANCE if place else None,
    )


def place_of(show: ExhibitionFacts) -> Place | None:
    """The town of a show, as the search knows it."""
    found = find_place(show.city)
    return next((one for one in found if one.department == show.department), found[0] if found else None)


def values_of(listing_ids: Iterable[int]) -> dict[int, tuple[str, dict[str, SpecValue]]]:
    """Category and characteristics of listings, by id: one query."""
    ids = list(listing_ids)
    if not ids:
        return {}
    rows = db.session.execute(select(Listing.id, Listing.category, Listing.specs).where(Listing.id.in_(ids)))
    return {row.id: (row.category, restored(row.category, row.specs)) for row in rows}


def restored(category_id: str, stored: Mapping[str, Any]) -> dict[str, SpecValue]:
    """Stored characteristics as values; what the category no longer has is left out."""
    category = categories().get(category_id)
    known = {spec.key: spec for spec in category.specs} if category else {}
    return {key: known[key].restore(value) for key, value in stored.items() if key in known}


def _needs(show: ExhibitionFacts) -> tuple[Need, ...]:
    rows = db.session.scalars(
        select(NeedLine).where(NeedLine.exhibition_id == show.id).order_by(NeedLine.position, NeedLine.id)
    ).all()
    chosen: dict[int, set[int]] = defaultdict(set)
    if ids := [row.id for row in rows]:
        covers = select(NeedCover.need_id, NeedCover.listing_id).where(NeedCover.need_id.in_(ids))
        for need_id, listing_id in db.session.execute(covers):
            chosen[need_id].add(listing_id)
    first, last = show.loan_period
    return tuple(
        Need(
            id=row.id,
            position=row.position,
            fields=fields_of(row),
            first_day=row.first_day or first,
            last_day=row.last_day or last,
            chosen=frozenset(chosen[row.id]),
            version=row.version,
        )
        for row in rows
    )


def _taken(exhibition_id: int) -> dict[int, Taken]:
    counts: dict[int, list[int]] = defaultdict(lambda: [0, 0, 0])
    rows = db.session.execute(
        select(LoanLine.listing_id, Loan.state, LoanLine.quantity)
        .join(Loan, Loan.id == LoanLine.loan_id)
        .where(Loan.exhibition_id == exhibition_id, Loan.state.in_((*AGREED, *ASKED)))
    )
    for listing_id, state, quantity in rows:
        counts[listing_id][0 if state in AGREED else 1] += quantity
    lines = select(BasketLine.listing_id, BasketLine.quantity).where(BasketLine.exhibition_id == exhibition_id)
    for listing_id, quantity in db.session.execute(lines):
        counts[listing_id][2] += quantity
    return {listing_id: Taken(*some) for listing_id, some in counts.items()}


def _worth(need: Need, known: Mapping[int, tuple[str, dict[str, SpecValue]]]) -> dict[int, Decimal]:
    """What was chosen for the line first, then what answers it anyway."""
    found = {
        listing_id: worth(need.fields.measured_by, values)
        for listing_id, (category, values) in known.items()
        if listing_id in need.chosen or is_answer(need.fields, category, values)
    }
    return dict(sorted(found.items(), key=lambda one: (one[0] not in need.chosen, one[0])))
