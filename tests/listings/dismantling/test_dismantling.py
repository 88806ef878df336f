"""What comes out of a show: read from lines, published ahead, asked for before it is free, moved with the dates."""

from datetime import date, datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from app.core.actor import Actor, Role
from app.core.db import db
from app.core.errors import Forbidden, NotFound
from app.core.wishes import NoticeKind, Wish
from app.listings.domain.categories import category
from app.listings.domain.dismantling import (
    MeasuresMissing,
    NothingListed,
    Piece,
    Slot,
    SlotDuringTheShow,
    SlotReversed,
    piece_of_line,
    pieces_of,
    usual_slot,
    values_of,
)
from app.listings.domain.publishing import CollectionItem, CollectionNotAnswered
from app.listings.models import Dismantling, Listing
from app.listings.queries.dismantling import dismantled_by, soon_page
from app.listings.queries.pools import pools
from app.listings.services.dismantling import (
    DismantlingList,
    PiecesRefused,
    SlotBreaksPromise,
    list_dismantling,
    move_dismantling,
)
from app.needs.services.wanted import match_wanted, publish_wanted
from app.notifications.services import choose_wishes
from tests.given.accounts import a_person, an_institution
from tests.given.exhibitions import an_exhibition
from tests.given.listings import a_site_of
from tests.needs.test_alerts import _letters, _wanted
from tests.pages import Browser

SLOT = Slot(date(2027, 5, 3), date(2027, 5, 6))


@pytest.fixture
def house(app: Flask, now: datetime) -> tuple[int, Actor]:
    institution = an_institution("Musée qui démonte", city="Lyon", now=now)
    return institution, a_person(institution, Role.EXHIBITIONS, email="expos@demonte.example.org", now=now)


@pytest.fixture
def show(house: tuple[int, Actor], now: datetime) -> int:
    return an_exhibition(
        house[1], house[0], title="Nuits", opens_on=date(2027, 1, 5), closes_on=date(2027, 5, 2), now=now
    )


def _list(
    house: tuple[int, Actor], *pieces: Piece, slot: Slot = SLOT, collection: bool | None = False
) -> DismantlingList:
    found = pieces or (piece_of_line("12 socles blancs 40 x 40 x 100 cm"), piece_of_line("2 écrans 55 pouces"))
    return DismantlingList(found, slot, a_site_of(house[0]), collection)


@pytest.mark.parametrize(
    ("line", "kind", "quantity", "title"),
    [
        ("12 socles blancs 40 x 40 x 100 cm", "plinth", 12, "Socles blancs 40 x 40 x 100 cm"),
        ("- 3 x écrans 55 pouces", "screen", 3, "Écrans 55 pouces"),
        ("vitrine 200 x 40 x 70", "display_case", 1, "Vitrine 200 x 40 x 70"),
        ("2 choses sans nom", None, 2, "Choses sans nom"),
    ],
)
def test_a_line_is_read_as_a_piece(line: str, kind: str | None, quantity: int, title: str) -> None:
    piece = piece_of_line(line)
    assert (piece.category, piece.quantity, piece.title) == (kind, quantity, title)


def test_the_measures_of_a_line_are_the_characteristics_of_its_category() -> None:
    values = values_of(category("plinth"), piece_of_line("12 socles 40 x 45 x 100 cm"))
    assert [str(values[side]) for side in ("width", "depth", "height")] == ["40", "45", "100"]
    assert values_of(category("screen"), Piece("Écran", "screen", measures="55 pouces"))["diagonal"] == 55


def test_an_empty_list_says_so_and_the_usual_days_follow_the_closing() -> None:
    with pytest.raises(NothingListed):
        pieces_of("  \n \n")
    assert usual_slot(date(2027, 5, 2), None) == Slot(date(2027, 5, 3), date(2027, 5, 5))
    assert usual_slot(date(2027, 5, 2), date(2027, 5, 10)) == Slot(date(2027, 5, 3), date(2027, 5, 10))


