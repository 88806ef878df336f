"""What is printed on labels: units or listings of one inventory, for those who keep it."""

from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

from sqlalchemy import select

from app.accounts.models import Institution
from app.core.actor import Actor
from app.core.db import db
from app.core.errors import Forbidden, NotFound
from app.core.qr import Drawing, qr_code
from app.listings.domain.codes import CodeKind, code_of, spaced
from app.listings.domain.label_sheets import MOST_LABELS
from app.listings.domain.permissions import may_write_listings
from app.listings.models import Listing, Unit
from app.listings.queries.authoring import Workplace, workplace


@dataclass(frozen=True, slots=True)
class Label:
    """One label. *address* is what its QR code opens."""

    code: str
    address: str
    institution: str
    title: str
    unit: str = ""
    tag: str = ""

    @property
    def code_in_clear(self) -> str:
        """The code as one types it."""
        return spaced(self.code)

    @property
    def qr(self) -> Drawing:
        """The address as a QR code."""
        return qr_code(self.address)


@dataclass(frozen=True, slots=True)
class ToPrint:
    """The labels asked for. *titles* are the chosen listings, (id, title)."""

    place: Workplace
    titles: tuple[tuple[int, str], ...]
    labels: tuple[Label, ...]


def labels_to_print(
    actor: Actor,
    base_url: str,
    *,
    institution_id: int | None = None,
    listing_ids: Sequence[int] = (),
    import_id: int | None = None,
    of_units: bool = True,
) -> ToPrint:
    """A label for each unit (or for each listing) of these listings, or of an import, or of nothing yet.

    Raises NotFound for what is not of this inventory, Forbidden for who does not keep it.
    """
    if listing_ids and institution_id is None:
        institution_id = _owner(actor, listing_ids[0])
    place = workplace(actor, institution_id)
    if not place.may_write:
        raise Forbidden()
    if not listing_ids and import_id is None:
        return ToPrint(place, (), ())
    chosen = Listing.id.in_(listing_ids) if listing_ids else Listing.import_id == import_id
    rows = select(Listing.id, Listing.title, Listing.reference).where(Listing.institution_id == place.id, chosen)
    listings = db.session.execute(rows.order_by(Listing.title, Listing.id)).all()
    if listing_ids and len(listings) != len(set(listing_ids)):
        raise NotFound()
    titles = {id: title for id, title, _ in listings}
    if of_units:
        made = _of_units(titles, place.name, base_url)
    else:
        made = [
            _label(CodeKind.LISTING, id, base_url, place.name, title, "", reference or "")
            for id, title, reference in listings
        ]
    return ToPrint(place, tuple(titles.items()), tuple(made))


def address_of(base_url: str, code: str) -> str:
    """The address on a label: in capitals where the server's root is meant, for a QR code half as dense.

    >>> address_of("https://ressourcerie.example", "E001BF")
    'HTTPS://RESSOURCERIE.EXAMPLE/E/E001BF'
    """
    base = base_url.rstrip("/")
    return f"{base}/e/{code}" if urlsplit(base).path else f"{base.upper()}/E/{code}"


def _owner(actor: Actor, listing_id: int) -> int:
    """The institution of a listing that *actor* keeps; nothing is said about others."""
    found = db.session.scalar(select(Listing.institution_id).where(Listing.id == listing_id))
    if found is None or not (actor.belongs_to(found) or may_write_listings(actor, found)):
        raise NotFound()
    return found


def _of_units(titles: dict[int, str], institution: str, base_url: str) -> list[Label]:
    order = {id: number for number, id in enumerate(titles)}
    rows = select(Unit).where(Unit.listing_id.in_(titles)).order_by(Unit.id).limit(MOST_LABELS + 1)
    units = sorted(db.session.scalars(rows), key=lambda unit: (order[unit.listing_id], unit.id))
    return [
        _label(CodeKind.UNIT, unit.id, base_url, institution, titles[unit.listing_id], unit.label, unit.asset_tag)
        for unit in units
    ]


def _label(kind: CodeKind, id: int, base_url: str, institution: str, title: str, unit: str, tag: str) -> Label:
    code = code_of(kind, id)
    return Label(code, address_of(base_url, code), institution, title, unit, tag)


@dataclass(frozen=True, slots=True)
class Coded:
    """What a code names, for its own people: *unit_id* None for a whole listing."""

    listing_id: int
    title: str
    institution: str
    storage_place: str
    unit_id: int | None = None
    unit: str = ""
    tag: str = ""
    serial: str = ""


def coded_unit(actor: Actor, unit_id: int) -> tuple[int, Coded | None] | None:
    """The listing of a unit, and the unit itself for the people of its institution; None when there is none."""
    statement = (
        select(Unit, Listing, Institution.name)
        .join(Listing, Listing.id == Unit.listing_id)
        .join(Institution, Institution.id == Listing.institution_id)
        .where(Unit.id == unit_id)
    )
    row = db.session.execute(statement).one_or_none()
    if row is None:
        return None
    unit, listing, institution = row
    if not (actor.belongs_to(listing.institution_id) or may_write_listings(actor, listing.institution_id)):
        return listing.id, None
    own = Coded(
        listing.id,
        listing.title,
        institution,
        listing.storage_place,
        unit.id,
        unit.label,
        unit.asset_tag,
        unit.serial,
    )
    return listing.id, own
