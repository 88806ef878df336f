"""One's own inventory as a file: written in the journal, because it leaves with everything in it."""

from datetime import datetime

from app.core.actor import Actor
from app.core.db import transaction
from app.core.journal import record
from app.listings.domain.spreadsheets.exporting import cells_of, headings_of
from app.listings.queries.inventory import exported_inventory
from app.listings.queries.sheets.writing import SheetKind, written_sheet
from app.listings.services.rows import institution_day, require_writer


def export_inventory(actor: Actor, institution_id: int, kind: SheetKind, *, now: datetime) -> bytes:
    """Every listing of the institution, in every state, with all that an import reads. Raises NotFound, Forbidden."""
    require_writer(actor, institution_id)
    listings = exported_inventory(actor, institution_id, institution_day(institution_id, now))
    content = written_sheet(kind, headings_of(listings), cells_of(listings))
    with transaction():
        counts = {"listings": len(listings), "format": kind.value}
        record(actor, now, "export_inventory", "institution", institution_id, institution_id, **counts)
    return content
