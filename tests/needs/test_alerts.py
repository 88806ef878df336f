"""Saved searches and wanted ads, from the verb to the letter."""

from datetime import date, datetime, timedelta
from decimal import Decimal

import pytest
from flask import Flask
from sqlalchemy import select

from app.accounts.services import deactivate_person, suspend_institution
from app.admin.retention import run_retention
from app.core.actor import Actor, Role
from app.core.db import db, transaction
from app.core.errors import Forbidden, NotFound
from app.core.gazetteer import find_place
from app.core.mail import OutboxMail
from app.core.wishes import NoticeKind, Wish
from app.listings.domain.spec_wanted import SpecWanted
from app.listings.domain.states import Visibility
from app.listings.models import Listing
from app.listings.queries.search import Criteria
from app.listings.queries.search.kept import kept
from app.needs.domain.wanted import WantedDatesSwapped, WantedFields, WantedQuantity, WishOfAnotherCategory
from app.needs.domain.watching import Rhythm, WantedState
from app.needs.models import SavedSearch, WantedAd, WantedMatch
from app.needs.queries.wanted import listing_wanted, wanted_index, wanted_page
from app.needs.queries.watching import alerts_page
from app.needs.services.wanted import (
    AlreadyProposed,
    NotAnOpenListing,
    SeekerNotVerified,
    WantedClosed,
    close_wanted,
    edit_wanted,
    match_wanted,
    propose_listing,
    publish_wanted,
)
from app.needs.services.watching import (
    TooManySearches,
    change_rhythm,
    forget_search,
    save_search,
    send_digests,
    stop_search,
    stop_token,
)
from app.notifications.services import choose_wishes
from tests.given.accounts import a_person, a_staff_member, an_institution
from tests.given.listings import a_listing
from tests.pages import Browser

TOMORROW = timedelta(days=1)
FIRST, LAST = date(2027, 3, 1), date(2027, 3, 20)


@pytest.fixture
def lender(app: Flask, now: datetime) -> tuple[int, Actor]:
    house = an_institution("Musée qui prête", city="Lyon", now=now)
    return house, a_person(house, Role.TECHNICIAN, email="regie@prete.example.org", now=now)


@pytest.fixture
def seeker(app: Flask, now: datetime) -> tuple[int, Actor]:
    house = an_institution("Musée qui cherche", city="Grenoble", postcode="38000", now=now)
    person = a_person(house, Role.EXHIBITIONS, email="expos@cherche.example.org", now=now)
    choose_wishes(person, {NoticeKind.NEEDS: Wish.NOW}, now)
    return house, person


def _letters(address: str) -> list[OutboxMail]:
    return list(
        db.session.scalars(select(OutboxMail).where(OutboxMail.to_address == address).order_by(OutboxMail.id))
    )


def _asked(**said: object) -> dict[str, str]:
    return kept(Criteria(**{"category": "screen", **said}))  # type: ignore[arg-type]


def _wanted(institution_id: int, **said: object) -> WantedFields:
    typed = {
        "institution_id": institution_id,
        "category": "screen",
        "title": "2 écrans pour un couloir",
        "quantity": 2,
        "first_day": FIRST,
        "last_day": LAST,
        "place": find_place("Grenoble")[0],
        **said,
    }
    return WantedFields(**typed)  # type: ignore[arg-type]


def test_a_digest_tells_what_came_since_and_never_twice(
    lender: tuple[int, Actor], seeker: tuple[int, Actor], now: datetime
) -> None:
    a_listing(lender[1], lender[0], title="Écran déjà là", now=now)
    save_search(seeker[1], "Écrans", _asked(), Rhythm.DAILY, now=now)
    send_digests(now + TOMORROW)
    assert not _letters("expos@cherche.example.org")
    a_listing(lender[1], lender[0], title="Écran tout neuf", now=now + TOMORROW)
    a_listing(lender[1], lender[0], title="Écran caché", visibility="institution", now=now + TOMORROW)
    send_digests(now + 2 * TOMORROW)
    (letter,) = _letters("expos@cherche.example.org")
    assert "Écran tout neuf" in letter.body
    assert "déjà là" not in letter.body
    assert "caché" not in letter.body
    send_digests(now + 3 * TOMORROW)
    send_digests(now + 3 * TOMORROW + timedelta(minutes=15))
    assert len(_letters("expos@cherche.example.org")) == 1


