"""The categories as they stand: those of the files, and over them the editions that the staff wrote.

Nobody here reads a database: whoever does hands over what is to stand (:func:`stand`).
"""

import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from app.listings.domain.categories.catalogue import Category, Family
from app.listings.domain.categories.rows import category_of_row
from app.listings.domain.categories.spec import Words

FOLDER = Path(__file__).parents[2] / "data" / "categories"


@dataclass(frozen=True, slots=True)
class _Standing:
    """*turn* grows with every change, within a process: what is remembered of categories is remembered by it."""

    turn: int
    known: dict[str, Category]


def categories() -> dict[str, Category]:
    """Every category by its id, in the order of the files, those of the staff last; retired ones too."""
    return _now().known


def category(id: str) -> Category:
    """The category with this id; ``KeyError`` if there is none."""
    return categories()[id]


def proposed() -> dict[str, Category]:
    """The categories under which something new may be listed."""
    return {id: one for id, one in categories().items() if not one.is_retired}


def turn() -> int:
    """A number that is another one as soon as any category is."""
    return _now().turn


def stand(editions: Iterable[Category]) -> None:
    """From now on *editions* stand over the categories of the files, in this process."""
    global _standing
    order = {id: place for place, id in enumerate(families())}
    every = {**filed(), **{one.id: one for one in editions}}
    known = dict(sorted(every.items(), key=lambda pair: order.get(pair[1].family, len(order))))
    _standing = _Standing(_now().turn + 1, known)


@cache
def filed() -> dict[str, Category]:
    """The categories of the files alone."""
    shared = _toml("shared")["shared"]
    rows = (row for family in families() for row in _toml(family)["category"])
    read = (category_of_row(row, shared) for row in rows)
    return {one.id: one for one in read}


@cache
def families() -> dict[str, Family]:
    """Every family by its id, in the order in which they are shown."""
    return {row["id"]: Family(row["id"], Words(**row["label"])) for row in _toml("families")["family"]}


def _now() -> _Standing:
    return _standing or _Standing(0, filed())


def _toml(name: str) -> dict[str, Any]:
    with (FOLDER / f"{name}.toml").open("rb") as file:
        return tomllib.load(file)


_standing: _Standing | None = None
