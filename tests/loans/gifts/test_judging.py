"""The rules of gifts: what is refused stays refused whatever is added, and the ceiling is exact."""

from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.listings.domain.categories import categories
from app.loans.domain.gifts.judging import GiftFacts, GiftObject, judge_gift, proposed_residual
from app.loans.domain.gifts.rules import EVERY, cases, rules, undertakings
from app.loans.domain.gifts.words import GiftCase, GiverKind, RecipientKind

PLINTH = GiftObject("Socle", "cases_plinths", "none", False, 20_000, "prix du neuf, 6 ans sur 10")
FINE = GiftFacts(
    GiverKind.LOCAL, RecipientKind.CULTURE_NON_PROFIT, (PLINTH,), GiftCase.SCENOGRAPHY, "2027-12 du 3 mars 2027"
)

objects = st.builds(
    GiftObject,
    name=st.just("Objet"),
    family=st.sampled_from(["cases_plinths", "projection", "players_computing"]),
    share=st.sampled_from(["it", "none", "furniture"]),
    collection=st.sampled_from([True, False, None]),
    residual_cents=st.none() | st.integers(0, 60_000),
    valuation=st.sampled_from(["", "au prix du neuf"]),
    may_hold_data=st.booleans(),
    wiped=st.sampled_from(["", "écrasement complet"]),
)
facts = st.builds(
    GiftFacts,
    giver=st.sampled_from(GiverKind),
    recipient=st.sampled_from(RecipientKind),
    objects=st.lists(objects, min_size=1, max_size=3).map(tuple),
    case=st.none() | st.sampled_from(GiftCase),
    decision=st.sampled_from(["", "n° 12"]),
    domaine=st.sampled_from(["", "D-1"]),
    has_cooperation=st.booleans(),
    is_product=st.booleans(),
)
WORSE = (
    lambda one: replace(one, is_product=False),
    lambda one: replace(one, objects=tuple(replace(thing, collection=True) for thing in one.objects)),
    lambda one: replace(one, objects=tuple(replace(thing, may_hold_data=True, wiped="") for thing in one.objects)),
    lambda one: replace(one, objects=(*one.objects, GiftObject("De plus", collection=None))),
    lambda one: replace(one, decision=""),
    lambda one: replace(one, domaine=""),
    lambda one: replace(one, has_cooperation=False),
    lambda one: replace(one, objects=tuple(replace(thing, residual_cents=30_001) for thing in one.objects)),
)


def names(said: GiftFacts) -> set[str]:
    return {reason.rule.id for reason in judge_gift(said).reasons}


def test_a_town_may_give_a_plinth_to_a_cultural_association() -> None:
    verdict = judge_gift(FINE)
    assert verdict.is_allowed
    assert verdict.papers == ("deed", "decision", "valuation")
    assert verdict.undertaking is undertakings()["no_resale"]


@given(facts, st.sampled_from(WORSE))
def test_adding_a_ground_never_allows(said: GiftFacts, worse) -> None:  # type: ignore[no-untyped-def]
    if not judge_gift(said).is_allowed:
        assert not judge_gift(worse(said)).is_allowed


@given(facts)
def test_a_collection_item_never_leaves(said: GiftFacts) -> None:
    taken = replace(said.objects[0], collection=True)
    assert "collection" in names(replace(said, objects=(taken, *said.objects[1:])))


@given(facts)
def test_a_public_body_without_a_case_never_gives(said: GiftFacts) -> None:
    giver = GiverKind.LOCAL if said.giver is GiverKind.PRIVATE else said.giver
    assert "no_case" in names(replace(said, case=None, giver=giver))


@given(facts)
def test_every_reason_says_where_it_comes_from_and_what_would_lift_it(said: GiftFacts) -> None:
    for reason in judge_gift(said).reasons:
        for language in ("fr", "en"):
            assert reason.rule.reference[language]
            assert reason.rule.says[language]
            assert reason.rule.unblock[language]


@pytest.mark.parametrize(("cents", "is_allowed"), [(29_999, True), (30_000, True), (30_001, False), (None, False)])
def test_three_hundred_euros_are_allowed_and_one_cent_more_is_not(cents: int | None, is_allowed: bool) -> None:
    assert judge_gift(replace(FINE, objects=(replace(PLINTH, residual_cents=cents),))).is_allowed is is_allowed


def test_the_ceiling_is_for_one_object_not_for_their_sum() -> None:
    assert judge_gift(replace(FINE, objects=(PLINTH,) * 10)).is_allowed


def test_the_state_declares_to_the_domaine_first() -> None:
    assert names(replace(FINE, giver=GiverKind.STATE)) == {"domaine"}
    assert judge_gift(replace(FINE, giver=GiverKind.STATE, domaine="D-2027-5")).is_allowed


def test_a_private_body_gives_freely_but_wipes_its_data_and_keeps_its_collection() -> None:
    player = GiftObject("Lecteur", "players_computing", "it", False, may_hold_data=True)
    private = GiftFacts(GiverKind.PRIVATE, RecipientKind.COMPANY, (player,))
    assert names(private) == {"data_wipe"}
    assert judge_gift(replace(private, objects=(replace(player, wiped="remise à zéro"),))).is_allowed


def test_it_equipment_may_go_to_a_reuse_body_which_may_resell_to_people_in_need() -> None:
    screen = GiftObject("Écran", "screens", "it", False, 10_000, "au prix du neuf")
    verdict = judge_gift(replace(FINE, objects=(screen,), case=GiftCase.IT, recipient=RecipientKind.REUSE_BODY))
    assert verdict.is_allowed
    assert verdict.undertaking is undertakings()["capped_resale"]
    assert names(replace(FINE, objects=(PLINTH,), case=GiftCase.IT)) == {"objects", "recipient"}


def test_what_is_left_of_a_price_is_linear_and_never_negative() -> None:
    assert [proposed_residual(60_000, age, Decimal(6)) for age in (0, 3, 6, 9)] == [
        60_000,
        30_000,
        0,
        0,
    ]


def test_the_data_name_only_what_exists() -> None:
    families = {kind.family for kind in categories().values()} | {EVERY}
    shares = {kind.reuse_share.value for kind in categories().values()}
    assert set(cases()) == set(GiftCase)
    for case in cases().values():
        assert case.families <= families
        assert case.shares <= shares
        assert case.recipients <= set(RecipientKind)
        assert case.givers <= set(GiverKind)
        assert set(case.says) == set(case.label) == {"fr", "en"}
    for rule in (*rules().values(), *undertakings().values()):
        assert rule.source.startswith("https://")
