"""A category as a row of text: what a TOML file says and what an edition keeps are read by the same code."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from app.listings.domain.categories.catalogue import Category, FactorChoice, ReuseShare, Travels
from app.listings.domain.categories.spec import Kind, Option, Spec, Words

Row = Mapping[str, Any]


def category_of_row(row: Row, shared: Row | None = None) -> Category:
    """The category that *row* describes; ``use`` in it takes a characteristic from *shared*."""
    read = [(_spec(one, shared or {}), bool(one.get("deprecated"))) for one in row["spec"]]
    return Category(
        id=row["id"],
        family=row["family"],
        label=Words(**row["label"]),
        plural=Words(**row["plural"]),
        synonyms=tuple(row["synonyms"]),
        cpv=row["cpv"],
        google_id=row.get("google_id"),
        default_mass_kg=Decimal(row["default_mass_kg"]),
        wattage=row.get("wattage"),
        travels=frozenset(Travels(paper) for paper in row["travels"]),
        reuse_share=ReuseShare(row["reuse_share"]),
        specs=tuple(spec for spec, is_gone in read if not is_gone),
        gone=tuple(spec for spec, is_gone in read if is_gone),
        is_retired=bool(row.get("retired")),
        factor=FactorChoice(**row["equivalent"]) if "equivalent" in row else None,
    )


def row_of_category(of: Category) -> dict[str, Any]:
    """The whole row of a category: read back, it is the same category.

    >>> from app.listings.domain.categories import category
    >>> category_of_row(row_of_category(category("screen"))) == category("screen")
    True
    """
    row: dict[str, Any] = {
        "id": of.id,
        "family": of.family,
        "label": _words(of.label),
        "plural": _words(of.plural),
        "synonyms": list(of.synonyms),
        "cpv": of.cpv,
        "google_id": of.google_id,
        "default_mass_kg": str(of.default_mass_kg),
        "wattage": of.wattage,
        "travels": sorted(of.travels),
        "reuse_share": of.reuse_share.value,
        "retired": of.is_retired,
        "spec": [*map(row_of_spec, of.specs), *(row_of_spec(spec) | {"deprecated": True} for spec in of.gone)],
    }
    if of.factor:
        names = ("like", "per_kg", "life_years", "life_source")
        row["equivalent"] = {name: value for name in names if (value := getattr(of.factor, name))}
    return {key: value for key, value in row.items() if value is not None and value is not False}


def row_of_spec(spec: Spec) -> dict[str, Any]:
    """The whole row of a characteristic; what says nothing is left out."""
    row: dict[str, Any] = {
        "key": spec.key,
        "label": _words(spec.label),
        "kind": spec.kind.value,
        "unit": spec.unit,
        "min": None if spec.low is None else str(spec.low),
        "max": None if spec.high is None else str(spec.high),
        "options": [
            *map(_row_of_option, spec.options),
            *(_row_of_option(option) | {"deprecated": True} for option in spec.gone_options),
        ],
        "decides": spec.decides,
        "required": spec.required,
        "hint": _words(spec.hint) if spec.hint else None,
        "columns": list(spec.columns),
        "fills": spec.fills,
        "otherwise": spec.otherwise,
    }
    return {key: value for key, value in row.items() if value}


def _row_of_option(option: Option) -> dict[str, Any]:
    row: dict[str, Any] = {
        "key": option.key,
        "label": _words(option.label),
        "synonyms": list(option.synonyms),
        "pixels": [list(pair) for pair in option.pixels],
    }
    return {key: value for key, value in row.items() if value}


def _words(words: Words) -> dict[str, str]:
    return {"fr": words.fr, "en": words.en, "es": words.es}


def _spec(row: Row, shared: Row) -> Spec:
    whole = {**shared.get(row.get("use", ""), {}), **row}
    options = whole.get("options") or shared.get(whole.get("options_of", ""), {}).get("options", [])
    return Spec(
        key=whole["key"],
        label=Words(**whole["label"]),
        kind=Kind(whole["kind"]),
        unit=whole.get("unit", ""),
        low=Decimal(whole["min"]) if "min" in whole else None,
        high=Decimal(whole["max"]) if "max" in whole else None,
        options=tuple(_option(one) for one in options if not one.get("deprecated")),
        gone_options=tuple(_option(one) for one in options if one.get("deprecated")),
        decides=whole.get("decides", False),
        required=whole.get("required", False),
        hint=Words(**whole["hint"]) if "hint" in whole else None,
        columns=tuple(whole.get("columns", ())),
        fills=whole.get("fills"),
        otherwise=whole.get("otherwise"),
    )


def _option(row: Row) -> Option:
    pixels = tuple((wide, high) for wide, high in row.get("pixels", ()))
    return Option(row["key"], Words(**row["label"]), tuple(row.get("synonyms", ())), pixels)
