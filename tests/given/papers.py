"""A loan with everything that papers speak of: values known and not, accessories, photos, conditions, a clause."""

from datetime import datetime

from app.core.db import db, transaction
from app.listings.domain.states import Condition
from app.listings.models import Accessory, Listing, Unit
from app.loans import services
from app.loans.domain.papers.kinds import BornBy, Insurance, PaperKind, Signer
from app.loans.domain.papers.signing import Signing, Strokes
from app.loans.domain.request import LineWanted, UnitReport
from app.loans.models import Loan, PaperSetting
from app.loans.queries.papers.drafting import draft_of, versions_of
from app.loans.queries.papers.facts import loan_facts
from tests.given.listings import a_listing
from tests.given.loans import Museums, a_request, two_museums, unit_ids
from tests.given.media import some_photos

DRAWN: Strokes = (((40, 150), (80, 40), (120, 150)), ((60, 110), (105, 110)), ((180, 60), (260, 140), (420, 70)))


def a_loan_for_papers(now: datetime) -> tuple[Museums, int]:
    """Two projectors of known value and four plinths of none, agreed; the lender wants cover from nail to nail."""
    museums = two_museums(
        category="video_projector",
        title="Vidéoprojecteur Epson EB-L1075U",
        replacement_value_cents=429_000,
        made_in_year=2024,
        storage_place="Réserve 2, travée 10, étagère B",
        lender_conditions="Laisser refroidir dix minutes avant de débrancher.",
        units=("A", "B"),
        now=now,
    )
    plinths = a_listing(
        museums.technician,
        museums.lender_id,
        "plinth",
        quantity=4,
        title="Socle blanc 40 × 40 × 100 cm",
        storage_place="Réserve 2, travée 9",
        now=now,
    )
    _name(museums, now)
    lines = (LineWanted(museums.listing_id, 2), LineWanted(plinths, 4))
    loan_id = services.request_loan(museums.team, a_request(museums, lines=lines), "", now)
    services.accept_loan(museums.technician, loan_id, now)
    return museums, loan_id


def _name(museums: Museums, now: datetime) -> None:
    with transaction() as session:
        for number, unit_id in enumerate(unit_ids(museums.listing_id), 1):
            unit = session.get_one(Unit, unit_id)
            unit.serial, unit.asset_tag = f"XK7F84{number:02d}", f"MG-2024-{number:03d}"
        listing = session.get_one(Listing, museums.listing_id)
        session.add(Accessory(listing_id=listing.id, name="Télécommande", quantity=1, is_essential=True))
        session.add(
            PaperSetting(
                institution_id=museums.lender_id,
                insurance=Insurance.NAIL_TO_NAIL,
                deductible_cents=30_000,
                transport_by=BornBy.BORROWER,
                represented_by="Claire Fontaine",
                represented_as="Directrice",
                decision="Délibération n° 2026-114 du 3 juin 2026",
                set_at=now,
            )
        )


def signed(museums: Museums, loan_id: int, now: datetime, kind: PaperKind = PaperKind.AGREEMENT) -> None:
    """Both sides sign what stands, the lender with a drawing."""
    people = ((museums.technician, Signer.LENDER, DRAWN), (museums.team, Signer.BORROWER, None))
    for actor, side, strokes in people:
        said = Signing(side, "Ada Ndiaye", "Régisseuse", True, seal_of(loan_id, kind), strokes)
        services.sign_paper(actor, loan_id, kind, said, now)


def seal_of(loan_id: int, kind: PaperKind = PaperKind.AGREEMENT) -> str:
    """What the page shows now: the last version while its terms hold, else what would be written."""
    db.session.expire_all()
    draft = draft_of(kind, loan_facts(db.session.get_one(Loan, loan_id)))
    versions = versions_of(kind, loan_id=loan_id)
    return versions[-1].sha256 if versions and versions[-1].facts_sha256 == draft.facts_sha256 else draft.sha256


def handed_over(museums: Museums, loan_id: int, now: datetime) -> None:
    """The two projectors leave, with photos; one without its remote control."""
    first, second = unit_ids(museums.listing_id)
    photos = some_photos(museums.technician, museums.lender_id, now, 2, attached=False)
    reports = [
        UnitReport(first, Condition.VERY_GOOD, "Rayure fine sur le capot.", tuple(photos), ("Télécommande",)),
        UnitReport(second, Condition.GOOD, "", (), ()),
    ]
    services.hand_over(museums.technician, loan_id, reports, now)


def came_back(museums: Museums, loan_id: int, now: datetime) -> None:
    """The first projector comes back with a photo, in need of repair; the second stays out."""
    first, _ = unit_ids(museums.listing_id)
    photos = some_photos(museums.technician, museums.lender_id, now, 1, attached=False)
    said = UnitReport(first, Condition.TO_REPAIR, "Capot fendu au retour.", tuple(photos), ("Télécommande",))
    services.take_back(museums.technician, loan_id, [said], now)
