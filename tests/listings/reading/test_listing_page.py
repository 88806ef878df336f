"""A listing's page: what it says, to whom, and the answer for the asked days."""

from datetime import date, datetime

import pytest
from flask import Flask

from app.core.actor import ANONYMOUS, Role
from app.core.db import transaction
from app.core.errors import NotFound
from app.listings import panels
from app.listings.domain.availability import HoldState
from app.listings.models import Allocation
from app.listings.queries.calendar import DayState, month_start
from app.listings.queries.listing_page import BORROWING_ROLES, Asking, calendar_page, listing_page
from app.listings.services import withdraw_listing
from app.loans.domain.permissions import BORROWER_ROLES
from tests.given.accounts import a_person
from tests.given.listings import unit_ids
from tests.listings.reading.museums import a_museum, asked_for, taken
from tests.listings.reading.test_search_pages import words
from tests.pages import Browser
from tests.queries import count_queries

DAYS = "du=2027-03-01&au=2027-03-05"


def states(page) -> dict[date, DayState]:
    return {day.date: day.state for month in page.months for week in month.weeks for day in week if day}


def out(listing_id: int, first: date, last: date, now: datetime) -> None:
    """One unit that left."""
    with transaction() as session:
        session.add(
            Allocation(
                listing_id=listing_id, unit_id=unit_ids(listing_id)[0], quantity=1, start_on=first, end_on=last,
                kind="loan", state=HoldState.OUT, created_at=now,
            )
        )  # fmt: skip


def test_the_label_says_what_it_is_and_keeps_the_storeroom_for_its_own(browser: Browser) -> None:
    lyon = a_museum("Lyon", "lyon@exemple.fr")
    a_museum("Lille", "lille@exemple.fr")
    listing_id = lyon.offers(
        title="Écran QM55", brand="Samsung", model="QM55C", mass_kg=17, storage_place="Travée C", reference="ECR-1",
        replacement_value_cents=120000, made_in_year=2021, lender_conditions="Caisse obligatoire.", units=["A", "B"],
    )  # fmt: skip
    read = words(browser.get(f"/annonces/{listing_id}").text)
    for said in (
        "Samsung QM55C",
        "55 pouces",
        "17 kg",
        "120 W",
        "2021",
        "Bon état",
        "Site Lyon",
        "Caisse obligatoire.",
    ):
        assert said in read
    secrets = ("Travée C", "ECR-1", "1 200", "Sainte-Catherine", "Vos exemplaires")
    others = words(browser.sign_in("lille@exemple.fr").get(f"/annonces/{listing_id}").text)
    own = words(Browser(browser.app).sign_in("lyon@exemple.fr").get(f"/annonces/{listing_id}").text).replace(
        "\u202f", " "
    )
    assert not any(secret in read or secret in others for secret in secrets)
    assert all(secret in own for secret in secrets)


def test_who_may_not_see_it_gets_a_404(browser: Browser, now: datetime) -> None:
    lyon = a_museum("Lyon", "lyon@exemple.fr")
    a_museum("Lille", "lille@exemple.fr")
    draft, inside, network = (
        lyon.offers(published=False),
        lyon.offers(visibility="institution"),
        lyon.offers(visibility="network"),
    )
    gone = lyon.offers()
    withdraw_listing(lyon.people, gone, now=now)
    for listing_id in (draft, inside, network, gone, 999):
        browser.get(f"/annonces/{listing_id}", status=404)
        browser.get(f"/annonces/{listing_id}/calendrier", status=404)
    browser.sign_in("lille@exemple.fr").get(f"/annonces/{network}")
    for listing_id in (draft, inside, gone):
        browser.get(f"/annonces/{listing_id}", status=404)
        Browser(browser.app).sign_in("lyon@exemple.fr").get(f"/annonces/{listing_id}")


def test_free_days_are_said_free_with_the_other_requests(browser: Browser, now: datetime) -> None:
    lyon, lille = a_museum("Lyon"), a_museum("Lille")
    listing_id = lyon.offers(quantity=3)
    taken(listing_id, 1, date(2027, 3, 2), date(2027, 3, 3), lille.id, now)
    asked_for(listing_id, 1, date(2027, 3, 2), date(2027, 3, 30), lille.id, now)
    read = words(browser.get(f"/annonces/{listing_id}?{DAYS}&quantite=2").text)
    assert "Libre du 1er au 5 mars 2027" in read and "2 exemplaires libres sur 3" in read
    assert "1 autre demande attend une réponse" in read and "1 demande en cours" in read


