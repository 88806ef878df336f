"""The demo's own data files, as plain values: see ``data/SOURCES.md`` for what is real in them."""

import csv
import tomllib
from functools import cache
from pathlib import Path
from typing import Any

DATA = Path(__file__).parent / "data"
OBJECTS = ("projectors", "screens", "players", "loudspeakers", "lights", "scenography")


@cache
def told(name: str) -> dict[str, Any]:
    """One TOML file: institutions, people, exhibitions or phrases."""
    return tomllib.loads((DATA / f"{name}.toml").read_text(encoding="utf-8"))


@cache
def objects() -> tuple[dict[str, str], ...]:
    """Every model and every piece of scenography, one row each, in the order of the files."""
    found: list[dict[str, str]] = []
    for name in OBJECTS:
        with (DATA / f"{name}.csv").open(encoding="utf-8", newline="") as lines:
            found += [{key: value or "" for key, value in row.items()} for row in csv.DictReader(lines)]
    return tuple(found)
