"""The pages' own questions, cut and named as documents for programs."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any

from app.core.actor import Actor
from app.core.clock import local_day
from app.core.error_pages import sentence
from app.core.errors import NotFound
from app.exhibitions.queries import ExhibitionPage, exhibition_page
from app.impact.credits.domain.method import VERSION
from app.impact.queries.exhibition import AvoidedPart, FootprintPart, avoided_panel, footprint_panel
from app.impact.queries.factors import FactorLink
from app.listings.domain.availability import Period
from app.listings.queries.authoring import work_page
from app.listings.queries.cards import ListingCard, cards
from app.listings.queries.listing_page import ListingPage, Private, listing_page
from app.listings.queries.request_box import RequestBox
from app.listings.queries.search import Criteria
from app.listings.queries.search.page import FINDER
from app.loans.queries import LoanPage, loan_page
from app.loans.queries.open_proposal import open_proposal_of
from app.media.queries import PhotoView

FRENCH = "fr"
EVERYTHING = 1_000_000
KG = "kgCO2e"

Document = dict[str, Any]


def listings_after(actor: Actor, criteria: Criteria, now: datetime, *, after: int, limit: int) -> Document:
    """At most *limit* listings that answer, by id from beyond *after*: stable while others publish."""
    found = FINDER.find(actor, criteria, now, size=EVERYTHING)
    beyond = sorted((hit for hit in found.hits if hit.listing_id > after), key=lambda hit: hit.listing_id)
    shown = cards(beyond[:limit], FRENCH, with_dates=criteria.dates is not None)
    return _piece([_card(card) for card in shown], is_last=len(beyond) <= limit)


def loans_piece(found: Sequence[Any], limit: int) -> Document:
    """A piece of the list of loans; *found* has one more than *limit* when the list goes on."""
    items = [{name: getattr(one, name) for name in one.__slots__} for one in found[:limit]]
    return _piece(items, is_last=len(found) <= limit)


def _piece(items: list[Document], is_last: bool) -> Document:
    return {"items": items, "next": None if is_last else items[-1]["id"]}


def _card(card: ListingCard) -> Document:
    return {
        "id": card.id,
        "title": card.title,
        "category": card.category,
        "specs": card.specs,
        "quantity": card.quantity,
        "free": card.free,
        "offer": card.kind,
        "institution": card.institution,
        "city": card.city,
        "distance_km": card.distance,
    }


def listing(
    actor: Actor, listing_id: int, now: datetime, days: tuple[date, date] | None = None, quantity: int = 1
) -> Document:
    """A listing as this person may know it. Raises what ``listing_page`` raises."""
    first, last = days or (None, None)
    page = listing_page(actor, listing_id, now, first_day=first, last_day=last, quantity=quantity, language=FRENCH)
    width, height, depth = page.dimensions_cm
    return {
        **{name: getattr(page, name) for name in _SAME},
        "specs": [{"label": label, "value": value} for label, value in page.specs],
        "width_cm": width,
        "height_cm": height,
        "depth_cm": depth,
        "photos": [_photo(photo) for photo in page.photos],
        "availability": _availability(page.box) if page.box else None,
        "owned": _owned(page.private) if page.private else None,
    }


_SAME = (
    "id", "institution_id", "institution", "city", "department", "region", "title", "description", "category",
    "category_label", "brand", "model", "condition", "offer", "visibility", "state", "quantity", "mass_kg", "power_w",
    "made_in_year", "lender_conditions", "turnaround_days", "available_from", "available_until",
)  # fmt: skip
assert set(_SAME) <= set(ListingPage.__slots__)


def _photo(photo: PhotoView) -> Document:
    return {"id": photo.id, "alt": photo.alt, "large_url": photo.large_url, "small_url": photo.small_url}


def _availability(box: RequestBox) -> Document:
    found = box.found
    return {
        "first_day": box.first_day,
        "last_day": box.last_day,
        "asked": box.quantity,
        "free": found.most_units,
        "is_available": found.is_available,
        "reason": found.refusal.code if found.refusal else None,
        "detail": sentence(found.refusal) if found.refusal else None,
        "requests": found.requests,
        "blocking": [{name: getattr(line, name) for name in _LINE} for line in box.blocking],
        "next": _window(found.next_window),
        "longest": _window(found.longest),
    }


_LINE = ("first_day", "last_day", "quantity", "is_late")


def _window(period: Period[date] | None) -> Document | None:
    return {"first_day": period.start, "last_day": period.last_day} if period else None


def _owned(private: Private) -> Document:
    units = [{"label": unit.label, "serial": unit.serial, "condition": unit.condition} for unit in private.units]
    return {name: getattr(private, name) for name in Private.__slots__} | {"units": units}


def version_of(actor: Actor, listing_id: int, now: datetime) -> int | None:
    """The version that a change must name; None for other institutions, who cannot change it."""
    try:
        return work_page(actor, listing_id, now).version
    except NotFound:
        return None


def loan(actor: Actor, loan_id: int, now: datetime) -> Document:
    """A loan as one of its sides reads it. Serial numbers stay on the lender's own pages."""
    page = loan_page(actor, loan_id, now)
    same = {name: getattr(page, name) for name in LoanPage.__slots__ if name != "journal"}
    return same | {
        "is_late": page.is_late,
        "proposal": open_proposal_of(page, now),
        "first_day": page.dates.starts_on,
        "last_day": page.dates.last_day,
        "actions": sorted(page.actions),
    }


