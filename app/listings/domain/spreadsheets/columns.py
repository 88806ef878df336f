"""Which column of somebody's spreadsheet means which field of ours."""

from collections.abc import Iterable, Mapping, Sequence

from app.core.text import N_, fold
from app.listings.domain.categories import Category, Spec, categories
from app.listings.domain.spreadsheets.values import Sheet

SPEC = "spec:"
"""What the name of a characteristic begins with in a mapping: "spec:diagonal"."""

COMMON: Mapping[str, tuple[str, tuple[str, ...]]] = {
    "reference": (
        N_("Référence"),
        (
            "reference",
            "ref",
            "id",
            "es id",
            "identifiant",
            "numero d inventaire",
            "n inventaire",
            "inventaire",
            "inventory number",
            "asset tag",
            "asset",
            "code",
            "sku",
        ),
    ),
    "title": (N_("Titre"), ("titre", "title", "designation", "libelle", "intitule", "name", "nom", "objet", "item")),
    "category": (
        N_("Catégorie"),
        ("categorie", "category", "type", "product type", "type de materiel", "type d objet", "famille"),
    ),
    "brand": (N_("Marque"), ("marque", "brand", "fabricant", "manufacturer", "constructeur", "make")),
    "model": (N_("Modèle"), ("modele", "model name", "model", "modele exact", "model number", "product name")),
    "quantity": (N_("Quantité"), ("quantite", "quantity", "qte", "qty", "nombre", "nb", "count", "exemplaires")),
    "condition": (N_("État"), ("etat", "condition", "state", "etat de conservation")),
    "mass_kg": (
        N_("Masse (kg)"),
        ("masse", "poids", "mass", "weight", "masse kg", "poids kg", "weight kg", "mass kg", "poids unitaire"),
    ),
    "width_cm": (N_("Largeur (cm)"), ("largeur", "width", "largeur cm", "width cm", "l cm")),
    "depth_cm": (N_("Profondeur (cm)"), ("profondeur", "depth", "profondeur cm", "depth cm", "p cm")),
    "height_cm": (N_("Hauteur (cm)"), ("hauteur", "height", "hauteur cm", "height cm", "h cm")),
    "made_in_year": (
        N_("Année"),
        (
            "annee",
            "year",
            "date market",
            "date d achat",
            "purchase date",
            "annee d achat",
            "mise en service",
            "date de mise en service",
            "annee de fabrication",
        ),
    ),
    "description": (N_("Description"), ("description", "commentaire", "remarques", "notes", "observations")),
    "storage_place": (
        N_("Lieu de rangement"),
        ("lieu de rangement", "rangement", "emplacement", "location", "localisation", "reserve", "salle", "storage"),
    ),
    "replacement_value": (
        N_("Valeur de remplacement (€)"),
        ("valeur de remplacement", "valeur", "prix", "price", "value", "valeur d assurance", "prix d achat"),
    ),
    "lender_conditions": (N_("Conditions de prêt"), ("conditions", "conditions de pret")),
}
"""Our fields, what they are called on the mapping screen, and headings that mean them, likeliest first (folded)."""


def guess_columns(headings: Sequence[str], wanted: Iterable[Category]) -> dict[str, str]:
    """Our field -> the file's own heading, as far as it can be told; a heading is used once."""
    folded: dict[str, str] = {}
    for heading in headings:
        folded.setdefault(fold(heading), heading)
    for heading in headings:
        folded.setdefault(fold(heading.partition("(")[0]), heading)  # "Diagonale (pouces)" says its unit beside
    found: dict[str, str] = {}
    for name, (_label, words) in COMMON.items():
        match = next((folded[word] for word in words if word in folded and folded[word] not in found.values()), None)
        if match is not None:
            found[name] = match
    for key, spec in specs_of(wanted).items():
        labels = (spec.label.fr, spec.label.en, spec.label.es)
        names = [fold(word) for word in (spec.key, *labels, *spec.columns)]
        match = next((folded[word] for word in names if word in folded), None)
        if match is not None and match not in found.values():
            found[SPEC + key] = match
    return found


def specs_of(wanted: Iterable[Category]) -> dict[str, Spec]:
    """The characteristics of these categories by key; one key means the same in all of them."""
    return {spec.key: spec for one in wanted for spec in one.specs}


def categories_in(sheet: Sheet, column: str) -> list[Category]:
    """The categories that a column names, in the order they appear."""
    if column not in sheet.headings:
        return []
    place = sheet.headings.index(column)
    values = dict.fromkeys(cells[place] for _line, cells in sheet.rows if place < len(cells))
    found = (category_called(value) for value in values)
    return list({one.id: one for one in found if one is not None}.values())


def category_called(text: str) -> Category | None:
    """The category that *text* names in one of three languages, or by its id."""
    wanted = fold(text)
    if not wanted:
        return None
    exact = categories().get(text.strip())
    return exact or next((one for one in categories().values() if wanted in map(fold, one.names())), None)