def test_a_list_is_published_ahead_and_free_from_the_first_day_of_its_slot(
    house: tuple[int, Actor], show: int, now: datetime
) -> None:
    made = list_dismantling(house[1], show, _list(house), then_publish=True, now=now)
    found = pools(made, now.date(), now=now)
    from app.listings.domain.availability import Period, free_units

    before, after = (
        Period.of_days(date(2027, 5, 1), date(2027, 5, 4)),
        Period.of_days(SLOT.first_day, date(2027, 6, 1)),
    )
    assert [free_units(found[one].pool, before) for one in made] == [0, 0]
    assert [free_units(found[one].pool, after) for one in made] == [12, 2]
    seen = dismantled_by(house[1], made[0], now)
    assert seen is not None
    assert (seen.exhibition, seen.slot, seen.is_ahead) == ("Nuits", SLOT, True)


def test_a_list_with_one_wrong_line_writes_nothing(house: tuple[int, Actor], show: int, now: datetime) -> None:
    wrong = _list(house, piece_of_line("2 écrans 55 pouces"), Piece("Écran", "screen"), Piece("Truc", None))
    with pytest.raises(PiecesRefused) as told:
        list_dismantling(house[1], show, wrong, then_publish=True, now=now)
    assert sorted(told.value.refused) == [1, 2]
    assert isinstance(told.value.refused[1], MeasuresMissing)
    assert db.session.scalars(select(Listing)).all() == []
    assert db.session.scalars(select(Dismantling)).all() == []


def test_what_is_not_ready_can_be_kept_as_drafts(house: tuple[int, Actor], show: int, now: datetime) -> None:
    made = list_dismantling(house[1], show, _list(house, Piece("Écran", "screen")), then_publish=False, now=now)
    assert len(made) == 1
    assert soon_page(house[1], now).total == 0


@pytest.mark.parametrize(("answer", "refusal"), [(None, CollectionNotAnswered), (True, CollectionItem)])
def test_collections_never_come_out(
    house: tuple[int, Actor], show: int, now: datetime, answer: bool | None, refusal: type[Exception]
) -> None:
    with pytest.raises(PiecesRefused) as told:
        list_dismantling(house[1], show, _list(house, collection=answer), then_publish=True, now=now)
    assert isinstance(told.value.refused[0], refusal)


def test_days_that_cannot_be_are_refused(house: tuple[int, Actor], show: int, now: datetime) -> None:
    during, reversed_days = Slot(date(2027, 4, 1), date(2027, 5, 5)), Slot(date(2027, 5, 9), date(2027, 5, 4))
    with pytest.raises(SlotDuringTheShow):
        list_dismantling(house[1], show, _list(house, slot=during), then_publish=True, now=now)
    with pytest.raises(SlotReversed):
        list_dismantling(house[1], show, _list(house, slot=reversed_days), then_publish=True, now=now)


def test_the_same_form_sent_twice_makes_one_list(house: tuple[int, Actor], show: int, now: datetime) -> None:
    for _ in range(2):
        list_dismantling(house[1], show, _list(house), then_publish=True, key="one-key", now=now)
    assert len(db.session.scalars(select(Listing)).all()) == 2


def test_only_its_own_people_list_what_comes_out(house: tuple[int, Actor], show: int, now: datetime) -> None:
    reader = a_person(house[0], Role.READER, email="lecture@demonte.example.org", now=now)
    stranger = a_person(
        an_institution("Autre", city="Lille", now=now), Role.ADMIN, email="autre@example.org", now=now
    )
    with pytest.raises(Forbidden):
        list_dismantling(reader, show, _list(house), then_publish=True, now=now)
    with pytest.raises(NotFound):
        list_dismantling(stranger, show, _list(house), then_publish=True, now=now)


