"""What every verb here begins with: the show, locked, and whether this person may write its calculation."""

from sqlalchemy import select

from app.core.actor import Actor
from app.core.db import db
from app.core.errors import Forbidden, NotFound
from app.exhibitions.models import Exhibition
from app.impact.footprint.domain.permissions import may_read_calculation, may_write_calculation


def locked_show(actor: Actor, exhibition_id: int) -> Exhibition:
    """The show of a calculation to write, locked. Raises NotFound or Forbidden."""
    show = db.session.get(Exhibition, exhibition_id, with_for_update=True, populate_existing=True)
    if show is None or not may_read_calculation(actor, show.institution_id):
        raise NotFound()
    if not may_write_calculation(actor, show.institution_id):
        raise Forbidden()
    return show


def show_of(exhibition_id: int) -> Exhibition:
    """The show, to read. Raises NotFound."""
    show = db.session.scalar(select(Exhibition).where(Exhibition.id == exhibition_id))
    if show is None:
        raise NotFound()
    return show
