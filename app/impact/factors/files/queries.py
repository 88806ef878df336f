"""A file of factors as its pages read it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, or_, select

from app.accounts.domain.states import InstitutionState
from app.accounts.models import Institution
from app.core.actor import Actor
from app.core.db import db
from app.core.errors import NotFound, Refusal
from app.core.paging import Page, page_of
from app.impact.factors.files.domain import FileKind, FileLine, FileState, FileVerdict, Said
from app.impact.factors.files.report import load_trial
from app.impact.factors.files.working import said_of
from app.impact.factors.models import FactorFile
from app.impact.factors.permissions import may_propose_factors, may_review
from app.listings.domain.spreadsheets import RunProgress
from app.listings.queries.import_report import refusal_read

LINES_A_PAGE, MOST_SHOWN = 25, 50
_TOLD = frozenset(FileVerdict) - {FileVerdict.SAME}


@dataclass(frozen=True, slots=True)
class FactorFileLine:
    """A file in the list."""

    id: int
    file_name: str
    kind: FileKind
    state: FileState
    is_working: bool
    has_failed: bool
    author: str
    at: datetime
    written: int

    @property
    def awaits_review(self) -> bool:
        """Whether a second person is to decide on it here."""
        return self.kind is FileKind.DECLARATIONS and self.state is FileState.PROPOSED


@dataclass(frozen=True, slots=True)
class FactorFilePage:
    """A file whole: what was told of it, what its dry run found, who decided. *counts* are by verdict."""

    line: FactorFileLine
    sha256: str
    byte_count: int
    said: Said
    counts: dict[str, int]
    lines: Page[FileLine]
    refusal: Refusal | None
    is_tried: bool
    may_review: bool
    reviewer: str
    reviewed_at: datetime | None
    reason: str
    is_purged: bool

    @property
    def wanted(self) -> int:
        """How many rows would be proposed."""
        return self.counts.get(FileVerdict.NEW, 0) + self.counts.get(FileVerdict.CHANGED, 0)

    @property
    def may_say(self) -> bool:
        """Whether what was told of it may still change."""
        return self.line.state in (FileState.RECEIVED, FileState.TRIED) and not self.is_purged


def factor_files(actor: Actor) -> tuple[FactorFileLine, ...]:
    """The files that were brought, the newest first. Raises NotFound to whoever is not of the staff."""
    if not may_propose_factors(actor):
        raise NotFound()
    rows = db.session.scalars(select(FactorFile).order_by(FactorFile.id.desc()).limit(MOST_SHOWN))
    return tuple(_line(row) for row in rows)


def factor_file_line(actor: Actor, id: int) -> FactorFileLine:
    """One file without its rows: quick to ask again and again. Raises NotFound."""
    return _line(_read(actor, id))


def factor_file_page(actor: Actor, id: int, number: int = 1) -> FactorFilePage:
    """One file with a page of its rows, those that are the same left out. Raises NotFound."""
    row = _read(actor, id)
    is_tried = bool(row.report_key)
    lines = _lines(row.report_key) if is_tried else ()
    is_waiting = row.kind is FileKind.DECLARATIONS and row.state is FileState.PROPOSED
    return FactorFilePage(
        line=_line(row),
        sha256=row.sha256,
        byte_count=row.byte_count,
        said=said_of(row),
        counts=dict(row.counts),
        lines=page_of(lines, number, LINES_A_PAGE),
        refusal=refusal_read(row.refusal) if row.refusal else None,
        is_tried=is_tried,
        may_review=is_waiting and may_review(actor, row.author_id),
        reviewer=row.reviewer_name,
        reviewed_at=row.reviewed_at,
        reason=row.reason,
        is_purged=row.purged_at is not None,
    )


def waiting_files(actor: Actor) -> int:
    """How many files of declarations wait for a second person that this one may be."""
    waits = (FactorFile.kind == FileKind.DECLARATIONS) & (FactorFile.state == FileState.PROPOSED)
    of_others = or_(FactorFile.author_id.is_(None), FactorFile.author_id != actor.user_id)
    return db.session.scalar(select(func.count(FactorFile.id)).where(waits, of_others)) or 0


def houses(actor: Actor) -> list[tuple[int, str]]:
    """(id, name) of the institutions that a licence may be limited to, by name."""
    if not may_propose_factors(actor):
        raise NotFound()
    verified = select(Institution.id, Institution.name).where(Institution.state == InstitutionState.VERIFIED)
    return [(row.id, row.name) for row in db.session.execute(verified.order_by(Institution.name))]


def _read(actor: Actor, id: int) -> FactorFile:
    row = db.session.get(FactorFile, id) if may_propose_factors(actor) else None
    if row is None:
        raise NotFound()
    return row


def _lines(key: str) -> Sequence[FileLine]:
    return [one for one in load_trial(key).lines if one.verdict in _TOLD]


def _line(row: FactorFile) -> FactorFileLine:
    return FactorFileLine(
        id=row.id,
        file_name=row.file_name,
        kind=row.kind,
        state=row.state,
        is_working=row.progress in (RunProgress.WAITING, RunProgress.RUNNING),
        has_failed=row.progress is RunProgress.FAILED,
        author=row.author_name,
        at=row.at,
        written=row.written,
    )
