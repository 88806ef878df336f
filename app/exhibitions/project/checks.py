"""What must always hold of projects: `flask verify`."""

from datetime import datetime

from sqlalchemy import select

from app.core import verification
from app.core.db import db
from app.exhibitions.domain.passport import KNOWN_HERE
from app.exhibitions.project.models import PassportElement


def borrowed_is_never_typed(_now: datetime) -> list[str]:
    """What the loans say is in no passport by hand."""
    rows = db.session.scalars(select(PassportElement.id).where(PassportElement.origin.in_(KNOWN_HERE)))
    return [f"element {id}: borrowed, and typed as well" for id in rows]


def register() -> None:
    """Add this invariant; doing it twice changes nothing."""
    verification.register("projects: what is borrowed is never typed", borrowed_is_never_typed)
