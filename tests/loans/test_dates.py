"""Longer, shorter, earlier, later: what one side proposes, what the other agrees to, what follows."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from functools import partial

import pytest
from flask import Flask
from sqlalchemy import select

from app.accounts.models import User
from app.core.db import db
from app.core.errors import Forbidden, NotFound
from app.core.journal import JournalEntry
from app.core.mail import OutboxMail
from app.impact.models import ImpactRecord
from app.listings.domain.refusals import ClosedOnThatDay, NotEnoughUnits
from app.listings.models import Allocation, Listing
from app.loans import queries, services
from app.loans.domain.dates import NoSuchProposal, ProposalWaiting, SameDates, StartIsPast
from app.loans.domain.lifecycle import MoveNotAllowed, State
from app.loans.domain.proposals import ProposalState
from app.loans.models import Proposal
from app.loans.queries.checks import CHECKS
from app.loans.queries.dates import dates_view
from tests.conftest import NOW
from tests.given.listings import a_listing
from tests.given.loans import FIRST_DAY, LAST_DAY, Museums, a_loan, a_request, the_loan, two_museums
from tests.loans.test_two_at_once import kinds, released
from tests.pages import Browser

LATER, EARLIER = LAST_DAY + timedelta(days=7), LAST_DAY - timedelta(days=3)


def agreed(quantity: int = 1, units: int = 2, state: State = State.APPROVED) -> tuple[Museums, int]:
    museums = two_museums(quantity=units)
    return museums, a_loan(museums, state, quantity)


def proposed(loan_id: int) -> Proposal:
    db.session.rollback()
    return db.session.scalars(select(Proposal).filter_by(loan_id=loan_id).order_by(Proposal.id.desc())).first()


def held_until(loan_id: int) -> set[date]:
    db.session.rollback()
    loan = the_loan(loan_id)
    rows = [line.allocation_id for line in loan.lines] + [u.allocation_id for line in loan.lines for u in line.units]
    ends = select(Allocation.end_on).where(Allocation.id.in_(rows), Allocation.state.in_(("reserved", "out")))
    return set(db.session.scalars(ends))


def at(state: State) -> datetime:
    return NOW if state is State.APPROVED else datetime.combine(FIRST_DAY + timedelta(days=2), NOW.timetz())


@pytest.mark.parametrize("state", [State.APPROVED, State.OUT])
def test_the_borrower_asks_for_longer_and_the_lender_agrees(app: Flask, state: State) -> None:
    museums, loan_id = agreed(state=state)
    now = at(state)
    assert services.propose_dates(museums.team, loan_id, FIRST_DAY, LATER, "Prolongée d'une semaine.", now) is False
    assert the_loan(loan_id).ends_on == LAST_DAY, "nothing changes before the answer"
    services.accept_dates(museums.technician, loan_id, proposed(loan_id).id, now)
    loan = the_loan(loan_id)
    assert (loan.state, loan.ends_on) == (state, LATER)
    assert held_until(loan_id) == {LATER + timedelta(days=1)}
    assert proposed(loan_id).state is ProposalState.ACCEPTED
    letters = list(db.session.scalars(select(OutboxMail.subject)))
    assert any("Autres dates" in one for one in letters) and any("Nouvelles dates" in one for one in letters)
    assert all(not check(now) for check in CHECKS.values())


def test_what_was_planned_to_be_avoided_is_planned_again_over_the_new_days(app: Flask) -> None:
    museums, loan_id = agreed()
    before = db.session.scalars(select(ImpactRecord).filter_by(loan_id=loan_id)).all()
    services.propose_dates(museums.team, loan_id, FIRST_DAY, LATER, "", NOW)
    services.accept_dates(museums.technician, loan_id, proposed(loan_id).id, NOW)
    db.session.rollback()
    after = db.session.scalars(select(ImpactRecord).filter_by(loan_id=loan_id).order_by(ImpactRecord.id)).all()
    assert len(after) == len(before) + 1
    assert after[-1].supersedes_id == before[-1].id


def test_days_given_back_need_nobody(app: Flask) -> None:
    museums, loan_id = agreed()
    assert services.propose_dates(museums.team, loan_id, FIRST_DAY, EARLIER, "", NOW) is True
    assert the_loan(loan_id).ends_on == EARLIER
    assert held_until(loan_id) == {EARLIER + timedelta(days=1)}


def test_a_lender_who_wants_it_back_earlier_asks(app: Flask) -> None:
    museums, loan_id = agreed(state=State.OUT)
    now = at(State.OUT)
    assert (
        services.propose_dates(museums.technician, loan_id, FIRST_DAY, EARLIER, "Nous en avons besoin.", now) is False
    )
    with pytest.raises(Forbidden):
        services.accept_dates(museums.technician, loan_id, proposed(loan_id).id, now)
    services.decline_dates(museums.team, loan_id, proposed(loan_id).id, "L'exposition est ouverte.", now)
    assert the_loan(loan_id).ends_on == LAST_DAY
    assert proposed(loan_id).state is ProposalState.DECLINED


def test_what_others_were_promised_stops_it_when_asked_and_again_when_agreed(app: Flask) -> None:
    museums, loan_id = agreed(units=1)
    services.propose_dates(museums.team, loan_id, FIRST_DAY, LATER, "", NOW)
    db.session.rollback()
    day_after = LAST_DAY + timedelta(days=3)
    other = services.request_loan(museums.team, a_request(museums, first_day=day_after, last_day=LATER), "", NOW)
    services.accept_loan(museums.technician, other, NOW)
    db.session.rollback()
    with pytest.raises(NotEnoughUnits):
        services.accept_dates(museums.technician, loan_id, proposed(loan_id).id, NOW)
    assert the_loan(loan_id).ends_on == LAST_DAY
    assert proposed(loan_id).state is ProposalState.OPEN
    services.withdraw_dates(museums.team, loan_id, proposed(loan_id).id, NOW)
    db.session.rollback()
    with pytest.raises(NotEnoughUnits):
        services.propose_dates(museums.team, loan_id, FIRST_DAY, LATER, "", NOW)
    page = queries.loan_page(museums.team, loan_id, NOW)
    latest = dates_view(museums.team, page, NOW, asks=True).latest
    assert latest is None or latest < day_after


def test_the_page_says_how_far_it_could_go(app: Flask) -> None:
    museums, loan_id = agreed(units=1)
    day_after = LAST_DAY + timedelta(days=6)  # a Thursday
    other = services.request_loan(museums.team, a_request(museums, first_day=day_after, last_day=LATER), "", NOW)
    services.accept_loan(museums.technician, other, NOW)
    db.session.rollback()
    page = queries.loan_page(museums.team, loan_id, NOW)
    latest = dates_view(museums.team, page, NOW, asks=True).latest
    assert latest == day_after - timedelta(days=1)
    services.propose_dates(museums.team, loan_id, FIRST_DAY, latest, "", NOW)


@pytest.mark.parametrize(
    ("first", "last", "state", "refusal"),
    [
        (FIRST_DAY, LAST_DAY, State.APPROVED, SameDates),
        (FIRST_DAY + timedelta(days=1), LAST_DAY, State.OUT, StartIsPast),
        (FIRST_DAY, LAST_DAY + timedelta(days=1), State.APPROVED, ClosedOnThatDay),  # a Saturday
        (FIRST_DAY, LATER, State.REQUESTED, MoveNotAllowed),
        (FIRST_DAY, LATER, State.RETURNED, MoveNotAllowed),
    ],
)
def test_what_cannot_be_proposed_changes_nothing(
    app: Flask, first: date, last: date, state: State, refusal: type[Exception]
) -> None:
    museums, loan_id = agreed(state=state)
    with pytest.raises(refusal):
        services.propose_dates(museums.team, loan_id, first, last, "", at(state))
    assert proposed(loan_id) is None
    assert the_loan(loan_id).ends_on == LAST_DAY


def test_one_proposal_at_a_time_and_none_after_its_hour(app: Flask) -> None:
    museums, loan_id = agreed()
    services.propose_dates(museums.team, loan_id, FIRST_DAY, LATER, "", NOW)
    with pytest.raises(ProposalWaiting):
        services.propose_dates(museums.technician, loan_id, FIRST_DAY, EARLIER, "", NOW)
    late = proposed(loan_id).expires_at
    with pytest.raises(NoSuchProposal):
        services.accept_dates(museums.technician, loan_id, proposed(loan_id).id, late)
    services.expire_dates(late)
    assert proposed(loan_id).state is ProposalState.EXPIRED
    with pytest.raises(NoSuchProposal):
        services.decline_dates(museums.technician, loan_id, proposed(loan_id).id, "", NOW)


def test_a_proposal_of_another_loan_is_not_found(app: Flask) -> None:
    museums, loan_id = agreed(units=5)
    other = a_loan(museums, State.APPROVED)
    services.propose_dates(museums.team, other, FIRST_DAY, LATER, "", NOW)
    with pytest.raises(NotFound):
        services.accept_dates(museums.technician, loan_id, proposed(other).id, NOW)


def test_the_same_click_twice_proposes_once(app: Flask) -> None:
    museums, loan_id = agreed()
    for _ in range(2):
        services.propose_dates(museums.team, loan_id, FIRST_DAY, LATER, "", NOW, key="k" * 32)
    assert db.session.query(Proposal).filter_by(loan_id=loan_id).count() == 1


def test_of_an_extension_and_another_loan_at_the_same_instant_one_wins(app: Flask) -> None:
    for _ in range(8):
        museums, loan_id = agreed(units=1)
        services.propose_dates(museums.team, loan_id, FIRST_DAY, LATER, "", NOW)
        request = a_request(museums, first_day=LAST_DAY + timedelta(days=3), last_day=LATER)
        db.session.rollback()
        other = services.request_loan(museums.team, request, "", NOW)
        proposal_id = proposed(loan_id).id
        db.session.rollback()
        verbs: list[Callable[[], object]] = [
            partial(services.accept_dates, museums.technician, loan_id, proposal_id, NOW),
            partial(services.accept_loan, museums.technician, other, NOW),
        ]
        assert kinds(released(app, verbs)) == {"str": 1, "NotEnoughUnits": 1}


def test_the_pages_of_both_sides(browser: Browser) -> None:
    museums, loan_id = agreed()
    db.session.rollback()
    team, technician = _email(museums.team.user_id), _email(museums.technician.user_id)
    browser.sign_in(team)
    assert "Changer les dates" in browser.get(f"/prets/{loan_id}").text
    wrong = browser.post(f"/prets/{loan_id}/dates", {"starts_on": "2027-03-08", "ends_on": "2027-03-20"}, 409)
    assert "fermé le" in wrong.text and 'value="2027-03-20"' in wrong.text
    browser.post(f"/prets/{loan_id}/dates", {"starts_on": "2027-03-08", "ends_on": "2027-03-26", "message": "Merci"})
    assert "Retirer la proposition" in browser.get(f"/prets/{loan_id}").text
    browser.post("/deconnexion", {})
    browser.sign_in(technician)
    page = browser.get(f"/prets/{loan_id}").text
    assert "Accepter ces dates" in page and "Merci" in page
    browser.post(f"/prets/{loan_id}/dates/{proposed(loan_id).id}/accepter", {})
    assert the_loan(loan_id).ends_on == LATER


def _email(user_id: int | None) -> str:
    found = str(db.session.get_one(User, user_id).email)
    db.session.rollback()
    return found


def test_longer_in_vain_says_why_and_what_instead_and_the_lender_learns_of_it(browser: Browser) -> None:
    """One screen, promised to others from the Thursday of the week after; an equivalent waits in the same house."""
    museums, loan_id = agreed(units=1)
    title = str(db.session.get_one(Listing, museums.listing_id).title)
    twin = a_listing(museums.technician, museums.lender_id, now=NOW, title="Le même, en réserve")
    day_after = LAST_DAY + timedelta(days=6)
    other = services.request_loan(museums.team, a_request(museums, first_day=day_after, last_day=LATER), "", NOW)
    services.accept_loan(museums.technician, other, NOW)
    db.session.rollback()
    browser.sign_in(_email(museums.team.user_id))
    for _ in range(2):
        sent = {"starts_on": FIRST_DAY.isoformat(), "ends_on": LATER.isoformat()}
        page = browser.post(f"/prets/{loan_id}/dates", sent, 409).text
    assert "Pourquoi ce n'est pas possible" in page.replace("&#39;", "'")
    assert "quelqu'un d'autre" in page.replace("&#39;", "'"), "the next borrower is not named to this one"
    assert f"/annonces/{twin}" in page and "Le même, en réserve" in page
    assert "24 mars 2027" in page, "the longest end day"
    assert the_loan(loan_id).ends_on == LAST_DAY and proposed(loan_id) is None
    letters = db.session.scalars(select(OutboxMail).where(OutboxMail.subject.like("%ne peut pas garder%"))).all()
    assert len(letters) == 1, "once, however often it is asked"
    assert title in letters[0].body and "Musée emprunteur" in letters[0].body
    lines = db.session.scalars(select(JournalEntry).where(JournalEntry.action == "ask_days_in_vain")).all()
    assert [line.object_id for line in lines] == [loan_id]


def test_a_lender_who_proposes_in_vain_sees_who_counts_on_it_and_writes_to_nobody(browser: Browser) -> None:
    museums, loan_id = agreed(units=1)
    request = a_request(museums, first_day=LAST_DAY + timedelta(days=3), last_day=LATER)
    services.accept_loan(museums.technician, services.request_loan(museums.team, request, "", NOW), NOW)
    db.session.rollback()
    browser.sign_in(_email(museums.technician.user_id))
    sent = {"starts_on": FIRST_DAY.isoformat(), "ends_on": LATER.isoformat()}
    page = browser.post(f"/prets/{loan_id}/dates", sent, 409).text
    assert "Promis à Musée emprunteur" in page
    assert not db.session.scalars(select(OutboxMail).where(OutboxMail.subject.like("%ne peut pas garder%"))).all()
