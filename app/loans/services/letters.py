"""What the two sides of a loan are told, within the event's own transaction, in each reader's language.

Every letter is first a notice in the application: its subject is the notice's line. By mail it leaves at once, in
the daily letter or not at all, as each reader wishes for its kind (``KINDS``).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import bindparam, select

from app.accounts.models import Membership, User
from app.accounts.services.mails import Reader, notify
from app.core.actor import Role
from app.core.db import run
from app.core.notices import Said
from app.core.text import N_
from app.core.wishes import NoticeKind
from app.exhibitions.models import Exhibition
from app.listings.models import Listing
from app.loans.domain.lifecycle import Side
from app.loans.domain.permissions import BORROWER_ROLES, LENDER_ROLES
from app.loans.models import Loan, LoanLine
from app.loans.queries.rows import BORROWER, LENDER


class Letter(StrEnum):
    """The reason for writing; ``templates/mail/loans/<letter>.txt`` says it."""

    REQUESTED = "requested"
    ACCEPTED = "accepted"
    ACCEPTED_IN_PART = "accepted_in_part"
    COUNTERED = "countered"
    PROPOSAL_ACCEPTED = "proposal_accepted"
    PROPOSAL_WITHDRAWN = "proposal_withdrawn"
    PROPOSAL_EXPIRED = "proposal_expired"
    ASKED_AGAIN = "asked_again"
    NO_LONGER_FREE = "no_longer_free"
    REFUSED = "refused"
    CANCELLED = "cancelled"
    EXPIRED = "expired"
    HANDED_OVER = "handed_over"
    RETURNED = "returned"
    CLOSED = "closed"
    NO_SHOW = "no_show"
    NEW_RETURN = "new_return"
    DATES_PROPOSED = "dates_proposed"
    DATES_CHANGED = "dates_changed"
    DATES_DECLINED = "dates_declined"
    DATES_IN_VAIN = "dates_in_vain"
    PAPER_SIGNED = "paper_signed"
    TERMS_CHANGED = "terms_changed"
    MESSAGE = "message"
    SWAPPED = "swapped"
    RUN_PROPOSED = "run_proposed"
    RUN_AGREED = "run_agreed"
    RUN_DECLINED = "run_declined"
    RUN_UNDONE = "run_undone"
    ROAD_SET = "road_set"
    NEXT_TOUCHED = "next_touched"
    NEXT_SAFE = "next_safe"
    REMIND_ANSWER = "remind_answer"
    REMIND_PROPOSAL = "remind_proposal"
    REMIND_HAND_OVER = "remind_hand_over"
    REMIND_RETURN = "remind_return"
    REMIND_OVERDUE = "remind_overdue"


SUBJECTS = {
    Letter.REQUESTED: N_("Demande de prêt de %(borrower)s"),
    Letter.ACCEPTED: N_("%(lender)s accepte votre demande de prêt"),
    Letter.ACCEPTED_IN_PART: N_("%(lender)s accepte une partie de votre demande de prêt"),
    Letter.COUNTERED: N_("%(lender)s vous propose autre chose"),
    Letter.PROPOSAL_ACCEPTED: N_("%(borrower)s accepte votre proposition"),
    Letter.PROPOSAL_WITHDRAWN: N_("%(lender)s retire sa proposition"),
    Letter.PROPOSAL_EXPIRED: N_("Proposition restée sans réponse : %(exhibition)s"),
    Letter.ASKED_AGAIN: N_("%(borrower)s vous demande autre chose que votre proposition"),
    Letter.NO_LONGER_FREE: N_("Ce que vous demandez n'est plus libre tel quel : %(exhibition)s"),
    Letter.REFUSED: N_("%(lender)s ne peut pas vous prêter ce matériel"),
    Letter.CANCELLED: N_("Prêt annulé : %(exhibition)s"),
    Letter.EXPIRED: N_("Demande restée sans réponse : %(exhibition)s"),
    Letter.HANDED_OVER: N_("Matériel remis : %(exhibition)s"),
    Letter.RETURNED: N_("Matériel rendu : %(exhibition)s"),
    Letter.CLOSED: N_("Prêt terminé : %(exhibition)s"),
    Letter.NO_SHOW: N_("Matériel jamais retiré : %(exhibition)s"),
    Letter.NEW_RETURN: N_("Nouvelle date de retour : %(exhibition)s"),
    Letter.DATES_PROPOSED: N_("Autres dates proposées : %(exhibition)s"),
    Letter.DATES_CHANGED: N_("Nouvelles dates du prêt : %(exhibition)s"),
    Letter.DATES_DECLINED: N_("Les dates du prêt restent les mêmes : %(exhibition)s"),
    Letter.DATES_IN_VAIN: N_("%(borrower)s ne peut pas garder le matériel plus longtemps : %(exhibition)s"),
    Letter.PAPER_SIGNED: N_("Convention de prêt : %(exhibition)s"),
    Letter.TERMS_CHANGED: N_("Convention à signer de nouveau : %(exhibition)s"),
    Letter.MESSAGE: N_("Message de %(house)s : %(exhibition)s"),
    Letter.SWAPPED: N_("Exemplaire échangé : %(exhibition)s"),
    Letter.RUN_PROPOSED: N_("%(who)s propose un trajet commun : %(exhibition)s"),
    Letter.RUN_AGREED: N_("Trajet commun convenu : %(exhibition)s"),
    Letter.RUN_DECLINED: N_("Trajet commun refusé : %(exhibition)s"),
    Letter.RUN_UNDONE: N_("Trajet commun défait : %(exhibition)s"),
    Letter.ROAD_SET: N_("Jours de route changés : %(exhibition)s"),
    Letter.NEXT_TOUCHED: N_("Votre prêt risque de ne pas être prêt à temps : %(exhibition)s"),
    Letter.NEXT_SAFE: N_("Votre prêt est de nouveau assuré : %(exhibition)s"),
    Letter.REMIND_ANSWER: N_("Une demande de prêt attend votre réponse : %(exhibition)s"),
    Letter.REMIND_PROPOSAL: N_("La proposition de %(lender)s attend votre réponse : %(exhibition)s"),
    Letter.REMIND_HAND_OVER: N_("Remise demain : %(exhibition)s"),
    Letter.REMIND_RETURN: N_("Retour demain : %(exhibition)s"),
    Letter.REMIND_OVERDUE: N_("Retour en retard : %(exhibition)s"),
}


KINDS = {
    Letter.MESSAGE: NoticeKind.MESSAGES,
    Letter.HANDED_OVER: NoticeKind.HAND_OVERS,
    Letter.RETURNED: NoticeKind.HAND_OVERS,
    Letter.CLOSED: NoticeKind.HAND_OVERS,
    Letter.NEW_RETURN: NoticeKind.LATE_RETURNS,
    Letter.SWAPPED: NoticeKind.HAND_OVERS,
    Letter.REMIND_OVERDUE: NoticeKind.LATE_RETURNS,
    Letter.NEXT_TOUCHED: NoticeKind.LATE_RETURNS,
    Letter.NEXT_SAFE: NoticeKind.LATE_RETURNS,
    Letter.REMIND_ANSWER: NoticeKind.DEADLINES,
    Letter.REMIND_HAND_OVER: NoticeKind.DEADLINES,
    Letter.REMIND_RETURN: NoticeKind.DEADLINES,
}
"""What each letter is about, for the wishes of its reader; a letter that is not here is about a request."""


@dataclass(frozen=True, slots=True)
class Names:
    """What every letter about a loan names: both houses, the show, the objects as ``2 × Projector``."""

    lender: str
    borrower: str
    exhibition: str
    objects: tuple[str, ...]

    @property
    def facts(self) -> dict[str, Any]:
        """By the names that sentences use."""
        return {
            "lender": self.lender,
            "borrower": self.borrower,
            "exhibition": self.exhibition,
            "objects": list(self.objects),
        }


def amount(quantity: int, title: str) -> str:
    """A line of a loan, in few words."""
    return f"{quantity} × {title}"


_NAMES = (
    select(
        LENDER.name.label("lender"),
        BORROWER.name.label("borrower"),
        Exhibition.title.label("exhibition"),
        Listing.title,
        LoanLine.quantity,
    )
    .select_from(Loan)
    .join(LENDER, LENDER.id == Loan.lender_id)
    .join(BORROWER, BORROWER.id == Loan.borrower_id)
    .join(Exhibition, Exhibition.id == Loan.exhibition_id)
    .outerjoin(LoanLine, LoanLine.loan_id == Loan.id)
    .outerjoin(Listing, Listing.id == LoanLine.listing_id)
    .where(Loan.id == bindparam("loan"))
    .order_by(LoanLine.id)
)
_HOLDERS = select(Membership.user_id).where(
    Membership.institution_id == bindparam("house"), Membership.role.in_(bindparam("roles", expanding=True))
)
_MEMBERS = (
    select(User.id, User.email, User.name, User.language)
    .where(User.id.in_(_HOLDERS), User.is_active.is_(True))
    .order_by(User.id)
)


def tell(
    loan: Loan,
    side: Side,
    letter: Letter,
    now: datetime,
    *,
    but: int | None = None,
    names: Names | None = None,
    **facts: Any,
) -> None:
    """Write to the people of *side* about this loan; *but* leaves out who did it, who knows; *names* where the verb
    has read them already."""
    readers = [reader for reader in readers_of(loan, side) if reader.user_id != but]
    send(loan, side, letter, readers, now, names=names, **facts)


def send(
    loan: Loan,
    side: Side,
    letter: Letter,
    readers: Sequence[Reader],
    now: datetime,
    key: str | None = None,
    names: Names | None = None,
    **facts: Any,
) -> None:
    """Tell each reader in the application, and by mail as they wish; with *key*, once each whatever happens."""
    if not readers:
        return
    known = (names or _names(loan)).facts
    said = Said(
        KINDS.get(letter, NoticeKind.REQUESTS),
        SUBJECTS[letter],
        {**known, **facts},
        "loan",
        loan.id,
        "loans.show",
        {"loan_id": loan.id},
    )
    is_lender = side is Side.LENDER
    notify(readers, said, f"loans/{letter}", now, key=key, loan=loan, is_lender=is_lender, **known, **facts)


def readers_of(loan: Loan, side: Side) -> list[Reader]:
    """The lender's technicians; for the borrower whoever asked, while they are still there. Admins otherwise."""
    if side is Side.LENDER:
        return _members(loan.lender_id, LENDER_ROLES) or _members(loan.lender_id, (Role.ADMIN,))
    return borrower_readers(loan.borrower_id, loan.requested_by)


def borrower_readers(institution_id: int, asked_by: int | None) -> list[Reader]:
    """Whoever asked, while they are still there; otherwise those who may."""
    staying = _members(institution_id, tuple(Role))
    asked = [reader for reader in staying if reader.user_id == asked_by]
    return asked or _members(institution_id, (*BORROWER_ROLES, Role.ADMIN))


def _members(institution_id: int, roles: Sequence[Role]) -> list[Reader]:
    rows = run(_MEMBERS, {"house": institution_id, "roles": list(roles)})
    return [Reader(row.id, row.email, row.name, row.language) for row in rows]


def _names(loan: Loan) -> Names:
    rows = run(_NAMES, {"loan": loan.id}).all()
    objects = tuple(amount(row.quantity, row.title) for row in rows if row.quantity is not None)
    return Names(rows[0].lender, rows[0].borrower, rows[0].exhibition, objects)
