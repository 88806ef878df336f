"""What the search finds, for whom, where, when, and in which order."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from time import monotonic

import pytest
from flask import Flask

from app.core.actor import ANONYMOUS
from app.core.clock import local_day
from app.core.db import db
from app.core.gazetteer import find_place
from app.listings.domain.availability import Period, free_units
from app.listings.domain.permissions import ListingAccess, may_see_listing
from app.listings.domain.states import Condition, Offer, Visibility
from app.listings.models import Listing, ListingTerm
from app.listings.queries.pools import pools
from app.listings.queries.search import Criteria, SearchPage, Sort, search
from app.listings.queries.search.nearest import Loosened
from app.listings.services import withdraw_listing
from tests.given.accounts import a_person
from tests.listings.reading.museums import a_museum, asked_for, taken

MARCH = {"first_day": date(2027, 3, 1), "last_day": date(2027, 3, 12)}
LYON = {"place": find_place("Lyon")[0], "place_text": "Lyon"}


def ids(page: SearchPage) -> list[int]:
    return [card.id for card in page.results.items]


@pytest.fixture
def find(app: Flask, now: datetime):
    """Search as a visitor unless told otherwise."""
    return lambda actor=ANONYMOUS, **asked: search(actor, Criteria(**asked), now)


def test_a_4k_screen_is_found_by_its_resolution_and_no_projector_is(find) -> None:
    lyon = a_museum()
    screen = lyon.offers("screen", title="Samsung QM55", specs={"resolution": "3840 x 2160"})
    lyon.offers("screen", title="Samsung QM32", specs={"resolution": "1920 x 1080"})
    lyon.offers("video_projector", title="Barco F80 4K", specs={"resolution": "3840 x 2160"})
    assert ids(find(text="écran 4K")) == [screen]
    assert ids(find(text="ecrans 4k")) == [screen]


def test_a_projector_that_speaks_of_a_screen_comes_after_the_screens(find) -> None:
    lyon = a_museum()
    projector = lyon.offers(
        "video_projector", title="Projecteur 4K avec écran pliant", specs={"resolution": "3840 x 2160"}
    )
    screen = lyon.offers("screen", title="Samsung QM55", specs={"resolution": "3840 x 2160"})
    assert ids(find(text="écran 4K")) == [screen, projector]


@pytest.mark.parametrize("typed", ["vitirne", "vitrinne", "vitrines", "VITRINE"])
def test_a_slip_of_the_finger_is_forgiven(find, typed: str) -> None:
    case = a_museum().offers("display_case", title="Vitrine haute")
    found = find(text=typed)
    assert ids(found) == [case]
    assert bool(found.close_words) == (typed in ("vitirne", "vitrinne"))


def test_an_unknown_word_is_named(find) -> None:
    a_museum().offers()
    found = find(text="écran zygomatique")
    assert found.results.total == 0 and found.unknown_words == ("zygomatique",)


def test_words_of_hidden_listings_correct_nothing(find) -> None:
    a_museum().offers("display_case", title="Hygrothermographe", visibility="institution")
    assert find(text="higrothermographe").unknown_words == ("higrothermographe",)


VISIBLE = [
    (Visibility.PUBLIC, "visitor", True), (Visibility.PUBLIC, "member", True), (Visibility.PUBLIC, "own", True),
    (Visibility.NETWORK, "visitor", False), (Visibility.NETWORK, "homeless", False), (Visibility.NETWORK, "member", True),
    (Visibility.NETWORK, "own", True), (Visibility.INSTITUTION, "visitor", False), (Visibility.INSTITUTION, "member", False),
    (Visibility.INSTITUTION, "own", True), (Visibility.INSTITUTION, "staff", False), (Visibility.NETWORK, "staff", True),
]  # fmt: skip


@pytest.mark.parametrize(("visibility", "who", "seen"), VISIBLE)
def test_visibility_is_the_same_in_the_search_and_in_the_predicate(
    find, visibility: str, who: str, seen: bool
) -> None:
    lyon, lille = a_museum("Lyon"), a_museum("Lille")
    listing_id = lyon.offers(visibility=visibility)
    people = {"visitor": ANONYMOUS, "homeless": a_person(), "member": lille.people, "own": lyon.people}
    actor = people.get(who) or a_person(is_staff=True)
    listing = db.session.get(Listing, listing_id)
    assert (ids(find(actor)) == [listing_id]) is seen
    assert may_see_listing(actor, ListingAccess(lyon.id, listing.state, listing.visibility)) is seen


def test_drafts_and_withdrawn_listings_are_found_by_nobody(find, now: datetime) -> None:
    lyon = a_museum()
    lyon.offers(published=False)
    withdrawn = lyon.offers()
    withdraw_listing(lyon.people, withdrawn, now=now)
    assert ids(find()) == ids(find(lyon.people)) == []


def test_what_an_unverified_museum_offers_is_hidden_from_others(find, app: Flask) -> None:
    lyon, lille = a_museum("Lyon"), a_museum("Lille")
    listing_id = lyon.offers()
    from app.accounts.domain.states import InstitutionState
    from app.accounts.models import Institution

    db.session.get(Institution, lyon.id).state = InstitutionState.SUSPENDED
    db.session.commit()
    assert ids(find(lille.people)) == [] and ids(find(lyon.people)) == [listing_id]


def test_a_radius_is_exact_and_distance_orders(find) -> None:
    near, far = a_museum("Lyon").offers(), a_museum("Marseille").offers()
    assert ids(find(**LYON, radius_km=200)) == [near]
    found = find(**LYON, radius_km=None)
    assert ids(found) == [near, far]
    assert [card.distance for card in found.results.items] == [2, 274]


def test_a_region_and_a_department_narrow(find) -> None:
    lyon, lille = a_museum("Lyon").offers(), a_museum("Lille").offers()
    assert ids(find(region="84")) == [lyon]
    assert ids(find(department="59")) == [lille]
    assert ids(find(region="84", department="59")) == []


def test_dates_and_quantity_go_through_the_one_formula(find, now: datetime) -> None:
    lyon, lille = a_museum("Lyon"), a_museum("Lille")
    listing_id = lyon.offers(quantity=3)
    taken(listing_id, 2, date(2027, 3, 10), date(2027, 3, 20), lille.id, now)
    asked_for(listing_id, 3, date(2027, 3, 1), date(2027, 3, 30), lille.id, now)
    found = find(**MARCH)
    assert [card.free for card in found.results.items] == [1]
    assert ids(find(**MARCH, quantity=2)) == []
    assert ids(find(first_day=date(2027, 3, 1), last_day=date(2027, 3, 9), quantity=3)) == [listing_id]


def test_turnaround_reaches_past_a_hold_and_before_the_next(find, now: datetime) -> None:
    lyon, lille = a_museum("Lyon"), a_museum("Lille")
    listing_id = lyon.offers(quantity=1, turnaround_days=3)
    taken(listing_id, 1, date(2027, 3, 1), date(2027, 3, 5), lille.id, now)  # a Friday: the week-end does not count
    assert ids(find(first_day=date(2027, 3, 10), last_day=date(2027, 3, 12))) == []
    assert ids(find(first_day=date(2027, 3, 11), last_day=date(2027, 3, 12))) == [listing_id]
    assert ids(find(first_day=date(2027, 2, 22), last_day=date(2027, 2, 25))) == []


def test_the_bulk_reading_and_the_pools_of_the_verbs_agree(find, now: datetime) -> None:
    lyon, lille = a_museum("Lyon"), a_museum("Lille")
    offered = [
        lyon.offers(quantity=quantity, turnaround_days=rest, available_from=start)
        for quantity, rest, start in [(1, 0, None), (4, 2, None), (6, 10, date(2027, 2, 1))]
    ]
    for place, listing_id in enumerate(offered):
        taken(listing_id, 1, date(2027, 2, 8 + place), date(2027, 2, 19), lille.id, now)
    today = local_day(now)
    for start in range(0, 60, 4):
        first = today + timedelta(days=start)
        cards = find(first_day=first, last_day=first + timedelta(days=6)).results.items
        window = Period.of_days(first, first + timedelta(days=6))
        free = {id: free_units(one.pool, window) for id, one in pools(offered, today, now=now).items()}
        assert {card.id: card.free for card in cards} == {id: n for id, n in free.items() if n >= 1}


def test_a_listing_is_free_only_while_it_is_offered(find) -> None:
    listing_id = a_museum().offers(available_from=date(2027, 3, 5), available_until=date(2027, 4, 30))
    assert ids(find(**MARCH)) == []
    assert ids(find(first_day=date(2027, 3, 5), last_day=date(2027, 4, 30))) == [listing_id]


def test_condition_asks_for_that_state_or_better_and_offer_takes_both(find) -> None:
    lyon = a_museum()
    new = lyon.offers(condition=Condition.NEW, offer=Offer.GIFT)
    fair = lyon.offers(condition=Condition.FAIR, offer=Offer.BOTH)
    assert ids(find(condition=Condition.GOOD)) == [new]
    assert set(ids(find(condition=Condition.FAIR))) == {new, fair}
    assert ids(find(offer=Offer.LOAN)) == [fair]
    assert set(ids(find(offer=Offer.GIFT))) == {new, fair}


def test_facets_count_without_their_own_choice(find) -> None:
    lyon, lille = a_museum("Lyon"), a_museum("Lille")
    lyon.offers("screen"), lyon.offers("plinth", title="Socle"), lille.offers("screen")
    found = find(category="screen", region="84")
    assert {facet.key: facet.count for facet in found.categories} == {"screen": 1, "plinth": 1}
    assert {facet.key: facet.count for facet in found.regions} == {"84": 1, "32": 1}


def test_newest_first_and_pages_never_overlap(find, now: datetime) -> None:
    lyon = a_museum()
    made = [lyon.offers(title=f"Écran {n}", now=now + timedelta(minutes=n)) for n in range(30)]
    first, second = find(), find(page=2)
    assert ids(first) + ids(second) == made[::-1]
    assert first.results.total == 30 and first.results.count == 2
    assert ids(find(sort=Sort.NEWEST, text="écran")) == made[::-1][:24]


def test_an_empty_answer_says_what_is_nearest(find, now: datetime) -> None:
    lyon, lille = a_museum("Lyon"), a_museum("Lille")
    listing_id = lyon.offers("display_case", 1, "Vitrine haute")
    lille.offers("display_case", 2, "Vitrine table")
    taken(listing_id, 1, date(2027, 3, 10), date(2027, 3, 20), lille.id, now)
    found = find(text="vitrine", **LYON, **MARCH)
    told = {near.loosened: (near.criteria.radius_km, near.count) for near in found.nearest}
    assert told == {Loosened.SHIFTED: (50, 1), Loosened.DATES: (50, 1), Loosened.RADIUS: (None, 1)}
    for near in found.nearest:
        assert search(ANONYMOUS, near.criteria, now).results.total == near.count


def test_when_no_single_step_helps_all_but_the_words_is_let_go(find) -> None:
    a_museum("Lille").offers("display_case", 1, "Vitrine table")
    found = find(text="vitrine", **LYON, quantity=3, radius_km=10)
    assert [(near.loosened, near.count) for near in found.nearest] == [(Loosened.ALL_BUT_WORDS, 1)]


@pytest.mark.parametrize("typed", ["%", "_", "%%%", "é%cran", "\\", "'; DROP TABLE listing; --", "écran' OR '1'='1"])
def test_wildcards_and_quotes_mean_nothing(find, typed: str) -> None:
    a_museum().offers("plinth", title="Socle")
    assert find(text=typed).results.total in (0, 1)
    assert find(text=f"{typed}zzz").results.total == 0
    assert db.session.query(ListingTerm).count() > 0


def test_ten_thousand_letters_are_fast_and_harmless(find) -> None:
    a_museum().offers()
    before = monotonic()
    assert find(text="écran " * 1700).results.total == 1
    assert find(text=" ".join(f"mot{n}" for n in range(2000))).results.total == 0
    assert monotonic() - before < 2


def test_another_finder_can_take_its_place(app: Flask, now: datetime) -> None:
    from app.listings.queries.search.finder import Found

    class Nothing:
        def find(self, actor, criteria, now, size=24):
            return Found((), 0, {}, {})

        def count(self, actor, variations, now, words):
            return [7 for _ in variations]

    found = search(ANONYMOUS, Criteria(text="socle", region="84"), now, finder=Nothing())
    assert found.nearest[0].count == 7
    assert found.nearest[0].criteria == replace(Criteria(text="socle"), region=None)
