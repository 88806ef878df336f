"""The list of needs: written, read, matched at once, gathered."""

from datetime import datetime
from decimal import Decimal

import pytest
from flask import Flask
from sqlalchemy import event, select

from app.core.actor import Role
from app.core.db import db
from app.core.errors import Forbidden, NotFound, Stale
from app.loans.domain.basket import BasketItem
from app.loans.domain.request import LineWanted, LoanRequest
from app.loans.models import BasketLine
from app.loans.services import accept_loan, add_to_basket, request_loan
from app.needs.domain.needs import NeedFields, NeedNotWhole
from app.needs.queries.needs_page import needs_page, needs_panel, proposal_page
from app.needs.services.needs import add_needs, copy_needs, delete_need, edit_need, gather, move_need
from tests.given.accounts import a_person
from tests.given.exhibitions import an_exhibition
from tests.given.listings import a_listing
from tests.given.needs import FIRST, LAST, TEAM, Network, a_lending_network, a_list, need_ids
from tests.pages import Browser

THREE = "4 vidéoprojecteurs 5000 lumens\n12 socles 40x40x100\n30 m de cimaise"


@pytest.fixture
def network(app: Flask, now: datetime) -> Network:
    return a_lending_network(now)


def _basket(show_id: int) -> dict[int, int]:
    rows = db.session.execute(
        select(BasketLine.listing_id, BasketLine.quantity).where(BasketLine.exhibition_id == show_id)
    )
    return dict(rows.all())


def test_each_line_is_matched_over_all_institutions(network: Network, now: datetime) -> None:
    a_list(network, THREE, now)
    page = needs_page(network.team, network.show_id, now)
    projectors, plinths, walls = page.lines
    assert [one.listing_id for one in projectors.match.offers] == [network.projectors, network.far_projectors]  # type: ignore[union-attr]
    assert [one.free for one in projectors.match.offers] == [3, 2]  # type: ignore[union-attr]
    assert [one.listing_id for one in plinths.match.offers] == [network.plinths]  # type: ignore[union-attr]
    assert walls.match.offers[0].each == Decimal("2.4")  # type: ignore[union-attr]
    assert {(one.lender_id, one.lines) for one in page.shared} == {(network.lyon_id, 2), (network.nantes_id, 2)}
    assert all(line.coverage.missing == line.fields.amount for line in page.lines)


def test_own_stock_comes_first_and_is_never_asked_for(network: Network, now: datetime) -> None:
    keeper = a_person(network.borrower_id, Role.TECHNICIAN, now=now)
    own = a_listing(keeper, network.borrower_id, "video_projector", 1, "Le nôtre", now=now)
    a_list(network, "4 vidéoprojecteurs", now)
    (line,) = needs_page(network.team, network.show_id, now).lines
    assert line.match is not None
    first = line.match.offers[0]
    assert (first.listing_id, first.is_own, first.can_be_asked) == (own, True, False)
    shares = proposal_page(network.team, network.show_id, now).split.shares
    assert own not in {share.listing_id for share in shares}


def test_the_split_covers_the_list_with_two_lenders_and_fills_the_basket(network: Network, now: datetime) -> None:
    projectors, plinths, walls = a_list(network, THREE, now)
    page = proposal_page(network.team, network.show_id, now)
    assert page.split.is_whole
    assert page.split.lenders == 2
    shares = {(share.need_id, share.listing_id): share.quantity for share in page.split.shares}
    assert shares == {
        (projectors, network.projectors): 3,
        (projectors, network.far_projectors): 1,
        (plinths, network.plinths): 12,
        (walls, network.walls): 13,
    }
    gather(network.team, network.show_id, shares, "one-click", now=now)
    gather(network.team, network.show_id, shares, "one-click", now=now)
    assert _basket(network.show_id) == {
        network.projectors: 3, network.far_projectors: 1, network.plinths: 12, network.walls: 13,
    }  # fmt: skip
    after = needs_page(network.team, network.show_id, now)
    assert all(line.coverage.is_covered for line in after.lines)
    assert after.lines[2].coverage.basket == Decimal(30)
    assert (after.total.covered, after.total.percent, after.total.agreed) == (3, 100, 0)


def test_what_is_asked_and_agreed_counts_for_the_line_it_answers(network: Network, now: datetime) -> None:
    a_list(network, "4 vidéoprojecteurs 5000 lumens", now)
    request = LoanRequest((LineWanted(network.projectors, 2),), network.show_id, FIRST, LAST)
    loan_id = request_loan(network.team, request, "", now)
    (line,) = needs_page(network.team, network.show_id, now).lines
    assert (line.coverage.asked, line.coverage.missing) == (2, 2)
    accept_loan(network.lyon, loan_id, now)
    (line,) = needs_page(network.team, network.show_id, now).lines
    assert (line.coverage.agreed, line.coverage.asked, line.coverage.missing) == (2, 0, 2)
    assert line.match is not None
    assert line.match.offers[0].free == 1


def test_an_equivalent_that_was_chosen_covers_the_line_all_the_same(network: Network, now: datetime) -> None:
    (need,) = a_list(network, "2 vidéoprojecteurs 9000 lumens", now)
    gather(network.team, network.show_id, {(need, network.projectors): 2}, now=now)
    (line,) = needs_page(network.team, network.show_id, now).lines
    assert line.coverage.basket == 2


def test_a_line_that_is_not_understood_is_kept(network: Network, now: datetime) -> None:
    a_list(network, "un truc bizarre\n4 vidéoprojecteurs", now)
    strange, known = needs_page(network.team, network.show_id, now).lines
    assert (strange.is_read, strange.fields.text, strange.match) == (False, "un truc bizarre", None)
    assert known.is_read


