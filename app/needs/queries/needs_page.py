"""The page of a list of needs, the proposal that fills the basket, and what the show's own page says of it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from sqlalchemy import func, select

from app.core.actor import Actor
from app.core.db import db
from app.exhibitions.queries import ExhibitionFacts, exhibition_facts
from app.listings.domain.categories import categories
from app.loans.models import BasketLine
from app.loans.queries.material import MaterialPanel, exhibition_material
from app.needs.domain.coverage import Coverage, Total, total
from app.needs.domain.needs import NeedFields
from app.needs.domain.permissions import may_see_needs, may_write_needs
from app.needs.domain.splitting import Split, split
from app.needs.queries.matching import Match, Offering, SharedLender, lacks, matches, shared_lenders
from app.needs.queries.needs import Kept, Need, kept_needs, lists_to_copy, show_with_needs
from app.needs.queries.wanted import wishes_of


@dataclass(frozen=True, slots=True)
class NeedView:
    """A line as it is read. *label* is its category's name; *match* None where nothing was looked for."""

    id: int
    fields: NeedFields
    label: str
    wishes: tuple[str, ...]
    first_day: date
    last_day: date
    has_own_days: bool
    coverage: Coverage
    match: Match | None

    @property
    def is_read(self) -> bool:
        """Whether it was understood."""
        return self.fields.category is not None


@dataclass(frozen=True, slots=True)
class NeedsPage:
    """The whole list. *basket* counts the lines of the basket; *copies* are lists one may copy (id, title, lines)."""

    show: ExhibitionFacts
    lines: tuple[NeedView, ...]
    total: Total
    shared: tuple[SharedLender, ...]
    may_write: bool
    copies: tuple[tuple[int, str, int], ...]
    basket: int

    @property
    def can_gather(self) -> bool:
        """Whether somebody could lend something that is missing."""
        found = (line for line in self.lines if line.match and not line.coverage.is_covered)
        return self.may_write and any(one.can_be_asked for line in found if line.match for one in line.match.offers)


@dataclass(frozen=True, slots=True)
class ProposedShare:
    """So many of a listing for a line."""

    line: NeedView
    offer: Offering
    quantity: int


@dataclass(frozen=True, slots=True)
class ProposedLender:
    """What one lender would be asked."""

    lender_id: int
    lender: str
    city: str
    km: float
    shares: tuple[ProposedShare, ...]


@dataclass(frozen=True, slots=True)
class ProposalPage:
    """The split that is proposed, by lender, the nearest first; what nobody has is told by line."""

    show: ExhibitionFacts
    lenders: tuple[ProposedLender, ...]
    split: Split
    uncovered: tuple[NeedView, ...]
    may_write: bool


@dataclass(frozen=True, slots=True)
class NeedsPanel:
    """The material panel of a show's page: the list for its own people, and what is borrowed for everybody."""

    exhibition_id: int
    lines: tuple[NeedView, ...]
    total: Total
    material: MaterialPanel | None
    basket: int
    is_own: bool
    may_write: bool


def needs_page(actor: Actor, exhibition_id: int, now: datetime, language: str = "fr") -> NeedsPage:
    """The list, what answers each line over all institutions, and how far it is covered."""
    show = show_with_needs(actor, exhibition_id)
    kept = kept_needs(show)
    found = matches(actor, kept, now, language)
    lines = _lines(kept, found, language)
    return NeedsPage(
        show=show,
        lines=lines,
        total=_total(lines),
        shared=shared_lenders(found.values()),
        may_write=may_write_needs(actor, show.institution_id),
        copies=tuple(lists_to_copy(show)),
        basket=_in_basket(show.id),
    )


def proposal_page(actor: Actor, exhibition_id: int, now: datetime, language: str = "fr") -> ProposalPage:
    """Who could lend what is missing: the fewest lenders, then the nearest."""
    show = show_with_needs(actor, exhibition_id)
    kept = kept_needs(show)
    found = matches(actor, kept, now, language)
    lines = {line.id: line for line in _lines(kept, found, language)}
    made = split(lacks(kept, found))
    grouped: dict[int, list[ProposedShare]] = {}
    for share in made.shares:
        offer = _offer(found[share.need_id], share.listing_id)
        grouped.setdefault(share.lender_id, []).append(ProposedShare(lines[share.need_id], offer, share.quantity))
    lenders = [_lender(lender_id, some) for lender_id, some in grouped.items()]
    return ProposalPage(
        show=show,
        lenders=tuple(sorted(lenders, key=lambda one: (one.km, one.lender_id))),
        split=made,
        uncovered=tuple(lines[need_id] for need_id, left in made.uncovered.items() if left),
        may_write=may_write_needs(actor, show.institution_id),
    )


def needs_panel(actor: Actor, exhibition_id: int, language: str = "fr") -> NeedsPanel | None:
    """What the page of a show says of its material; nothing is searched. None when there is nothing to show."""
    facts = exhibition_facts([exhibition_id]).get(exhibition_id)
    material = exhibition_material(actor, exhibition_id)
    is_own = facts is not None and may_see_needs(actor, facts.institution_id)
    lines = _lines(kept_needs(facts), {}, language) if facts and is_own else ()
    basket = _in_basket(exhibition_id) if is_own else 0
    if material is None and not lines and not basket:
        return None
    return NeedsPanel(
        exhibition_id=exhibition_id,
        lines=lines,
        total=_total(lines),
        material=material,
        basket=basket,
        is_own=is_own,
        may_write=facts is not None and may_write_needs(actor, facts.institution_id),
    )


def _lines(kept: Kept, found: Mapping[int, Match], language: str) -> tuple[NeedView, ...]:
    return tuple(_line(need, kept.coverage[need.id], found.get(need.id), language) for need in kept.needs)


def _line(need: Need, coverage: Coverage, match: Match | None, language: str) -> NeedView:
    category = categories().get(need.fields.category or "")
    return NeedView(
        id=need.id,
        fields=need.fields,
        label=(category.label if need.fields.amount == 1 else category.plural)[language] if category else "",
        wishes=wishes_of(need.fields.category or "", list(need.fields.specs), language),
        first_day=need.first_day,
        last_day=need.last_day,
        has_own_days=need.fields.first_day is not None,
        coverage=coverage,
        match=match,
    )


def _total(lines: Sequence[NeedView]) -> Total:
    return total([line.coverage for line in lines if line.is_read and not line.fields.is_optional])


def _offer(match: Match, listing_id: int) -> Offering:
    return next(one for one in match.offers if one.listing_id == listing_id)


def _lender(lender_id: int, shares: Sequence[ProposedShare]) -> ProposedLender:
    near = min((share.offer for share in shares), key=lambda one: one.km)
    lines = len({share.line.id for share in shares})
    told = tuple(replace(share, offer=replace(share.offer, lines=lines)) for share in shares)
    return ProposedLender(lender_id, near.lender, near.city, near.km, told)


def _in_basket(exhibition_id: int) -> int:
    counted = select(func.count(BasketLine.id)).where(BasketLine.exhibition_id == exhibition_id)
    return db.session.scalar(counted) or 0
