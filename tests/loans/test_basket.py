"""The basket of a show: shared by colleagues, judged at each view, sent whole or not at all."""

from collections.abc import Mapping
from datetime import date, datetime

import pytest
from flask import Flask
from sqlalchemy import func, select

from app.core.actor import Role
from app.core.db import db, transaction
from app.core.errors import Forbidden, NotFound
from app.core.mail import OutboxMail
from app.listings.domain.refusals import NotEnoughUnits
from app.listings.domain.states import Visibility
from app.listings.models import Listing
from app.listings.services import withdraw_listing
from app.loans.domain.basket import (
    BasketChanged,
    BasketEmpty,
    BasketItem,
    BasketNotReady,
    BasketQuantity,
    Errand,
    Sending,
)
from app.loans.domain.refusals import NotShown, OwnListing
from app.loans.domain.request import LineWanted, LoanRequest
from app.loans.domain.words import Alternative, Evidence, TransportMode
from app.loans.models import BasketLine, Loan, LoanLine
from app.loans.queries import basket_page, basket_tasks
from app.loans.services import (
    accept_loan,
    add_to_basket,
    change_basket,
    remove_from_basket,
    request_loan,
    send_basket,
)
from tests.given.accounts import a_person
from tests.given.exhibitions import an_exhibition
from tests.given.listings import a_listing
from tests.given.needs import FIRST, LAST, TEAM, Network, a_lending_network
from tests.pages import Browser

EARLIER = date(2027, 3, 5)


@pytest.fixture
def network(app: Flask, now: datetime) -> Network:
    return a_lending_network(now)


@pytest.fixture
def filled(network: Network, now: datetime) -> Network:
    """Two listings of Lyon and one of Nantes on the days of the show, one more of Lyon from three days earlier."""
    items = [
        BasketItem(network.projectors, 3, FIRST, LAST),
        BasketItem(network.plinths, 6, FIRST, LAST),
        BasketItem(network.plinths, 4, EARLIER, LAST),
        BasketItem(network.walls, 13, FIRST, LAST),
    ]
    add_to_basket(network.team, network.show_id, items, now=now)
    return network


def _sending(errands: Mapping[str, Errand] | None = None) -> Sending:
    return Sending(Alternative.NEW, Evidence.E2, "", "Notre camion passe le lundi.", errands or {})


def _loans() -> list[Loan]:
    return list(db.session.scalars(select(Loan).order_by(Loan.lender_id, Loan.starts_on)))


def _count(model: type) -> int:
    return db.session.scalar(select(func.count()).select_from(model)) or 0


def test_lines_stand_by_lender_and_period_with_their_totals(filled: Network, now: datetime) -> None:
    page = basket_page(filled.team, filled.show_id, now)
    keys = {(group.key.lender_id, group.key.first_day, len(group.lines)) for group in page.groups}
    assert keys == {(filled.lyon_id, FIRST, 2), (filled.lyon_id, EARLIER, 1), (filled.nantes_id, FIRST, 1)}
    assert (page.objects, page.lenders, page.mass_kg, page.unweighed) == (26, 2, 36, 3)
    assert page.is_ready
    assert page.groups[0].distance < 5
    assert 480 < page.km < 560  # Lyon, where the show is, and Nantes


def test_sending_asks_each_lender_once_per_period_and_empties_the_basket(filled: Network, now: datetime) -> None:
    page = basket_page(filled.team, filled.show_id, now)
    first = page.groups[0].key
    said = _sending({str(first): Errand(TransportMode.SHARED_FREIGHT, "Quai nord ?")})
    made = send_basket(filled.team, filled.show_id, said, page.seen, "one-click", now=now)
    assert len(made) == 3
    assert send_basket(filled.team, filled.show_id, said, page.seen, "one-click", now=now) == []
    loans = _loans()
    assert [(loan.lender_id, loan.starts_on, len(loan.lines)) for loan in loans] == [
        (filled.lyon_id, EARLIER, 1), (filled.lyon_id, FIRST, 2), (filled.nantes_id, FIRST, 1),
    ]  # fmt: skip
    assert _count(BasketLine) == 0
    shared = [loan for loan in loans if loan.transport is TransportMode.SHARED_FREIGHT]
    assert [(loan.lender_id, loan.starts_on) for loan in shared] == [(first.lender_id, first.first_day)]
    assert shared[0].message == "Notre camion passe le lundi.\n\nQuai nord ?"
    assert db.session.scalars(select(OutboxMail.to_address).order_by(OutboxMail.id)).all().count(TEAM) == 0
    with pytest.raises(BasketEmpty):
        send_basket(filled.team, filled.show_id, said, page.seen, "another", now=now)


