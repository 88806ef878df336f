"""The conversation of a loan as its parties read it: the request, the answer, moves and messages, in order."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, select

from app.accounts.models import Institution
from app.core.actor import Actor
from app.core.db import db
from app.core.errors import NotFound
from app.core.notices import Notice
from app.loans.domain.lifecycle import Side
from app.loans.domain.permissions import LoanParties
from app.loans.domain.talk import Entry, Piece, in_order, may_read_talk, side_speaking
from app.loans.models import Loan, Message, MessageFile, TalkSeen
from app.loans.queries.loan_page import JournalLine, LoanPage
from app.media.models import Document

ANSWERS = frozenset({"accept_loan", "refuse_loan", "accept_in_part", "counter_loan"})
"""Moves that come with the lender's words."""
SILENT = frozenset({"post_message"})
"""What the thread shows by itself."""


@dataclass(frozen=True, slots=True)
class Talk:
    """A conversation. *has_news*: something here was not seen yet; *house_id* is the institution one writes for."""

    entries: tuple[Entry, ...]
    may_read: bool
    may_write: bool
    house_id: int | None
    new_count: int
    has_news: bool
    last_id: int | None


@dataclass(frozen=True, slots=True)
class PieceFile:
    """A file of a message, to be read."""

    name: str
    media_type: str
    key: str


def loan_talk(actor: Actor, page: LoanPage) -> Talk:
    """The conversation of the loan on *page*, which the actor sees; empty for who is no party (the staff)."""
    parties = _parties(page.id)
    if parties is None or not may_read_talk(actor, parties):
        return Talk((), False, False, None, 0, False, None)
    side = side_speaking(actor, parties)
    house_id = {Side.LENDER: parties.lender_id, Side.BORROWER: parties.borrower_id}.get(side) if side else None
    rows = _rows(actor, page.id)
    messages = _messages(actor, [row for row in rows if row.id is not None])
    new_count = sum(entry.is_new for entry in messages)
    return Talk(
        entries=in_order([*_moves(page), *messages]),
        may_read=True,
        may_write=side is not None,
        house_id=house_id,
        new_count=new_count,
        has_news=new_count > 0 or bool(rows and rows[0].notices),
        last_id=max((row.id for row in rows if row.id is not None), default=None),
    )


def talk_piece(actor: Actor, loan_id: int, piece_id: int) -> PieceFile:
    """A file of a message, to members of both institutions. Raises NotFound."""
    parties = _parties(loan_id)
    if parties is None or not may_read_talk(actor, parties):
        raise NotFound()
    row = db.session.execute(
        select(Document.file_name, Document.media_type, Document.file_key)
        .join(MessageFile, MessageFile.document_id == Document.id)
        .join(Message, Message.id == MessageFile.message_id)
        .where(MessageFile.id == piece_id, Message.loan_id == loan_id)
    ).one_or_none()
    if row is None:
        raise NotFound()
    return PieceFile(row.file_name, row.media_type, row.file_key)


def _parties(loan_id: int) -> LoanParties | None:
    loan = db.session.get(Loan, loan_id)
    return LoanParties(loan.lender_id, loan.borrower_id, loan.requested_by) if loan else None


def _rows(actor: Actor, loan_id: int) -> Sequence[Any]:
    """Messages, their files, how far the actor has read, how many notices wait: one question, one row at least."""
    seen = select(TalkSeen.message_id).filter_by(user_id=actor.user_id, loan_id=loan_id).scalar_subquery()
    waiting = (
        select(func.count(Notice.id))
        .where(
            Notice.user_id == actor.user_id,
            Notice.read_at.is_(None),
            Notice.object_type == "loan",
            Notice.object_id == loan_id,
        )
        .scalar_subquery()
    )
    found: Sequence[Any] = db.session.execute(
        select(
            Message.id, Message.at, Message.text, Message.author_id, Message.author_name,
            Institution.name.label("house"),
            MessageFile.id.label("piece_id"), Document.file_name, Document.size, Document.media_type,
            func.coalesce(seen, 0).label("seen"), waiting.label("notices"),
        )
        .select_from(Loan)
        .outerjoin(Message, Message.loan_id == Loan.id)
        .outerjoin(Institution, Institution.id == Message.institution_id)
        .outerjoin(MessageFile, MessageFile.message_id == Message.id)
        .outerjoin(Document, Document.id == MessageFile.document_id)
        .where(Loan.id == loan_id)
        .order_by(Message.id, MessageFile.id)
    ).all()  # fmt: skip
    return found


def _messages(actor: Actor, rows: Sequence[Any]) -> list[Entry]:
    pieces: dict[int, list[Piece]] = {}
    for row in rows:
        found = pieces.setdefault(row.id, [])
        if row.piece_id is not None:
            found.append(Piece(row.piece_id, row.file_name, row.size, row.media_type.startswith("image/")))
    first = {row.id: row for row in reversed(rows)}
    return [
        Entry(
            at=row.at,
            who=row.author_name,
            house=row.house,
            text=row.text,
            is_mine=row.author_id is not None and row.author_id == actor.user_id,
            is_new=row.author_id != actor.user_id and message_id > row.seen,
            pieces=tuple(pieces[message_id]),
            message_id=message_id,
        )
        for message_id, row in first.items()
    ]


def _moves(page: LoanPage) -> Iterable[Entry]:
    """What the journal says, with the words that came along: the request's, and those of the last answer."""
    told = [line for line in page.journal if line.action not in SILENT]
    answered = max((line.at for line in told if line.action in ANSWERS), default=None)
    for line in told:
        yield Entry(line.at, line.who, _house(line, page), _words(line, page, answered), action=line.action)


def _words(line: JournalLine, page: LoanPage, answered: Any) -> str:
    if line.action == "request_loan":
        return page.message
    if line.action in ANSWERS and line.action != "counter_loan" and line.at == answered:
        return page.answer
    return str(line.details.get("reason") or "")


def _house(line: JournalLine, page: LoanPage) -> str:
    if line.action == "request_loan":
        return page.borrower.name
    return page.lender.name if line.action in ANSWERS else ""
