"""How often one key, or one network, may knock.

Counted in the memory of each web process, over whole minutes: a limit that stops a loop gone wild needs no exact
count, and writing a row for every read would cost more than the read itself (on SQLite it would even wait for the
one writer). With several workers a key gets at least the documented number, at most that many times the workers.
"""

from collections.abc import Hashable
from dataclasses import dataclass, field
from datetime import datetime
from threading import Lock

MINUTE = 60


@dataclass(slots=True)
class Limiter:
    """Requests a minute for each key: *reads* and *writes* are counted apart."""

    reads: int = 120
    writes: int = 30
    _minute: int = 0
    _counts: dict[tuple[Hashable, bool], int] = field(default_factory=dict)
    _lock: Lock = field(default_factory=Lock)

    def wait(self, key: Hashable, is_write: bool, now: datetime) -> int:
        """Count one request; the seconds to wait when it is one too many, else 0."""
        second = int(now.timestamp())
        with self._lock:
            if second // MINUTE != self._minute:
                self._minute = second // MINUTE
                self._counts.clear()
            count = self._counts.get((key, is_write), 0) + 1
            self._counts[key, is_write] = count
        return 0 if count <= (self.writes if is_write else self.reads) else MINUTE - second % MINUTE
