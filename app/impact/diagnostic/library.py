"""The multi-criteria factors that come with the product: ``data/subjects.csv`` and ``data/figures.csv``.

What may not be carried under its licence is imported by whoever has the right to it (``flask factors import epd``).
"""

import csv
from collections.abc import Mapping
from decimal import Decimal
from functools import cache
from pathlib import Path

from app.impact.diagnostic.domain.factors import Figure, MultiFactor
from app.impact.factors.library import said_of_source
from app.impact.factors.table import said

DATA = Path(__file__).parent / "data"
VERSION = "1"


@cache
def carried() -> Mapping[str, MultiFactor]:
    """Every factor of the files, by id. Raises KeyError for a source that ``sources.toml`` lacks."""
    figures: dict[str, list[Figure]] = {}
    for row in _rows("figures.csv"):
        one = Figure(row["module"], row["scenario"], row["indicator"], Decimal(row["value"]))
        figures.setdefault(row["id"], []).append(one)
    return {row["id"]: _factor(row, tuple(figures[row["id"]])) for row in _rows("subjects.csv")}


def locators(id: str) -> tuple[tuple[Figure, str], ...]:
    """Where in its source each figure of a factor stands."""
    start = next(row["locator"] for row in _rows("subjects.csv") if row["id"] == id)
    return tuple(
        (Figure(row["module"], row["scenario"], row["indicator"], Decimal(row["value"])), f"{start} {row['where']}")
        for row in _rows("figures.csv")
        if row["id"] == id
    )


def _factor(row: Mapping[str, str], figures: tuple[Figure, ...]) -> MultiFactor:
    source = said_of_source(row["source"])
    return MultiFactor(
        reference=f"{row['id']}@{VERSION}",
        label={"fr": row["label_fr"], "en": row["label_en"]},
        unit=row["unit"],
        method=row["method"],
        figures=figures,
        source=said(source["name"]),
        licence=said(source["licence"]),
        year=int(row["year"]),
        locator=row["locator"],
        life_years=Decimal(row["life_years"]) if row["life_years"] else None,
    )


def _rows(name: str) -> list[dict[str, str]]:
    with (DATA / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))
