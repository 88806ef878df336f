"""Papers are written down when they are first signed; the last signature makes an agreement.

For gifts, :func:`version_to_sign` and :func:`put_signature` do the same within the gift's own verbs.
"""

from collections.abc import Callable
from datetime import datetime

from sqlalchemy import select

from app.core.actor import SYSTEM, Actor
from app.core.db import db, transaction
from app.core.errors import Forbidden
from app.core.text import one_line
from app.loans.domain.lifecycle import Action, Side, State, next_state
from app.loans.domain.papers.kinds import PaperKind, Signer
from app.loans.domain.papers.refusals import (
    AgreementNotSigned,
    AlreadySigned,
    NothingToSay,
    NotThisSide,
    NotToSignNow,
    PaperChanged,
    SamePerson,
    UnknownPaper,
)
from app.loans.domain.papers.signing import AT_THE_DESK, SIDES, Signing, check_signing, may_sign_for, signable
from app.loans.domain.papers.writing import has_something_to_say, terms_fingerprint
from app.loans.domain.permissions import acts_for_lender, sides_of
from app.loans.models import Loan, Paper, Signature
from app.loans.queries.papers.drafting import Draft, draft_of, signatures_on, versions_of
from app.loans.queries.papers.facts import lender_setting, loan_facts
from app.loans.services.common import is_done, locked_loan, note, parties_of
from app.loans.services.letters import Letter, tell


def sign_paper(
    actor: Actor, loan_id: int, kind: PaperKind, said: Signing, now: datetime, *, key: str = ""
) -> int | None:
    """Sign the version that was read, writing it down if nobody did; answers the paper's id (None: a second click).

    The last signature under an agreement makes the loan ``signed``. At the desk (``said.in_person``) a receiver
    without an account signs on the lender's screen; an empty ``said.sha256`` is then the paper as it stands.

    Raises ``PaperChanged``, ``UnknownPaper``, ``AlreadySigned``, ``SamePerson``, ``NotThisSide``, ``NotToSignNow``,
    ``NothingToSay``, what :func:`check_signing` says, Forbidden, NotFound.
    """
    with transaction():
        told = [kind.value, said.side.value, said.name, said.sha256]
        if is_done(actor, key, "sign_paper", loan_id, told, now):
            return None
        loan = locked_loan(actor, loan_id)
        side = _require_side(actor, loan, kind, said)
        paper = _version_read(actor, loan, kind, said, now)
        put_signature(paper, said, None if said.in_person else actor.user_id, now)
        note(actor, loan, side, "sign_paper", now, paper=kind.value, version=paper.version, signer=said.side.value)
        is_complete = {one.side for one in signatures_on([paper.id])[paper.id]} >= {Signer.LENDER, Signer.BORROWER}
        if kind is PaperKind.AGREEMENT and is_complete and loan.state is State.APPROVED:
            loan.state = next_state(loan.state, Action.SIGN, side)
            loan.version += 1
        if kind is PaperKind.AGREEMENT:
            other = Side.LENDER if said.side is Signer.BORROWER else Side.BORROWER
            tell(loan, other, Letter.PAPER_SIGNED, now, but=actor.user_id, is_complete=is_complete)
        return paper.id


def _require_side(actor: Actor, loan: Loan, kind: PaperKind, said: Signing) -> Side:
    """The side that acts; raises what is not so."""
    mine = sides_of(actor, parties_of(loan)) - {Side.SYSTEM}
    if not mine:
        raise Forbidden()
    if not may_sign_for(said.side, mine, kind, in_person=said.in_person):
        raise NotThisSide
    if not signable(kind, loan.state):
        raise NotToSignNow
    check_signing(said)
    if said.in_person:
        return Side.LENDER
    return next(side for side, signer in SIDES.items() if signer is said.side)


def _version_read(actor: Actor, loan: Loan, kind: PaperKind, said: Signing, now: datetime) -> Paper:
    facts = loan_facts(loan)
    if not has_something_to_say(kind, facts):
        raise NothingToSay
    versions = versions_of(kind, loan_id=loan.id)
    return version_to_sign(
        versions,
        draft_of(kind, facts),
        said.sha256,
        lambda draft: _write(actor, loan, versions, draft, now),
        is_desk=kind in AT_THE_DESK,
    )


