"""Questions about exhibitions, answered as frozen views."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, bindparam, func, select

from app.accounts.domain.permissions import is_verified
from app.accounts.domain.states import InstitutionState
from app.accounts.models import Institution
from app.core.actor import Actor
from app.core.db import db, run
from app.core.errors import Forbidden, NotFound
from app.core.paging import PAGE_SIZE, Page
from app.exhibitions.domain.days import Phase, loan_period, phase
from app.exhibitions.domain.draft import ExhibitionDraft
from app.exhibitions.domain.permissions import may_create_exhibition, may_edit_exhibition, may_see_exhibition
from app.exhibitions.models import Exhibition
from app.media.queries import PhotoView, photos_by_id


@dataclass(frozen=True, slots=True)
class ExhibitionFacts:
    """What other packages count with. Days are inclusive; *region* and *department* are INSEE codes."""

    id: int
    institution_id: int
    title: str
    venue: str
    city: str
    department: str
    region: str
    lat: float
    lon: float
    opens_on: date
    closes_on: date
    build_from: date | None
    strike_until: date | None
    hours_per_day: Decimal
    open_weekdays_count: int
    surface_m2: int | None
    expected_visitors: int | None

    @property
    def loan_period(self) -> tuple[date, date]:
        """The first and the last day for which material is proposed to be borrowed."""
        return loan_period(self.opens_on, self.closes_on, self.build_from, self.strike_until)


_ROWS = select(*Exhibition.__table__.columns)
_NAMED = _ROWS.where(Exhibition.id.in_(bindparam("ids", expanding=True)))
_OPEN = _ROWS.where(
    Exhibition.institution_id.in_(bindparam("institutions", expanding=True)),
    Exhibition.closes_on >= bindparam("today"),
).order_by(Exhibition.opens_on, Exhibition.id)


@dataclass(frozen=True, slots=True)
class ExhibitionPage:
    """The label of a show, and what this person may do with it."""

    facts: ExhibitionFacts
    institution: str
    summary: str
    photo: PhotoView | None
    phase: Phase
    is_public: bool
    may_edit: bool


@dataclass(frozen=True, slots=True)
class ExhibitionCard:
    """A show in a list."""

    id: int
    title: str
    institution: str
    venue: str
    city: str
    opens_on: date
    closes_on: date
    phase: Phase
    is_public: bool
    photo: PhotoView | None


@dataclass(frozen=True, slots=True)
class MyExhibitions:
    """The shows of a person's institutions."""

    current: tuple[ExhibitionCard, ...]
    coming: tuple[ExhibitionCard, ...]
    past: tuple[ExhibitionCard, ...]

    def __bool__(self) -> bool:
        return bool(self.current or self.coming or self.past)


@dataclass(frozen=True, slots=True)
class ExhibitionChoice:
    """A show one may borrow for, with the period proposed for its loans."""

    id: int
    title: str
    opens_on: date
    closes_on: date
    first_day: date
    last_day: date


@dataclass(frozen=True, slots=True)
class ExhibitionToEdit:
    """What the form begins with, and the version it was read at."""

    institution_id: int
    draft: ExhibitionDraft
    version: int


def is_shown_to_all(exhibition: Exhibition) -> bool:
    """Whether anybody may see it: made public by an institution that the staff vouch for."""
    if not exhibition.is_public:
        return False
    state = db.session.scalar(select(Institution.state).where(Institution.id == exhibition.institution_id))
    return state is not None and is_verified(state)


def _shown_to_all() -> ColumnElement[bool]:
    """The same rule, said to the database."""
    return and_(Exhibition.is_public, Institution.state == InstitutionState.VERIFIED)


def exhibition_page(actor: Actor, exhibition_id: int, today: date) -> ExhibitionPage:
    """The label of one show. Raises NotFound when it is not there or not for *actor*."""
    exhibition, institution = _seen(actor, exhibition_id)
    return ExhibitionPage(
        facts=_facts(exhibition),
        institution=institution.name,
        summary=exhibition.summary,
        photo=photos_by_id([exhibition.photo_id]).get(exhibition.photo_id) if exhibition.photo_id else None,
        phase=phase(exhibition.opens_on, exhibition.closes_on, today),
        is_public=exhibition.is_public,
        may_edit=may_edit_exhibition(actor, exhibition.institution_id),
    )


def may_open_exhibition(actor: Actor, exhibition_id: int) -> bool:
    """Whether its page is there for *actor*: what links to it asks first."""
    try:
        _seen(actor, exhibition_id)
    except NotFound:
        return False
    return True


def is_open_to(actor: Actor, institution_id: int, is_public: bool, state: InstitutionState) -> bool:
    """The same, where a question knows already whose show it is, in which *state* they are, whether it is public."""
    return may_see_exhibition(actor, institution_id, is_public and is_verified(state))


def _seen(actor: Actor, exhibition_id: int) -> tuple[Exhibition, Institution]:
    row = db.session.execute(_with_institution().where(Exhibition.id == exhibition_id)).one_or_none()
    if row is None:
        raise NotFound()
    exhibition, institution = row
    if not is_open_to(actor, institution.id, exhibition.is_public, institution.state):
        raise NotFound()
    return exhibition, institution


