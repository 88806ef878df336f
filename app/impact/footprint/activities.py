"""The activities of ``data/activities.toml``, read once, and the factors of the library that stand for them."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

from app.impact.exact import ONE, exactly
from app.impact.factors.refusals import NeverCounted, UnknownFactor
from app.impact.factors.table import Factor as LibraryFactor
from app.impact.factors.table import loaded
from app.impact.factors.using import usable_factor
from app.impact.footprint.domain.activity import Activity
from app.impact.footprint.domain.components import COMPONENTS, Component
from app.impact.footprint.domain.lines import Factor

DATA = Path(__file__).parent / "data"
_DAYS = Decimal(365)


@dataclass(frozen=True, slots=True)
class FactorOption:
    """One factor that fits an activity, as a form offers it."""

    reference: str
    label: str
    value: Decimal
    unit: str
    source: str
    is_proposed: bool
    is_expired: bool


@cache
def activities() -> Mapping[str, Activity]:
    """Every activity by id, in the order of the page."""
    with (DATA / "activities.toml").open("rb") as file:
        rows = tomllib.load(file)["activity"]
    return {row["id"]: _activity(row) for row in rows}


def activities_of(component: Component) -> tuple[Activity, ...]:
    """What is asked under one component; none where only amounts of CO2 or suppliers' factors can be said."""
    return tuple(one for one in activities().values() if one.component is component)


def options_of(activity: Activity, on: date, language: str) -> tuple[FactorOption, ...]:
    """The factors that fit, the proposed one first: the first that its source still vouches for on this day."""
    known = [loaded().factors[id] for id in activity.factors if id in loaded().factors]
    standing = [one for one in known if one.is_countable and not one.is_expired(on)]
    proposed = next(iter(standing or known), None)
    countable = [one for one in known if one.is_countable]
    ordered = sorted(countable, key=lambda one: (one is not proposed, one.is_expired(on)))
    return tuple(
        FactorOption(
            one.reference,
            one.label.get(language, one.label["fr"]),
            one.value,
            one.unit,
            one.source.get(language, one.source["fr"]),
            one is proposed,
            one.is_expired(on),
        )
        for one in ordered
    )


def proposed_factor(activity: Activity, on: date) -> str:
    """The reference of the factor proposed on this day; "" when the library has none."""
    found = options_of(activity, on, "fr")
    return found[0].reference if found else ""


def chosen_factor(reference: str, activity: Activity | None, on: date) -> LibraryFactor:
    """The factor that somebody chose, pinned to its version.

    One that expired is taken only from the activity's own list, where nothing newer may exist; it is marked and its
    doubt is never below the component's. Raises UnknownFactor, NeverCounted or ExpiredFactor.
    """
    found = loaded().factors.get(reference)
    if found is not None and activity is not None and found.id in activity.factors and found.is_countable:
        return found
    return usable_factor(reference, on)


def kept_factor(reference: str) -> LibraryFactor:
    """The very version that a line names, expired or not: an old line stays reproducible."""
    found = loaded().factors.get(reference)
    if found is None:
        raise UnknownFactor(reference=reference)
    if not found.is_countable:
        raise NeverCounted(reference=found.reference)
    return found


def line_factor(of: LibraryFactor, activity: Activity | None, component: Component, share: Decimal = ONE) -> Factor:
    """The factor of a line: per day of immobilisation where the activity says so, times the *share* that counts."""
    per_day = activity is not None and activity.life_years is not None and of.unit == "kgCO2e/unit"
    with exactly():
        value = of.value * share
        if per_day and activity is not None and activity.life_years is not None:
            value = value / (_DAYS * activity.life_years)
    doubt = _doubt(of, component)
    return Factor(value, "kgCO2e/unit.day" if per_day else of.unit, doubt, of.reference)


def _doubt(of: LibraryFactor, component: Component) -> Decimal:
    """The source's own doubt; the reach of the credible sources when that is wider; the component's if neither."""
    usual = COMPONENTS[component].u_rel
    if not of.value:
        return usual if of.u_rel is None else of.u_rel
    with exactly():
        reach = max(of.high - of.value, of.value - of.low) / (Decimal("1.645") * of.value)
    stated = usual if of.u_rel is None else of.u_rel
    ended = usual if of.valid_until is not None else stated
    return max(stated, ended, min(reach, Decimal(2)))


def _activity(row: Mapping[str, Any]) -> Activity:
    low, high = (Decimal(text) for text in row["usual"])
    return Activity(
        id=row["id"],
        component=Component(row["component"]),
        label=row["label"],
        units=(row["unit"], *row.get("also", ())),
        factors=tuple(row["factor"]),
        usual=(low, high),
        life_years=Decimal(row["life_years"]) if "life_years" in row else None,
        asks_uses=row.get("uses", False),
        asks_origin=row.get("origin", False),
        is_electricity=row.get("electricity", False),
        is_metered=row.get("metered", False),
        is_loaded=row.get("loaded", False),
    )
