"""Which official file it is, and what would become of its rows: the readers are those of the command line."""

from datetime import datetime

from app.core.errors import Invalid
from app.impact.diagnostic import services as epds
from app.impact.diagnostic.importing.declared import Declared
from app.impact.diagnostic.importing.reading import Line as Declaration
from app.impact.diagnostic.importing.reading import read_declarations
from app.impact.factors.files.domain import FileKind, FileLine, FileTrial, FileVerdict, Said
from app.impact.factors.importing import base_carbone, boavizta
from app.impact.factors.importing.tables import rows_by_heading
from app.impact.factors.importing.trial import Line
from app.impact.factors.refusals import NotThatFile
from app.impact.factors.services import Waiting, waiting_rows
from app.listings.queries.sheets.refusals import EmptyFile

_READERS = {FileKind.BASE_CARBONE: base_carbone.read_base_carbone, FileKind.BOAVIZTA: boavizta.read_boavizta}
_WANTED = {FileKind.BASE_CARBONE: base_carbone.WANTED, FileKind.BOAVIZTA: boavizta.WANTED}
_WORST = (FileVerdict.BAD, FileVerdict.NEW, FileVerdict.CHANGED, FileVerdict.WAITING, FileVerdict.SKIPPED)
MOST_AT_ONCE = 2_000_000
EDITIONS = {"ef30": "en15804_a2_ef30", "ef31": "en15804_a2_ef31"}


def kind_of(content: bytes) -> FileKind:
    """By what it holds: the headings of a table, else a declaration. Raises what makes it unreadable."""
    if not content:
        raise EmptyFile()
    if content.lstrip(b"\xef\xbb\xbf \r\n\t")[:1] == b"<" or b"processes/" in content[:1_000_000]:
        return FileKind.DECLARATIONS
    for kind in _WANTED:
        try:
            next(rows_by_heading(content, _WANTED[kind]), None)
        except NotThatFile:
            continue
        return kind
    return FileKind.DECLARATIONS


def check_whole(content: bytes, kind: FileKind) -> None:
    """Raise what is wrong with the file as a whole, before anything is kept.

    A long file of declarations is left to the dry run, which says the same: its bringer does not wait for it twice.
    """
    if not content:
        raise EmptyFile()
    if kind in _WANTED:
        next(rows_by_heading(content, _WANTED[kind]), None)
    elif len(content) <= MOST_AT_ONCE:
        read_declarations(content)


def declarations(content: bytes, said: Said) -> list[Declared]:
    """The declarations of a file, read with what its bringer tells of it."""
    return read_declarations(content, unit=said.unit, method=EDITIONS.get(said.method))


def tried_file(content: bytes, kind: FileKind, said: Said, brought: epds.Brought, now: datetime) -> FileTrial:
    """What would become of every row; nothing is written. Raises what is wrong with the whole file."""
    if kind is FileKind.DECLARATIONS:
        tried = epds.try_declarations(declarations(content, said), brought, now)
        return _sorted([_of_declaration(one) for one in tried.lines], len(tried.lines))
    trial = _READERS[kind](content, release=said.release, on=now.date(), also=said.also)
    waiting = waiting_rows()
    return _sorted([_of_factor(one, waiting) for one in trial.lines], trial.read)


def _of_factor(one: Line, waiting: Waiting) -> FileLine:
    verdict = FileVerdict(one.verdict.value)
    if one.row is not None and dict(one.row) in waiting.get((one.factor_id, one.after), []):
        return FileLine(one.line, one.name, one.factor_id, FileVerdict.WAITING, one.before, one.value)
    refusals: tuple[Invalid, ...] = (one.refusal,) if one.refusal else ()
    return FileLine(
        one.line, one.name, one.factor_id, verdict, one.before, one.value, refusals, after=one.after, row=one.row
    )


def _of_declaration(one: Declaration) -> FileLine:
    found = one.declared
    value = f"{len(one.figures)}" if one.figures else ""
    return FileLine(
        found.line,
        found.name,
        found.id,
        FileVerdict(one.verdict.value),
        before=found.unit,
        value=value,
        refusals=one.refusals,
        left_out=found.left_out,
    )


def _sorted(lines: list[FileLine], read: int) -> FileTrial:
    ranks = {verdict: place for place, verdict in enumerate(_WORST)}
    lines.sort(key=lambda one: (ranks.get(one.verdict, len(ranks)), one.line, one.id))
    return FileTrial(tuple(lines), read)
