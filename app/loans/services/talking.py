"""The conversation of a loan: a message posted, a conversation read."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select, update

from app.accounts.models import Institution
from app.core.actor import Actor
from app.core.db import db, insert_once, transaction
from app.core.errors import Forbidden, NotFound
from app.core.notices import mark_read
from app.loans.domain.lifecycle import Side
from app.loans.domain.talk import checked, is_echo, may_read_talk, side_speaking
from app.loans.models import Loan, Message, MessageFile, TalkSeen
from app.loans.services.common import is_done, locked_loan, note, parties_of
from app.loans.services.letters import Letter, tell
from app.media.documents import attach_document, document_files, received_document


def post_message(
    actor: Actor, loan_id: int, text: str, document_ids: Sequence[int] = (), *, key: str = "", now: datetime
) -> None:
    """Write to the other side, for the side that *actor* acts for; papers received before come with it.

    The same *key* and words sent twice make one message. Raises NotFound (not theirs to read, a paper of somebody
    else), Forbidden (a reader), EmptyMessage, TooLong, TooManyFiles, ``KeyReused``.
    """
    with transaction() as session:
        loan = locked_loan(actor, loan_id)
        parties = parties_of(loan)
        if not may_read_talk(actor, parties):
            raise NotFound()
        side = side_speaking(actor, parties)
        if side is None:
            raise Forbidden()
        files = list(dict.fromkeys(document_ids))
        words = checked(text, len(files))
        if is_done(actor, key, "post_message", loan_id, [words, files], now):
            return
        if _is_echo(actor, loan_id, words, files, now):
            return
        house = loan.lender_id if side is Side.LENDER else loan.borrower_id
        message = Message(
            loan_id=loan_id, institution_id=house, author_id=actor.user_id, author_name=actor.name, text=words, at=now
        )
        session.add(message)
        session.flush()
        _attach(message, files)
        _remember(actor, loan_id, message.id)
        note(actor, loan, side, "post_message", now, files=len(files))
        _tell(actor, loan, side, message, len(files), now)


def read_talk(actor: Actor, loan_id: int, message_id: int | None, now: datetime) -> None:
    """Note that *actor* has the conversation before their eyes up to *message_id*, and what they were told of it."""
    if actor.user_id is None:
        return
    with transaction():
        if message_id is not None:
            _remember(actor, loan_id, message_id)
        mark_read(actor.user_id, now, object_type="loan", object_id=loan_id)


def _is_echo(actor: Actor, loan_id: int, words: str, document_ids: Sequence[int], now: datetime) -> bool:
    """Whether the last message of the conversation is this very one; a file that it did not bring makes another."""
    newest = select(Message).where(Message.loan_id == loan_id).order_by(Message.id.desc()).limit(1)
    last = db.session.scalar(newest)
    if last is None or last.author_id != actor.user_id or not is_echo(words, now, last.text, last.at):
        return False
    ids = db.session.scalars(select(MessageFile.document_id).where(MessageFile.message_id == last.id))
    brought = {(file.file_name, file.size) for file in document_files(ids).values()}
    return {(file.file_name, file.size) for file in document_files(document_ids).values()} <= brought


def _attach(message: Message, document_ids: Sequence[int]) -> None:
    for document_id in document_ids:
        if received_document(message.institution_id, document_id) is None:
            raise NotFound()
        attach_document(document_id, message.institution_id)
        db.session.add(MessageFile(message_id=message.id, document_id=document_id))


def _remember(actor: Actor, loan_id: int, message_id: int) -> None:
    """Never backwards: two windows may be open."""
    seen = {"user_id": actor.user_id, "loan_id": loan_id, "message_id": message_id}
    if insert_once(TalkSeen, ["user_id", "loan_id"], **seen) is None:
        further = update(TalkSeen).where(
            TalkSeen.user_id == actor.user_id, TalkSeen.loan_id == loan_id, TalkSeen.message_id < message_id
        )
        db.session.execute(further.values(message_id=message_id))


def _tell(actor: Actor, loan: Loan, side: Side, message: Message, file_count: int, now: datetime) -> None:
    house = db.session.scalar(select(Institution.name).where(Institution.id == message.institution_id))
    tell(
        loan,
        Side.BORROWER if side is Side.LENDER else Side.LENDER,
        Letter.MESSAGE,
        now,
        but=actor.user_id,
        author=actor.name,
        house=house,
        text=message.text,
        file_count=file_count,
    )
