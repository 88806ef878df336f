"""The verb that brings institutions in from the official register. Doing it twice adds nothing twice."""

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sqlalchemy import select

from app.accounts.domain.institutions import NotAWebAddress, checked_website
from app.accounts.domain.museofile import MuseumRow, RefusedRow, missing_columns, read_rows
from app.accounts.domain.states import InstitutionState
from app.accounts.models import Institution, Site
from app.core import gazetteer, journal
from app.core.actor import Actor
from app.core.db import db, transaction
from app.core.errors import Invalid
from app.core.geo import time_zone_of
from app.core.text import N_, fold


class NotARegister(Invalid):
    """Another file than the one meant."""

    message = N_("Ce fichier n'est pas un extrait de Muséofile : il lui manque %(columns)s.")


@dataclass(frozen=True, slots=True)
class ImportReport:
    """What became of each row."""

    added: int
    known: int
    refused: tuple[RefusedRow, ...]


def import_register(actor: Actor, path: Path, now: datetime) -> ImportReport:
    """Add the museums of *path* that are not here yet, verified since the ministry vouches for them.

    Places come from the file, or from the gazetteer; the region always from the commune. One transaction: all of
    what can be taken, or nothing.
    """
    museums, refused = read_rows(_rows(path))
    located = [(museum, _commune(museum)) for museum in museums]
    nowhere = [RefusedRow(m.line, _nowhere(m)) for m, town in located if town is None]
    added = 0
    with transaction() as session:
        known = set(session.scalars(select(Institution.museofile_id).where(Institution.museofile_id.is_not(None))))
        fresh = [(m, town) for m, town in located if town is not None and m.museofile_id not in known]
        for museum, town in fresh:
            _add(museum, town, now)
            added += 1
        journal.record(actor, now, "import_register", "institution", None, added=added, refused=len(refused))
    every = sorted([*refused, *nowhere], key=lambda row: row.line)
    return ImportReport(added, len(located) - len(nowhere) - added, tuple(every))


def _rows(path: Path) -> Iterator[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        head = file.readline()
        file.seek(0)
        reader = csv.DictReader(file, delimiter=";" if head.count(";") > head.count(",") else ",")
        reader.fieldnames = [name.strip().lower() for name in reader.fieldnames or []]
        absent = missing_columns(reader.fieldnames)
        if absent:
            raise NotARegister(columns=", ".join(absent))
        yield from reader


def _commune(museum: MuseumRow) -> gazetteer.Place | None:
    """The commune by its INSEE code, else by its postcode and name."""
    found = gazetteer.place_by_insee(museum.insee) if museum.insee else None
    if found is not None:
        return found
    return gazetteer.locate(f"{museum.address}, {museum.postcode} {museum.city}") if museum.postcode else None


def _nowhere(museum: MuseumRow) -> str:
    return N_("La commune « %(city)s » est introuvable.") % {"city": f"{museum.postcode} {museum.city}".strip()}


def _add(museum: MuseumRow, town: gazetteer.Place, now: datetime) -> None:
    name = museum.name[:1].upper() + museum.name[1:]
    institution = Institution(
        name=name,
        folded_name=fold(f"{name} {museum.city}"),
        museofile_id=museum.museofile_id,
        city=museum.city,
        department=town.department,
        region=town.region.code,
        time_zone=time_zone_of(town.department),
        website=_website(museum.website),
        state=InstitutionState.VERIFIED,
        verified_at=now,
        created_at=now,
    )
    db.session.add(institution)
    db.session.flush()
    exact = museum.latitude is not None and museum.longitude is not None
    db.session.add(
        Site(
            institution_id=institution.id,
            name=name[:200],
            address=museum.address[:300],
            postcode=museum.postcode or (town.postcodes[0] if town.postcodes else ""),
            city=museum.city,
            insee=town.insee,
            department=town.department,
            region=town.region.code,
            latitude=museum.latitude if exact else town.point.lat,
            longitude=museum.longitude if exact else town.point.lon,
            geocoded_by="museofile" if exact else "offline",
        )
    )


def _website(text: str) -> str:
    """The address when it is one: a register typed by many hands holds others."""
    try:
        return checked_website(text if "//" in text or not text else f"https://{text}")[:500]
    except NotAWebAddress:
        return ""