def version_to_sign(
    versions: list[Paper], draft: Draft, sha256: str, write: Callable[[Draft], Paper], *, is_desk: bool = False
) -> Paper:
    """The version whose seal was read: the last one while its terms hold, else a new one, written by *write*.

    Raises ``PaperChanged`` for an older version, ``UnknownPaper`` for a seal of none.
    """
    last = versions[-1] if versions else None
    holds = last is not None and last.facts_sha256 == draft.facts_sha256
    expected = last.sha256 if last is not None and holds else draft.sha256
    if sha256 != expected and not (is_desk and not sha256):
        raise PaperChanged if sha256 in {one.sha256 for one in versions} else UnknownPaper
    return last if last is not None and holds else write(draft)


def _write(actor: Actor, loan: Loan, versions: list[Paper], draft: Draft, now: datetime) -> Paper:
    paper = write_version(draft, versions, actor, now, loan_id=loan.id)
    if draft.kind is PaperKind.AGREEMENT:
        _unsign(loan, now)
    return paper


def write_version(
    draft: Draft,
    versions: list[Paper],
    actor: Actor,
    now: datetime,
    *,
    loan_id: int | None = None,
    gift_id: int | None = None,
) -> Paper:
    """Write the next version down, in the caller's transaction, which holds the lock of the loan or the gift."""
    paper = Paper(
        loan_id=loan_id,
        gift_id=gift_id,
        kind=draft.kind,
        version=len(versions) + 1,
        content=draft.content,
        courtesy=draft.courtesy,
        sha256=draft.sha256,
        facts_sha256=draft.facts_sha256,
        made_by=actor.user_id,
        made_at=now,
    )
    db.session.add(paper)
    db.session.flush()
    return paper


def put_signature(paper: Paper, said: Signing, user_id: int | None, now: datetime) -> Signature:
    """Put a checked signature under *paper*, in the caller's transaction.

    Raises ``AlreadySigned``, ``SamePerson``.
    """
    there = db.session.execute(select(Signature.side, Signature.user_id).where(Signature.paper_id == paper.id)).all()
    if said.side in {row.side for row in there}:
        raise AlreadySigned
    if user_id is not None and user_id in {row.user_id for row in there}:
        raise SamePerson
    signature = Signature(
        paper_id=paper.id,
        side=said.side,
        user_id=user_id,
        name=one_line(said.name),
        function=one_line(said.function),
        signed_at=min(said.signed_at or now, now),
        received_at=now,
        sha256=paper.sha256,
        strokes=[[list(point) for point in line] for line in said.strokes] if said.strokes else None,
    )
    db.session.add(signature)
    db.session.flush()
    return signature


def terms_changed(loan: Loan, now: datetime) -> bool:
    """Whether what was last written of the agreement is no longer what is agreed; a signed loan goes back one step.

    Called inside the transaction of whoever changed dates, quantities, objects or conditions, after the change.
    While the objects are out nothing goes back: both sides are told what they signed no longer says it all.
    """
    versions = versions_of(PaperKind.AGREEMENT, loan_id=loan.id)
    if not versions:
        return False
    db.session.flush()
    if versions[-1].facts_sha256 == terms_fingerprint(PaperKind.AGREEMENT, loan_facts(loan)):
        return False
    if loan.state is State.OUT and signatures_on([versions[-1].id])[versions[-1].id]:
        _ask_to_sign_again(loan, now)
    _unsign(loan, now)
    return True


def _unsign(loan: Loan, now: datetime) -> None:
    if loan.state is not State.SIGNED:
        return
    loan.state = next_state(loan.state, Action.CHANGE_TERMS, Side.SYSTEM)
    loan.version += 1
    _ask_to_sign_again(loan, now)


def _ask_to_sign_again(loan: Loan, now: datetime) -> None:
    note(SYSTEM, loan, Side.SYSTEM, "change_terms", now)
    for side in (Side.LENDER, Side.BORROWER):
        tell(loan, side, Letter.TERMS_CHANGED, now)


def require_agreement(actor: Actor, loan: Loan) -> None:
    """Raise ``AgreementNotSigned`` where the lender hands nothing over before both sides signed."""
    if loan.state is not State.APPROVED or not acts_for_lender(actor, parties_of(loan)):
        return
    setting = lender_setting(loan.lender_id)
    if setting is not None and setting.requires_agreement:
        raise AgreementNotSigned
