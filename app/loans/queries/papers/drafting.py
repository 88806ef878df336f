"""A paper as the facts would have it written now, in both languages, and the versions that were."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from sqlalchemy import select

from app.core.db import db
from app.loans.domain.papers.content import PaperContent, canonical, seal
from app.loans.domain.papers.facts import LoanFacts
from app.loans.domain.papers.kinds import PaperKind
from app.loans.domain.papers.writing import WRITERS, terms_fingerprint
from app.loans.models import Paper, Signature
from app.loans.queries.papers.speaking import ENGLISH, FRENCH


@dataclass(frozen=True)
class Draft:
    """What would be written down: the French text that is signed, its English copy, and the seal of the terms."""

    kind: PaperKind
    french: PaperContent
    english: PaperContent
    facts_sha256: str

    @cached_property
    def content(self) -> str:
        """The canonical French text."""
        return canonical(self.french)

    @property
    def courtesy(self) -> str:
        """The canonical English copy."""
        return canonical(self.english)

    @cached_property
    def sha256(self) -> str:
        """The seal of the French text."""
        return seal(self.content)


def draft_of(kind: PaperKind, facts: LoanFacts) -> Draft:
    """The paper of *kind* that *facts* make."""
    write = WRITERS[kind]
    return Draft(kind, write(facts, FRENCH), write(facts, ENGLISH), terms_fingerprint(kind, facts))


def versions_of(kind: PaperKind, *, loan_id: int | None = None, gift_id: int | None = None) -> list[Paper]:
    """The versions of a paper that were written down, oldest first."""
    of = Paper.loan_id == loan_id if loan_id is not None else Paper.gift_id == gift_id
    return list(db.session.scalars(select(Paper).where(of, Paper.kind == kind).order_by(Paper.version)))


def signatures_on(paper_ids: Sequence[int]) -> dict[int, list[Signature]]:
    """Who signed each of these versions, in the order of signing."""
    found: dict[int, list[Signature]] = {id: [] for id in paper_ids}
    rows = select(Signature).where(Signature.paper_id.in_(paper_ids)).order_by(Signature.id)
    for row in db.session.scalars(rows) if paper_ids else ():
        found[row.paper_id].append(row)
    return found
