"""What an exhibition borrows: the material panel of its page."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import select

from app.core.actor import Actor
from app.core.db import db
from app.exhibitions.models import Exhibition
from app.loans.domain.lifecycle import LIVE, State
from app.loans.domain.permissions import may_see_loan
from app.loans.models import Loan
from app.loans.queries.picture import Picture, exhibition_picture
from app.loans.queries.queue import PlaceView, exhibition_places
from app.loans.queries.rows import lines_of, loans_with_names, parties_of
from app.media.queries import PhotoView, photos_by_id

SHOWN_TO_ALL = (*LIVE, State.RETURNED, State.CLOSED)
SHOWN_TO_OWN = (*SHOWN_TO_ALL, State.REQUESTED, State.COUNTERED)


@dataclass(frozen=True, slots=True)
class MaterialLine:
    """A quantity of something borrowed, from whom; *loan_id* for the people of its two sides only."""

    listing_id: int
    title: str
    category: str
    photo: PhotoView | None
    quantity: int
    lender: str
    lender_city: str
    state: State
    first_day: date
    last_day: date
    loan_id: int | None


@dataclass(frozen=True, slots=True)
class MaterialPanel:
    """Everything borrowed for one show; *agreed* and *waiting* count loans. *picture* is for its own people."""

    exhibition_id: int
    lines: tuple[MaterialLine, ...]
    agreed: int
    waiting: int
    picture: Picture | None = None
    places: tuple[PlaceView, ...] = ()


def exhibition_material(actor: Actor, exhibition_id: int) -> MaterialPanel | None:
    """What is agreed, for everybody; requests too, for the show's own people. None when there is nothing."""
    owner = db.session.scalar(select(Exhibition.institution_id).where(Exhibition.id == exhibition_id))
    is_own = owner is not None and (actor.belongs_to(owner) or actor.is_staff)
    shown = SHOWN_TO_OWN if is_own else SHOWN_TO_ALL
    rows = db.session.execute(
        loans_with_names()
        .where(Loan.exhibition_id == exhibition_id, Loan.state.in_(shown))
        .order_by(Loan.starts_on, Loan.id)
    ).all()
    picture = exhibition_picture(exhibition_id) if is_own else None
    places = exhibition_places(actor, exhibition_id) if is_own else ()
    if not rows and picture is None and not places:
        return None
    lines = lines_of([row.Loan.id for row in rows]) if rows else {}
    pictures = photos_by_id(line.photo_id for some in lines.values() for line in some if line.photo_id)
    return MaterialPanel(
        exhibition_id=exhibition_id,
        lines=tuple(
            _line(actor, row, line, pictures.get(line.photo_id or 0)) for row in rows for line in lines[row.Loan.id]
        ),
        agreed=sum(row.Loan.state in SHOWN_TO_ALL for row in rows),
        waiting=sum(row.Loan.state not in SHOWN_TO_ALL for row in rows),
        picture=picture,
        places=places,
    )


def _line(actor: Actor, row: Any, line: Any, photo: PhotoView | None) -> MaterialLine:
    loan: Loan = row.Loan
    return MaterialLine(
        listing_id=line.listing_id,
        title=line.title,
        category=line.category,
        photo=photo.thumbnail if photo else None,
        quantity=line.quantity,
        lender=row.lender,
        lender_city=row.lender_city,
        state=loan.state,
        first_day=loan.starts_on,
        last_day=loan.ends_on,
        loan_id=loan.id if may_see_loan(actor, parties_of(loan)) else None,
    )
