"""What is asked of one characteristic: by a search, a need, a wanted ad."""

from dataclasses import dataclass
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class SpecWanted:
    """What one characteristic of the asked category must be: within bounds, both included and in the spec's unit,
    or one of *options* (of a yes-or-no: "yes", "no")."""

    key: str
    low: Decimal | None = None
    high: Decimal | None = None
    options: frozenset[str] = frozenset()
