"""Verbs of listings. What holds them is in ``app.listings.services.holds``."""

from app.listings.services.authoring import (
    change_category,
    create_listing,
    duplicate_listing,
    edit_listing,
    withdraw_many,
)
from app.listings.services.drafts import DraftKey, change_draft_category, discard_draft, forget_drafts, save_draft
from app.listings.services.importing import (
    Imported,
    confirm_import,
    map_import,
    receive_import,
    undo_import,
)
from app.listings.services.photos import set_photos, show_first
from app.listings.services.publishing import publish_listing, publish_many, publish_ready, withdraw_listing
from app.listings.services.rows import first_site
from app.listings.services.units import UnitFields, set_quantity, set_units

__all__ = [
    "DraftKey",
    "Imported",
    "UnitFields",
    "change_category",
    "change_draft_category",
    "confirm_import",
    "create_listing",
    "discard_draft",
    "duplicate_listing",
    "edit_listing",
    "first_site",
    "forget_drafts",
    "map_import",
    "publish_listing",
    "publish_many",
    "publish_ready",
    "receive_import",
    "save_draft",
    "set_photos",
    "set_quantity",
    "set_units",
    "show_first",
    "undo_import",
    "withdraw_listing",
    "withdraw_many",
]
