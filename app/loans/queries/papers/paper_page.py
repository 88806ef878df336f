"""The page of one paper: what it says, which version it is, who signed it, and whether this reader may sign."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select

from app.accounts.models import Institution, User
from app.core.actor import Actor
from app.core.clock import local_day
from app.core.db import db
from app.core.errors import NotFound
from app.loans.domain.lifecycle import Side
from app.loans.domain.papers.content import PaperContent, Picture, read_content
from app.loans.domain.papers.kinds import PaperKind, Signer
from app.loans.domain.papers.signing import SIDES, Strokes, readable, signable
from app.loans.domain.papers.writing import WRITERS, has_something_to_say
from app.loans.domain.permissions import may_see_loan, sides_of
from app.loans.models import Loan, Paper, Signature
from app.loans.queries.papers.drafting import Draft, draft_of, signatures_on, versions_of
from app.loans.queries.papers.facts import loan_facts
from app.loans.queries.rows import parties_of


@dataclass(frozen=True, slots=True)
class SignatureView:
    """Who signed for a side, when, and what; *received_at* differs where it was signed without network."""

    side: Signer
    name: str
    function: str
    signed_at: datetime
    received_at: datetime
    sha256: str
    strokes: Strokes | None
    user_id: int | None

    @property
    def has_account(self) -> bool:
        """Whether the signer was signed in, rather than standing at the desk."""
        return self.user_id is not None


@dataclass(frozen=True, slots=True)
class VersionView:
    """A version that was written down; *is_old*: another came after it."""

    number: int
    made_at: datetime
    sha256: str
    is_old: bool
    signatures: tuple[SignatureView, ...]

    def signed_by(self, side: str) -> SignatureView | None:
        """The signature for *side*, if there is one."""
        return next((one for one in self.signatures if one.side.value == side), None)


@dataclass(frozen=True, slots=True)
class PaperPage:
    """A paper as one of the parties reads it.

    *version* None: not written down yet; *sha256* seals the French text, which is what one signs. *is_stale*: the
    terms have changed since this version. *signs_for*: the sides for which this reader may sign it now, as whom
    (*reader_function*) their account says.
    """

    kind: PaperKind
    loan_id: int
    content: PaperContent
    is_courtesy: bool
    version: VersionView | None
    versions: tuple[VersionView, ...]
    sha256: str
    is_stale: bool
    signs_for: tuple[Signer, ...]
    zone: str
    day: date | None
    lender_id: int
    reader_function: str

    @property
    def pictures(self) -> tuple[Picture, ...]:
        """Every photo of the paper."""
        return tuple(picture for part in self.content.parts for picture in part.pictures)

    @property
    def signatures(self) -> tuple[SignatureView, ...]:
        """Those under the version shown."""
        return self.version.signatures if self.version else ()


def paper_page(
    actor: Actor, loan_id: int, kind: PaperKind, now: datetime, language: str, number: int | None = None
) -> PaperPage:
    """The paper as it stands, or its version *number*. Raises NotFound: no such paper, or not for them.

    The current version is shown while its terms hold; otherwise what would be signed now.
    """
    loan = readable_loan(actor, loan_id, kind)
    versions = versions_of(kind, loan_id=loan_id)
    facts = loan_facts(loan) if readable(kind, loan.state) else None
    draft = draft_of(kind, facts) if facts and has_something_to_say(kind, facts) else None
    signed = signatures_on([one.id for one in versions])
    views = tuple(version_view(one, versions, signed[one.id]) for one in versions)
    shown = _shown(versions, draft, number)
    if shown is None and draft is None:
        raise NotFound()
    is_french = language != "en"
    zone = facts.zone if facts else _zone(loan)
    view = next((one for one in views if shown and one.number == shown.version), None)
    if shown is not None:
        content = read_content(shown.content if is_french else shown.courtesy)
    else:
        assert draft is not None
        content = draft.french if is_french else draft.english
    return PaperPage(
        kind=kind,
        loan_id=loan_id,
        content=content,
        is_courtesy=not is_french,
        version=view,
        versions=views,
        sha256=shown.sha256 if shown else (draft.sha256 if draft else ""),
        is_stale=shown is not None and draft is not None and shown.facts_sha256 != draft.facts_sha256,
        signs_for=_signs_for(actor, loan, kind, shown, views, draft),
        zone=zone,
        day=local_day(shown.made_at, zone) if shown else None,
        lender_id=loan.lender_id,
        reader_function=_function(actor),
    )


def readable_loan(actor: Actor, loan_id: int, kind: PaperKind) -> Loan:
    """The loan whose paper *actor* may read: both sides and the staff; the picking list the lender's people only."""
    loan = db.session.get(Loan, loan_id)
    if loan is None or kind not in WRITERS or not may_see_loan(actor, parties_of(loan)):
        raise NotFound()
    if kind is PaperKind.PICKING_LIST and not actor.belongs_to(loan.lender_id):
        raise NotFound()
    return loan


def _shown(versions: Sequence[Paper], draft: Draft | None, number: int | None) -> Paper | None:
    if number is not None:
        found = next((one for one in versions if one.version == number), None)
        if found is None:
            raise NotFound()
        return found
    last = versions[-1] if versions else None
    if last is None or draft is None or last.facts_sha256 == draft.facts_sha256:
        return last
    return None


def version_view(paper: Paper, versions: Sequence[Paper], signatures: Sequence[Signature]) -> VersionView:
    """A version as it is listed."""
    return VersionView(
        paper.version,
        paper.made_at,
        paper.sha256,
        paper.version < versions[-1].version,
        tuple(_signature(one) for one in signatures),
    )


def _signature(row: Signature) -> SignatureView:
    strokes = tuple(tuple((x, y) for x, y in line) for line in row.strokes) if row.strokes else None
    return SignatureView(
        row.side,
        row.name,
        row.function,
        row.signed_at,
        row.received_at,
        row.sha256,
        strokes,
        row.user_id,
    )


def _signs_for(
    actor: Actor,
    loan: Loan,
    kind: PaperKind,
    shown: Paper | None,
    views: Sequence[VersionView],
    draft: Draft | None,
) -> tuple[Signer, ...]:
    """Exactly the sides for which signing what is shown would work."""
    if draft is None or not signable(kind, loan.state):
        return ()
    if shown is not None and (shown.version < len(views) or shown.facts_sha256 != draft.facts_sha256):
        return ()
    there = [one for view in views if shown and view.number == shown.version for one in view.signatures]
    if actor.user_id is not None and actor.user_id in {one.user_id for one in there}:
        return ()
    done = {one.side for one in there}
    mine = sides_of(actor, parties_of(loan))
    return tuple(SIDES[side] for side in (Side.LENDER, Side.BORROWER) if side in mine and SIDES[side] not in done)


def _function(actor: Actor) -> str:
    return db.session.scalar(select(User.job_title).where(User.id == actor.user_id)) or ""


def _zone(loan: Loan) -> str:
    found = db.session.scalar(select(Institution.time_zone).where(Institution.id == loan.lender_id))
    return found or "Europe/Paris"
