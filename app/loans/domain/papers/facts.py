"""The facts that papers are made of, and which of them are the terms that a signature stands for."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, fields, is_dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any

from app.listings.domain.states import Condition
from app.loans.domain.papers.content import seal
from app.loans.domain.papers.kinds import BornBy, Insurance
from app.loans.domain.words import TransportMode


@dataclass(frozen=True, slots=True)
class PartyFacts:
    """An institution as a party."""

    name: str
    address: str = ""
    siret: str = ""
    is_public: bool = True
    represented_by: str = ""
    represented_as: str = ""


@dataclass(frozen=True, slots=True)
class LifeFacts:
    """How long such an object serves, in years, and who says so."""

    years: Decimal
    source: str = ""


@dataclass(frozen=True, slots=True)
class UnitFacts:
    """One physical object by its name, the maker's number and the owner's."""

    label: str
    serial: str = ""
    asset_tag: str = ""


@dataclass(frozen=True, slots=True)
class LineFacts:
    """*quantity* of one listing. *category* are its labels by language. Money in cents, *made_in* a year.

    *units* are named when it is already certain which ones go; *place*, *storage* where they wait, *goes_with* the
    accessories of each, *carriers* how many people carry one.
    """

    title: str
    category: Mapping[str, str]
    quantity: int
    value_cents: int | None = None
    made_in: int | None = None
    life: LifeFacts | None = None
    units: tuple[UnitFacts, ...] = ()
    conditions: str = ""
    place: str = ""
    storage: str = ""
    goes_with: tuple[str, ...] = ()
    carriers: int | None = None


@dataclass(frozen=True, slots=True)
class ShowFacts:
    """The exhibition: title, venue with its address, opening and closing days, both included."""

    title: str
    venue: str
    opens_on: date
    closes_on: date


@dataclass(frozen=True, slots=True)
class ClauseFacts:
    """What the lender asks: insurance with the part the borrower pays itself (cents), transport, the act's number."""

    insurance: Insurance = Insurance.LIABILITY
    deductible_cents: int | None = None
    transport_by: BornBy = BornBy.BORROWER
    decision: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class FoundFacts:
    """How an object looked: who says so and when; *photos* are (photo id, what it shows)."""

    condition: Condition
    made_at: datetime
    made_by: str = ""
    note: str = ""
    photos: tuple[tuple[int, str], ...] = ()
    there: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class MovedFacts:
    """An object that left with the loan, and came back or not."""

    title: str
    unit: UnitFacts
    left_at: datetime
    back_at: datetime | None = None
    at_hand_over: FoundFacts | None = None
    at_return: FoundFacts | None = None


@dataclass(frozen=True, slots=True)
class LoanFacts:
    """All that the papers of one loan are made of. Days are inclusive and the lender's, *zone* is theirs.

    *requires_agreement*: the lender hands nothing over before both sides signed. *replaced*: the units that a
    written agreement named and that others took the place of, each as (old, new).
    """

    number: int
    lender: PartyFacts
    borrower: PartyFacts
    show: ShowFacts
    first_day: date
    last_day: date
    transport: TransportMode
    lines: tuple[LineFacts, ...]
    clause: ClauseFacts = ClauseFacts()
    moved: tuple[MovedFacts, ...] = ()
    zone: str = "Europe/Paris"
    requires_agreement: bool = False
    replaced: tuple[tuple[str, str], ...] = ()


def terms_of(facts: LoanFacts) -> dict[str, Any]:
    """What both sides agree on: parties, objects, values, dates, venue, transport, insurance, conditions.

    Not how to reach a party or who happens to sign for it, nor which of several like objects goes: unless the
    agreement named it and another took its place.
    """
    lines = [(one.title, one.quantity, one.value_cents, one.conditions) for one in facts.lines]
    return {
        "parties": [(one.name, one.siret) for one in (facts.lender, facts.borrower)],
        "show": facts.show,
        "days": (facts.first_day, facts.last_day),
        "transport": facts.transport,
        "lines": sorted(lines, key=str),
        "clause": facts.clause,
        "replaced": sorted(facts.replaced),
    }


def fingerprint(value: Any) -> str:
    """A SHA-256 over *value*: facts that are empty do not count, so that a later release may ask for more."""
    return seal(json.dumps(_plain(value), sort_keys=True, ensure_ascii=False))


def _plain(value: Any) -> Any:
    if is_dataclass(value) and not isinstance(value, type):
        return _plain({one.name: getattr(value, one.name) for one in fields(value)})
    if isinstance(value, Mapping):
        told = {str(key): _plain(one) for key, one in value.items()}
        return {key: one for key, one in told.items() if one not in (None, "", [], {})}
    if isinstance(value, list | tuple):
        return [_plain(one) for one in value]
    if value is None:
        return None
    if isinstance(value, StrEnum):
        return value.value
    return value.isoformat() if isinstance(value, date | datetime) else str(value)
