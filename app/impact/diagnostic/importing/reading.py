"""A file of declarations, whichever it is, judged row by row before anything is written."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from app.core.errors import Invalid
from app.impact.diagnostic.domain.factors import Figure, MultiFactor
from app.impact.diagnostic.importing.declared import Declared, faults_of, per_unit
from app.impact.diagnostic.importing.ilcd import read_ilcd
from app.impact.diagnostic.importing.tables import read_table


class Verdict(StrEnum):
    """What becomes of a declaration."""

    NEW = "new"
    CHANGED = "changed"
    SAME = "same"
    BAD = "bad"


@dataclass(frozen=True, slots=True)
class Line:
    """One declaration of the file: what is proposed, what it leaves out, or what keeps it out."""

    declared: Declared
    verdict: Verdict
    figures: tuple[Figure, ...] = ()
    refusals: tuple[Invalid, ...] = ()


@dataclass(frozen=True, slots=True)
class Trial:
    """Every declaration, in the order of the file."""

    lines: tuple[Line, ...]

    @property
    def bad(self) -> list[Line]:
        """What keeps the whole file from being taken."""
        return [one for one in self.lines if one.verdict is Verdict.BAD]

    @property
    def wanted(self) -> list[Line]:
        """What would be written."""
        return [one for one in self.lines if one.verdict in (Verdict.NEW, Verdict.CHANGED)]

    def count(self, verdict: Verdict) -> int:
        """How many of one kind."""
        return sum(one.verdict is verdict for one in self.lines)


def read_declarations(content: bytes, *, unit: str = "", method: str | None = None) -> list[Declared]:
    """ILCD+EPD (XML, ZIP) or a table (CSV, XLSX). Raises what is wrong with the whole file."""
    start = content.lstrip(b"\xef\xbb\xbf \r\n\t")[:1]
    if start == b"<" or _is_dataset(content):
        return read_ilcd(content, unit)
    return read_table(content, method, unit)


def tried(found: Sequence[Declared], standing: Callable[[Declared], MultiFactor | None], on: date) -> Trial:
    """Each declaration against the one that stands under its name, if any."""
    return Trial(tuple(_judged(one, standing(one), on) for one in found))


def _judged(found: Declared, before: MultiFactor | None, on: date) -> Line:
    faults = faults_of(found, on)
    if faults:
        return Line(found, Verdict.BAD, refusals=tuple(faults))
    figures = per_unit(found)
    if before is None:
        return Line(found, Verdict.NEW, figures)
    same = set(before.figures) == set(figures) and (before.unit, before.method) == (found.unit, found.method)
    return Line(found, Verdict.SAME if same else Verdict.CHANGED, figures)


def _is_dataset(content: bytes) -> bool:
    """A ZIP that holds datasets, not the sheets of a workbook."""
    return content.startswith(b"PK\x03\x04") and b"processes/" in content
