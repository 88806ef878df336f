"""The catalogue in memory: columns of numbers that answer a search in milliseconds.

`Snapshot` is a state of it, never changed once made; `keeper` brings each process's own up to date from the log of
changes before every answer; `IndexFinder` asks it. Rows are numbered in the order they came and keep their number.
"""

from app.listings.queries.search.index.finder import IndexFinder
from app.listings.queries.search.index.keeper import warm

__all__ = ["IndexFinder", "warm"]
