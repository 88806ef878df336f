"""Verbs of listings. What holds them is in ``app.listings.services.holds``."""

from app.listings.services.authoring import (
    change_category,
    create_listing,
    duplicate_listing,
    edit_listing,
    withdraw_many,
)
from app.listings.services.categories import judge_category, save_category
from app.listings.services.drafts import DraftKey, change_draft_category, discard_draft, forget_drafts, save_draft
from app.listings.services.exporting import export_inventory
from app.listings.services.importing import (
    Imported,
    Undone,
    ask_check,
    ask_write,
    check_import,
    confirm_import,
    delete_mapping,
    map_import,
    purge_imports,
    receive_import,
    run_import,
    run_waiting,
    start_worker,
    undo_import,
)
from app.listings.services.photos import set_photos, show_first
from app.listings.services.publishing import publish_listing, publish_many, publish_ready, withdraw_listing
from app.listings.services.rows import first_site
from app.listings.services.units import UnitFields, set_quantity, set_units

__all__ = [
    "DraftKey",
    "Imported",
    "Undone",
    "UnitFields",
    "ask_check",
    "ask_write",
    "change_category",
    "change_draft_category",
    "check_import",
    "confirm_import",
    "create_listing",
    "delete_mapping",
    "discard_draft",
    "duplicate_listing",
    "edit_listing",
    "export_inventory",
    "first_site",
    "forget_drafts",
    "judge_category",
    "map_import",
    "publish_listing",
    "publish_many",
    "publish_ready",
    "purge_imports",
    "receive_import",
    "run_import",
    "run_waiting",
    "save_category",
    "save_draft",
    "set_photos",
    "set_quantity",
    "set_units",
    "show_first",
    "start_worker",
    "undo_import",
    "withdraw_listing",
    "withdraw_many",
]
