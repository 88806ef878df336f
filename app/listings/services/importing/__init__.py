"""Bring an inventory in: receive a file, map its columns, try it, write all at once, take it back within 24 hours."""

from app.listings.services.importing.background import start_worker
from app.listings.services.importing.purging import purge_imports
from app.listings.services.importing.receiving import delete_mapping, map_import, receive_import
from app.listings.services.importing.undoing import Undone, undo_import
from app.listings.services.importing.working import (
    Imported,
    ask_check,
    ask_write,
    check_import,
    confirm_import,
    run_import,
    run_waiting,
)

__all__ = [
    "Imported",
    "Undone",
    "ask_check",
    "ask_write",
    "check_import",
    "confirm_import",
    "delete_mapping",
    "map_import",
    "purge_imports",
    "receive_import",
    "run_import",
    "run_waiting",
    "start_worker",
    "undo_import",
]
