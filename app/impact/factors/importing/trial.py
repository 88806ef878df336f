"""What would become of each row of an official file, before anything is written."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from app.core.errors import Invalid
from app.impact.factors.refusals import NothingChanged
from app.impact.factors.rows import faults_of, number, row_of_factor
from app.impact.factors.table import Factor


class Verdict(StrEnum):
    """What becomes of a row."""

    SAME = "same"
    CHANGED = "changed"
    NEW = "new"
    BAD = "bad"
    SKIPPED = "skipped"


@dataclass(frozen=True, slots=True)
class Line:
    """One row of the file, or (line 0) something that the file should have held.

    *after* and *row* are what would be proposed; *refusal* is what keeps it from being so.
    """

    line: int
    name: str
    factor_id: str
    verdict: Verdict
    before: str = ""
    value: str = ""
    after: int = 0
    row: Mapping[str, Any] | None = None
    refusal: Invalid | None = None


@dataclass(frozen=True, slots=True)
class Trial:
    """Every row that concerns the library, in the order of the file, and how many the file has."""

    lines: tuple[Line, ...]
    read: int

    @property
    def proposals(self) -> list[tuple[int, Mapping[str, Any]]]:
        """What would be written: (version it replaces, row)."""
        return [(one.after, one.row) for one in self.lines if one.row is not None]

    @property
    def bad(self) -> list[Line]:
        """What keeps the whole file from being taken."""
        return [one for one in self.lines if one.verdict is Verdict.BAD]

    def count(self, verdict: Verdict) -> int:
        """How many rows of one kind."""
        return sum(one.verdict is verdict for one in self.lines)


@dataclass(frozen=True, slots=True)
class Found:
    """What a row of the file says of one factor."""

    line: int
    name: str
    said: Mapping[str, Any]


def judged(found: Found, before: Factor, on: date) -> Line:
    """A row about a factor that the library has: what it says replaces what the version before said."""
    row = {**row_of_factor(before), **found.said}
    row |= _range(row)
    faults = faults_of(row, before, on)
    unchanged = number(row["value"]) == before.value
    verdict, refusal = Verdict.CHANGED, faults[0] if faults else None
    if any(isinstance(one, NothingChanged) for one in faults):
        verdict, refusal = Verdict.SAME, None
    elif faults:
        verdict = Verdict.SAME if unchanged else Verdict.BAD
    return Line(
        found.line,
        found.name,
        before.id,
        verdict,
        before=str(before.value),
        value=row["value"],
        after=int(before.version),
        row=row if verdict is Verdict.CHANGED else None,
        refusal=refusal if verdict is Verdict.BAD else None,
    )


def judged_new(found: Found, row: Mapping[str, Any], on: date) -> Line:
    """A row that was asked for by name, about something that the library does not have."""
    faults = faults_of(row, None, on)
    verdict = Verdict.BAD if faults else Verdict.NEW
    return Line(
        found.line,
        found.name,
        row["id"],
        verdict,
        value=str(row.get("value", "")),
        row=None if faults else row,
        refusal=faults[0] if faults else None,
    )


def _range(row: Mapping[str, Any]) -> dict[str, str]:
    """The range of before, widened to hold the new value."""
    value, low, high = (number(row[key]) for key in ("value", "low", "high"))
    if value is None or low is None or high is None:
        return {}
    return {"low": str(min(low, value)), "high": str(max(high, value))}
