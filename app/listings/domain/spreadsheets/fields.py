"""Our fields, what they are called on the mapping screen and in our own exports, and headings that mean them."""

from collections.abc import Mapping

from app.core.text import N_

SPEC = "spec:"
"""What the name of a characteristic begins with in a mapping: "spec:diagonal"."""

COMMON: Mapping[str, tuple[str, tuple[str, ...]]] = {
    "sheet_id": (N_("Numéro de fiche"), ()),
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
    "model": (
        N_("Modèle"),
        ("modele", "model name", "model", "modele exact", "model number", "product name"),
    ),
    "description": (
        N_("Description"),
        ("description", "commentaire", "commentaires", "remarques", "notes", "observations"),
    ),
    "quantity": (N_("Quantité"), ("quantite", "quantity", "qte", "qty", "nombre", "nb", "count")),
    "labels": (N_("Exemplaires"), ("exemplaires", "noms des exemplaires", "units")),
    "serials": (
        N_("Numéros de série"),
        ("numeros de serie", "numero de serie", "n de serie", "no de serie", "serial", "serial number", "sn", "s n"),
    ),
    "tags": (
        N_("Numéros d'inventaire des exemplaires"),
        (
            "numeros d inventaire des exemplaires",
            "asset tag",
            "asset tags",
            "asset",
            "etiquette",
            "numero d immobilisation",
        ),
    ),
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
    "tested_on": (
        N_("Contrôlé le"),
        ("controle le", "date de controle", "controle electrique", "tested on", "pat test"),
    ),
    "replacement_value": (
        N_("Valeur de remplacement (€)"),
        (
            "valeur de remplacement",
            "valeur",
            "prix",
            "price",
            "value",
            "valeur d assurance",
            "prix d achat",
            "purchase cost",
            "initial price",
        ),
    ),
    "lender_conditions": (N_("Conditions de prêt"), ("conditions", "conditions de pret")),
    "site_id": (N_("Site"), ("site", "batiment", "building")),
    "storage_place": (
        N_("Lieu de rangement"),
        ("lieu de rangement", "rangement", "emplacement", "location", "localisation", "reserve", "salle", "storage"),
    ),
    "offer": (N_("Proposé en"), ("propose en", "offre", "pret ou don", "offer")),
    "visibility": (N_("Visibilité"), ("visibilite", "visibility")),
    "collection_item": (N_("Objet de collection"), ("objet de collection", "collection item")),
    "available_from": (N_("Disponible à partir du"), ("disponible a partir du", "disponible du", "available from")),
    "available_until": (N_("Disponible jusqu'au"), ("disponible jusqu au", "disponible au", "available until")),
    "turnaround_days": (N_("Jours de remise en état"), ("jours de remise en etat", "turnaround days")),
    "vehicle": (N_("Véhicule"), ("vehicule", "vehicle", "transport")),
    "carriers": (N_("Porteurs"), ("porteurs", "nombre de porteurs", "carriers")),
    "needs_dock": (N_("Quai nécessaire"), ("quai necessaire", "quai", "needs dock", "loading dock")),
    "needs_lift": (N_("Ascenseur nécessaire"), ("ascenseur necessaire", "monte charge", "needs lift")),
    "is_crated": (N_("En caisse ou flight case"), ("en caisse ou flight case", "en caisse", "flight case", "crated")),
}
"""Our fields, what they are called, and headings that mean them, likeliest first (folded)."""

REASON = "À corriger (Ressourcerie)"
"""The column that our file of wrong rows adds; it means nothing on the way back."""
STATE = "Statut"
"""A column of our exports that tells and is never read: publishing is a decision, not a cell."""
