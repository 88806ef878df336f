"""Rows of the official Muséofile register (ministère de la Culture) read as institutions.

The columns are those of the extract of 2025-07-30; the names used by data.culture.gouv.fr are understood too.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from app.core.text import N_

COLUMNS: dict[str, tuple[str, ...]] = {
    "museofile_id": ("museofile", "identifiant_museofile", "identifiant", "ref"),
    "name": ("nom", "nom_officiel", "nom_usage"),
    "address": ("adresse",),
    "place": ("lieu",),
    "postcode": ("code_postal",),
    "city": ("ville", "commune"),
    "insee": ("code_insee",),
    "latitude": ("lat", "latitude"),
    "longitude": ("lon", "longitude"),
    "website": ("url",),
}
NEEDED = ("museofile_id", "name", "city")


@dataclass(frozen=True, slots=True)
class MuseumRow:
    """A museum of the register; *line* is its line in the file, the header being line 1."""

    line: int
    museofile_id: str
    name: str
    address: str
    postcode: str
    city: str
    insee: str
    latitude: float | None
    longitude: float | None
    website: str


@dataclass(frozen=True, slots=True)
class RefusedRow:
    """A row that can't be taken, and why."""

    line: int
    reason: str


def read_rows(rows: Iterable[Mapping[str, str]]) -> tuple[list[MuseumRow], list[RefusedRow]]:
    """What can be taken and what can't; an id met twice is taken once."""
    kept: list[MuseumRow] = []
    refused: list[RefusedRow] = []
    seen: set[str] = set()
    for line, row in enumerate(rows, start=2):
        values = {name: _value(row, aliases) for name, aliases in COLUMNS.items()}
        reason = _problem(values, seen)
        if reason:
            refused.append(RefusedRow(line, reason))
            continue
        seen.add(values["museofile_id"])
        kept.append(_museum(line, values))
    return kept, refused


def missing_columns(header: Iterable[str]) -> list[str]:
    """The needed columns that a file doesn't have, by their official name."""
    present = {name.strip().lower() for name in header}
    return [COLUMNS[name][0] for name in NEEDED if not present & set(COLUMNS[name])]


def _value(row: Mapping[str, str], aliases: tuple[str, ...]) -> str:
    for alias in aliases:
        found = (row.get(alias) or "").strip()
        if found:
            return found
    return ""


def _problem(values: Mapping[str, str], seen: set[str]) -> str:
    for name in NEEDED:
        if not values[name]:
            return N_("Il manque une valeur dans la colonne « %(column)s ».") % {"column": COLUMNS[name][0]}
    if values["museofile_id"] in seen:
        return N_("Cet identifiant figure deux fois dans le fichier.")
    return ""


def _museum(line: int, values: Mapping[str, str]) -> MuseumRow:
    latitude, longitude = _degrees(values["latitude"], 90), _degrees(values["longitude"], 180)
    address = values["address"] or values["place"]
    return MuseumRow(
        line,
        values["museofile_id"],
        values["name"],
        address,
        values["postcode"].zfill(5) if values["postcode"].isdigit() else values["postcode"],
        values["city"],
        values["insee"],
        latitude if longitude is not None else None,
        longitude if latitude is not None else None,
        values["website"],
    )


def _degrees(text: str, most: int) -> float | None:
    try:
        found = float(text.replace(",", "."))
    except ValueError:
        return None
    return found if -most <= found <= most else None