def test_an_object_that_frees_itself_on_the_asked_days_is_news(
    lender: tuple[int, Actor], seeker: tuple[int, Actor], now: datetime
) -> None:
    from app.core.db import transaction
    from app.listings.domain.availability import HoldKind, HoldState
    from app.listings.services.holds import Wanted, block, release

    listing_id = a_listing(lender[1], lender[0], quantity=1, now=now)
    with transaction():
        hold = block(Wanted(listing_id, 1, FIRST, LAST, kind=HoldKind.BLOCKOUT), now.date(), now)
    save_search(seeker[1], "En mars", _asked(first_day=FIRST, last_day=LAST), Rhythm.DAILY, now=now)
    send_digests(now + TOMORROW)
    assert not _letters("expos@cherche.example.org")
    with transaction():
        release([hold], HoldState.CANCELLED)
    send_digests(now + 2 * TOMORROW)
    assert len(_letters("expos@cherche.example.org")) == 1


def test_one_letter_gathers_all_searches_of_a_person(
    lender: tuple[int, Actor], seeker: tuple[int, Actor], now: datetime
) -> None:
    save_search(seeker[1], "Écrans", _asked(), Rhythm.DAILY, now=now)
    save_search(seeker[1], "Socles", _asked(category="plinth"), Rhythm.DAILY, now=now)
    a_listing(lender[1], lender[0], now=now)
    a_listing(lender[1], lender[0], category="plinth", title="Socle blanc", now=now)
    send_digests(now + TOMORROW)
    (letter,) = _letters("expos@cherche.example.org")
    assert "Écrans" in letter.body
    assert "Socle blanc" in letter.body


def test_the_same_form_sent_twice_keeps_one_search(seeker: tuple[int, Actor], now: datetime) -> None:
    first = save_search(seeker[1], "Écrans", _asked(), Rhythm.DAILY, key="one-key", now=now)
    assert save_search(seeker[1], "Écrans", _asked(), Rhythm.DAILY, key="one-key", now=now) == first
    assert len(alerts_page(seeker[1], now).searches) == 1


def test_fifty_searches_are_enough(seeker: tuple[int, Actor], now: datetime) -> None:
    for n in range(50):
        save_search(seeker[1], f"n° {n}", _asked(), Rhythm.NEVER, now=now)
    with pytest.raises(TooManySearches):
        save_search(seeker[1], "une de trop", _asked(), Rhythm.NEVER, now=now)


def test_somebody_elses_search_does_not_exist(
    lender: tuple[int, Actor], seeker: tuple[int, Actor], now: datetime
) -> None:
    search_id = save_search(seeker[1], "Écrans", _asked(), Rhythm.DAILY, now=now)
    with pytest.raises(NotFound):
        forget_search(lender[1], search_id, now=now)
    with pytest.raises(NotFound):
        change_rhythm(lender[1], search_id, Rhythm.NEVER, now=now)
    forget_search(seeker[1], search_id, now=now)
    assert alerts_page(seeker[1], now).searches == ()


def test_the_link_of_a_letter_stops_one_search_and_opens_nothing(
    app: Flask, browser: Browser, seeker: tuple[int, Actor], now: datetime
) -> None:
    search_id = save_search(seeker[1], "Écrans", _asked(), Rhythm.DAILY, now=now)
    token = stop_token(search_id)
    browser.get(f"/alertes/arreter/{token}x", 404)
    assert "Écrans" in browser.get(f"/alertes/arreter/{token}").text
    browser.post(f"/alertes/arreter/{token}")
    row = db.session.get(SavedSearch, search_id)
    assert row is not None
    db.session.refresh(row)
    assert row.rhythm is Rhythm.NEVER
    stop_search(token, now=now)
    assert "C'est fait" in browser.get(f"/alertes/arreter/{token}").text.replace("&#39;", "'")


def test_an_ad_is_met_by_what_is_there_and_by_what_comes(
    lender: tuple[int, Actor], seeker: tuple[int, Actor], now: datetime
) -> None:
    there = a_listing(lender[1], lender[0], title="Écran déjà là", now=now)
    ad_id = publish_wanted(seeker[1], _wanted(seeker[0]), now=now)
    assert [card.id for card in wanted_page(seeker[1], ad_id, now).answers] == [there]
    match_wanted(now)
    assert not _letters("expos@cherche.example.org")
    a_listing(lender[1], lender[0], title="Écran du démontage", available_from=date(2027, 2, 20), now=now)
    a_listing(lender[1], lender[0], title="Trop tard", available_from=date(2027, 4, 1), now=now)
    match_wanted(now + TOMORROW)
    match_wanted(now + 2 * TOMORROW)
    (letter,) = _letters("expos@cherche.example.org")
    assert "Écran du démontage" in letter.body
    assert "Trop tard" not in letter.body
    assert "déjà là" not in letter.body


