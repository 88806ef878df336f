"""An inventory that was brought in, with some rows that could not be: the report of an import is there to be seen."""

import csv
from datetime import datetime
from io import StringIO

from app.core.actor import Role
from app.demo.network import House
from app.listings.queries.importing import import_page
from app.listings.services.importing import check_import, confirm_import, map_import, receive_import

HEADINGS = ("Référence", "Titre", "Description", "Quantité", "Masse (kg)", "Places", "Largeur (cm)")
NOTICE = "Objet imaginé pour la démonstration."
ROWS = (
    ("MOB-101", "Banc de chêne de la salle haute", NOTICE, "2", "24", "3", "150"),
    ("MOB-102", "Banc de chêne du palier", NOTICE, "1", "24", "3", "150"),
    ("MOB-103", "Banc rembourré du hall", NOTICE, "trois", "31", "4", "180"),
    ("MOB-104", "Banc courbe de l'atelier", NOTICE, "4", "19", "2", "120"),
    ("MOB-105", "Banc du jardin", NOTICE, "2", "22", "beaucoup", "160"),
    ("MOB-106", "", NOTICE, "2", "22", "3", "160"),
    ("MOB-107", "Banc bas du jeune public", NOTICE, "6", "11", "2", "90"),
    ("MOB-108", "Banc à dossier du salon de lecture", NOTICE, "2", "2900", "3", "150"),
    ("MOB-109", "Banc pliant de médiation", NOTICE, "8", "7", "2", "100"),
    ("MOB-110", "Banc assis-debout", NOTICE, "3", "14", "2", "110"),
)


def bring_in(house: House, now: datetime) -> int:
    """Import what is right and leave what is not; the import's id."""
    actor = house.actor(Role.TECHNICIAN)
    import_id = receive_import(
        actor,
        house.id,
        "inventaire-bancs.csv",
        _table(),
        site_id=house.site_ids[0],
        category="bench",
        now=now,
    )
    page = import_page(actor, import_id, now)
    map_import(actor, import_id, page.columns, page.defaults, now=now)
    check_import(actor, import_id, now=now)
    confirm_import(actor, import_id, partial=True, now=now)
    return import_id


def _table() -> bytes:
    out = StringIO()
    writer = csv.writer(out, delimiter=";")
    writer.writerows((HEADINGS, *ROWS))
    return out.getvalue().encode()