def line_ids(actor: Actor, loan_id: int, now: datetime) -> dict[int, int]:
    """The lines of a loan by listing. Raises NotFound for who is no party to it."""
    return {line.listing_id: line.id for line in loan_page(actor, loan_id, now).lines}


def exhibition(actor: Actor, exhibition_id: int, now: datetime) -> Document:
    """A show. Raises NotFound when it is not there or not for *actor*."""
    page: ExhibitionPage = exhibition_page(actor, exhibition_id, local_day(now))
    facts = page.facts
    first, last = facts.loan_period
    names = (
        "id", "institution_id", "title", "venue", "city", "department", "region", "opens_on", "closes_on",
        "surface_m2", "expected_visitors",
    )  # fmt: skip
    return {name: getattr(facts, name) for name in names} | {
        "institution": page.institution,
        "summary": page.summary,
        "is_public": page.is_public,
        "loan_first_day": first,
        "loan_last_day": last,
    }


def impact(actor: Actor, exhibition_id: int, now: datetime) -> Document:
    """The two accounts of a show, side by side, as its page shows them to this person."""
    exhibition_page(actor, exhibition_id, local_day(now))
    footprint, avoided = footprint_panel(actor, exhibition_id), avoided_panel(actor, exhibition_id)
    return {
        "exhibition_id": exhibition_id,
        "footprint": [_footprint(part, footprint.factors) for part in footprint.parts] if footprint else [],
        "avoided": [_avoided(part, avoided.factors) for part in avoided.parts] if avoided else [],
    }


def _footprint(part: FootprintPart, factors: Iterable[FactorLink]) -> Document:
    total = part.total
    return _figure(part.phase, total.total, total.low, total.high, (VERSION,), _named(factors, total.factors)) | {
        "making": total.making,
        "transport": total.moving,
        "energy": total.energy,
        "objects": part.objects,
    }


def _avoided(part: AvoidedPart, factors: Iterable[FactorLink]) -> Document:
    found = part.sum
    named = _named(factors, found.factors)
    return _figure(part.phase, found.central, found.low, found.high, found.methods, named) | {
        "low_bound": found.low_bound,
        "burdens": found.burdens,
        "sign_established": found.sign_established,
        "records": found.records,
        "evidence": {level.value: count for level, count in found.by_evidence},
    }


def _figure(phase: str, value: Any, low: Any, high: Any, method: Sequence[str], factors: list[Document]) -> Document:
    return {
        "phase": phase,
        "value": value,
        "low": low,
        "high": high,
        "unit": KG,
        "method": method,
        "factors": factors,
    }


def _named(links: Iterable[FactorLink], references: Sequence[str]) -> list[Document]:
    chosen = [link for link in links if link.reference in references]
    return [{name: getattr(link, name) for name in FactorLink.__slots__} for link in chosen]
