"""Things happen in the order of time, whoever planned them first: the calendar and the ledger grow as in life."""

import heapq
from collections.abc import Callable
from datetime import datetime

Step = Callable[[datetime], None]


class Diary:
    """Steps to come, each at its instant. A step may write further ones."""

    def __init__(self) -> None:
        self._steps: list[tuple[datetime, int, Step]] = []
        self._count = 0

    def write(self, at: datetime, step: Step) -> None:
        """Note what is to happen; of two steps at one instant, the first noted comes first."""
        heapq.heappush(self._steps, (at, self._count, step))
        self._count += 1

    def live(self) -> None:
        """Do everything, in order."""
        while self._steps:
            at, _, step = heapq.heappop(self._steps)
            step(at)
