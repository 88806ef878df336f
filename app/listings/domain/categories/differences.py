"""What differs between two editions of a category, field by field."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from app.core.text import N_
from app.listings.domain.categories.catalogue import Category
from app.listings.domain.categories.rows import row_of_category

WORDS = {
    "family": N_("Famille"),
    "label": N_("Libellé"),
    "plural": N_("Pluriel"),
    "synonyms": N_("Synonymes"),
    "cpv": N_("Code CPV"),
    "google_id": N_("Identifiant Google"),
    "default_mass_kg": N_("Masse ordinaire"),
    "wattage": N_("Puissance électrique"),
    "travels": N_("Papiers qui voyagent avec l'objet"),
    "reuse_share": N_("Part de réemploi des achats publics"),
    "retired": N_("Retirée"),
    "equivalent": N_("Fabrication"),
    "spec": N_("Caractéristique"),
    "kind": N_("Nature"),
    "unit": N_("Unité"),
    "min": N_("Minimum"),
    "max": N_("Maximum"),
    "options": N_("Choix"),
    "decides": N_("Décide"),
    "required": N_("Obligatoire"),
    "hint": N_("Aide"),
    "columns": N_("Colonnes des tableaux"),
    "pixels": N_("Définitions en pixels"),
    "fills": N_("Remplit aussi"),
    "otherwise": N_("À défaut"),
    "deprecated": N_("Dépréciée"),
    "like": N_("Comme"),
    "per_kg": N_("Facteur par kilogramme"),
    "life_years": N_("Durée de vie"),
    "life_source": N_("Source de la durée de vie"),
}
"""What each part of a row is called; keys of characteristics and of options, and languages, stay as they are."""


@dataclass(frozen=True, slots=True)
class Difference:
    """A place (its steps from the outside in) and what stands there before and after; "" where nothing does."""

    place: tuple[str, ...]
    before: str
    after: str


def differences(before: Category | None, after: Category) -> tuple[Difference, ...]:
    """Every place where *after* says something else than *before*, in the order of the row.

    >>> from dataclasses import replace
    >>> from app.listings.domain.categories import category
    >>> screen = category("screen")
    >>> [one.place for one in differences(screen, replace(screen, cpv="00000000"))]
    [('cpv',)]
    """
    old = dict(_flat(row_of_category(before))) if before else {}
    new = dict(_flat(row_of_category(after)))
    places = dict.fromkeys((*new, *old))
    found = (Difference(place, old.get(place, ""), new.get(place, "")) for place in places)
    return tuple(one for one in found if one.before != one.after)


def _flat(value: Any, place: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], str]]:
    if isinstance(value, Mapping):
        for key, one in value.items():
            yield from _flat(one, (*place, key))
    elif isinstance(value, list) and value and isinstance(value[0], Mapping):
        for one in value:
            yield from _flat({key: part for key, part in one.items() if key != "key"}, (*place, one["key"]))
    elif isinstance(value, list):
        yield place, ", ".join("x".join(map(str, one)) if isinstance(one, list) else str(one) for one in value)
    else:
        yield place, "✓" if value is True else str(value)