def exhibition_to_edit(actor: Actor, exhibition_id: int) -> ExhibitionToEdit:
    """The description to change. Raises NotFound, or Forbidden for those who may only read."""
    exhibition, _ = _seen(actor, exhibition_id)
    if not may_edit_exhibition(actor, exhibition.institution_id):
        raise Forbidden()
    kept = {name: getattr(exhibition, name) for name in ExhibitionDraft.__dataclass_fields__}
    return ExhibitionToEdit(exhibition.institution_id, ExhibitionDraft(**kept), exhibition.version)


def my_exhibitions(actor: Actor, today: date) -> MyExhibitions:
    """The shows of the actor's institutions: open now, coming (soonest first), past (latest first)."""
    if not actor.institution_ids:
        return MyExhibitions((), (), ())
    own = _with_institution().where(Exhibition.institution_id.in_(actor.institution_ids))
    cards = _cards(own.order_by(Exhibition.opens_on, Exhibition.id), today)
    return MyExhibitions(
        tuple(card for card in cards if card.phase is Phase.CURRENT),
        tuple(card for card in cards if card.phase is Phase.COMING),
        tuple(card for card in reversed(cards) if card.phase is Phase.PAST),
    )


def public_exhibitions(actor: Actor, today: date, number: int = 1) -> Page[ExhibitionCard]:
    """The public shows of other institutions that are not over, soonest closing first."""
    theirs = _with_institution().where(
        _shown_to_all(), Exhibition.closes_on >= today, Exhibition.institution_id.not_in(actor.institution_ids)
    )
    total = db.session.scalar(theirs.with_only_columns(func.count(Exhibition.id))) or 0
    shown = theirs.order_by(Exhibition.closes_on, Exhibition.id).limit(PAGE_SIZE).offset((number - 1) * PAGE_SIZE)
    return Page(_cards(shown, today), number, total)


def exhibition_facts(ids: Iterable[int]) -> dict[int, ExhibitionFacts]:
    """The facts of these shows by id, in one query; whoever asks has judged who may know them."""
    asked = set(ids)
    if not asked:
        return {}
    return {row.id: _facts(row) for row in run(_NAMED, {"ids": list(asked)})}


def open_exhibitions(institution_ids: Collection[int], today: date) -> tuple[ExhibitionFacts, ...]:
    """The shows of these institutions that are not over, soonest first; who asks has judged who may borrow."""
    if not institution_ids:
        return ()
    return tuple(map(_facts, run(_OPEN, {"institutions": list(institution_ids), "today": today})))


def exhibitions_open_for_requests(actor: Actor, institution_id: int, today: date) -> list[ExhibitionChoice]:
    """The shows of an institution that are not over, for a select field; none for those who may not request."""
    if not may_create_exhibition(actor, institution_id):
        return []
    statement = select(Exhibition).where(Exhibition.institution_id == institution_id, Exhibition.closes_on >= today)
    return [_choice(e) for e in db.session.scalars(statement.order_by(Exhibition.opens_on, Exhibition.id))]


def institutions_to_exhibit_for(actor: Actor) -> list[tuple[int, str]]:
    """(id, name) of the institutions for which the actor may open an exhibition, by name."""
    allowed = [i for i in actor.institution_ids if may_create_exhibition(actor, i)]
    statement = select(Institution.id, Institution.name).where(Institution.id.in_(allowed))
    return [(row.id, row.name) for row in db.session.execute(statement.order_by(Institution.name))]


def _with_institution() -> Select[Exhibition, Institution]:
    return select(Exhibition, Institution).join(Institution, Institution.id == Exhibition.institution_id)


def _cards(statement: Select[Exhibition, Institution], today: date) -> list[ExhibitionCard]:
    rows = db.session.execute(statement).all()
    pictures = photos_by_id(exhibition.photo_id for exhibition, _ in rows if exhibition.photo_id)
    return [
        ExhibitionCard(
            id=exhibition.id,
            title=exhibition.title,
            institution=institution.name,
            venue=exhibition.venue,
            city=exhibition.city,
            opens_on=exhibition.opens_on,
            closes_on=exhibition.closes_on,
            phase=phase(exhibition.opens_on, exhibition.closes_on, today),
            is_public=exhibition.is_public,
            photo=pictures[exhibition.photo_id].thumbnail if exhibition.photo_id in pictures else None,
        )
        for exhibition, institution in rows
    ]


def _choice(exhibition: Exhibition) -> ExhibitionChoice:
    first_day, last_day = _facts(exhibition).loan_period
    return ExhibitionChoice(
        exhibition.id, exhibition.title, exhibition.opens_on, exhibition.closes_on, first_day, last_day
    )


def _facts(exhibition: Any) -> ExhibitionFacts:
    """Of an object, or of a row with every column."""
    return ExhibitionFacts(
        id=exhibition.id,
        institution_id=exhibition.institution_id,
        title=exhibition.title,
        venue=exhibition.venue,
        city=exhibition.city,
        department=exhibition.department,
        region=exhibition.region,
        lat=exhibition.latitude,
        lon=exhibition.longitude,
        opens_on=exhibition.opens_on,
        closes_on=exhibition.closes_on,
        build_from=exhibition.build_from,
        strike_until=exhibition.strike_until,
        hours_per_day=exhibition.hours_per_day,
        open_weekdays_count=exhibition.open_weekdays_count,
        surface_m2=exhibition.surface_m2,
        expected_visitors=exhibition.expected_visitors,
    )
