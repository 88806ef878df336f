"""A gift and the ledger: the object stays the same, its cap is not forgotten, only the way it travels differs."""

from datetime import datetime, timedelta
from decimal import Decimal

from flask import Flask

from app.core import verification
from app.core.actor import Actor, Role
from app.core.db import db, transaction
from app.impact.footprint.domain.lines import Phase
from app.impact.records.accounts import object_states
from app.impact.records.domain.chain import EntryKind, object_account
from app.listings.domain.states import ListingState, Offer
from app.listings.models import Listing
from app.loans.domain.gifts.life import GiftState
from app.loans.domain.lifecycle import State
from app.loans.domain.words import Evidence
from app.loans.models import Gift
from tests.conftest import NOW
from tests.given.accounts import a_person
from tests.given.exhibitions import an_exhibition
from tests.given.gifts import Houses, a_gift, two_houses
from tests.given.loans import FIRST_DAY, LAST_DAY, Museums, a_loan
from tests.impact.given import entries, records


def museums_of(lender_id: int, technician: Actor, listing_id: int, borrower_id: int, team: Actor) -> Museums:
    return Museums(lender_id, technician, listing_id, borrower_id, team, an_exhibition(team, borrower_id, NOW))


def lent(museums: Museums, months: int) -> None:
    later = timedelta(days=28 * months)
    a_loan(
        museums,
        State.CLOSED,
        first_day=FIRST_DAY + later,
        last_day=LAST_DAY + later,
        evidence=Evidence.E3,
        evidence_note="devis du 3 mars 2027",
    )
    db.session.rollback()


def given_then_offered(houses: Houses, at: datetime) -> int:
    gift = db.session.get_one(Gift, a_gift(houses, GiftState.TRANSFERRED, now=at))
    assert gift.new_listing_id
    with transaction() as session:
        listing = session.get_one(Listing, gift.new_listing_id)
        listing.collection_item, listing.state, listing.offer = False, ListingState.PUBLISHED, Offer.LOAN
    return gift.new_listing_id


def test_the_cap_is_one_before_and_after_the_gift(app: Flask, now: datetime) -> None:
    """A plinth counts three uses: one lent by its giver, the others by its recipient; a fourth draws nothing."""
    houses = two_houses(quantity=1, mass_kg=Decimal(15), made_in_year=2026)
    first = houses.units[0]
    lent(museums_of(houses.giver_id, houses.technician, houses.listing_id, houses.recipient_id, houses.team), 0)
    new_listing = given_then_offered(houses, NOW + timedelta(days=120))
    giver_team = _borrower(houses)
    mine = museums_of(houses.recipient_id, houses.team, new_listing, houses.giver_id, giver_team)
    for months in (5, 6, 7):
        lent(mine, months)
    drawn = [record.draw_kg for record in records(phase=Phase.ACTUAL)]
    (cap,) = [entry for entry in entries() if entry.kind is EntryKind.CAP]
    assert {leg.account for leg in cap.postings} == {object_account(first), "cap:opened"}
    assert sum(drawn) == max(leg.amount_kg for leg in cap.postings)
    assert drawn[0] > 0
    assert drawn[3] == 0
    units = [record.unit_id for record in records(phase=Phase.ACTUAL)]
    assert units[0] == first
    assert first not in units[1:]
    states = object_states([first, units[1]])
    assert states[first].drawn_kg == states[units[1]].drawn_kg
    assert {name: said for name, said in verification.run_all(now + timedelta(days=365)).items() if said} == {}


def _borrower(houses: Houses) -> Actor:

    return a_person(houses.giver_id, Role.EXHIBITIONS, now=NOW)


def test_a_gift_draws_nothing_by_itself(app: Flask, now: datetime) -> None:
    a_gift()
    assert records() == []
    assert entries() == []
