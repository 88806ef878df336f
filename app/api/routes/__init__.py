"""Addresses of the API: parse, call one verb or a few questions, answer. Importing a module adds its addresses."""

from app.api.document import describe_when_registered
from app.api.routes import document, exhibitions, listings, loans, proposals
from app.api.routes.blueprint import blueprint

describe_when_registered(blueprint)

__all__ = ["blueprint", "document", "exhibitions", "listings", "loans", "proposals"]
