"""Verbs of listings. What holds them is in ``app.listings.services.holds``."""

from app.listings.services.authoring import (
    create_listing,
    duplicate_listing,
    edit_listing,
    missing_to_publish,
    publish_listing,
    publish_many,
    withdraw_listing,
)
from app.listings.services.units import UnitFields, set_quantity, set_units

__all__ = [
    "UnitFields",
    "create_listing",
    "duplicate_listing",
    "edit_listing",
    "missing_to_publish",
    "publish_listing",
    "publish_many",
    "set_quantity",
    "set_units",
    "withdraw_listing",
]