def test_lines_are_moved_changed_copied_and_deleted(network: Network, now: datetime) -> None:
    first, second = a_list(network, "4 vidéoprojecteurs\n12 socles", now)
    move_need(network.team, network.show_id, second, up=True)
    assert need_ids(network.show_id) == [second, first]
    fields = NeedFields("plinth", Decimal(6), own_amount=Decimal(2))
    edit_need(network.team, network.show_id, second, fields, version=1, now=now)
    with pytest.raises(Stale):
        edit_need(network.team, network.show_id, second, fields, version=1, now=now)
    with pytest.raises(NeedNotWhole):
        edit_need(network.team, network.show_id, second, NeedFields("plinth", Decimal("1.5")), version=2, now=now)
    other = an_exhibition(network.team, network.borrower_id, now, title="L'année d'après")
    copy_needs(network.team, other, network.show_id, now=now)
    copied = needs_page(network.team, other, now).lines
    assert [(line.fields.category, line.fields.own_amount) for line in copied] == [
        ("plinth", 0),
        ("video_projector", 0),
    ]
    delete_need(network.team, network.show_id, first, now=now)
    assert need_ids(network.show_id) == [second]


def test_the_list_of_others_does_not_exist(network: Network, now: datetime) -> None:
    (need,) = a_list(network, "4 vidéoprojecteurs", now)
    reader = a_person(network.borrower_id, Role.READER, now=now)
    assert not needs_page(reader, network.show_id, now).may_write
    with pytest.raises(Forbidden):
        add_needs(reader, network.show_id, [NeedFields("plinth")], now=now)
    for stranger in (network.lyon, a_person(now=now)):
        with pytest.raises(NotFound):
            needs_page(stranger, network.show_id, now)
        with pytest.raises(NotFound):
            gather(stranger, network.show_id, {(need, network.projectors): 1}, now=now)
        panel = needs_panel(stranger, network.show_id)
        assert panel is None
    other = an_exhibition(network.team, network.borrower_id, now)
    with pytest.raises(NotFound):
        gather(network.team, other, {(need, network.projectors): 1}, now=now)


def _queries(ask) -> int:  # type: ignore[no-untyped-def]
    counted = []
    event.listen(db.engine, "before_cursor_execute", lambda *said: counted.append(said[2]))
    ask()
    return len(counted)


def test_questions_do_not_grow_with_what_answers(network: Network, now: datetime) -> None:
    a_list(network, THREE, now)
    few = _queries(lambda: needs_page(network.team, network.show_id, now))
    for n in range(12):
        a_listing(network.lyon, network.lyon_id, "plinth", 3, f"Socle {n}", now=now)
    many = _queries(lambda: needs_page(network.team, network.show_id, now))
    print(f"needs page of three lines: {few} queries")
    assert many <= few + 3


def test_the_pages_of_a_list_hold_together(browser: Browser, network: Network, now: datetime) -> None:
    here = f"/expositions/{network.show_id}/besoins"
    browser.sign_in(TEAM)
    assert "De quoi avez-vous besoin" in browser.get(here).text
    browser.post(f"{here}/ajouter", {"lines": THREE + "\nun truc bizarre\n1 vitrine 9 m", "once": "a"})
    browser.post(f"{here}/ajouter", {"lines": THREE + "\nun truc bizarre\n1 vitrine 9 m", "once": "a"})
    assert len(need_ids(network.show_id)) == 5
    text = browser.get(here).text
    assert "n&#39;a pas été comprise" in text
    assert "2 lignes chez ce prêteur" in text
    assert "Publier un avis de recherche" in text
    browser.post(f"{here}/ajouter", {"lines": "", "once": "b"}, status=422)
    first = need_ids(network.show_id)[0]
    form = f"{here}/{first}/modifier"
    assert "5000" in browser.get(form).text
    wrong = {"category": "video_projector", "amount": "1,5", "once": "c", "version": "1"}
    assert "nombre entier" in browser.post(form, wrong, status=422).text
    assert "Charge" in browser.post(form, {"category": "plinth", "voir": "1", "amount": "4"}, status=200).text
    browser.post(form, {"category": "video_projector", "amount": "2", "version": "1", "min-luminous-flux": "4000"})
    browser.get(f"{here}/ligne?categorie=plinth")
    browser.post(f"{here}/ligne", {"category": "plinth", "amount": "2", "once": "d"})
    browser.post(f"{here}/{first}/deplacer", {"sens": "bas"})
    browser.post(f"{here}/{need_ids(network.show_id)[-1]}/supprimer")
    csv = browser.get(f"{here}.csv").text
    assert "Cimaises" in csv or "cimaise" in csv.lower()
    assert "Nuits" in browser.get(f"/expositions/{network.show_id}").text
    proposal = browser.get(f"{here}/repartition").text
    assert "prêteurs suffisent" in proposal
    browser.post(f"{here}/repartition", {"once": "e", "part-x": "1"}, status=422)
    browser.post(f"{here}/repartition", {"once": "e", f"part-{first}-{network.projectors}": "2"})
    assert _basket(network.show_id) == {network.projectors: 2}
    browser.post(f"{here}/{first}/panier", {"annonce": network.projectors, "quantite": 1, "once": "f"})
    assert _basket(network.show_id) == {network.projectors: 3}
    assert "Panier (1 ligne)" in browser.get(f"/expositions/{network.show_id}").text
    assert "Panier de" in browser.get("/").text


def test_two_listings_in_one_basket_line_keep_their_own_days(network: Network, now: datetime) -> None:
    add_to_basket(network.team, network.show_id, [BasketItem(network.plinths, 2, FIRST, LAST)], now=now)
    add_to_basket(network.team, network.show_id, [BasketItem(network.plinths, 3, FIRST, LAST)], now=now)
    assert _basket(network.show_id) == {network.plinths: 5}
