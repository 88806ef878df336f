"""Pages of a list: a number, a size, an exact total."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

T = TypeVar("T")
PAGE_SIZE = 24


@dataclass(frozen=True, slots=True)
class Page(Generic[T]):
    """One page of results, numbered from 1."""

    items: Sequence[T]
    number: int
    total: int
    size: int = PAGE_SIZE

    @property
    def count(self) -> int:
        """How many pages there are, at least one."""
        return max(1, -(-self.total // self.size))

    @property
    def previous(self) -> int | None:
        """The number of the page before."""
        return self.number - 1 if self.number > 1 else None

    @property
    def next(self) -> int | None:
        """The number of the page after."""
        return self.number + 1 if self.number < self.count else None


def page_of(items: Sequence[T], number: int, size: int = PAGE_SIZE) -> Page[T]:
    """Cut the page *number* out of everything; a number too far gives an empty page."""
    number = max(1, number)
    return Page(items[(number - 1) * size : number * size], number, len(items), size)
