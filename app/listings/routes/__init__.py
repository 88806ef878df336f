"""Pages of this package: parse, call one verb or a few questions, answer."""

from app.listings.routes import authoring, drafting, importing, reading, searching
from app.listings.routes.blueprint import blueprint

__all__ = ["authoring", "blueprint", "drafting", "importing", "reading", "searching"]