def test_a_lender_sees_who_looks_for_their_object_and_proposes_it(
    lender: tuple[int, Actor], seeker: tuple[int, Actor], now: datetime
) -> None:
    ad_id = publish_wanted(seeker[1], _wanted(seeker[0], category="plinth"), now=now)
    screen = a_listing(lender[1], lender[0], now=now)
    plinth = a_listing(lender[1], lender[0], category="plinth", title="Socle", now=now)
    match_wanted(now)
    met = listing_wanted(lender[1], plinth, now)
    assert met is not None and [line.id for line in met.lines] == [ad_id]
    assert listing_wanted(lender[1], screen, now) is None
    assert listing_wanted(seeker[1], plinth, now) is None
    propose_listing(lender[1], ad_id, screen, "Il peut servir de socle.", now=now)
    with pytest.raises(AlreadyProposed):
        propose_listing(lender[1], ad_id, screen, now=now)
    assert "Il peut servir de socle." in _letters("expos@cherche.example.org")[-1].body
    (proposal,) = wanted_page(seeker[1], ad_id, now).proposals
    assert proposal.card.id == screen
    match_wanted(now + TOMORROW)
    assert len(wanted_page(seeker[1], ad_id, now).proposals) == 1


def test_only_ones_own_published_objects_are_proposed(
    lender: tuple[int, Actor], seeker: tuple[int, Actor], now: datetime
) -> None:
    ad_id = publish_wanted(seeker[1], _wanted(seeker[0]), now=now)
    draft = a_listing(lender[1], lender[0], published=False, now=now)
    hidden = a_listing(lender[1], lender[0], visibility="institution", now=now)
    for listing_id in (draft, hidden):
        with pytest.raises(NotAnOpenListing):
            propose_listing(lender[1], ad_id, listing_id, now=now)
    other = an_institution("Tiers", city="Lille", now=now)
    stranger = a_person(other, Role.TECHNICIAN, email="tiers@example.org", now=now)
    with pytest.raises(NotFound):
        propose_listing(stranger, ad_id, draft, now=now)


def test_a_closed_ad_takes_no_answer(lender: tuple[int, Actor], seeker: tuple[int, Actor], now: datetime) -> None:
    ad_id = publish_wanted(seeker[1], _wanted(seeker[0]), now=now)
    close_wanted(seeker[1], ad_id, WantedState.MET, now=now)
    screen = a_listing(lender[1], lender[0], now=now)
    match_wanted(now + TOMORROW)
    assert db.session.scalars(select(WantedMatch)).all() == []
    with pytest.raises(WantedClosed):
        propose_listing(lender[1], ad_id, screen, now=now)
    with pytest.raises(WantedClosed):
        close_wanted(seeker[1], ad_id, WantedState.MET, now=now)


def test_an_edit_looks_again_and_a_second_one_is_stale(
    lender: tuple[int, Actor], seeker: tuple[int, Actor], now: datetime
) -> None:
    from app.core.errors import Stale

    plinth = a_listing(lender[1], lender[0], category="plinth", title="Socle", now=now)
    ad_id = publish_wanted(seeker[1], _wanted(seeker[0]), now=now)
    edit_wanted(seeker[1], ad_id, _wanted(seeker[0], category="plinth"), version=1, now=now)
    assert db.session.scalars(select(WantedMatch.listing_id)).all() == [plinth]
    with pytest.raises(Stale):
        edit_wanted(seeker[1], ad_id, _wanted(seeker[0]), version=1, now=now)


def test_who_may_publish_and_read_ads(lender: tuple[int, Actor], seeker: tuple[int, Actor], now: datetime) -> None:
    reader = a_person(seeker[0], Role.READER, email="lecture@cherche.example.org", now=now)
    outsider = a_person(email="seul@example.org", now=now)
    ad_id = publish_wanted(seeker[1], _wanted(seeker[0]), now=now)
    with pytest.raises(Forbidden):
        publish_wanted(reader, _wanted(seeker[0]), now=now)
    with pytest.raises(Forbidden):
        edit_wanted(lender[1], ad_id, _wanted(seeker[0]), version=1, now=now)
    with pytest.raises(NotFound):
        wanted_page(outsider, ad_id, now)
    with pytest.raises(NotFound):
        wanted_index(outsider, now)
    assert wanted_index(lender[1], now).lines.total == 1
    assert wanted_index(reader, now).mine[0].id == ad_id


