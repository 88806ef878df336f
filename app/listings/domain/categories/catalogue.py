"""What a category is, and how what was typed for one is read."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from app.core.text import fold
from app.listings.domain.categories.refusals import InvalidSpec, SpecMissing
from app.listings.domain.categories.spec import Spec, SpecValue, Words

_PIXELS = re.compile(r"\d\s*[x×*]\s*\d", re.IGNORECASE)


class Travels(StrEnum):
    """A paper that goes with the object."""

    FIRE_CLASS = "fire_class"
    ELECTRICAL_CHECK = "electrical_check"
    DATA_WIPE = "data_wipe"


class ReuseShare(StrEnum):
    """Which yearly share of décret 2024-134 (AGEC art. 58) a public buyer already owes: impact's *m*."""

    IT = "it"
    FURNITURE = "furniture"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Family:
    """Kinds of objects that are looked for together."""

    id: str
    label: Words


@dataclass(frozen=True, slots=True)
class FactorChoice:
    """What stands for the making of a new one where no row of the method does: the factor of a category that is
    *like* it, or one *per_kg*, kept *life_years* for the reason *life_source* gives."""

    like: str = ""
    per_kg: str = ""
    life_years: int = 0
    life_source: str = ""


@dataclass(frozen=True, slots=True)
class Category:
    """A kind of object. *wattage* names the spec that holds its power in W, if it has one.

    *gone* are characteristics asked no longer, shown where they were said. One that *is_retired* is proposed no
    longer; what is listed under it stays.
    """

    id: str
    family: str
    label: Words
    plural: Words
    synonyms: tuple[str, ...]
    cpv: str
    google_id: int | None
    default_mass_kg: Decimal
    wattage: str | None
    travels: frozenset[Travels]
    reuse_share: ReuseShare
    specs: tuple[Spec, ...]
    gone: tuple[Spec, ...] = ()
    is_retired: bool = False
    factor: FactorChoice | None = None

    def spec(self, key: str) -> Spec:
        """The spec with this key; ``KeyError`` if the category has none."""
        for spec in self.specs:
            if spec.key == key:
                return spec
        raise KeyError(key)

    @property
    def deciding(self) -> tuple[Spec, ...]:
        """The two specs that a card shows."""
        return tuple(spec for spec in self.specs if spec.decides)

    def names(self) -> tuple[str, ...]:
        """Every way to say it, in three languages."""
        own = (getattr(words, language) for words in (self.label, self.plural) for language in ("fr", "en", "es"))
        return (*own, *self.synonyms)

    def spec_for_column(self, heading: str) -> Spec | None:
        """The spec that a spreadsheet means by *heading* ("native_resolution"), or None."""
        wanted = fold(heading)
        for spec in self.specs:
            labels = (spec.key, spec.label.fr, spec.label.en, spec.label.es, *spec.columns)
            if wanted and wanted in {fold(label) for label in labels}:
                return spec
        return None

    def watts(self, values: Mapping[str, SpecValue]) -> Decimal | None:
        """The power in W among *values*, or None when it is not known."""
        found = values.get(self.wattage) if self.wattage else None
        return found if isinstance(found, Decimal) else None


@dataclass(frozen=True, slots=True)
class SpecSheet:
    """What was read, and what could not be, by spec key."""

    values: dict[str, SpecValue]
    refusals: dict[str, InvalidSpec]


def read_specs(of: Category, typed: Mapping[str, str], *, draft: bool = False, language: str = "") -> SpecSheet:
    """Read every spec of *of* in *typed* (key -> text); what is blank is left out.

    Nothing is lost at the first mistake: each refusal stands beside its field. A *draft* may lack what is
    required. *language* is that of the page on which it was typed, if it was typed on one.
    """
    values: dict[str, SpecValue] = {}
    refusals: dict[str, InvalidSpec] = {}
    for spec in of.specs:
        raw = typed.get(spec.key, "").strip()
        if not raw:
            if spec.required and not draft:
                refusals[spec.key] = SpecMissing(field=spec.key)
            continue
        try:
            values[spec.key] = spec.parse(raw, language)
        except InvalidSpec as refusal:
            refusals[spec.key] = refusal
    return SpecSheet(values | _filled(of, typed, values), refusals)


def _filled(of: Category, typed: Mapping[str, str], values: Mapping[str, SpecValue]) -> dict[str, SpecValue]:
    """Specs that another one brings along: the pixels that named a resolution."""
    filled: dict[str, SpecValue] = {}
    for spec in of.specs:
        if spec.fills and spec.key in values and spec.fills not in values and _PIXELS.search(typed[spec.key]):
            filled[spec.fills] = of.spec(spec.fills).parse(typed[spec.key])
    return filled
