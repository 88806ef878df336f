"""A kit at the main museum: what goes in it, what goes with it, its papers, its past and what would do as well."""

from datetime import datetime, timedelta
from decimal import Decimal
from io import BytesIO

from PIL import Image, ImageDraw
from sqlalchemy import select

from app.core.actor import Role
from app.core.clock import local_day
from app.core.db import db
from app.demo.network import House
from app.demo.photos import Sent
from app.listings.domain.categories import category, read_specs
from app.listings.domain.documents import DocumentKind, DocumentReaders
from app.listings.domain.handling import Vehicle
from app.listings.domain.sheet import ListingFields
from app.listings.domain.states import Condition, Visibility
from app.listings.models import Unit
from app.listings.services import create_listing
from app.listings.services.accessories import put_accessory
from app.listings.services.conditions import inspect_unit
from app.listings.services.documents import file_document
from app.listings.services.equivalents import add_equivalent
from app.listings.services.kits import put_in_kit
from app.media.documents import receive_document

NOTICE = "Objet imaginé pour la démonstration."
LAPSES_IN, VALID_FOR = timedelta(days=18), timedelta(days=290)
AGE = timedelta(days=330)
KIT = (
    "video_projector",
    "Ensemble de projection pour auditorium",
    1,
    {"luminous_flux": "6000", "resolution": "WUXGA"},
)
MEMBERS = (
    ("projection_screen", "Écran sur cadre 400 x 250 de l'auditorium", 1, {"width": "400", "height": "250"}),
    ("loudspeaker", "Paire d'enceintes de l'auditorium", 2, {"amplification": "active", "spl_max": "118"}),
    ("cable", "Câble HDMI fibre 30 m de l'auditorium", 2, {"cable_type": "hdmi", "length": "3000"}),
)
ACCESSORIES = (
    ("Télécommande", 1, True),
    ("Câble secteur 5 m", 3, True),
    ("Housse de transport", 1, False),
    ("Bras de plafond", 1, False),
)
EQUIVALENTS = ("Epson EB-L630U", "Panasonic PT-VMZ60")
SEEN = (
    (300, Condition.VERY_GOOD, "Mise en service, image réglée sur la toile."),
    (140, Condition.GOOD, "Filtres changés, trois heures de fonctionnement sans défaut."),
    (30, Condition.FAIR, "Éraflure sur le capot arrière, sans effet sur l'image."),
)


def make_kit(house: House, photo_ids: list[int], now: datetime) -> int:
    """Offer the kit and everything about it; its id."""
    actor, created = house.actor(Role.TECHNICIAN), now - AGE
    kit_id = _listing(house, *KIT, created, photo_ids)
    for kind, title, quantity, specs in MEMBERS:
        member_id = _listing(house, kind, title, quantity, specs, created, [])
        put_in_kit(actor, kit_id, member_id, quantity, now=created)
    for name, quantity, is_essential in ACCESSORIES:
        put_accessory(actor, kit_id, name, quantity, is_essential, now=created)
    for words in EQUIVALENTS:
        add_equivalent(actor, kit_id, words, now=created)
    unit_id = db.session.execute(select(Unit.id).filter_by(listing_id=kit_id).order_by(Unit.id)).scalars().first()
    for days, condition, note in SEEN if unit_id else ():
        inspect_unit(actor, unit_id or 0, condition, note, now=now - timedelta(days=days))
    _file_papers(house, kit_id, now)
    return kit_id


def _listing(
    house: House,
    category_id: str,
    title: str,
    quantity: int,
    typed: dict[str, str],
    now: datetime,
    photo_ids: list[int],
) -> int:
    of = category(category_id)
    fields = ListingFields(
        site_id=house.site_ids[0],
        category=category_id,
        title=title,
        description=f"Réglé pour une salle de 80 places, prêt d'un seul tenant.\n\n{NOTICE}",
        specs=read_specs(of, typed).values,
        condition=Condition.GOOD,
        mass_kg=Decimal(9) if category_id == "video_projector" else of.default_mass_kg,
        made_in_year=now.year - 3,
        tested_on=local_day(now) - timedelta(days=10),
        visibility=Visibility.PUBLIC,
        collection_item=False,
        turnaround_days=2,
        vehicle=Vehicle.VAN,
        carriers=2,
        needs_lift=True,
        is_crated=True,
        mass_confirmed=True,
    )
    return create_listing(
        house.actor(Role.TECHNICIAN),
        house.id,
        fields,
        quantity=quantity,
        photo_ids=photo_ids,
        then_publish=True,
        now=now,
    )


def _file_papers(house: House, kit_id: int, now: datetime) -> None:
    """A check that is about to lapse, conditions that are good for long, a manual that never lapses."""
    today = local_day(now)
    papers = (
        (DocumentKind.ELECTRICAL_CHECK, "Vérification électrique annuelle", today + LAPSES_IN),
        (DocumentKind.CONDITIONS, "Conditions de prêt de l'ensemble", today + VALID_FOR),
        (DocumentKind.MANUAL, "Notice de montage", None),
    )
    actor = house.actor(Role.TECHNICIAN)
    for kind, title, expires_on in papers:
        sent = Sent(f"{kind.value}.png", BytesIO(_page(title)))
        document_id = receive_document(actor, house.id, sent, now - AGE)
        file_document(
            actor,
            kit_id,
            document_id,
            kind,
            DocumentReaders.EVERYONE,
            title=title,
            expires_on=expires_on,
            now=now - AGE,
        )


def _page(title: str) -> bytes:
    """A page that says what it stands for."""
    page = Image.new("RGB", (620, 877), (255, 255, 255))
    pen = ImageDraw.Draw(page)
    pen.text((60, 60), title, fill=(20, 20, 20))
    pen.text((60, 90), NOTICE, fill=(90, 90, 90))
    for line in range(18):
        pen.line(((60, 150 + line * 34), (560 - line % 3 * 60, 150 + line * 34)), fill=(205, 205, 205), width=6)
    out = BytesIO()
    page.save(out, "PNG")
    return out.getvalue()