def test_taken_days_are_explained_with_what_instead(browser: Browser, now: datetime) -> None:
    lyon, lille = a_museum("Lyon", "lyon@exemple.fr"), a_museum("Lille")
    listing_id = lyon.offers(quantity=2)
    taken(listing_id, 1, date(2027, 3, 3), date(2027, 3, 12), lille.id, now)
    html = browser.get(f"/annonces/{listing_id}?{DAYS}&quantite=2").text
    read = words(html)
    assert "Pas possible du 1er au 5 mars 2027" in read and "1 exemplaire déjà pris du 3 au 12 mars 2027" in read
    assert "la même durée, du 15 au 19 mars 2027" in read
    assert "1 exemplaire à vos dates" in read and "plus court, du 1er au 2 mars 2027" in read
    assert "Musée de Lille" not in read
    own = words(Browser(browser.app).sign_in("lyon@exemple.fr").get(f"/annonces/{listing_id}?{DAYS}&quantite=2").text)
    assert "1 pour Musée de Lille, du 3 au 12 mars 2027" in own


def test_a_closed_day_of_the_lender_is_named(browser: Browser) -> None:
    listing_id = a_museum().offers()
    read = words(browser.get(f"/annonces/{listing_id}?du=2027-03-06&au=2027-03-10").text)
    assert "Le site du prêteur est fermé le 6 mars 2027" in read and "du 8 au 12 mars 2027" in read


@pytest.mark.parametrize(
    ("address", "said"),
    [
        ("du=2027-03-05&au=2027-03-01", "La date de fin est avant la date de début."),
        ("du=2027-03-05", "Indiquez le dernier jour."),
        (f"{DAYS}&quantite=0", "Indiquez un nombre entier d'exemplaires, à partir de 1."),
        ("du=2027-03-05&au=9999-12-31", "Cette date est trop lointaine"),
        ("du=31/02/2027&au=2027-03-05", "Cette date n'existe pas."),
    ],
)
def test_days_that_cannot_be_are_told_at_their_field(browser: Browser, address: str, said: str) -> None:
    listing_id = a_museum().offers()
    html = browser.get(f"/annonces/{listing_id}?{address}", status=422).text
    assert said in words(html).replace("&#39;", "'")


def test_a_past_start_is_refused_with_a_proposal(browser: Browser) -> None:
    listing_id = a_museum().offers()
    read = words(browser.get(f"/annonces/{listing_id}?du=2027-01-04&au=2027-01-15").text).replace("&#39;", "'")
    assert "Cette date est déjà passée." in read and "la même durée" in read


def test_there_is_no_dead_button(app: Flask, now: datetime) -> None:
    lyon, lille = a_museum("Lyon"), a_museum("Lille")
    public, gift, draft = lyon.offers(), lyon.offers(offer="gift"), lyon.offers(published=False)
    reader = a_person(lille.id, Role.READER)

    def asking(actor, listing_id):
        return listing_page(actor, listing_id, now).asking

    assert asking(ANONYMOUS, public) is Asking.SIGN_IN
    assert asking(a_person(), public) is Asking.NO_INSTITUTION
    assert asking(reader, public) is Asking.NOT_YOUR_ROLE
    assert asking(lille.people, public) is Asking.POSSIBLE
    for role in BORROWER_ROLES:
        assert asking(a_person(lille.id, role), public) is Asking.POSSIBLE
    assert asking(lille.people, gift) is Asking.GIFT_ONLY
    assert asking(lyon.people, public) is Asking.OWN
    assert asking(lyon.people, draft) is Asking.NOT_PUBLISHED


def test_the_label_knows_who_may_borrow() -> None:
    assert set(BORROWING_ROLES) == set(BORROWER_ROLES)


def test_each_of_them_is_told_what_to_do(browser: Browser) -> None:
    lyon, lille = a_museum("Lyon"), a_museum("Lille", "lille@exemple.fr")
    a_person(lille.id, Role.READER, email="lecteur@exemple.fr")
    a_person(email="seule@exemple.fr")
    listing_id, gift = lyon.offers(), lyon.offers(offer="gift")
    address = f"/annonces/{listing_id}?{DAYS}"
    anonymous = browser.get(address).text
    assert "connectez-vous" in anonymous and "next=/annonces/" in anonymous
    for email, said in (
        ("seule@exemple.fr", "rejoignez le vôtre"),
        ("lecteur@exemple.fr", "service des expositions"),
    ):
        assert said in Browser(browser.app).sign_in(email).get(address).text
    member = Browser(browser.app).sign_in("lille@exemple.fr")
    assert "Demander en don" in words(member.get(f"/annonces/{gift}").text)
    if "loans.new" in browser.app.view_functions:
        asked = f"/annonces/{listing_id}/demander?du=2027-03-01&amp;au=2027-03-05&amp;quantite=1"
        assert asked in member.get(address).text
        assert asked not in member.get(f"{address}&quantite=9").text


