"""The factors as they stand: those of the files, over them the versions that two of the staff agreed on.

Nobody here reads a database: whoever does hands over what is to stand (:func:`stand`).
"""

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cache
from typing import Any

from app.impact.factors.library import DATA, library_rows, object_of
from app.impact.factors.stages import MAKING, NEVER_COUNTED

ODBL = "factors_odbl.toml"
FILES = ("factors.toml", ODBL)
NOT_STATED = {"fr": "non indiquée", "en": "not stated"}
GWP_NOT_STATED = "not stated"


@dataclass(frozen=True, slots=True)
class Factor:
    """One emission factor, in *unit* (kgCO2e per unit, kg, kWh, km or t.km).

    *low* and *high* are the ends of the credible sources; *u_rel* is one standard deviation over the value,
    None where the source states none; *locator* says where in the source the figure stands. What is said in words
    is said in each language ("fr", "en"). *object* is what it is about, the same for all sources of one thing.
    *valid_until* is the last day that its source vouches for, None when it names none.
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
    object: str = ""
    valid_from: date | None = None
    valid_until: date | None = None
    share_alike: bool = False
    caveats: tuple[Mapping[str, str], ...] = ()

    @property
    def reference(self) -> str:
        """What a record stores: "video_projector_ademe2025@1"."""
        return f"{self.id}@{self.version}"

    @property
    def is_making(self) -> bool:
        """Whether it may stand for the manufacture of a new object: cradle to gate, and not below zero."""
        return self.stage in MAKING and self.value >= 0

    @property
    def is_countable(self) -> bool:
        """Whether any computation may use it: stored carbon and avoided emissions never are (R1)."""
        return self.stage not in NEVER_COUNTED and self.value >= 0

    def is_expired(self, on: date) -> bool:
        """Whether its source no longer vouches for it on this day."""
        return self.valid_until is not None and self.valid_until < on


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

    def versions(self) -> list[Factor]:
        """Every version of every factor, each once."""
        return [one for reference, one in self.factors.items() if "@" in reference]

    def newest(self) -> list[Factor]:
        """The version of each factor that a new record uses."""
        return [one for reference, one in self.factors.items() if "@" not in reference]

    def versions_of(self, id: str) -> list[Factor]:
        """The versions of one factor, the newest first."""
        return sorted((one for one in self.versions() if one.id == id), key=lambda one: -int(one.version))


def factor(id: str) -> Factor:
    """The factor with this id (newest version), or this "id@version"; ``KeyError`` if there is none.

    >>> factor("electricity_fr_2025_ademe").value
    Decimal('0.0461')
    """
    return loaded().factor(id)


def default_uncertainty(kind: str) -> Decimal:
    """REEMPLOI-1.0's relative 1 sigma for "electronics", "materials", "transport" or "electricity"."""
    return loaded().uncertainty[kind]


def loaded() -> Loaded:
    """What stands in this process: the files, and over them the versions that the staff accepted."""
    return _standing or filed()


def stand(accepted: Iterable[Factor]) -> None:
    """From now on *accepted* stand over the factors of the files, in this process. One that bears the number of a
    file's version stands in its place: records of this house were computed with it."""
    global _standing
    base = filed()
    rows = {one.reference: one for one in (*base.versions(), *accepted)}.values()
    _standing = Loaded(_by_name(rows), base.devices, base.compositions, base.composed, base.uncertainty)


@cache
def filed() -> Loaded:
    """All files, read once."""
    rules = _read("equivalents.toml")
    rows = [factor_of_row(row, name) for name in FILES for row in _read(name)["factor"]]
    rows += [factor_of_row(row, name) for name, row in library_rows()]
    seen: set[str] = set()
    for one in rows:
        if one.reference in seen:
            raise ValueError(f"twice: {one.reference}")
        seen.add(one.reference)
    return Loaded(
        factors=_by_name(rows),
        devices=tuple(rules["device"]),
        compositions=tuple(rules["composition"]),
        composed=rules["composed"],
        uncertainty={kind: Decimal(value) for kind, value in rules["uncertainty"].items()},
    )


def _by_name(rows: Iterable[Factor]) -> dict[str, Factor]:
    found: dict[str, Factor] = {}
    for one in rows:
        found[one.reference] = one
        newest = found.get(one.id)
        if newest is None or int(one.version) > int(newest.version):
            found[one.id] = one
    return found


def factor_of_row(row: Mapping[str, Any], file: str) -> Factor:
    """A row of a file, or of an accepted version, as a factor. Raises KeyError, ValueError or ArithmeticError."""
    until = last_day(row.get("valid_until") or row.get("validity", ""))
    begins = row.get("valid_from")
    return Factor(
        id=row["id"],
        version=row["version"],
        stage=row["stage"],
        label=row["label"],
        value=Decimal(row["value"]),
        unit=row["unit"],
        low=Decimal(row["low"]),
        high=Decimal(row["high"]),
        u_rel=Decimal(row["u_rel"]) if row.get("u_rel") else None,
        source=said(row["source"]),
        locator=said(row["locator"]),
        year=int(row["year"]),
        licence=said(row["licence"]),
        validity=said(row.get("validity") or (until.isoformat() if until else NOT_STATED)),
        gwp=row.get("gwp") or GWP_NOT_STATED,
        why=said(row["why"]),
        file=file,
        object=row.get("object") or object_of(row["id"]),
        valid_from=date.fromisoformat(begins) if begins else None,
        valid_until=until,
        share_alike=bool(row.get("share_alike", file == ODBL)),
        caveats=tuple(row.get("caveats", ())),
    )


def row_key(row: Mapping[str, Any]) -> str:
    """What a record stores of a composition: "plinth_mdf@1"."""
    return f"{row['id']}@{row['version']}"


def last_day(said: object) -> date | None:
    """The last day of a validity written "2023-12-20" or "2026" (its 31 December); None for anything else."""
    text = said if isinstance(said, str) else ""
    try:
        return date.fromisoformat(f"{text}-12-31" if len(text) == 4 else text)
    except ValueError:
        return None


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


_standing: Loaded | None = None
