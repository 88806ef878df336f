"""The factor files, read once: rows as values, and the rules that choose among them."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

DATA = Path(__file__).parent / "data"
ODBL = "factors_odbl.toml"
FILES = ("factors.toml", ODBL)


@dataclass(frozen=True, slots=True)
class Factor:
    """One emission factor, in *unit* (kgCO2e per unit, kg, kWh, km or t.km).

    *low* and *high* are the ends of the credible sources; *u_rel* is one standard deviation over the value,
    None where the source states none; *locator* says where in the source the figure stands. What is said in words
    is said in each language ("fr", "en").
    """

    id: str
    version: str
    stage: str
    label: Mapping[str, str]
    value: Decimal
    unit: str
    low: Decimal
    high: Decimal
    u_rel: Decimal | None
    source: Mapping[str, str]
    locator: Mapping[str, str]
    year: int
    licence: Mapping[str, str]
    validity: Mapping[str, str]
    gwp: str
    why: Mapping[str, str]
    file: str

    @property
    def reference(self) -> str:
        """What a record stores: "video_projector_ademe2025@1"."""
        return f"{self.id}@{self.version}"


@dataclass(frozen=True, slots=True)
class Loaded:
    """Every row and rule."""

    factors: Mapping[str, Factor]
    devices: tuple[Mapping[str, Any], ...]
    compositions: tuple[Mapping[str, Any], ...]
    composed: Mapping[str, Any]
    uncertainty: Mapping[str, Decimal]

    def factor(self, id: str) -> Factor:
        """The newest version of *id*, or the very one that "id@version" names; ``KeyError`` if none."""
        return self.factors[id]


def factor(id: str) -> Factor:
    """The factor with this id (newest version), or this "id@version"; ``KeyError`` if there is none.

    >>> factor("electricity_fr_2025_ademe").value
    Decimal('0.0461')
    """
    return loaded().factor(id)


def default_uncertainty(kind: str) -> Decimal:
    """REEMPLOI-1.0's relative 1 sigma for "electronics", "materials", "transport" or "electricity"."""
    return loaded().uncertainty[kind]


@cache
def loaded() -> Loaded:
    """All files, read once."""
    rules = _read("equivalents.toml")
    found: dict[str, Factor] = {}
    for name in FILES:
        for row in _read(name)["factor"]:
            one = _factor(row, name)
            if one.reference in found:
                raise ValueError(f"twice: {one.reference}")
            found[one.reference] = one
            newest = found.get(one.id)
            if newest is None or int(one.version) > int(newest.version):
                found[one.id] = one
    return Loaded(
        factors=found,
        devices=tuple(rules["device"]),
        compositions=tuple(rules["composition"]),
        composed=rules["composed"],
        uncertainty={kind: Decimal(value) for kind, value in rules["uncertainty"].items()},
    )


def _factor(row: Mapping[str, Any], file: str) -> Factor:
    return Factor(
        id=row["id"],
        version=row["version"],
        stage=row["stage"],
        label=row["label"],
        value=Decimal(row["value"]),
        unit=row["unit"],
        low=Decimal(row["low"]),
        high=Decimal(row["high"]),
        u_rel=Decimal(row["u_rel"]) if "u_rel" in row else None,
        source=said(row["source"]),
        locator=said(row["locator"]),
        year=row["year"],
        licence=said(row["licence"]),
        validity=said(row["validity"]),
        gwp=row.get("gwp", "not stated"),
        why=said(row["why"]),
        file=file,
    )


def life_source(stored: str) -> Mapping[str, str]:
    """The basis of a service life as a record keeps it (in English), by language."""
    data = loaded()
    known = [said(row["life_source"]) for row in data.devices] + [said(data.composed["life_source"])]
    return next((one for one in known if one["en"] == stored), said(stored))


def said(words: str | Mapping[str, str]) -> Mapping[str, str]:
    """Words of a row by language; a name or a date is the same in all."""
    return {"fr": words, "en": words} if isinstance(words, str) else words


def _read(name: str) -> dict[str, Any]:
    with (DATA / name).open("rb") as file:
        return tomllib.load(file)
