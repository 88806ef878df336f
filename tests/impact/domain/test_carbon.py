"""The carbon calculation of a team: quantities read, unknowns that widen, thousands of lines in one pass."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from decimal import Decimal
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.impact.exact import exactly
from app.impact.factors.table import loaded
from app.impact.footprint.activities import activities, kept_factor, line_factor, options_of, proposed_factor
from app.impact.footprint.domain.activity import Origin
from app.impact.footprint.domain.budget import Budget, NoArbiter, Scope, Standing, standing
from app.impact.footprint.domain.components import COMPONENTS, Component
from app.impact.footprint.domain.drafts import (
    FactorAndOwn,
    LineDraft,
    OwnFactor,
    OwnFactorUnsourced,
    VariantOfActual,
)
from app.impact.footprint.domain.entries import Gap, GapReason, gaps_of, share_counted, widening
from app.impact.footprint.domain.lines import Basis, Factor, Line, Phase, ValueSource
from app.impact.footprint.domain.quick import ASKS, MOST_QUESTIONS, Size, quick_lines
from app.impact.footprint.domain.reading import (
    AmbiguousNumber,
    Implausible,
    ImplausibleUnit,
    NotAQuantity,
    OtherUnit,
    Quantity,
    check_usual,
    number,
    quantity,
    written,
)
from app.impact.footprint.domain.tally import tallied
from app.impact.footprint.domain.totals import footprint, total
from app.impact.footprint.domain.units import conversion
from app.impact.footprint.domain.works import (
    Mode,
    NoMassColumn,
    NoOriginColumn,
    Question,
    read_works,
    tonne_km,
    travelled_km,
)
from app.impact.refusals import NegativeQuantity
from tests.impact.domain.test_footprint import inventories
from tests.impact.domain.uses import D, for_any

TODAY = date(2026, 11, 21)
LATER = date(2027, 6, 1)
SIZE = Size(D(400), D(20_000), D(88), D(110), D(8))
KG = ("kg", "t", "g")


# Quantities as people type them.


@pytest.mark.parametrize(
    ("typed", "value", "unit"),
    [
        ("12", "12", "kg"),
        ("12,5", "12.5", "kg"),
        ("12.5", "12.5", "kg"),
        ("1 234,5", "1234.5", "kg"),
        ("1\u202f234,5", "1234.5", "kg"),
        ("1.234,5", "1234.5", "kg"),
        ("1,234.5", "1234.5", "kg"),
        ("1'234,5", "1234.5", "kg"),
        ("1.234.567", "1234567", "kg"),
        ("0,125", "0.125", "kg"),
        ("1234,567", "1234.567", "kg"),
        ("1,2 t", "1.2", "t"),
        ("350 g", "350", "g"),
        ("0", "0", "kg"),
        ("3 000 × 45 g", "135000", "g"),
        ("12 x 2,5", "30", "kg"),
        ("2*3*4 t", "24", "t"),
    ],
)
def test_a_quantity_is_read_as_it_was_meant(typed: str, value: str, unit: str) -> None:
    assert quantity(typed, "kg", KG) == Quantity(D(value), unit)


@pytest.mark.parametrize("typed", ["1.234", "1,234", "12.500", "999,000"])
def test_one_mark_before_three_digits_is_asked_back_in_two_ways_that_can_be_read(typed: str) -> None:
    with pytest.raises(AmbiguousNumber) as asked:
        number(typed)
    small, large = asked.value.params["small"], asked.value.params["large"]
    assert number(large) == 1000 * number(small)


@given(st.decimals(0, 10**6, places=6))
def test_what_a_form_shows_is_read_again_as_it_is(value: Decimal) -> None:
    assert number(written(value)) == value


@pytest.mark.parametrize("typed", ["", "beaucoup", "12 à 15", "1e9", "--3", "3 × 2 kg × 4", "2 × -3", "NaN", "∞"])
def test_what_is_no_number_is_refused(typed: str) -> None:
    with pytest.raises((NotAQuantity, OtherUnit)):
        quantity(typed, "kg", KG)


def test_a_negative_quantity_is_refused() -> None:
    for typed in ("-3", "−3", "-0,5 t"):
        with pytest.raises(NegativeQuantity):
            quantity(typed, "kg", KG)


@pytest.mark.parametrize(
    ("typed", "unit"), [("12 kWh", "kg"), ("3 m", "m2"), ("12 m", "kWh"), ("5 km", "t.km"), ("4 lots", "kg")]
)
def test_a_unit_of_another_kind_is_refused(typed: str, unit: str) -> None:
    with pytest.raises(OtherUnit):
        quantity(typed, unit, (unit,))


def test_tonnes_typed_as_kilograms_are_asked_back_with_the_other_unit() -> None:
    panels = activities()["scenography_wood_panels"]
    with pytest.raises(ImplausibleUnit) as asked:
        check_usual(quantity("1,5", "kg", panels.units), panels)
    assert asked.value.params["other"] == "t"
    with pytest.raises(ImplausibleUnit) as back:
        check_usual(quantity("4000", "t", panels.units), panels)
    assert back.value.params["other"] == "kg"
    check_usual(quantity("1,5 t", "kg", panels.units), panels)


def test_megawatt_hours_typed_as_kilowatt_hours_are_asked_back() -> None:
    power = activities()["energy_electricity"]
    with pytest.raises(ImplausibleUnit) as asked:
        check_usual(Quantity(D(42), "kWh"), power)
    assert asked.value.params["other"] == "MWh"


def test_what_is_usual_in_no_unit_is_asked_back_too() -> None:
    with pytest.raises(Implausible):
        check_usual(Quantity(D("1e10"), "meal"), activities()["meals"])
    check_usual(Quantity(D(0), "meal"), activities()["meals"])


# Activities and their factors.


def test_each_activity_has_factors_that_fit_every_unit_it_is_asked_in() -> None:
    for activity in activities().values():
        assert options_of(activity, TODAY, "fr"), activity.id
        for id in activity.factors:
            made = line_factor(loaded().factors[id], activity, activity.component)
            assert all(conversion(unit, made.unit) for unit in activity.units), (activity.id, id)


def test_one_factor_is_proposed_and_it_is_one_that_its_source_vouches_for_if_any_is() -> None:
    for on in (TODAY, LATER):
        for activity in activities().values():
            options = options_of(activity, on, "fr")
            assert [one.is_proposed for one in options] == [True] + [False] * (len(options) - 1)
            assert not options[0].is_expired or all(one.is_expired for one in options)


def test_every_component_but_purchases_can_be_said_with_a_factor_of_the_library() -> None:
    said = {one.component for one in activities().values()}
    assert set(Component) - said == {Component.PURCHASES}


def test_a_device_is_counted_for_its_days() -> None:
    projector = activities()["multimedia_projector"]
    of = kept_factor("video_projector_ademe2025")
    made = line_factor(of, projector, projector.component)
    assert made.unit == "kgCO2e/unit.day"
    with exactly():
        assert abs(made.value * 1825 - of.value) < D("1e-40")


def test_what_serves_again_is_counted_in_part() -> None:
    assert share_counted(Origin.NEW, 1, False, 120) == 1
    assert share_counted(Origin.NEW, 4, False, 120) == D("0.25")
    assert share_counted(Origin.REUSED, 1, False, 365) == D("0.1")
    assert share_counted(Origin.NEW, 1, True, 365) == D("0.1")
    assert share_counted(Origin.RENTED, 1, False, 99_999) == 1


# One pass over thousands of lines.


@for_any(inventories)
def test_one_pass_says_what_the_definition_says(some: list[Line]) -> None:
    for basis in Basis:
        fast, plain = tallied(some, basis), footprint(some, basis)
        pairs = [(fast.total, plain.total), (fast.without_visitors, plain.without_visitors)]
        pairs += [(fast.components[one], plain.components[one]) for one in plain.components]
        assert set(fast.components) == set(plain.components)
        for ours, theirs in pairs:
            assert ours.value == theirs.value
            assert abs(ours.u - theirs.u) < D("1e-20")
        assert set(fast.quality) == set(plain.quality)
        assert all(abs(fast.quality[one] - plain.quality[one]) < D("1e-20") for one in plain.quality)


@for_any(inventories, st.randoms())
def test_the_order_of_thousands_of_lines_changes_nothing(some: list[Line], random: Random) -> None:
    shuffled = list(some)
    random.shuffle(shuffled)
    assert tallied(shuffled).total.value == tallied(some).total.value


@for_any(inventories, inventories)
def test_a_line_more_never_lowers_the_total(some: list[Line], more: list[Line]) -> None:
    assert tallied([*some, *more]).total.value >= tallied(some).total.value


def test_the_contract_makes_a_second_result_and_leaves_the_first_alone() -> None:
    grid, contract = Factor(D("0.0461"), "kgCO2e/kWh", id="grid@1"), Factor(D(0), "kgCO2e/kWh", id="contract")
    line = Line(Component.BUILDING_ENERGY, D(1000), "kWh", grid, market_factor=contract)
    assert tallied([line]).total.value == D("46.1")
    assert tallied([line], Basis.MARKET).total.value == 0


# Unknowns.


def test_an_unknown_widens_and_is_never_zero() -> None:
    known = Line(Component.WASTE, D(100), "kg", Factor(D(1), "kgCO2e/kg"))
    usual = dict.fromkeys(Component, D(500))
    silent = gaps_of([known], [], [], usual)
    assert {gap.component for gap in silent} == set(Component) - {Component.WASTE}
    central = total([known])
    assert widening(silent).high(central.high) == central.high + 17 * 500
    assert total([known]).value == 100


def test_what_nobody_can_bound_leaves_the_upper_end_open() -> None:
    wide = widening(gaps_of([], [], [], {}))
    assert wide.is_open and wide.high(D(10)) is None


def test_a_component_left_out_with_a_reason_is_no_gap() -> None:
    left = set(Component) - {Component.PRINT}
    assert [gap.component for gap in gaps_of([], [], left, {})] == [Component.PRINT]


def test_many_unknown_lines_of_a_component_widen_once() -> None:
    two = [Gap(Component.WORKS_TRANSPORT, GapReason.NO_PLACE, f"{n}") for n in range(2)]
    found = gaps_of([], two, set(Component) - {Component.WORKS_TRANSPORT}, {Component.WORKS_TRANSPORT: D(70)})
    assert len(found) == 2 and widening(found).up_to == 70


@for_any(st.lists(st.sampled_from(Component), max_size=6), st.sampled_from(Component))
def test_one_more_unknown_never_narrows(some: list[Component], more: Component) -> None:
    usual: Mapping[Component, Decimal] = dict.fromkeys(Component, D(10))
    before = gaps_of([], [Gap(one, GapReason.NO_VALUE) for one in some], list(Component), usual)
    after = gaps_of([], [Gap(one, GapReason.NO_VALUE) for one in [*some, more]], list(Component), usual)
    assert widening(after).up_to >= widening(before).up_to


# Drafts and budgets.


def a_draft(**said: object) -> LineDraft:
    usual: dict[str, object] = {
        "phase": Phase.PLANNED,
        "component": Component.WASTE,
        "activity": "waste_mixed",
        "label": "",
        "value": D(1),
        "unit": "kg",
    }
    return LineDraft(**(usual | said))  # type: ignore[arg-type]


def test_a_line_that_cannot_be_is_refused_by_name() -> None:
    own = OwnFactor(D(1), "kgCO2e/kg", "fiche du fournisseur")
    with pytest.raises(NegativeQuantity):
        a_draft(value=D(-1))
    with pytest.raises(FactorAndOwn):
        a_draft(factor="mdf_obd", own=own)
    with pytest.raises(OwnFactorUnsourced):
        OwnFactor(D(1), "kgCO2e/kg", " ")
    with pytest.raises(VariantOfActual):
        a_draft(phase=Phase.ACTUAL, variant_id=3)


def test_a_budget_has_an_arbiter_and_the_interval_decides() -> None:
    with pytest.raises(NoArbiter):
        Budget(D(100), Scope.EVERYTHING, " ")
    assert standing(D(100), D(10), D(90)) is Standing.WITHIN
    assert standing(D(100), D(10), D(110)) is Standing.PERHAPS
    assert standing(D(100), D(10), None) is Standing.PERHAPS
    assert standing(D(100), D(101), D(300)) is Standing.BEYOND


# The quick estimate.


def test_the_quick_estimate_asks_at_most_25_questions() -> None:
    assert len(ASKS) + 2 <= MOST_QUESTIONS == 25


def test_each_line_of_the_estimate_is_marked_as_default_until_its_question_is_answered() -> None:
    assert {line.source for line in quick_lines(SIZE, {})} == {ValueSource.DEFAULT}
    told = {line.activity: line.source for line in quick_lines(SIZE, {"catalogues": D(1500)})}
    assert told.pop("catalogue_paper") is ValueSource.ESTIMATED
    assert set(told.values()) == {ValueSource.DEFAULT}


def test_the_estimate_reaches_every_component_but_purchases_and_asks_nothing_back() -> None:
    reached = set()
    for line in quick_lines(SIZE, {}):
        activity = activities()[line.activity]
        reached.add(activity.component)
        check_usual(Quantity(line.value, activity.unit), activity)
        assert proposed_factor(activity, TODAY)
    assert set(Component) - reached == {Component.PURCHASES}


def test_a_larger_show_never_emits_less() -> None:
    def emitted(size: Size) -> Decimal:
        lines = [
            Line(
                one.component,
                line.value,
                one.unit,
                line_factor(kept_factor(proposed_factor(one, TODAY)), one, one.component),
            )
            for line in quick_lines(size, {})
            if (one := activities()[line.activity])
        ]
        return tallied(lines).total.value

    for name in ("surface_m2", "visitors", "open_days", "total_days"):
        assert emitted(replace(SIZE, **{name: getattr(SIZE, name) * 2})) >= emitted(SIZE)


# The works list.

HEADINGS = ("N°", "Titre de l'œuvre", "Poids (kg)", "Provenance", "Transport")


def km_of(place: str) -> Decimal | None:
    return {"Lille": D(200), "New York": D(5800)}.get(place)


def test_a_works_list_is_read_and_what_is_unknown_is_asked_back() -> None:
    rows = [
        (2, ("1", "Nymphéas", "85,5", "Lille", "camion")),
        (3, ("2", "Mobile", "0,2 t", "New York", "avion")),
        (4, ("3", "Idole", "12", "Ruritanie", "route")),
        (5, ("4", "Stèle", "lourd", "Lille", "")),
        (6, ("5", "Colosse", "45000", "Lille", "à dos d'âne")),
    ]
    found = read_works(HEADINGS, rows, km_of)
    monet, calder, idol, stele, giant = found.works
    assert (monet.title, monet.mass_kg, monet.mode, monet.km) == ("Nymphéas", D("85.5"), Mode.ROAD, D(284))
    assert (calder.mass_kg, calder.mode, calder.km) == (D(200), Mode.AIR, D(5895))
    assert (idol.km, idol.questions) == (None, (Question.PLACE,))
    assert (stele.mass_kg, stele.questions) == (None, (Question.MASS,))
    assert (giant.mass_kg, giant.questions) == (None, (Question.HEAVY,))
    assert found.unknown_places == ("Ruritanie",)
    assert found.unread_modes == ("à dos d'âne",)


def test_the_unit_of_a_heading_is_heeded() -> None:
    (work,) = read_works(("œuvre", "masse (t)", "ville"), [(2, ("A", "0,4", "Lille"))], km_of).works
    assert work.mass_kg == 400


def test_a_given_distance_wins_over_a_computed_one() -> None:
    (work,) = read_works(("poids", "ville", "distance (km)"), [(2, ("10", "Ruritanie", "1 200"))], km_of).works
    assert (work.km, work.questions) == (D(1200), ())


@pytest.mark.parametrize(
    ("said", "mode", "flown"), [("", Mode.AIR, 1), ("cargo", Mode.AIR, 1), ("bateau", Mode.SEA, 0)]
)
def test_what_comes_from_far_by_no_known_mode_is_supposed_to_fly(said: str, mode: Mode, flown: int) -> None:
    found = read_works(("poids", "ville", "mode"), [(2, ("10", "New York", said)), (3, ("10", "Lille", ""))], km_of)
    assert [one.mode for one in found.works] == [mode, Mode.ROAD]
    assert found.supposed_air == flown


def test_a_list_without_masses_or_places_is_refused_whole() -> None:
    with pytest.raises(NoMassColumn):
        read_works(("titre", "ville"), [(2, ("A", "Lille"))], km_of)
    with pytest.raises(NoOriginColumn):
        read_works(("titre", "poids"), [(2, ("A", "3"))], km_of)


def test_there_and_back_is_twice_and_grams_are_not_kilograms() -> None:
    assert tonne_km(D(85), D(284), 2) == 2 * tonne_km(D(85), D(284), 1)
    assert tonne_km(D(1000), D(1), 1) == 1
    assert travelled_km(Mode.ROAD, D(0)) == 5


def test_every_component_has_units_that_can_be_typed() -> None:
    for about in COMPONENTS.values():
        assert all(quantity("3", unit, about.units).unit == unit for unit in about.units)
