"""Verbs on what is looked for."""

from app.needs import models as _models  # noqa: F401  (the tables exist as soon as the package is there)
