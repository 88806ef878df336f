"""The page on which an institution says how its papers are written."""

from dataclasses import dataclass

from app.accounts.models import Institution
from app.core.actor import Actor
from app.core.db import db
from app.core.errors import Forbidden, NotFound
from app.loans.domain.papers.facts import ClauseFacts
from app.loans.domain.papers.permissions import may_set_papers
from app.loans.queries.papers.facts import lender_setting


@dataclass(frozen=True, slots=True)
class PaperSettingPage:
    """What stands now, for those who may change it."""

    institution_id: int
    name: str
    requires_agreement: bool
    represented_by: str
    represented_as: str
    usual: ClauseFacts


def paper_setting_page(actor: Actor, institution_id: int) -> PaperSettingPage:
    """The settings of one's own institution. Raises NotFound for others, Forbidden for who does not lend for it."""
    house = db.session.get(Institution, institution_id)
    if house is None or not actor.belongs_to(institution_id):
        raise NotFound()
    if not may_set_papers(actor, institution_id):
        raise Forbidden()
    row = lender_setting(institution_id)
    if row is None:
        return PaperSettingPage(institution_id, house.name, False, "", "", ClauseFacts())
    usual = ClauseFacts(row.insurance, row.deductible_cents, row.transport_by, row.decision)
    return PaperSettingPage(
        institution_id, house.name, row.requires_agreement, row.represented_by, row.represented_as, usual
    )
