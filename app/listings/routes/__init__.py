"""Pages of this package: parse, call one verb or a few questions, answer."""

from app.listings.routes import (
    authoring,
    categories,
    details,
    dismantling,
    drafting,
    exporting,
    import_results,
    importing,
    label_sheets,
    reading,
    searching,
)
from app.listings.routes.blueprint import blueprint

__all__ = [
    "authoring",
    "blueprint",
    "categories",
    "details",
    "dismantling",
    "drafting",
    "exporting",
    "import_results",
    "importing",
    "label_sheets",
    "reading",
    "searching",
]