def test_an_institution_that_nobody_checked_publishes_no_ad(app: Flask, now: datetime) -> None:
    house = an_institution("Pas encore", city="Lille", verified=False, now=now)
    person = a_person(house, Role.EXHIBITIONS, email="attend@example.org", now=now)
    with pytest.raises(SeekerNotVerified):
        publish_wanted(person, _wanted(house), now=now)
    assert db.session.scalars(select(WantedAd)).all() == []


def test_what_cannot_be_is_refused_at_its_field(seeker: tuple[int, Actor], now: datetime) -> None:
    with pytest.raises(WantedDatesSwapped):
        publish_wanted(seeker[1], _wanted(seeker[0], first_day=LAST, last_day=FIRST), now=now)
    with pytest.raises(WantedQuantity):
        publish_wanted(seeker[1], _wanted(seeker[0], quantity=0), now=now)


def test_from_a_search_to_an_alert_and_an_ad_on_pages(
    browser: Browser, lender: tuple[int, Actor], seeker: tuple[int, Actor], now: datetime
) -> None:
    browser.get("/alertes", 303)
    browser.sign_in("expos@cherche.example.org")
    assert "Aucune recherche" in browser.get("/alertes").text
    browser.get("/alertes/nouvelle?categorie=screen&lieu=Lyon&du=2027-03-01&au=2027-03-20")
    asked = "/alertes/nouvelle?categorie=screen&lieu=Lyon&du=2027-03-01&au=2027-03-20"
    refused = browser.post(asked, {"name": "", "rhythm": "weekly", "once": "k" * 32}, 422)
    assert 'value="weekly" selected' in refused.text.replace("selected value", "value") or "selected" in refused.text
    browser.post(asked, {"name": "Écrans à Lyon", "rhythm": "daily", "once": "k" * 32})
    assert "Écrans à Lyon" in browser.get("/alertes").text
    form = {
        "institution_id": seeker[0], "title": "2 écrans de 55 pouces", "category": "screen", "quantity": "2",
        "first_day": "2027-03-01", "last_day": "2027-03-20", "place": "Nulle-Part-sur-Rien", "radius": "0",
        "offer": "", "description": "", "once": "w" * 32, "version": "", "exhibition_id": "",
    }  # fmt: skip
    browser.get("/avis-de-recherche/nouveau?categorie=screen&q=Deux+écrans")
    assert "2 écrans de 55 pouces" in browser.post("/avis-de-recherche/nouveau", form, 422).text
    shown = browser.post("/avis-de-recherche/nouveau", form | {"place": "Grenoble"}).headers["Location"]
    assert "Rien encore" in browser.get(shown).text
    assert "Diagonale" in browser.get(shown).text
    browser.get(f"{shown}/modifier")
    assert "2 écrans de 55 pouces" in browser.get("/avis-de-recherche").text
    assert (
        "Deux écrans" not in browser.get("/avis-de-recherche?categorie=plinth&region=84").text.split("du-reseau")[1]
    )
    browser.post(f"{shown}/clore", {"trouve": "oui"})
    assert "Trouvé" in browser.get(shown).text


def test_a_reader_finds_no_form_that_would_refuse_them(
    browser: Browser, seeker: tuple[int, Actor], now: datetime
) -> None:
    a_person(seeker[0], Role.READER, email="lecture@cherche.example.org", now=now)
    browser.sign_in("lecture@cherche.example.org")
    assert "/avis-de-recherche/nouveau" not in browser.get("/avis-de-recherche").text
    browser.get("/avis-de-recherche/nouveau", 403)


def test_a_proposal_is_shown_as_long_as_one_may_see_what_is_proposed(
    lender: tuple[int, Actor], seeker: tuple[int, Actor], now: datetime
) -> None:
    listing = a_listing(lender[1], lender[0], title="Projecteur proposé", now=now)
    ad = publish_wanted(seeker[1], _wanted(seeker[0]), now=now)
    propose_listing(lender[1], ad, listing, "Il est à vous.", now=now)
    third = a_person(an_institution("Musée tiers", now=now), Role.READER, now=now)
    assert [one.card.id for one in wanted_page(third, ad, now).proposals] == [listing]
    with transaction() as session:
        session.get_one(Listing, listing).visibility = Visibility.INSTITUTION
    assert not wanted_page(third, ad, now).proposals
    assert not wanted_page(seeker[1], ad, now).proposals


