"""Who is behind a hold: known to the lender's own people only."""

from collections.abc import Iterable

from sqlalchemy import select

from app.accounts.models import Institution
from app.core.db import db
from app.exhibitions.models import Exhibition
from app.listings.models import Allocation


def takers(refs: Iterable[str | int | None]) -> dict[str | int | None, str]:
    """By allocation id: the institution and its exhibition in quotes, or what the lender noted of its own hold."""
    ids = [ref for ref in refs if isinstance(ref, int)]
    if not ids:
        return {}
    statement = (
        select(Allocation.id, Institution.name, Exhibition.title, Allocation.note)
        .outerjoin(Institution, Institution.id == Allocation.for_institution_id)
        .outerjoin(Exhibition, Exhibition.id == Allocation.exhibition_id)
        .where(Allocation.id.in_(ids))
    )
    return {id: taker_words(name, title, note) for id, name, title, note in db.session.execute(statement)}


def taker_words(institution: str | None, exhibition: str | None, note: str) -> str:
    """The institution and its exhibition in quotes; *note* where there is neither."""
    named = (institution, f"« {exhibition} »" if exhibition else "")
    return ", ".join(part for part in named if part) or note
