"""How many units are in service, and from when: capacity has dates too."""

from dataclasses import dataclass
from typing import Generic

from app.listings.domain.availability.period import T
from app.listings.domain.availability.steps import Steps, steps_of


@dataclass(frozen=True, slots=True)
class StockChange(Generic[T]):
    """From *at* on, *delta* more units (fewer if negative): bought, retired, in repair, back from it."""

    at: T
    delta: int


@dataclass(frozen=True, slots=True)
class Stock(Generic[T]):
    """*total* units minus those *out_of_service*, then *changes* with their dates."""

    total: int
    out_of_service: int = 0
    changes: tuple[StockChange[T], ...] = ()

    def steps(self) -> Steps[T]:
        """The units in service at each moment."""
        return steps_of(self.total - self.out_of_service, ((c.at, c.delta) for c in self.changes))