def test_the_list_moves_with_the_dates_unless_somebody_counts_on_it(
    house: tuple[int, Actor], show: int, now: datetime
) -> None:
    from app.core.db import transaction
    from app.listings.services.holds import Wanted, block

    made = list_dismantling(house[1], show, _list(house), then_publish=True, now=now)
    later = Slot(date(2027, 5, 10), date(2027, 5, 12))
    move_dismantling(house[1], show, later, now=now)
    assert set(db.session.scalars(select(Listing.available_from))) == {later.first_day}
    with transaction():
        block(Wanted(made[1], 1, date(2027, 5, 12), date(2027, 6, 1)), now.date(), now)
    with pytest.raises(SlotBreaksPromise):
        move_dismantling(house[1], show, Slot(date(2027, 5, 20), date(2027, 5, 22)), now=now)
    db.session.expire_all()
    assert set(db.session.scalars(select(Listing.available_from))) == {later.first_day}
    assert set(db.session.scalars(select(Dismantling.first_day))) == {later.first_day}


def test_a_wanted_ad_meets_a_dismantling_list(house: tuple[int, Actor], show: int, now: datetime) -> None:
    seeker = an_institution("Musée qui cherche", city="Grenoble", postcode="38000", now=now)
    person = a_person(seeker, Role.EXHIBITIONS, email="expos@cherche.example.org", now=now)
    choose_wishes(person, {NoticeKind.NEEDS: Wish.NOW}, now)
    wanted = _wanted(seeker, category="plinth", first_day=date(2027, 5, 20), last_day=date(2027, 8, 1))
    publish_wanted(person, wanted, now=now)
    list_dismantling(house[1], show, _list(house), then_publish=True, now=now)
    match_wanted(now + timedelta(minutes=10))
    (letter,) = _letters("expos@cherche.example.org")
    assert "Socles blancs" in letter.body


def test_from_typed_lines_to_a_public_page(browser: Browser, house: tuple[int, Actor], show: int) -> None:
    browser.get(f"/expositions/{show}/demontage", 303)
    browser.sign_in("expos@demonte.example.org")
    page = f"/expositions/{show}/demontage"
    assert "Rien n" in browser.get(page).text
    assert "Écrivez au moins une pièce" in browser.post(f"{page}/lire", {"lines": " "}, 422).text
    read = browser.post(f"{page}/lire", {"lines": "12 socles blancs 40 x 40 x 100 cm\n2 écrans"}, 200).text
    assert 'value="Socles blancs 40 x 40 x 100 cm"' in read
    rows = {
        "pieces-0-title": "Socles blancs", "pieces-0-category": "plinth", "pieces-0-quantity": "12",
        "pieces-0-measures": "40 x 40 x 100 cm", "pieces-0-offer": "both",
        "pieces-1-title": "Écrans", "pieces-1-category": "screen", "pieces-1-quantity": "2",
        "pieces-1-measures": "", "pieces-1-offer": "gift",
    }  # fmt: skip
    sent = rows | {
        "first_day": "2027-05-03", "last_day": "2027-05-06", "site_id": str(a_site_of(house[0])),
        "collection_item": "non", "once": "d" * 32, "action": "publier",
    }  # fmt: skip
    unanswered = browser.post(page, sent | {"collection_item": "", "once": "e" * 32}, 422).text
    assert 'id="collection_item-error"' in unanswered and 'id="pieces-0-title-error"' not in unanswered
    refused = browser.post(page, sent, 422).text
    assert "Il manque : Diagonale" in refused
    assert 'value="Socles blancs"' in refused
    browser.post(page, sent | {"pieces-1-measures": "55 pouces"})
    assert "Socles blancs" in browser.get(page).text
    browser.post(f"{page}/dates", {"first_day": "2027-05-04", "last_day": "2027-05-07"})
    browser.post(f"{page}/dates", {"first_day": "2027-04-04", "last_day": "2027-05-07"}, 422)
    shown = browser.get("/demontages").text
    assert "du 4 au 7 mai 2027" in shown
    assert "Rien ne sort" in browser.get("/demontages?region=11").text
    listing_id = db.session.scalars(select(Listing.id).order_by(Listing.id)).first()
    assert "Disponible au démontage" in browser.get(f"/annonces/{listing_id}").text


def test_another_museums_list_answers_404(browser: Browser, show: int, now: datetime) -> None:
    other = an_institution("Autre", city="Lille", now=now)
    a_person(other, Role.ADMIN, email="autre@example.org", now=now)
    browser.sign_in("autre@example.org")
    browser.get(f"/expositions/{show}/demontage", 404)
