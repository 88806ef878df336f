"""Looking after the log that the search index follows."""

from datetime import datetime

from sqlalchemy import delete, func, select

from app.core.db import transaction
from app.listings.models import ChangeKind, SearchChange
from app.listings.queries.search.index.log import KEPT


def rebuild_search() -> None:
    """Have every process read the catalogue anew at its next search."""
    with transaction() as session:
        session.add(SearchChange(kind=ChangeKind.ALL, key=0))


def prune_search_log(_now: datetime) -> None:
    """Job: forget notes that no process can still need. The newest stay, for they are how the log is known again."""
    with transaction() as session:
        newest = session.scalar(select(func.max(SearchChange.id))) or 0
        session.execute(delete(SearchChange).where(SearchChange.id < newest - KEPT))
