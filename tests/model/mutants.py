"""The product with one mistake each: what the model must notice. Used only by its own test."""

from collections.abc import Callable, Sequence
from datetime import date, datetime
from typing import Any

import pytest

from app.listings.domain.availability import HoldState, Turnaround, formula
from app.listings.services import holds
from app.loans.domain import queue

Patch = pytest.MonkeyPatch


def turnaround_forgotten(patch: Patch) -> None:
    """What came back can leave at once."""
    patch.setattr(Turnaround, "end", lambda self, end: end)


def returned_still_counted(patch: Patch) -> None:
    """What is back goes on taking its days."""

    def back(row: Any, today: date) -> None:
        row.returned_quantity = 0

    patch.setattr(holds, "_returned", back)


def promised_without_counting(patch: Patch) -> None:
    """An answer believes what was free when the request was made."""

    def counted(ids: Sequence[int], today: date, now: datetime) -> tuple[list[Any], dict[int, Any]]:
        rows = holds.rows_locked(ids)
        return rows, holds.locked_pools(sorted({row.listing_id for row in rows}), today, now=now, exclude=ids)

    patch.setattr(holds, "counted", counted)


def late_not_endless(patch: Patch) -> None:
    """What is late is thought to be back."""
    patch.setattr(formula.Hold, "is_overdue", lambda self, today: self.state is HoldState.OVERDUE)


def longer_without_counting(patch: Patch) -> None:
    """Other dates are agreed to without asking who comes next."""
    patch.setattr(holds, "require_other_days", lambda *said: None)


def offered_twice(patch: Patch) -> None:
    """Who waits is offered what somebody else was offered a moment before."""
    patch.setattr(queue, "_with", lambda pool, place: pool)


MUTANTS: Sequence[Callable[[Patch], None]] = (
    turnaround_forgotten,
    returned_still_counted,
    promised_without_counting,
    late_not_endless,
    longer_without_counting,
)