def test_when_one_line_does_not_fit_any_more_nothing_is_sent(filled: Network, now: datetime) -> None:
    other = a_person(filled.nantes_id, Role.EXHIBITIONS, now=now)
    rival = an_exhibition(other, filled.nantes_id, now)
    loan = request_loan(other, LoanRequest((LineWanted(filled.projectors, 2),), rival, FIRST, LAST), "", now)
    accept_loan(filled.lyon, loan, now)
    page = basket_page(filled.team, filled.show_id, now)
    (line,) = [line for group in page.groups for line in group.lines if line.refusal]
    assert (line.listing_id, line.free) == (filled.projectors, 1)
    assert isinstance(line.refusal, NotEnoughUnits)
    with pytest.raises(BasketNotReady) as told:
        send_basket(filled.team, filled.show_id, _sending(), page.seen, "key", now=now)
    assert set(told.value.faults) == {line.id}
    assert (len(_loans()), _count(BasketLine)) == (1, 4)
    change_basket(filled.team, filled.show_id, {line.id: 1})
    page = basket_page(filled.team, filled.show_id, now)
    assert page.is_ready
    assert len(send_basket(filled.team, filled.show_id, _sending(), page.seen, "key", now=now)) == 3


def test_a_listing_that_is_withdrawn_is_told(filled: Network, now: datetime) -> None:
    withdraw_listing(filled.nantes, filled.walls, now=now)
    page = basket_page(filled.team, filled.show_id, now)
    refused = [line.refusal for group in page.groups for line in group.lines if line.refusal]
    assert [type(one) for one in refused] == [NotShown]


def test_a_colleague_sees_and_changes_the_same_basket(filled: Network, now: datetime) -> None:
    colleague = a_person(filled.borrower_id, Role.TECHNICIAN, now=now)
    page = basket_page(filled.team, filled.show_id, now)
    line = page.groups[0].lines[0]
    add_to_basket(colleague, filled.show_id, [BasketItem(filled.far_projectors, 1, FIRST, LAST)], now=now)
    with pytest.raises(BasketChanged):
        send_basket(filled.team, filled.show_id, _sending(), page.seen, now=now)
    remove_from_basket(colleague, filled.show_id, line.id)
    remove_from_basket(colleague, filled.show_id, line.id)
    assert _count(BasketLine) == 4
    assert [task.action for task in _tasks(colleague, now)] == ["Voir le panier"]


def _tasks(actor, now):  # type: ignore[no-untyped-def]
    from flask import current_app

    with current_app.test_request_context():
        return basket_tasks(actor, now)


def test_the_same_click_puts_in_once(network: Network, now: datetime) -> None:
    item = BasketItem(network.plinths, 2, FIRST, LAST)
    for key in ("a", "a", "b"):
        add_to_basket(network.team, network.show_id, [item], key, now=now)
    assert basket_page(network.team, network.show_id, now).objects == 4


def test_a_basket_belongs_to_those_who_may_borrow_for_its_show(filled: Network, now: datetime) -> None:
    reader = a_person(filled.borrower_id, Role.READER, now=now)
    item = BasketItem(filled.plinths, 1, FIRST, LAST)
    assert not basket_page(reader, filled.show_id, now).may_edit
    with pytest.raises(Forbidden):
        add_to_basket(reader, filled.show_id, [item], now=now)
    with pytest.raises(NotFound):
        basket_page(filled.lyon, filled.show_id, now)
    with pytest.raises(NotFound):
        add_to_basket(filled.lyon, filled.show_id, [item], now=now)
    hidden = a_listing(filled.lyon, filled.lyon_id, title="Caché", visibility="institution", now=now)
    with pytest.raises(NotFound):
        add_to_basket(filled.team, filled.show_id, [BasketItem(hidden, 1, FIRST, LAST)], now=now)
    keeper = a_person(filled.borrower_id, Role.TECHNICIAN, now=now)
    own = a_listing(keeper, filled.borrower_id, now=now)
    with pytest.raises(OwnListing):
        add_to_basket(filled.team, filled.show_id, [BasketItem(own, 1, FIRST, LAST)], now=now)
    with pytest.raises(BasketQuantity):
        add_to_basket(filled.team, filled.show_id, [BasketItem(filled.plinths, 0, FIRST, LAST)], now=now)


