"""Questions about the exhibition as a project, answered as frozen views."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from sqlalchemy import select

from app.core.actor import Actor
from app.core.db import db
from app.core.errors import NotFound
from app.exhibitions.domain.passport import (
    Balance,
    Element,
    Fate,
    Origin,
    asked_by,
    balance,
    strike_lines,
)
from app.exhibitions.domain.permissions import may_edit_exhibition
from app.exhibitions.domain.project import ProjectDraft, ProjectRole
from app.exhibitions.project.borrowed import Borrowed, borrowed_for
from app.exhibitions.project.models import (
    ElementFate,
    ExhibitionDocument,
    ExhibitionMember,
    ExhibitionProject,
    ExhibitionSpace,
    ExhibitionVenue,
    PassportElement,
)
from app.exhibitions.queries import ExhibitionFacts, ExhibitionPage, exhibition_page
from app.media.documents import DocumentFile, document_files


@dataclass(frozen=True, slots=True)
class SpaceLine:
    """A room."""

    id: int
    name: str
    m2: Decimal


@dataclass(frozen=True, slots=True)
class MemberLine:
    """Somebody of the team."""

    id: int
    name: str
    role: ProjectRole


@dataclass(frozen=True, slots=True)
class VenueLine:
    """A later stage."""

    id: int
    name: str
    city: str
    opens_on: date
    closes_on: date
    expected_visitors: int | None
    actual_visitors: int | None


@dataclass(frozen=True, slots=True)
class DocumentLine:
    """A paper of the project."""

    id: int
    title: str
    file: DocumentFile


@dataclass(frozen=True, slots=True)
class ProjectPage:
    """The project, for the house's people and the staff."""

    show: ExhibitionFacts
    institution: str
    project: ProjectDraft
    version: int
    spaces: tuple[SpaceLine, ...]
    members: tuple[MemberLine, ...]
    venues: tuple[VenueLine, ...]
    documents: tuple[DocumentLine, ...]
    may_edit: bool

    @property
    def spaces_m2(self) -> Decimal:
        """All rooms together."""
        return sum((one.m2 for one in self.spaces), Decimal(0))

    @property
    def visitors(self) -> tuple[int | None, int | None]:
        """Expected and counted, over all stages; None where one stage is not known."""
        expected = [self.show.expected_visitors, *(one.expected_visitors for one in self.venues)]
        counted = [self.project.actual_visitors, *(one.actual_visitors for one in self.venues)]
        return _summed(expected), _summed(counted)


@dataclass(frozen=True, slots=True)
class ElementLine:
    """An element that the team described. *fates* are the last answers by month; *due* the questions to answer."""

    id: int
    said: Element
    version: int
    fates: tuple[tuple[int, Fate, str], ...]
    due: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class PassportPage:
    """Every element of a show; *strike* is what is to be offered, as the strike list of the listings reads it."""

    show: ExhibitionFacts
    borrowed: tuple[Borrowed, ...]
    elements: tuple[ElementLine, ...]
    balance: Balance
    strike: str
    due: tuple[int, ...]
    is_public: bool
    may_edit: bool

    @property
    def is_empty(self) -> bool:
        """Whether nothing is in it yet."""
        return not (self.borrowed or self.elements)


def project_page(actor: Actor, exhibition_id: int, today: date) -> ProjectPage:
    """The project of a show. Raises NotFound for everybody but its house and the staff."""
    page = _own(actor, exhibition_id, today)
    show = page.facts
    row = db.session.scalar(select(ExhibitionProject).filter_by(exhibition_id=exhibition_id))
    spaces = db.session.scalars(select(ExhibitionSpace).filter_by(exhibition_id=exhibition_id).order_by("id"))
    members = db.session.scalars(select(ExhibitionMember).filter_by(exhibition_id=exhibition_id).order_by("id"))
    venues = db.session.scalars(
        select(ExhibitionVenue).filter_by(exhibition_id=exhibition_id).order_by(ExhibitionVenue.opens_on)
    )
    return ProjectPage(
        show=show,
        institution=page.institution,
        project=_draft(row),
        version=row.version if row else 0,
        spaces=tuple(SpaceLine(one.id, one.name, one.m2) for one in spaces),
        members=tuple(MemberLine(one.id, one.name, one.role) for one in members),
        venues=tuple(
            VenueLine(
                one.id,
                one.name,
                one.city,
                one.opens_on,
                one.closes_on,
                one.expected_visitors,
                one.actual_visitors,
            )
            for one in venues
        ),
        documents=_documents(exhibition_id),
        may_edit=may_edit_exhibition(actor, show.institution_id),
    )