def test_the_ads_of_a_suspended_institution_are_for_its_own_people(
    lender: tuple[int, Actor], seeker: tuple[int, Actor], now: datetime
) -> None:
    ad = publish_wanted(seeker[1], _wanted(seeker[0]), now=now)
    suspend_institution(a_staff_member(now=now), seeker[0], "Plus personne ne répond.", now)
    listing = a_listing(lender[1], lender[0], now=now)
    match_wanted(now + timedelta(hours=1))
    assert not wanted_index(lender[1], now).lines.items
    assert listing_wanted(lender[1], listing, now) is None
    with pytest.raises(NotFound):
        wanted_page(lender[1], ad, now)
    with pytest.raises(NotFound):
        propose_listing(lender[1], ad, listing, now=now)
    assert wanted_page(seeker[1], ad, now).line.id == ad
    assert db.session.scalar(select(WantedMatch.listing_id)) is None


def test_whoever_edits_an_ad_second_is_told_once_and_may_then_insist(
    app: Flask, seeker: tuple[int, Actor], now: datetime, browser: Browser
) -> None:
    ad = publish_wanted(seeker[1], _wanted(seeker[0]), now=now)
    browser.sign_in("expos@cherche.example.org")
    page = browser.get(f"/avis-de-recherche/{ad}/modifier").text
    edit_wanted(seeker[1], ad, _wanted(seeker[0]), version=1, now=now)
    said = {
        "version": "1", "institution_id": str(seeker[0]), "title": "Quatre projecteurs", "category": "screen",
        "quantity": "4", "first_day": "2027-03-01", "last_day": "2027-03-20", "place": "Grenoble", "radius": "0",
    }  # fmt: skip
    assert 'name="version" type="hidden" value="1"' in page
    refused = browser.post(f"/avis-de-recherche/{ad}/modifier", said, status=409).text
    assert "a changé depuis" in refused and "Quatre projecteurs" in refused
    assert 'name="version" type="hidden" value="2"' in refused
    browser.post(f"/avis-de-recherche/{ad}/modifier", {**said, "version": "2"})


def test_the_searches_of_a_closed_account_are_forgotten(seeker: tuple[int, Actor], now: datetime) -> None:
    other = a_person(seeker[0], Role.READER, now=now)
    for person in (seeker[1], other):
        save_search(person, "Écrans", _asked(), Rhythm.DAILY, now=now)
    deactivate_person(a_staff_member(now=now), other.user_id or 0, now)
    assert run_retention(now)["saved_search"] == 1
    assert db.session.scalars(select(SavedSearch.user_id)).all() == [seeker[1].user_id]


@pytest.mark.parametrize(
    "wish",
    [
        SpecWanted("luminous_flux", low=Decimal(5000)),
        SpecWanted("made_up", low=Decimal(1)),
        SpecWanted("diagonal", options=frozenset({"big"})),
    ],
)
def test_an_ad_asks_only_what_its_category_has(seeker: tuple[int, Actor], now: datetime, wish: SpecWanted) -> None:
    with pytest.raises(WishOfAnotherCategory):
        publish_wanted(seeker[1], _wanted(seeker[0], category="screen", specs=(wish,)), now=now)


def test_a_count_of_answers_is_of_those_that_the_reader_may_open(
    lender: tuple[int, Actor], seeker: tuple[int, Actor], now: datetime
) -> None:
    ids = [a_listing(lender[1], lender[0], title=f"Écran {n}", now=now) for n in (1, 2)]
    ad_id = publish_wanted(seeker[1], _wanted(seeker[0]), now=now)
    assert wanted_page(seeker[1], ad_id, now).line.matches == 2
    with transaction():
        db.session.get_one(Listing, ids[0]).visibility = Visibility.INSTITUTION
    assert wanted_page(seeker[1], ad_id, now).line.matches == 1
    assert [line.matches for line in wanted_index(seeker[1], now).mine] == [1]
    assert [line.matches for line in wanted_index(lender[1], now).lines.items] == [2]


def test_a_wish_left_from_another_category_is_shown_in_words_to_be_unticked(
    browser: Browser, seeker: tuple[int, Actor]
) -> None:
    browser.sign_in("expos@cherche.example.org")
    typed = {
        "institution_id": str(seeker[0]), "title": "Deux écrans", "category": "screen", "quantity": "2",
        "first_day": str(FIRST), "last_day": str(LAST), "place": "Grenoble", "radius": "0", "offer": "",
    }  # fmt: skip
    wishes = ["luminous_flux|5000||", "made_up|1||"]
    refused = browser.post("/avis-de-recherche/nouveau", {**typed, "wishes": wishes}, status=422).text
    assert "décochez-la" in refused
    assert "Flux lumineux" in refused
    assert "made_up" not in refused
    browser.post("/avis-de-recherche/nouveau", typed)