def test_the_pages_of_a_basket_keep_what_was_typed(browser: Browser, filled: Network, now: datetime) -> None:
    here = f"/expositions/{filled.show_id}/panier"
    browser.sign_in(TEAM)
    assert "Un panier ne réserve rien" in browser.get(here).text
    page = basket_page(filled.team, filled.show_id, now)
    said = {"once": "x", "seen": page.seen, "message": "Bonjour à tous"}
    for group in page.groups:
        said[f"transport-{group.key}"] = "dedicated_van"
    answer = browser.post(here, said, status=422).text
    assert "Bonjour à tous" in answer
    lines = {f"quantite-{line.id}": "50" for group in page.groups for line in group.lines}
    browser.post(f"{here}/lignes", lines)
    assert "Il en reste" in browser.get(here).text
    browser.post(here, {**said, "alternative": "new", "evidence": "E2"}, status=409)
    seen = basket_page(filled.team, filled.show_id, now).seen
    refused = browser.post(here, {**said, "seen": seen, "alternative": "new", "evidence": "E2"}, status=409).text
    assert "Rien n&#39;est parti" in refused
    assert "Bonjour à tous" in refused
    bad = browser.post(f"{here}/lignes", {next(iter(lines)): "beaucoup"}, status=422).text
    assert "beaucoup" in bad
    for name in lines:
        browser.post(f"{here}/lignes", {name: "1"})
    seen = basket_page(filled.team, filled.show_id, now).seen
    browser.post(here, {**said, "seen": seen, "alternative": "new", "evidence": "E2"})
    browser.post(here, {**said, "seen": seen, "alternative": "new", "evidence": "E2"})
    assert (_count(Loan), _count(LoanLine)) == (3, 4)
    assert "Le panier est vide" in browser.get(here).text
    show = browser.get(f"/expositions/{filled.show_id}").text
    assert "2 prêteurs sont sollicités" in show


def test_a_listing_goes_into_the_basket_from_its_own_page(browser: Browser, network: Network, now: datetime) -> None:
    browser.sign_in(TEAM)
    listing = f"/annonces/{network.plinths}"
    asked = f"du={FIRST}&au={LAST}&quantite=2"
    assert f"{listing}/panier?" in browser.get(f"{listing}?{asked}").text
    browser.get(f"{listing}/panier?{asked}")
    said = {
        "once": "z",
        "exhibition_id": network.show_id,
        "first_day": str(LAST),
        "last_day": str(FIRST),
        "quantity": 2,
    }
    browser.post(f"{listing}/panier", said, status=422)
    browser.post(f"{listing}/panier", {**said, "first_day": str(FIRST), "last_day": str(LAST)})
    assert basket_page(network.team, network.show_id, now).objects == 2


def test_colleagues_who_change_different_lines_lose_nothing(filled: Network, now: datetime) -> None:
    colleague = a_person(filled.borrower_id, Role.TECHNICIAN, now=now)
    page = basket_page(filled.team, filled.show_id, now)
    shown = {line.id: line.quantity for group in page.groups for line in group.lines}
    mine, theirs = sorted(shown)[:2]
    change_basket(colleague, filled.show_id, {**shown, theirs: 1}, page.seen)
    change_basket(filled.team, filled.show_id, {**shown, mine: 2}, page.seen)
    assert {line.id: line.quantity for line in db.session.scalars(select(BasketLine))} == {
        **shown, mine: 2, theirs: 1,
    }  # fmt: skip


def test_the_second_to_change_one_line_is_told_what_the_first_wrote_and_may_insist(
    browser: Browser, filled: Network, now: datetime
) -> None:
    here = f"/expositions/{filled.show_id}/panier"
    browser.sign_in(TEAM)
    page = basket_page(filled.team, filled.show_id, now)
    first, second = (line for group in page.groups for line in group.lines[:1] if group.key.first_day == FIRST)
    colleague = a_person(filled.borrower_id, Role.TECHNICIAN, now=now)
    change_basket(colleague, filled.show_id, {first.id: 2, second.id: 7}, page.seen)
    sent = {f"quantite-{first.id}": "1", f"quantite-{second.id}": str(second.quantity), "seen": page.seen}
    told = browser.post(f"{here}/lignes", sent, status=409).text.replace("&#39;", "'")
    assert "Un collègue vient d'écrire 2." in told
    assert f'name="quantite-{first.id}" value="1"' in told, "what was typed is kept"
    assert f'name="quantite-{second.id}" value="7"' in told, "what was not touched is shown as it is now"
    again = basket_page(filled.team, filled.show_id, now).seen
    assert f'name="seen" value="{again}"' in told
    browser.post(f"{here}/lignes", {**sent, f"quantite-{second.id}": "7", "seen": again})
    kept = {line.id: line.quantity for line in db.session.scalars(select(BasketLine))}
    assert (kept[first.id], kept[second.id]) == (1, 7)


def test_a_listing_that_became_hidden_is_not_named_any_more(browser: Browser, filled: Network, now: datetime) -> None:
    with transaction():
        hidden = db.session.get_one(Listing, filled.walls)
        hidden.visibility, hidden.title = Visibility.INSTITUTION, "Réserve secrète"
    browser.sign_in(TEAM)
    shown = browser.get(f"/expositions/{filled.show_id}/panier").text
    assert "Réserve secrète" not in shown
    assert "Annonce retirée" in shown
    assert f"/annonces/{filled.walls}?" not in shown
    (line,) = db.session.scalars(select(BasketLine).where(BasketLine.listing_id == filled.walls))
    browser.post(f"/expositions/{filled.show_id}/panier/lignes", {"retirer": str(line.id)})
    assert basket_page(filled.team, filled.show_id, now).is_ready
