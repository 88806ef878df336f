"""One's own inventory as a file, and what every download shares."""

from collections.abc import Iterable, Sequence

from flask import Response, render_template, request
from flask.typing import ResponseReturnValue

from app.core.access import signed_in
from app.core.clock import local_day, now
from app.core.context import current_actor
from app.core.errors import Forbidden
from app.listings import services
from app.listings.domain.spreadsheets.exporting import Cell
from app.listings.queries.authoring import workplace
from app.listings.queries.sheets.writing import CONTENT_TYPES, SheetKind, written_sheet
from app.listings.routes.blueprint import blueprint


@blueprint.get("/annonces/exporter")
@signed_in
def export() -> ResponseReturnValue:
    """Choose a format."""
    place = workplace(current_actor(), request.args.get("etablissement", type=int))
    if not place.may_write:
        raise Forbidden()
    return render_template("listings/export.html", place=place, kinds=list(SheetKind))


@blueprint.get("/annonces/exporter/inventaire.<any(csv, xlsx, ods):kind>")
@signed_in
def export_file(kind: str) -> Response:
    """The whole inventory, every column that an import reads."""
    place = workplace(current_actor(), request.args.get("etablissement", type=int))
    content = services.export_inventory(current_actor(), place.id, SheetKind(kind), now=now())
    return _file(content, SheetKind(kind), f"inventaire-{local_day(now(), place.time_zone).isoformat()}")


def download(kind: SheetKind, name: str, headings: Sequence[str], rows: Iterable[Sequence[Cell]]) -> Response:
    """A table as a file to keep."""
    return _file(written_sheet(kind, headings, rows), kind, name)


def _file(content: bytes, kind: SheetKind, name: str) -> Response:
    response = Response(content, content_type=CONTENT_TYPES[kind])
    response.headers["Content-Disposition"] = f'attachment; filename="{name}.{kind}"'
    response.headers["Cache-Control"] = "no-store"
    return response
