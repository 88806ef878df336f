"""The part « Papiers » of a loan's page: each paper and how far it is, certificates, papers of the objects."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import defer

from app.core.actor import Actor
from app.core.db import db
from app.core.errors import NotFound
from app.listings.domain.documents import RequiredPaper, required_papers
from app.listings.queries.documents import DocumentView, Papers, listings_with_papers, papers_of, travels_of
from app.loans.domain.lifecycle import Side, State
from app.loans.domain.papers.facts import ClauseFacts, LoanFacts
from app.loans.domain.papers.kinds import PaperKind, Signer
from app.loans.domain.papers.permissions import may_set_papers
from app.loans.domain.papers.signing import AT_THE_DESK, SET_WHILE, SIDES, SIGNED_WHILE, readable, signable
from app.loans.domain.papers.writing import WRITERS, terms_fingerprint
from app.loans.domain.permissions import acts_for_lender
from app.loans.models import Loan, Paper, Signature
from app.loans.queries.loan_page import LoanPage
from app.loans.queries.papers.certificates import CertificatesView, certificates_of
from app.loans.queries.papers.facts import loan_terms
from app.loans.queries.rows import parties_of


@dataclass(frozen=True, slots=True)
class PaperLine:
    """A paper in the list. *version* 0: nothing is written down yet; *missing*: the sides yet to sign it.

    *is_signed_paper*: such a paper is signed at all; *is_stale*: the terms have changed since *version*.
    """

    kind: PaperKind
    version: int
    is_signed_paper: bool
    missing: tuple[Signer, ...]
    is_stale: bool
    may_sign: bool


@dataclass(frozen=True, slots=True)
class ObjectPapers:
    """The papers of one listing of the loan, and those that must travel with it."""

    listing_id: int
    title: str
    filed: tuple[DocumentView, ...]
    required: tuple[RequiredPaper, ...]


@dataclass(frozen=True, slots=True)
class PapersPart:
    """All that stands under « Papiers » for one reader."""

    papers: tuple[PaperLine, ...]
    objects: tuple[ObjectPapers, ...]
    certificates: CertificatesView
    clause: ClauseFacts
    may_set_clause: bool
    may_set_papers: bool
    requires_agreement: bool


def papers_part(actor: Actor, page: LoanPage) -> PapersPart | None:
    """What *actor*, who may see the loan, reads of its papers; None before there are any."""
    if page.decided_at is None or page.state is State.REFUSED:
        return None
    versions, signers = _versions(page.id)
    if not versions and not any(readable(kind, page.state) for kind in WRITERS):
        return None
    loan = db.session.get_one(Loan, page.id)
    terms = loan_terms(loan)
    return PapersPart(
        papers=tuple(
            _line(actor, kind, page, terms, versions.get(kind), signers)
            for kind in WRITERS
            if _is_shown(page, kind, kind in versions)
        ),
        objects=_objects(actor, page),
        certificates=certificates_of(loan, page, terms),
        clause=terms.clause,
        may_set_clause=acts_for_lender(actor, parties_of(loan)) and page.state in SET_WHILE,
        may_set_papers=may_set_papers(actor, loan.lender_id),
        requires_agreement=terms.requires_agreement,
    )


def _versions(loan_id: int) -> tuple[dict[PaperKind, Paper], dict[int, dict[Signer, int | None]]]:
    """The last version of each paper that was written down, and who signed it."""
    rows = db.session.execute(
        select(Paper, Signature.side, Signature.user_id)
        .outerjoin(Signature, Signature.paper_id == Paper.id)
        .where(Paper.loan_id == loan_id)
        .order_by(Paper.kind, Paper.version)
        .options(defer(Paper.content), defer(Paper.courtesy))
    ).all()
    found: dict[PaperKind, Paper] = {}
    signers: dict[int, dict[Signer, int | None]] = defaultdict(dict)
    for paper, side, user_id in rows:
        found[paper.kind] = paper
        if side is not None:
            signers[paper.id][side] = user_id
    return found, signers


def _is_shown(page: LoanPage, kind: PaperKind, is_written: bool) -> bool:
    if kind is PaperKind.PICKING_LIST and not page.is_lender:
        return False
    return is_written or (readable(kind, page.state) and _has_begun(page, kind))


def _moments(page: LoanPage, kind: PaperKind) -> list[datetime]:
    """When what a paper of the desk speaks of happened."""
    units = [unit for line in page.lines for unit in line.units]
    if kind in (PaperKind.DELIVERY_NOTE, PaperKind.HAND_OVER_REPORT):
        return [unit.handed_over_at for unit in units]
    return [unit.returned_at for unit in units if unit.returned_at is not None]


def _has_begun(page: LoanPage, kind: PaperKind) -> bool:
    return kind not in AT_THE_DESK or bool(_moments(page, kind))


def _line(
    actor: Actor,
    kind: PaperKind,
    page: LoanPage,
    terms: LoanFacts,
    last: Paper | None,
    signers: Mapping[int, Mapping[Signer, int | None]],
) -> PaperLine:
    is_open = readable(kind, page.state)
    is_stale = last is not None and is_open and _is_stale(kind, page, terms, last)
    done = signers.get(last.id, {}) if last is not None and not is_stale else {}
    mine = {SIDES[side] for side in (Side.LENDER, Side.BORROWER) if side in page.sides}
    is_signed = kind in SIGNED_WHILE
    missing = tuple(one for one in (Signer.LENDER, Signer.BORROWER) if one not in done) if is_signed else ()
    may_sign = is_open and signable(kind, page.state) and bool(mine & set(missing))
    may_sign = may_sign and actor.user_id not in done.values()
    return PaperLine(kind, last.version if last else 0, is_signed, missing, is_stale, may_sign)


def _is_stale(kind: PaperKind, page: LoanPage, terms: LoanFacts, last: Paper) -> bool:
    """Whether something moved after a paper of the desk was written, or the terms are other than those signed."""
    if kind in AT_THE_DESK:
        return any(at > last.made_at for at in _moments(page, kind))
    return last.facts_sha256 != terms_fingerprint(kind, terms)


def _objects(actor: Actor, page: LoanPage) -> tuple[ObjectPapers, ...]:
    """The papers of the objects, judged on the last day of the loan."""
    with_papers = listings_with_papers(line.listing_id for line in page.lines)
    found = []
    for line in page.lines:
        if line.listing_id in with_papers:
            papers = papers_of(actor, line.listing_id, line.category, page.today, page.dates.last_day)
        else:
            papers = Papers((), required_papers(travels_of(line.category), ()))
        if papers.filed or papers.required:
            found.append(ObjectPapers(line.listing_id, line.title, papers.filed, papers.required))
    return tuple(found)


def clause_to_set(actor: Actor, page: LoanPage) -> ClauseFacts:
    """What holds for the loan now, for the lender who changes it. Raises NotFound for anybody else."""
    loan = db.session.get_one(Loan, page.id)
    if not acts_for_lender(actor, parties_of(loan)) or page.state not in SET_WHILE:
        raise NotFound()
    return loan_terms(loan).clause