def project_of(exhibition_id: int) -> ProjectDraft:
    """What other packages count with: visitors who came."""
    return _draft(db.session.scalar(select(ExhibitionProject).filter_by(exhibition_id=exhibition_id)))


def project_document(actor: Actor, exhibition_id: int, filed_id: int, today: date) -> DocumentFile:
    """A paper to open. Raises NotFound for strangers."""
    _own(actor, exhibition_id, today)
    for one in _documents(exhibition_id):
        if one.id == filed_id:
            return one.file
    raise NotFound()


def passport_page(actor: Actor, exhibition_id: int, today: date) -> PassportPage:
    """Every element, borrowed or not. Raises NotFound for everybody but its house and the staff."""
    page = _own(actor, exhibition_id, today)
    return _passport(page, today, may_edit_exhibition(actor, page.facts.institution_id))


def passport_shown(actor: Actor, exhibition_id: int, today: date) -> PassportPage:
    """The same to read, for its house, and from the opening on for everybody who may open the show's page.

    Raises NotFound for the others: what a team has not built yet is not told.
    """
    page = exhibition_page(actor, exhibition_id, today)
    is_own = actor.is_staff or actor.belongs_to(page.facts.institution_id)
    if not is_own and today < page.facts.opens_on:
        raise NotFound()
    return _passport(page, today, may_edit=False)


def _passport(page: ExhibitionPage, today: date, may_edit: bool) -> PassportPage:
    show = page.facts
    rows = db.session.scalars(
        select(PassportElement).filter_by(exhibition_id=show.id).order_by(PassportElement.id)
    ).all()
    due = asked_by(show.strike_until or show.closes_on, today)
    lines = _lines(rows, due)
    borrowed = borrowed_for(show.id)
    counted = [(one.said.quantity, one.said.origin, one.said.next_life) for one in lines]
    counted += [
        (one.quantity, Origin.RECEIVED if one.is_given else Origin.BORROWED, one.next_life) for one in borrowed
    ]
    return PassportPage(
        show=show,
        borrowed=borrowed,
        elements=lines,
        balance=balance(counted),
        strike=strike_lines(one.said for one in lines),
        due=due,
        is_public=page.is_public,
        may_edit=may_edit,
    )


def _lines(rows: Sequence[PassportElement], due: tuple[int, ...]) -> tuple[ElementLine, ...]:
    told: dict[int, dict[int, tuple[Fate, str]]] = {}
    ids = [row.id for row in rows]
    statement = select(ElementFate).where(ElementFate.element_id.in_(ids)).order_by(ElementFate.id)
    for one in db.session.scalars(statement) if ids else ():
        told.setdefault(one.element_id, {})[one.months] = (one.outcome, one.note)
    return tuple(
        ElementLine(
            id=row.id,
            said=_element(row),
            version=row.version,
            fates=tuple((months, *answer) for months, answer in sorted(told.get(row.id, {}).items())),
            due=tuple(months for months in due if months not in told.get(row.id, {})),
        )
        for row in rows
    )


def _element(row: PassportElement) -> Element:
    return Element(
        label=row.label,
        quantity=row.quantity,
        origin=row.origin,
        owner=row.owner,
        next_life=row.next_life,
        mass_kg=row.mass_kg,
        origin_detail=row.origin_detail,
        next_detail=row.next_detail,
    )


def _documents(exhibition_id: int) -> tuple[DocumentLine, ...]:
    rows = db.session.scalars(
        select(ExhibitionDocument).filter_by(exhibition_id=exhibition_id).order_by(ExhibitionDocument.id)
    ).all()
    files = document_files([row.document_id for row in rows])
    return tuple(DocumentLine(row.id, row.title, files[row.document_id]) for row in rows if row.document_id in files)


def _draft(row: ExhibitionProject | None) -> ProjectDraft:
    if row is None:
        return ProjectDraft()
    return ProjectDraft(row.programmed_on, row.actual_visitors)


def _own(actor: Actor, exhibition_id: int, today: date) -> ExhibitionPage:
    page = exhibition_page(actor, exhibition_id, today)
    if not (actor.is_staff or actor.belongs_to(page.facts.institution_id)):
        raise NotFound()
    return page


def _summed(counts: Sequence[int | None]) -> int | None:
    return None if any(one is None for one in counts) else sum(one for one in counts if one is not None)
