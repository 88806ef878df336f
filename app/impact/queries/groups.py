"""Parts of a dashboard: sums by exhibition, category, region, evidence, year and month, and flows."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import select

from app.accounts.models import Institution
from app.core.db import db
from app.core.geo import regions
from app.core.i18n import language
from app.exhibitions.models import Exhibition
from app.impact.credits.domain.kinds import Evidence
from app.impact.queries.sums import Avoided, avoided_from
from app.impact.sums.domain import INTERNAL, PUBLIC
from app.impact.sums.reading import Shelf, Sum
from app.listings.domain.categories import categories

UNKNOWN_REGION = ""


@dataclass(frozen=True, slots=True)
class GroupLine:
    """A part of the avoided account. *id* is an exhibition's; *key* is the code behind the label."""

    id: int | None
    key: str
    label: str
    sum: Avoided


@dataclass(frozen=True, slots=True)
class EvidenceLine:
    """The loans of one level of evidence, and what their counted part avoided (none for E1, kept inside)."""

    level: str
    loans: int
    percent: int
    records: int
    sum: Avoided | None


@dataclass(frozen=True, slots=True)
class Flow:
    """Objects that went from one house, or one region, to another, and for how many object-days."""

    source: str
    target: str
    objects: int
    object_days: int


@dataclass(frozen=True, slots=True)
class Partner:
    """The other house of a loan."""

    name: str
    region: str


def group_lines(
    groups: Mapping[str, Sequence[Sum]], label: Callable[[str], str], *, are_ids: bool = False
) -> tuple[GroupLine, ...]:
    """One line per key, the largest first."""
    lines = [
        GroupLine(int(key) if are_ids else None, key, label(key), found)
        for key, sums in groups.items()
        if (found := avoided_from(sums)) is not None
    ]
    return tuple(sorted(lines, key=lambda line: (-line.sum.central, line.label)))


def in_order(groups: Mapping[str, Sequence[Sum]], label: Callable[[str], str]) -> tuple[GroupLine, ...]:
    """One line per key in the order of keys: months, years."""
    return tuple(
        GroupLine(None, key, label(key), found)
        for key, sums in sorted(groups.items())
        if (found := avoided_from(sums)) is not None
    )


def by_region(shelf: Shelf, year: int, partners: Mapping[int, Partner]) -> dict[str, list[Sum]]:
    """The sums of a borrower by the region of its lenders."""
    groups: defaultdict[str, list[Sum]] = defaultdict(list)
    for key, sums in shelf.by_key("partner", year=year).items():
        partner = partners.get(int(key))
        groups[partner.region if partner else UNKNOWN_REGION].extend(sums)
    return groups


def evidence_lines(shelf: Shelf, year: int | None) -> tuple[EvidenceLine, ...]:
    """How well the alternative is known, from the best to the least: E3, E2, E1, E0."""
    groups = shelf.by_key("evidence", PUBLIC, INTERNAL, year=year)
    loans = {level: sum(one.counted["loans"] for one in sums) for level, sums in groups.items()}
    every = sum(loans.values())
    levels = [level.value for level in reversed(Evidence) if level is not Evidence.NONE_NEEDED]
    return tuple(
        EvidenceLine(
            level,
            loans.get(level, 0),
            round(100 * loans.get(level, 0) / every) if every else 0,
            sum(one.counted["records"] for one in groups.get(level, ())),
            avoided_from([one for one in groups.get(level, ()) if one.state == PUBLIC]),
        )
        for level in (*levels, Evidence.NONE_NEEDED.value)
    )


def partners_named(keys: Iterable[str]) -> dict[int, Partner]:
    """The houses with these ids."""
    wanted = sorted({int(key) for key in keys})
    if not wanted:
        return {}
    statement = select(Institution.id, Institution.name, Institution.region).where(Institution.id.in_(wanted))
    return {row.id: Partner(row.name, row.region) for row in db.session.execute(statement)}


def exhibitions_named(keys: Iterable[str]) -> dict[str, str]:
    """The titles of the exhibitions with these ids."""
    wanted = sorted({int(key) for key in keys})
    if not wanted:
        return {}
    statement = select(Exhibition.id, Exhibition.title).where(Exhibition.id.in_(wanted))
    return {str(row.id): row.title for row in db.session.execute(statement)}


def category_label(id: str) -> str:
    """The category in the reader's language, in the plural."""
    kind = categories().get(id)
    return kind.plural[language()] if kind else id


def region_label(code: str) -> str:
    """The region's name, or a dash where nobody knows."""
    found = regions().get(code)
    return found.name if found else "–"
