"""One of everything that an address may name, all of one institution and private to it."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import func, inspect, select

from app.core.actor import Actor, Role
from app.core.db import db
from app.core.mail import OutboxMail
from app.core.notices import Notice
from app.exhibitions.domain.project import Space
from app.exhibitions.project.services import add_element, add_space
from app.impact.assessment.models import AssessmentLesson, AssessmentProof, AssessmentTask
from app.impact.footprint.models import CarbonLine, CarbonVariant
from app.listings.domain.codes import CodeKind, code_of
from app.listings.domain.documents import DocumentKind, DocumentReaders
from app.listings.domain.spreadsheets import Defaults
from app.listings.models import Accessory, EquivalentModel, ImportMapping
from app.listings.services import map_import, receive_import, save_draft
from app.listings.services.accessories import put_accessory
from app.listings.services.documents import file_document
from app.listings.services.equivalents import add_equivalent
from app.listings.services.kits import put_in_kit
from app.loans.domain.feeds import FeedKind
from app.loans.models import Feed, MessageFile
from app.loans.services import post_message, request_loan
from app.loans.services.feeds import create_feed
from app.media.documents import receive_document
from app.needs.domain.needs import NeedFields
from app.needs.domain.watching import Rhythm
from app.needs.models import NeedLine
from app.needs.services.needs import add_needs
from app.needs.services.watching import save_search
from tests.given.accounts import a_person, an_institution
from tests.given.assessments import a_self_assessment
from tests.given.carbon import a_calculation
from tests.given.exhibitions import A_WALL, an_exhibition
from tests.given.gifts import a_gift_request, two_houses
from tests.given.listings import a_listing, a_site_of, unit_ids
from tests.given.loans import Museums, a_request, two_museums
from tests.given.media import a_photo, an_upload

PDF = b"%PDF-1.4\n1 0 obj << /Type /Catalog >> endobj\ntrailer << /Root 1 0 R >>\n%%EOF\n"
SHEET = "référence;titre;catégorie\nAV-1;Écran du hall;Écran\n".encode()
READER, OUTSIDER, STAFF = "lecture@ici.example.org", "direction@ailleurs.example.org", "equipe@ici.example.org"


@dataclass(frozen=True)
class World:
    """The ids by the name an address gives them, and the institution they belong to."""

    institution_id: int
    ids: dict[str, Any]


def everything(now: datetime) -> World:
    """An institution with one of everything, and people: a reader of it, somebody with all rights elsewhere, staff."""
    house = an_institution("Musée d'ici", now=now)
    keeper = a_person(house, Role.TECHNICIAN, Role.EXHIBITIONS, email="regie@ici.example.org", now=now)
    a_person(house, Role.READER, email=READER, now=now)
    a_person(an_institution("Musée d'ailleurs", city="Lille", now=now), *Role, email=OUTSIDER, now=now)
    a_person(email=STAFF, is_staff=True, now=now)
    return World(house, _of_listing(keeper, house, now) | _of_show(keeper, house, now))


def _of_listing(keeper: Actor, house: int, now: datetime) -> dict[str, Any]:
    listing, member = (
        a_listing(keeper, house, title=title, published=False, now=now) for title in ("Écran", "Support d'écran")
    )
    put_accessory(keeper, listing, "Télécommande", 1, True, now=now)
    add_equivalent(keeper, listing, "Samsung QB55", now=now)
    put_in_kit(keeper, listing, member, 1, now=now)
    paper = receive_document(keeper, house, an_upload(PDF, "contrôle.pdf"), now)
    import_id = receive_import(keeper, house, "a.csv", SHEET, site_id=a_site_of(house), category="", now=now)
    map_import(
        keeper,
        import_id,
        {"title": "titre", "category": "catégorie"},
        Defaults(site_id=a_site_of(house), collection_item=False),
        save_as="La nôtre",
        now=now,
    )
    return {
        "listing_id": listing,
        "member_id": member,
        "unit_id": unit_ids(listing)[0],
        "accessory_id": _last(Accessory.id),
        "equivalent_id": _last(EquivalentModel.id),
        "filed_id": file_document(
            keeper, listing, paper, DocumentKind.ELECTRICAL_CHECK, DocumentReaders.EVERYONE, now=now
        ),
        "photo_id": a_photo(keeper, house, now),
        "draft_id": save_draft(keeper, house, category="screen", typed={}, photo_ids=(), now=now).id,
        "import_id": import_id,
        "mapping_id": _last(ImportMapping.id),
        "code": code_of(CodeKind.LISTING, listing),
        "door": "e",
        "kind": "csv",
        "size": "small",
        "paper": "convention",
        "proposal_id": 1,  # proved by tests/loans/test_dates
        "run_id": 1,  # proved by tests/loans/test_transport_pages
        "place_id": 1,  # proved by tests/loans/test_queue: a place needs something taken
        "evidence_id": 1,  # proved by tests/loans/test_evidence: a paper needs an answer at level E3
        "certificate_id": 1,  # proved by tests/loans/papers: a certificate needs an agreed loan
    }


def _of_show(keeper: Actor, house: int, now: datetime) -> dict[str, Any]:
    show = an_exhibition(keeper, house, now, is_public=False)
    add_needs(keeper, show, [NeedFields(category=None, text="quelque chose")], now=now)
    museums = two_museums(now=now)
    a_self_assessment(keeper, show, house, now)
    return {
        "exhibition_id": show,
        "element_id": add_element(keeper, show, A_WALL, now),
        "row_id": add_space(keeper, show, Space("Salle 1", Decimal(80)), now),
        "list_name": "spaces",
        "months": 6,
        "project_paper_id": 1,  # proved by tests/exhibitions/test_project: a paper needs a file
        "phase": 1,
        "proof_id": _last(AssessmentProof.id),
        "task_id": _last(AssessmentTask.id),
        "lesson_id": _last(AssessmentLesson.id),
        "need_id": _last(NeedLine.id),
        "search_id": save_search(keeper, "Écrans", {"q": "écran"}, Rhythm.DAILY, now=now),
        **_of_carbon(keeper, show, now),
        **_of_talk(museums, now),
    }


def _of_carbon(keeper: Actor, show: int, now: datetime) -> dict[str, Any]:
    a_calculation(keeper, show, now)
    return {
        "carbon_line_id": _last(CarbonLine.id),
        "carbon_variant_id": _last(CarbonVariant.id),
        "component": "works-transport",
    }


def _of_talk(museums: Museums, now: datetime) -> dict[str, Any]:
    loan_id = request_loan(museums.team, a_request(museums), "", now)
    paper = receive_document(museums.team, museums.borrower_id, an_upload(PDF, "plan.pdf"), now)
    post_message(museums.team, loan_id, "Voici le plan.", [paper], now=now)
    return {
        "loan_id": loan_id,
        "piece_id": _last(MessageFile.id),
        "gift_id": a_gift_request(two_houses(now=now), now=now),
        "notice_id": _last(Notice.id),
        "feed_id": _a_feed(museums, now),
        "own_use_id": 1,
        "mail_id": _last(OutboxMail.id),
    }


def _a_feed(museums: Museums, now: datetime) -> Any:
    create_feed(museums.team, FeedKind.MINE, None, now)
    return _last(Feed.id)


def rows() -> dict[str, int]:
    """How many rows each table holds: what a refused request leaves as it was."""
    db.session.rollback()
    names = [name for name in inspect(db.engine).get_table_names() if name not in _COMING_AND_GOING]
    tables = db.metadata.tables
    return {
        name: db.session.scalar(select(func.count()).select_from(tables[name])) or 0
        for name in names
        if name in tables
    }


_COMING_AND_GOING = frozenset({"sign_in_session", "sign_in_attempt", "idempotency_key"})


def _last(column: Any) -> Any:
    return db.session.scalar(select(func.max(column)))
