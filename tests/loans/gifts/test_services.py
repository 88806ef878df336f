"""The life of a gift on the database: what it keeps, what it never breaks, what becomes of the objects."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from app.core import storage, verification
from app.core.actor import Role
from app.core.db import db, transaction
from app.core.errors import Forbidden, NotFound, Refusal
from app.listings.domain.documents import DocumentKind, DocumentReaders
from app.listings.domain.states import ListingState, Offer
from app.listings.models import Allocation, Listing, ListingDocument, ListingPhoto, Unit, UnitSuccession
from app.listings.queries.pools import pools
from app.listings.services import set_photos
from app.listings.services.documents import file_document
from app.listings.services.units import UnitPromised, UnitsPromised
from app.loans.domain.gifts.asking import GiftWanted
from app.loans.domain.gifts.life import GiftExpired, GiftMoveNotAllowed, GiftState
from app.loans.domain.gifts.refusals import (
    AskedAlready,
    DeedMissing,
    GiftBlocked,
    NotGiven,
    NotYourKind,
    OutsideNumberWrong,
    PurposeMissing,
    TooFewToGive,
)
from app.loans.domain.gifts.words import GiftCase, GiverKind, RecipientKind
from app.loans.domain.lifecycle import State
from app.loans.domain.papers.kinds import Signer
from app.loans.domain.papers.signing import Signing
from app.loans.models import Gift, GiftUnit
from app.loans.queries.gifts.deed_page import deed_page
from app.loans.services import gifts as services
from app.loans.services.gifts.deciding import expire_gifts
from app.media.documents import receive_document
from app.media.models import Document, Photo
from tests.conftest import NOW
from tests.given.exhibitions import an_exhibition
from tests.given.gifts import Houses, a_gift, a_gift_request, an_answer, two_houses
from tests.given.loans import Museums, a_loan
from tests.given.media import a_photo, an_upload

PDF = b"%PDF-1.4\n1 0 obj << /Type /Catalog >> endobj\ntrailer << /Root 1 0 R >>\n%%EOF\n"


def state_of(gift_id: int) -> GiftState:
    db.session.rollback()
    return db.session.get_one(Gift, gift_id).state


def in_service(listing_id: int, now: datetime) -> int:
    db.session.rollback()
    found = pools([listing_id], now.date(), now=now)[listing_id]
    return found.pool.stock.steps().at(now.date())


def all_is_well(now: datetime) -> None:
    db.session.rollback()
    assert {name: said for name, said in verification.run_all(now).items() if said} == {}


def as_museums(houses: Houses) -> Museums:
    show = an_exhibition(houses.team, houses.recipient_id, NOW)
    return Museums(houses.giver_id, houses.technician, houses.listing_id, houses.recipient_id, houses.team, show)


def test_a_gift_goes_from_the_request_to_another_inventory(app: Flask, now: datetime) -> None:
    houses = two_houses()
    given = houses.units[0]
    gift_id = a_gift(houses)
    assert state_of(gift_id) is GiftState.TRANSFERRED
    line = db.session.scalars(select(GiftUnit).where(GiftUnit.gift_id == gift_id)).one()
    new = db.session.get_one(Unit, line.new_unit_id)
    draft = db.session.get_one(Listing, new.listing_id)
    assert draft.institution_id == houses.recipient_id
    assert (draft.state, draft.collection_item, draft.title) == (ListingState.DRAFT, None, "Socle blanc")
    assert draft.specs == db.session.get_one(Listing, houses.listing_id).specs
    assert db.session.get_one(UnitSuccession, new.id).origin_id == given
    assert in_service(houses.listing_id, now) == 2
    all_is_well(now)


def test_a_listing_all_of_which_was_given_is_off_the_shelf(app: Flask, now: datetime) -> None:
    houses = two_houses(quantity=1)
    a_gift(houses)
    assert db.session.get_one(Listing, houses.listing_id).state is ListingState.WITHDRAWN


def test_what_is_granted_can_no_longer_be_lent_and_can_again_when_it_is_given_up(app: Flask, now: datetime) -> None:
    houses = two_houses()
    gift_id = a_gift(houses, GiftState.APPROVED, quantity=2)
    line = db.session.scalars(select(GiftUnit).where(GiftUnit.gift_id == gift_id)).first()
    assert line
    other = _other_request(houses, 3)
    with pytest.raises(UnitPromised):
        services.approve_gift(houses.technician, other, an_answer(houses, 3), now)
    services.cancel_gift(houses.team, gift_id, now)
    assert db.session.get_one(Allocation, line.allocation_id).state == "cancelled"
    all_is_well(now)


def _other_request(houses: Houses, quantity: int) -> int:
    wanted = GiftWanted(
        houses.listing_id, quantity, "Atelier", outside_name="Recyclerie", outside_number="W751234567",
        outside_kind=RecipientKind.CULTURE_NON_PROFIT,
    )  # fmt: skip
    return services.request_gift(houses.technician, wanted, NOW)


def test_nothing_promised_to_others_is_broken_and_the_line_is_named(app: Flask, now: datetime) -> None:
    houses = two_houses(quantity=2)
    a_loan(as_museums(houses), State.APPROVED, quantity=1)
    gift_id = a_gift_request(houses, 2)
    with pytest.raises(UnitsPromised) as refused:
        services.approve_gift(houses.technician, gift_id, an_answer(houses, 2), now)
    assert "1 ×" in str(refused.value)
    assert state_of(gift_id) is GiftState.REQUESTED
    services.approve_gift(houses.technician, gift_id, an_answer(houses, 1), now)
    assert state_of(gift_id) is GiftState.APPROVED


def test_the_rules_block_and_say_why_and_nothing_is_kept(app: Flask, now: datetime) -> None:
    houses = two_houses()
    gift_id = a_gift_request(houses)
    with pytest.raises(GiftBlocked) as refused:
        services.approve_gift(houses.technician, gift_id, an_answer(houses, case=GiftCase.IT, decision=""), now)
    assert {one.rule.id for one in refused.value.verdict.reasons} == {"decision", "objects", "recipient"}
    assert state_of(gift_id) is GiftState.REQUESTED
    assert not db.session.scalars(select(Allocation)).all()


def test_a_public_house_cannot_call_itself_private(app: Flask, now: datetime) -> None:
    houses = two_houses()
    gift_id = a_gift_request(houses)
    with pytest.raises(NotYourKind):
        services.approve_gift(houses.technician, gift_id, replace(an_answer(houses), giver=GiverKind.PRIVATE), now)


def test_a_collection_item_found_after_the_signatures_stays(app: Flask, now: datetime) -> None:
    houses = two_houses()
    gift_id = a_gift(houses, GiftState.SIGNED)
    with transaction() as session:
        listing = session.get_one(Listing, houses.listing_id)
        listing.state, listing.collection_item = ListingState.WITHDRAWN, True
    with pytest.raises(GiftBlocked):
        services.hand_over_gift(houses.technician, gift_id, now)
    assert state_of(gift_id) is GiftState.SIGNED


def test_an_association_outside_signs_on_paper(app: Flask, now: datetime) -> None:
    houses = two_houses()
    gift_id = _other_request(houses, 1)
    services.approve_gift(houses.technician, gift_id, an_answer(houses), now)
    page = deed_page(houses.technician, gift_id, "fr")
    assert page.signs_for == (Signer.GIVER,)
    said = Signing(Signer.GIVER, "Claude Martin", "Régie", True, page.sha256)
    services.sign_deed(houses.technician, gift_id, said, now)
    assert state_of(gift_id) is GiftState.APPROVED
    with pytest.raises(GiftMoveNotAllowed):
        services.hand_over_gift(houses.technician, gift_id, now)
    with pytest.raises(DeedMissing):
        services.file_signed_deed(houses.technician, gift_id, None, now)
    paper = receive_document(houses.technician, houses.giver_id, an_upload(PDF, "acte.pdf"), now)
    services.file_signed_deed(houses.technician, gift_id, paper, now)
    assert state_of(gift_id) is GiftState.SIGNED
    services.hand_over_gift(houses.technician, gift_id, now)
    assert state_of(gift_id) is GiftState.TRANSFERRED
    assert db.session.get_one(Gift, gift_id).new_listing_id is None
    assert in_service(houses.listing_id, now) == 2
    all_is_well(now)


@pytest.mark.parametrize(
    ("said", "refusal"),
    [({"quantity": 9}, TooFewToGive), ({"quantity": 0}, TooFewToGive), ({"purpose": "  "}, PurposeMissing)],
)
def test_a_request_that_cannot_be(app: Flask, said: dict[str, object], refusal: type[Exception]) -> None:
    houses = two_houses()
    with pytest.raises(refusal):
        a_gift_request(houses, **said)  # type: ignore[arg-type]


def test_a_number_of_no_register_is_refused(app: Flask) -> None:
    houses = two_houses()
    wanted = GiftWanted(houses.listing_id, 1, "Atelier", outside_name="Recyclerie", outside_number="12")
    with pytest.raises(OutsideNumberWrong):
        services.request_gift(houses.technician, wanted, NOW)


def test_one_open_request_a_house_and_a_listing(app: Flask) -> None:
    houses = two_houses()
    a_gift_request(houses)
    with pytest.raises(AskedAlready):
        a_gift_request(houses, 2)


def test_what_is_only_lent_is_not_given(app: Flask) -> None:
    houses = two_houses(offer=Offer.LOAN)
    with pytest.raises(NotGiven):
        a_gift_request(houses)


def test_each_side_has_its_moves_and_strangers_none(app: Flask, now: datetime) -> None:
    houses, others = two_houses(), two_houses(title="Autre")
    gift_id = a_gift_request(houses)
    with pytest.raises(Forbidden):
        services.approve_gift(houses.team, gift_id, an_answer(houses), now)
    with pytest.raises(Forbidden):
        services.refuse_gift(houses.team, gift_id, "non", now)
    with pytest.raises(NotFound):
        services.approve_gift(others.technician, gift_id, an_answer(houses), now)
    with pytest.raises(GiftMoveNotAllowed):
        services.hand_over_gift(houses.technician, gift_id, now)


def test_nobody_answered(app: Flask, now: datetime) -> None:
    houses = two_houses()
    gift_id = a_gift_request(houses)
    late = now + timedelta(days=31)
    with pytest.raises(GiftExpired):
        services.approve_gift(houses.technician, gift_id, an_answer(houses), late)
    expire_gifts(late)
    assert state_of(gift_id) is GiftState.EXPIRED


def test_a_second_click_changes_nothing(app: Flask, now: datetime) -> None:
    houses = two_houses()
    gift_id = a_gift_request(houses)
    for _ in range(2):
        services.approve_gift(houses.technician, gift_id, an_answer(houses), now, key="clic")
    assert len(db.session.scalars(select(GiftUnit)).all()) == 1


def test_a_given_object_may_be_given_again_and_is_still_the_first(app: Flask, now: datetime) -> None:
    houses = two_houses()
    first = houses.units[0]
    gift = db.session.get_one(Gift, a_gift(houses))
    new_id = gift.new_listing_id
    assert new_id
    with transaction() as session:
        listing = session.get_one(Listing, new_id)
        listing.collection_item, listing.state, listing.offer = False, ListingState.PUBLISHED, Offer.GIFT
    back = Houses(houses.recipient_id, houses.team, new_id, houses.giver_id, houses.technician)
    db.session.rollback()
    again = db.session.get_one(Gift, a_gift(back))
    twice = db.session.scalars(select(GiftUnit).where(GiftUnit.gift_id == again.id)).one()
    assert db.session.get_one(UnitSuccession, twice.new_unit_id).origin_id == first
    all_is_well(now)


def test_photos_and_documents_go_along_as_copies_of_their_own(app: Flask, now: datetime) -> None:
    houses = two_houses()
    photo = a_photo(houses.technician, houses.giver_id, now)
    set_photos(houses.technician, houses.listing_id, [photo], now=now)
    paper = receive_document(houses.technician, houses.giver_id, an_upload(PDF, "feu.pdf"), now)
    ends = now.date() + timedelta(days=400)
    file_document(
        houses.technician, houses.listing_id, paper, DocumentKind.FIRE_REPORT, list(DocumentReaders)[-1],
        expires_on=ends, now=now,
    )  # fmt: skip
    gift = db.session.get_one(Gift, a_gift(houses))
    shown = db.session.scalars(select(ListingPhoto.photo_id).where(ListingPhoto.listing_id == gift.new_listing_id))
    copy = db.session.get_one(Photo, shown.one())
    assert (copy.institution_id, copy.is_public, copy.attached) == (houses.recipient_id, False, True)
    original = db.session.get_one(Photo, photo)
    assert storage.read(copy.large_key) == storage.read(original.large_key)
    assert copy.large_key != original.large_key
    rows = db.session.scalars(select(ListingDocument).where(ListingDocument.listing_id == gift.new_listing_id))
    filed = rows.one()
    assert (filed.kind, filed.expires_on) == (DocumentKind.FIRE_REPORT, ends)
    assert db.session.get_one(Document, filed.document_id).institution_id == houses.recipient_id


def test_who_signed_for_one_side_does_not_sign_for_the_other(app: Flask, now: datetime) -> None:
    houses = two_houses()
    gift_id = a_gift(houses, GiftState.APPROVED)
    roles = frozenset({(houses.giver_id, Role.TECHNICIAN), (houses.recipient_id, Role.TECHNICIAN)})
    both = replace(houses.technician, roles=roles)
    seal = deed_page(both, gift_id, "fr").sha256
    services.sign_deed(both, gift_id, Signing(Signer.GIVER, "Claude Martin", "Régie", True, seal), now)
    assert deed_page(both, gift_id, "fr").signs_for == ()
    with pytest.raises(Refusal):
        services.sign_deed(both, gift_id, Signing(Signer.RECIPIENT, "Claude Martin", "Régie", True, seal), now)
    assert state_of(gift_id) is GiftState.APPROVED
