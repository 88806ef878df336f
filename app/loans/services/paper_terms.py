"""What a lender asks: usually, and for one loan."""

from dataclasses import dataclass
from datetime import datetime

from app.accounts.models import Institution
from app.core import journal
from app.core.actor import Actor
from app.core.db import transaction
from app.core.errors import Forbidden, NotFound
from app.core.text import one_line
from app.loans.domain.lifecycle import Side
from app.loans.domain.papers.facts import ClauseFacts
from app.loans.domain.papers.permissions import may_set_papers
from app.loans.domain.papers.refusals import NotToSignNow
from app.loans.domain.papers.signing import SET_WHILE
from app.loans.domain.permissions import acts_for_lender
from app.loans.models import LoanClause, PaperSetting
from app.loans.services.common import is_done, locked_loan, note, parties_of
from app.loans.services.papers import terms_changed


@dataclass(frozen=True, slots=True)
class SettingFields:
    """What an institution wants of its papers. *usual* are the terms it lends on unless agreed otherwise."""

    requires_agreement: bool
    represented_by: str
    represented_as: str
    usual: ClauseFacts


def set_clause(actor: Actor, loan_id: int, said: ClauseFacts, now: datetime, *, key: str = "") -> None:
    """The lender says what holds for this loan; a signed agreement is then to be signed again.

    Raises ``NotToSignNow`` (something left, or it is over), Forbidden, NotFound.
    """
    with transaction() as session:
        if is_done(actor, key, "set_clause", loan_id, str(said), now):
            return
        loan = locked_loan(actor, loan_id)
        if not acts_for_lender(actor, parties_of(loan)):
            raise Forbidden()
        if loan.state not in SET_WHILE:
            raise NotToSignNow
        row = session.get(LoanClause, loan_id) or LoanClause(loan_id=loan_id)
        row.insurance, row.deductible_cents, row.transport_by = (
            said.insurance,
            said.deductible_cents,
            said.transport_by,
        )
        row.decision, row.note = one_line(said.decision)[:300], said.note.strip()
        row.set_by, row.set_at = actor.user_id, now
        session.add(row)
        note(actor, loan, Side.LENDER, "set_clause", now)
        terms_changed(loan, now)


def set_paper_setting(actor: Actor, institution_id: int, said: SettingFields, now: datetime) -> None:
    """How an institution's papers are written from now on; papers that were written stay as they are.

    Raises Forbidden, NotFound.
    """
    with transaction() as session:
        house = session.get(Institution, institution_id, with_for_update=True)
        if house is None or not actor.belongs_to(institution_id):
            raise NotFound()
        if not may_set_papers(actor, institution_id):
            raise Forbidden()
        row = session.get(PaperSetting, institution_id) or PaperSetting(institution_id=institution_id)
        usual = said.usual
        row.requires_agreement = said.requires_agreement
        row.insurance, row.deductible_cents = usual.insurance, usual.deductible_cents
        row.transport_by, row.decision = usual.transport_by, one_line(usual.decision)[:300]
        row.represented_by, row.represented_as = one_line(said.represented_by), one_line(said.represented_as)
        row.set_by, row.set_at = actor.user_id, now
        session.add(row)
        journal.record(actor, now, "set_paper_setting", "institution", institution_id, institution_id)
