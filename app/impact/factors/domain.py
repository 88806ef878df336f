"""What making the new equivalent of an object emits, with its range, its doubt and its sources.

    >>> made = manufacturing_factor("screen", {"diagonal": Decimal("55")})
    >>> made.value, made.low, made.high, made.reference
    (Decimal('325'), Decimal('325'), Decimal('984.18'), 'television_48in_ademe@1')

Values are exact decimals read from text. Rules of choice: ``data/equivalents.toml``; figures:
``data/factors.toml`` and, under its own licence, ``data/factors_odbl.toml``.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from app.core.errors import Invalid
from app.core.text import N_
from app.impact.factors.table import Factor, Loaded, factor, loaded, said
from app.listings.domain.categories import FactorChoice, SpecValue, categories, category

__all__ = ["Composition", "Factor", "NoFactor", "Part", "ResolvedFactor", "factor", "manufacturing_factor"]

_CM2_PER_M2 = Decimal(10_000)


class NoFactor(Invalid):
    """Nothing is known of how such an object is made."""

    message = N_("Aucun facteur d'émission n'est connu pour cette catégorie : %(category)s.")


@dataclass(frozen=True, slots=True)
class Part:
    """One material of a composed element: *mass_kg* of it emits *kgco2e* when made."""

    factor: Factor
    share: Decimal
    mass_kg: Decimal

    @property
    def kgco2e(self) -> Decimal:
        """kg CO2e of this part."""
        return self.factor.value * self.mass_kg


@dataclass(frozen=True, slots=True)
class Composition:
    """How an element is built: shares of mass by material, summing to 1."""

    id: str
    version: str
    parts: tuple[tuple[Factor, Decimal], ...]
    kg_per_m2: Decimal | None

    @property
    def reference(self) -> str:
        """What a record stores: "plinth_mdf@1"."""
        return f"{self.id}@{self.version}"


@dataclass(frozen=True, slots=True)
class ResolvedFactor:
    """E of impact.md for one object, in kg CO2e, and L (*life_years*) or N_ref (*life_uses*).

    *low* and *high* span the credible sources; *u_rel* is one standard deviation over the value. *mass_is*
    says where the mass came from: "given", "area", "default", or "" when it played no part.
    """

    category: str
    reference: str
    references: tuple[str, ...]
    value: Decimal
    low: Decimal
    high: Decimal
    u_rel: Decimal
    life_years: Decimal | None
    life_uses: int | None
    life_source: str
    sources: tuple[str, ...]
    why: str
    parts: tuple[Part, ...] = ()
    mass_kg: Decimal | None = None
    mass_is: str = ""
    scale: Decimal = Decimal(1)
    notes: tuple[Mapping[str, str], ...] = ()
    unit: str = "kgCO2e/unit"


def manufacturing_factor(
    category_id: str, specs: Mapping[str, SpecValue], mass_kg: Decimal | None = None
) -> ResolvedFactor:
    """The manufacturing emissions (A1-A3) of one new equivalent of an object with these *specs*.

    Unknown specs lead to the lowest value (R10). A category of no row takes what the staff chose for it: the factor
    of a category that is like it, or one by mass. Raises `NoFactor` for a category that has none.
    """
    data = loaded()
    kind = categories().get(category_id)
    chosen = kind.factor if kind else None
    for id in (category_id, chosen.like if chosen else ""):
        if (row := _first(data.devices, id, specs)) is not None:
            return _device(data, category_id, row, specs, mass_kg)
        if (row := _first(data.compositions, id, specs)) is not None:
            return _composed(data, category_id, row, specs, mass_kg)
    if chosen is None or chosen.per_kg not in per_kg_factors():
        raise NoFactor(category=category_id)
    return _device(data, category_id, _by_mass(chosen), specs, mass_kg)


def per_kg_factors() -> tuple[str, ...]:
    """The factors by mass of whole devices and furniture, that may stand for a category nobody measured."""
    return tuple(dict.fromkeys(row["factor"] for row in loaded().devices if row.get("by_mass")))


def _by_mass(chosen: FactorChoice) -> Mapping[str, Any]:
    return {
        "factor": chosen.per_kg,
        "by_mass": True,
        "life_years": str(chosen.life_years),
        "life_source": chosen.life_source,
    }


def _device(
    data: Loaded, id: str, row: Mapping[str, Any], specs: Mapping[str, SpecValue], mass: Decimal | None
) -> ResolvedFactor:
    default = data.factor(row["factor"])
    also = [data.factor(one) for one in row.get("also", ())]
    times, mass_is = _times(id, row, specs, mass)
    value = default.value * times
    if "ceiling" in row:
        value = min(value, data.factor(row["ceiling"]).value)
    ends = [value, *(one.value for one in also)]
    if times == 1:
        ends += [default.low, default.high]
    return ResolvedFactor(
        category=id,
        reference=default.reference,
        references=(default.reference, *(one.reference for one in also)),
        value=value,
        low=min(ends),
        high=max(ends),
        u_rel=default.u_rel or data.uncertainty["electronics"],
        life_years=Decimal(row["life_years"]),
        life_uses=None,
        life_source=said(row["life_source"])["en"],
        sources=_sources([default, *also]),
        why=default.why["en"],
        mass_kg=times if mass_is else None,
        mass_is=mass_is,
        scale=Decimal(1) if mass_is else times,
        notes=(row["note"],) if "note" in row else (),
    )


def _times(
    id: str, row: Mapping[str, Any], specs: Mapping[str, SpecValue], mass: Decimal | None
) -> tuple[Decimal, str]:
    """What multiplies the factor: a mass in kg (and where it came from), an area ratio of at most 1, or 1."""
    if row.get("by_mass"):
        return (mass, "given") if mass else (category(id).default_mass_kg, "default")
    scale = row.get("scale")
    if scale is None:
        return Decimal(1), ""
    size, reference = _number(specs, scale["spec"]), Decimal(scale["reference"])
    if size is None or size >= reference:
        return Decimal(1), ""
    return (size * size / (reference * reference)).quantize(Decimal("0.0001")), ""


def _composed(
    data: Loaded, id: str, row: Mapping[str, Any], specs: Mapping[str, SpecValue], given: Decimal | None
) -> ResolvedFactor:
    built = _composition(data, row)
    mass, mass_is = _mass(id, built, specs, given)
    parts = tuple(Part(one, share, share * mass) for one, share in built.parts)
    also = [data.factor(one) for one in data.composed["also"]]
    value = sum((part.kgco2e for part in parts), Decimal(0))
    low = sum((part.factor.low * part.mass_kg for part in parts), Decimal(0))
    high = sum((part.factor.high * part.mass_kg for part in parts), Decimal(0))
    ends = [low, high, *(one.value * mass for one in also)]
    return ResolvedFactor(
        category=id,
        reference=built.reference,
        references=(built.reference, *(part.factor.reference for part in parts)),
        value=value,
        low=min(ends),
        high=max(ends),
        u_rel=data.uncertainty["materials"],
        life_years=None,
        life_uses=int(data.composed["life_uses"]),
        life_source=said(data.composed["life_source"])["en"],
        sources=_sources([part.factor for part in parts] + also),
        why="composed by mass from its materials",
        parts=parts,
        mass_kg=mass,
        mass_is=mass_is,
    )


def _composition(data: Loaded, row: Mapping[str, Any]) -> Composition:
    parts = tuple((data.factor(part["factor"]), Decimal(part["share"])) for part in row["parts"])
    surface = Decimal(row["kg_per_m2"]) if "kg_per_m2" in row else None
    return Composition(row["id"], row["version"], parts, surface)


def _mass(id: str, built: Composition, specs: Mapping[str, SpecValue], given: Decimal | None) -> tuple[Decimal, str]:
    if given:
        return given, "given"
    length, height = _number(specs, "length"), _number(specs, "height")
    if built.kg_per_m2 and length and height:
        return built.kg_per_m2 * length * height / _CM2_PER_M2, "area"
    return category(id).default_mass_kg, "default"


def _first(rows: Iterable[Mapping[str, Any]], id: str, specs: Mapping[str, SpecValue]) -> Mapping[str, Any] | None:
    return next((row for row in rows if id in categories_of(row) and _fits(row.get("when"), specs)), None)


def categories_of(row: Mapping[str, Any]) -> tuple[str, ...]:
    """The categories that a row of equivalents stands for."""
    return (row["category"], *row.get("also_for", ()))


def _fits(when: Mapping[str, str] | None, specs: Mapping[str, SpecValue]) -> bool:
    if when is None:
        return True
    if "is" in when:
        return specs.get(when["spec"]) == when["is"]
    size = _number(specs, when["spec"])
    return size is not None and size < Decimal(when["below"])


def _number(specs: Mapping[str, SpecValue], key: str) -> Decimal | None:
    found = specs.get(key)
    return found if isinstance(found, Decimal) and found > 0 else None


def _sources(factors: Iterable[Factor]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(f"{one.source['en']} ({one.year}), {one.licence['en']}" for one in factors))
