"""The conversation of a loan: who reads it, who writes in it, what a message may be, and its order. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from app.core.actor import Actor
from app.core.errors import Invalid
from app.core.text import N_
from app.loans.domain.lifecycle import Side
from app.loans.domain.permissions import LoanParties, acts_for_borrower, acts_for_lender

LONGEST_MESSAGE = 5_000
MOST_FILES = 5
ECHO = timedelta(minutes=10)
"""The same words again within that time, with nobody in between, are one message sent twice: the page was gone back
to, which draws a new key while the browser puts the words back."""


class EmptyMessage(Invalid):
    """Nothing was written and nothing attached."""

    message = N_("Écrivez un message, ou joignez un fichier.")
    field = "text"


class TooLong(Invalid):
    """Params: *most*."""

    message = N_("Ce message est trop long : %(most)s signes au plus.")
    field = "text"


class TooManyFiles(Invalid):
    """Params: *most*."""

    message = N_("%(most)s fichiers au plus par message.")
    field = "files"


def may_read_talk(actor: Actor, parties: LoanParties) -> bool:
    """Members of both institutions, whatever their role; the platform's staff are no party to it."""
    return actor.belongs_to(parties.lender_id) or actor.belongs_to(parties.borrower_id)


def side_speaking(actor: Actor, parties: LoanParties) -> Side | None:
    """For whom the actor writes; None when they only read. Who is of both houses speaks for the one that lends,
    unless the request is theirs."""
    if acts_for_lender(actor, parties):
        return Side.LENDER
    return Side.BORROWER if acts_for_borrower(actor, parties) else None


def checked(text: str, file_count: int) -> str:
    """What will be kept: the text as typed, line ends made one kind. Raises a refusal named after what is amiss."""
    kept = text.replace("\r\n", "\n").replace("\r", "\n").replace("\x00", "")
    if len(kept) > LONGEST_MESSAGE:
        raise TooLong(most=LONGEST_MESSAGE)
    if file_count > MOST_FILES:
        raise TooManyFiles(most=MOST_FILES)
    if not kept.strip() and not file_count:
        raise EmptyMessage()
    return kept if kept.strip() else ""


def is_echo(text: str, at: datetime, last_text: str, last_at: datetime) -> bool:
    """Whether *text*, written now, is what the same person wrote last, with nobody in between."""
    return bool(text) and text == last_text and at - last_at <= ECHO


@dataclass(frozen=True, slots=True)
class Piece:
    """A file that came with a message. *size* is in bytes."""

    id: int
    name: str
    size: int
    is_picture: bool


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing in the thread: a message, or a move (*action* names it) with what was written along with it."""

    at: datetime
    who: str
    house: str
    text: str
    action: str = ""
    is_mine: bool = False
    is_new: bool = False
    pieces: tuple[Piece, ...] = ()
    message_id: int | None = None


def in_order(entries: Iterable[Entry]) -> tuple[Entry, ...]:
    """As it happened; at one instant the move comes before what is said about it."""
    return tuple(sorted(entries, key=lambda one: (one.at, not one.action, one.message_id or 0)))
