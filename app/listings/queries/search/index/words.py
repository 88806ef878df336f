"""Which rows hold which words."""

from bisect import bisect_left
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

import numpy as np

from app.listings.queries.search.index.arrays import AnyArray, Bits, Ints, ints, snug

_AFTER_ALL = "\U0010ffff"


_BLOCK = 16
"""Rows are cut in blocks of 65,536: within one, two bytes say which."""


@dataclass(frozen=True, slots=True)
class Lists:
    """Many ascending lists of rows in half the room: *low[starts[n]:starts[n + 1]]* are the rows of block
    ``n % blocks`` in list ``n // blocks``, without their block."""

    low: AnyArray
    starts: Ints
    blocks: int

    def between(self, first: int, end: int) -> Ints:
        """The lists from *first* to before *end*, one behind the other."""
        edges = self.starts[first * self.blocks : end * self.blocks + 1]
        if end <= first:
            return ints([])
        rows: Ints = self.low[edges[0] : edges[-1]].astype(np.int32)
        if self.blocks > 1:
            of = np.arange(len(edges) - 1, dtype=np.int32) % self.blocks
            rows |= np.repeat(of << _BLOCK, np.diff(edges))
        return rows


def lists_of(lists: Iterable[Ints], sizes: list[int], last: int) -> Lists:
    """Ascending *lists* of so many rows each, up to the row *last*, put together."""
    blocks = (last >> _BLOCK) + 1
    edges = np.arange(blocks + 1, dtype=np.int64) << _BLOCK
    low = np.empty(sum(sizes), dtype=np.uint16)
    starts = np.zeros(len(sizes) * blocks + 1, dtype=np.int32)
    at = 0
    for number, rows in enumerate(lists):
        low[at : at + len(rows)] = rows & 0xFFFF
        starts[number * blocks : (number + 1) * blocks + 1] = at + np.searchsorted(rows, edges)
        at += len(rows)
    return Lists(low, starts, blocks)


@dataclass(frozen=True, slots=True)
class Postings:
    """Words in their order; *rows* hold them (`Lists`), and so do all rows of the *groups* that *whole* names for a
    word: what every listing of a category is called stands once instead of for each.

    *fresh* are the words of rows that changed since: they count instead of what stands here of those rows.
    """

    words: list[str]
    rows: "Lists"
    letters: Bits
    lengths: Ints
    fresh: Mapping[int, frozenset[str]]
    groups: tuple[Ints, ...] = ()
    whole: Mapping[int, tuple[int, ...]] = field(default_factory=dict)

    def holding(self, word: str) -> Ints:
        """The rows that hold *word*."""
        place = bisect_left(self.words, word)
        base = self._base(place, place + 1) if self.words[place : place + 1] == [word] else ints([])
        return self._now(base, [row for row, words in self.fresh.items() if word in words])

    def beginning_with(self, beginning: str) -> Ints:
        """The rows that hold a word that begins like this; a row may come twice."""
        low, high = self._range(beginning)
        fresh = [row for row, words in self.fresh.items() if any(word.startswith(beginning) for word in words)]
        return self._now(self._base(low, high), fresh)

    def close_to(self, word: str, slips: int) -> Iterable[str]:
        """Words with the same first letter that may be *word* with up to *slips* slips, or gone on: a sieve that
        leaves few. One slip changes two letters of the alphabet at most."""
        low, high = self._range(word[0])
        apart = np.bitwise_count(self.letters[low:high] ^ np.uint64(letters_of(word)))
        near = (apart <= 2 * slips) & (np.abs(self.lengths[low:high] - len(word)) <= slips)
        begin, end = self._range(word)
        near[begin - low : end - low] = True
        yield from (self.words[low + int(place)] for place in np.flatnonzero(near))
        yield from {w for words in self.fresh.values() for w in words if w[0] == word[0]}

    def patched(self, words_of: Mapping[int, frozenset[str]]) -> "Postings":
        """The same with other words for some rows."""
        return replace(self, fresh={**self.fresh, **words_of}) if words_of else self

    def _base(self, low: int, high: int) -> Ints:
        rows = self.rows.between(low, high)
        whole = [self.groups[group] for word in range(low, high) for group in self.whole.get(word, ())]
        return np.concatenate([rows, *whole]) if whole else rows

    def _range(self, beginning: str) -> tuple[int, int]:
        return bisect_left(self.words, beginning), bisect_left(self.words, beginning + _AFTER_ALL)

    def _now(self, base: Ints, fresh: list[int]) -> Ints:
        if not self.fresh:
            return base
        changed = np.fromiter(self.fresh, dtype=np.int32, count=len(self.fresh))
        return np.concatenate([base[~np.isin(base, changed)], ints(fresh)])


def letters_of(word: str) -> int:
    """The letters of *word* as bits, whatever their order and number."""
    bits = 0
    for letter in word:
        bits |= 1 << (ord(letter) & 63)
    return bits


class PostingsMaker:
    """Gathers rows word by word. *groups* tells the group of each row, from 0 on."""

    def __init__(self, groups: Ints | None = None) -> None:
        self.rows: dict[str, Ints] = {}
        self.group_of = groups
        self.sizes = np.bincount(groups) if groups is not None and groups.size else ints([])
        self.whole: dict[str, tuple[int, ...]] = {}

    def add_all(self, word: str, rows: Ints) -> None:
        """Note all the rows that hold *word*, each of them once."""
        if self.group_of is not None and rows.size >= int(self.sizes.min(initial=1)):
            groups = self.group_of[rows]
            whole = (np.bincount(groups, minlength=len(self.sizes)) == self.sizes) & (self.sizes > 0)
            if whole.any():
                rows = rows[~whole[groups]]
                self.whole[word] = tuple(np.flatnonzero(whole).tolist())
        self.rows[word] = np.sort(rows).astype(np.int32)

    def made(self) -> Postings:
        """What was gathered."""
        words = sorted(self.rows)
        sizes = [len(self.rows[word]) for word in words]
        last = max((int(found[-1]) for found in self.rows.values() if found.size), default=0)
        rows = lists_of((self.rows.pop(word) for word in words), sizes, last)
        groups = () if self.group_of is None else self._groups(self.group_of)
        return Postings(
            words=words,
            rows=rows,
            letters=np.array([letters_of(word) for word in words], dtype=np.uint64),
            lengths=snug(ints([len(word) for word in words])),
            fresh={},
            groups=groups,
            whole={number: self.whole[word] for number, word in enumerate(words) if word in self.whole},
        )

    def _groups(self, group_of: Ints) -> tuple[Ints, ...]:
        order = np.argsort(group_of, kind="stable").astype(np.int32)
        return tuple(np.split(order, np.cumsum(self.sizes)[:-1])) if self.sizes.size else ()
