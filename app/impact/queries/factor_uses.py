"""What rests on a factor: categories of objects, composed elements, computations already written."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from sqlalchemy import func, select

from app.core.db import db
from app.impact.factors.domain import categories_of
from app.impact.factors.table import Factor, loaded, row_key
from app.impact.models import ImpactRecord
from app.impact.records.domain import assumptions
from app.listings.domain.categories import categories

EVERYWHERE = (assumptions.FACTOR_VAN, assumptions.FACTOR_FREIGHT, assumptions.FACTOR_ELECTRICITY)
"""What a computation uses for its journey and its electricity, whatever the object."""

MOST_COUNTED = 1000


class UseKind(StrEnum):
    """How something rests on a factor."""

    VALUE = "value"
    RANGE = "range"
    PART = "part"
    JOURNEY = "journey"


@dataclass(frozen=True, slots=True)
class Use:
    """One thing that rests on a factor; *reference* is that of a composition, "" for a category."""

    kind: UseKind
    label: str
    reference: str = ""


def uses_of(of: Factor, language: str) -> tuple[Use, ...]:
    """Categories whose new equivalent takes its value or its range from it, and elements made of it."""
    return tuple(dict.fromkeys([*_in_devices(of, language), *_in_elements(of, language)]))


def _in_devices(of: Factor, language: str) -> Iterator[Use]:
    known, names = categories(), {of.id, of.reference}
    for kind, keys in ((UseKind.VALUE, ("factor",)), (UseKind.RANGE, ("also", "ceiling"))):
        for rule in loaded().devices:
            said = [rule.get(key, ()) for key in keys]
            named = {name for one in said for name in ((one,) if isinstance(one, str) else one)}
            if names & named:
                yield from (Use(kind, known[id].label[language]) for id in categories_of(rule) if id in known)
    if of.id in EVERYWHERE:
        yield Use(UseKind.JOURNEY, "")


def _in_elements(of: Factor, language: str) -> Iterator[Use]:
    for row in loaded().compositions:
        if {of.id, of.reference} & {part["factor"] for part in row["parts"]}:
            yield Use(UseKind.PART, categories()[row["category"]].label[language], row_key(row))


def records_with(reference: str) -> int:
    """How many computations already written rest on this very version; they never change (R20)."""
    statement = select(func.count()).select_from(ImpactRecord)
    id = reference.partition("@")[0]
    if id in EVERYWHERE:
        inner = select(ImpactRecord.id).where(ImpactRecord.inputs.contains(f'"{reference}"', autoescape=True))
        statement = select(func.count()).select_from(inner.limit(MOST_COUNTED).subquery())
    else:
        elements = [row_key(row) for row in loaded().compositions if id in {p["factor"] for p in row["parts"]}]
        wanted = ImpactRecord.factor == reference
        if elements:
            held = ImpactRecord.inputs.contains(f'"{reference}"', autoescape=True)
            wanted = wanted | (ImpactRecord.factor.in_(elements) & held)
        statement = statement.where(wanted)
    return db.session.scalar(statement) or 0