def test_actions_exist_for_those_who_may(app: Flask, now: datetime) -> None:
    lyon, lille = a_museum("Lyon"), a_museum("Lille")
    listing_id, draft = lyon.offers(), lyon.offers(published=False)
    assert listing_page(lyon.people, listing_id, now).actions.edit
    assert listing_page(lyon.people, listing_id, now).actions.withdraw
    assert listing_page(lyon.people, draft, now).actions.publish
    theirs = listing_page(lille.people, listing_id, now).actions
    assert not (theirs.edit or theirs.publish or theirs.withdraw)


def test_every_state_of_a_day_has_its_look(app: Flask, now: datetime) -> None:
    lyon, lille = a_museum("Lyon"), a_museum("Lille")
    listing_id = lyon.offers(quantity=2, available_until=date(2027, 3, 26))
    taken(listing_id, 1, date(2027, 2, 1), date(2027, 2, 5), lille.id, now)
    taken(listing_id, 2, date(2027, 2, 8), date(2027, 2, 12), lille.id, now)
    asked_for(listing_id, 1, date(2027, 2, 15), date(2027, 2, 19), lille.id, now)
    seen = states(listing_page(ANONYMOUS, listing_id, now))
    expected = {
        date(2027, 1, 8): "past", date(2027, 1, 11): "free", date(2027, 1, 16): "closed", date(2027, 2, 1): "partly",
        date(2027, 2, 8): "promised", date(2027, 2, 15): "asked", date(2027, 3, 29): "not_offered",
    }  # fmt: skip
    assert {day: seen[day] for day in expected} == expected
    assert min(seen) == date(2027, 1, 1) and max(seen) == date(2027, 3, 31)


def test_what_is_out_is_out_and_what_is_late_is_late(app: Flask, now: datetime) -> None:
    lyon = a_museum("Lyon")
    away, late = lyon.offers(quantity=1), lyon.offers(quantity=1)
    out(away, date(2027, 1, 4), date(2027, 1, 21), now)
    out(late, date(2027, 1, 4), date(2027, 1, 9), now)
    assert states(listing_page(ANONYMOUS, away, now))[date(2027, 1, 20)] == "out"
    assert states(listing_page(ANONYMOUS, away, now))[date(2027, 1, 22)] == "free"
    assert states(listing_page(ANONYMOUS, late, now))[date(2027, 3, 10)] == "late"


def test_the_calendar_page_walks_by_three_months(browser: Browser, now: datetime) -> None:
    lyon, lille = a_museum("Lyon"), a_museum("Lille")
    listing_id = lyon.offers(quantity=2)
    taken(listing_id, 1, date(2027, 5, 3), date(2027, 5, 7), lille.id, now)
    html = browser.get(f"/annonces/{listing_id}/calendrier?mois=2027-04").text
    assert "mois=2027-07" in html and "mois=2027-01" in html
    assert "Du 3 au 7 mai 2027 Réservé : 1, du 3 au 7 mai 2027 1 sur 2" in words(html)
    first = browser.get(f"/annonces/{listing_id}/calendrier").text
    assert 'rel="prev"' not in first
    for wrong in ("abc", "2027-13", "1999-01", "99999-01", "2500-01"):
        assert browser.get(f"/annonces/{listing_id}/calendrier?mois={wrong}").status_code == 200
    assert calendar_page(ANONYMOUS, listing_id, now, date(2026, 1, 1)).previous is None


@pytest.mark.parametrize(
    ("day", "months", "expected"),
    [
        (date(2027, 1, 31), 1, date(2027, 2, 1)),
        (date(2027, 1, 5), -1, date(2026, 12, 1)),
        (date(2027, 11, 5), 3, date(2028, 2, 1)),
    ],
)
def test_months_are_counted_over_years(day: date, months: int, expected: date) -> None:
    assert month_start(day, months) == expected


def test_other_packages_fill_panels(browser: Browser) -> None:
    listing_id = a_museum().offers()
    panels.plug_in("shown", "listings/_asked.html", lambda actor, id, page: None)
    assert panels.listing_panels(ANONYMOUS, listing_id, None) == []
    panels.plug_in("shown", "x.html", lambda actor, id, page: (id, page))
    assert panels.listing_panels(ANONYMOUS, listing_id, "page")[0].content == (listing_id, "page")


def test_the_page_asks_little_whatever_the_calendar_holds(browser: Browser, now: datetime) -> None:
    lyon, lille = a_museum("Lyon"), a_museum("Lille")
    listing_id = lyon.offers(quantity=12)
    for week in range(8):
        taken(listing_id, 1, date(2027, 2, 1 + week), date(2027, 2, 20), lille.id, now)
    with count_queries() as asked:
        browser.get(f"/annonces/{listing_id}?{DAYS}")
    assert len(asked) <= 18  # the last is asked every two seconds at most: has a category changed?


def test_a_listing_of_nobody_is_not_found(app: Flask, now: datetime) -> None:
    with pytest.raises(NotFound):
        listing_page(ANONYMOUS, 12, now)
