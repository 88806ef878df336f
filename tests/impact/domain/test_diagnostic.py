"""The diagnostic, pure: what is not known is never 0, modules are counted once, variants compared on what both know."""

from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.impact.diagnostic.domain.comparing import Standing, compare
from app.impact.diagnostic.domain.factors import Figure, MultiFactor, amounts, beyond
from app.impact.diagnostic.domain.hotspots import hotspots, lines_for
from app.impact.diagnostic.domain.indicators import CLIMATE
from app.impact.diagnostic.domain.lines import ActivityLine, CarbonFactor, Gap, assess
from app.impact.diagnostic.domain.sensitivity import swings
from app.impact.diagnostic.domain.stages import Stage
from app.impact.diagnostic.domain.totals import diagnose
from app.impact.diagnostic.library import carried, locators
from app.impact.footprint.domain.components import Component
from app.impact.footprint.domain.lines import ValueSource
from app.impact.refusals import NegativeQuantity


def a_factor(*figures: tuple[str, str, str], unit: str = "kg", **more: object) -> MultiFactor:
    """Figures as (module, indicator, value)."""
    made = tuple(Figure(module, "", indicator, Decimal(value)) for module, indicator, value in figures)
    usual: dict[str, object] = {
        "reference": "thing@1", "label": {"fr": "chose", "en": "thing"}, "unit": unit, "method": "en15804_a2_ef31",
        "figures": made, "source": {}, "licence": {}, "year": 2025,
    }  # fmt: skip
    return MultiFactor(**(usual | more))  # type: ignore[arg-type]


def a_line(key: str = "a", amount: str = "10", unit: str = "kg", **more: object) -> ActivityLine:
    """10 kg of scenography."""
    usual: dict[str, object] = {
        "key": key, "label": key, "component": Component.SCENOGRAPHY, "amount": Decimal(amount), "unit": unit,
    }  # fmt: skip
    return ActivityLine(**(usual | more))  # type: ignore[arg-type]


BOARD = a_factor(("A1-A3", CLIMATE, "2"), ("C3", CLIMATE, "1"), ("A1-A3", "ef_ap", "0.01"), ("D", CLIMATE, "-5"))


def test_a_line_without_a_multi_criteria_factor_knows_its_climate_and_nothing_else() -> None:
    line = a_line(carbon=CarbonFactor("x@1", Decimal("1.5"), "kgCO2e/kg", "A1-A3"))
    found = assess(line)
    assert found.total(CLIMATE) == Decimal(15)
    assert found.total("ef_ap") is None
    assert found.gap_of("ef_ap") is Gap.NO_FACTOR
    assert found.amounts == {(Stage.MANUFACTURE, CLIMATE): Decimal(15)}


def test_module_d_is_in_no_total() -> None:
    found = assess(a_line(factor=BOARD))
    assert found.total(CLIMATE) == Decimal(30)
    assert beyond(BOARD) == {CLIMATE: Decimal(-5)}


def test_an_aggregated_module_is_not_counted_with_its_parts() -> None:
    both = a_factor(("A1-A3", CLIMATE, "2"), ("A1", CLIMATE, "1"), ("A2", CLIMATE, "0.5"))
    assert amounts(both) == {(Stage.MANUFACTURE, CLIMATE): Decimal(2)}


def test_of_several_fates_the_one_that_weighs_most_counts_for_every_indicator() -> None:
    figures = (
        Figure("A1-A3", "", CLIMATE, Decimal(1)),
        Figure("C4", "S1", CLIMATE, Decimal(1)),
        Figure("C4", "S1", "ef_ap", Decimal(9)),
        Figure("C4", "S2", CLIMATE, Decimal(3)),
        Figure("C4", "S2", "ef_ap", Decimal(4)),
    )
    found = amounts(replace(BOARD, figures=figures))
    assert found[Stage.END_OF_LIFE, CLIMATE] == 3
    assert found[Stage.END_OF_LIFE, "ef_ap"] == 4


def test_stored_carbon_that_is_never_given_back_is_not_available() -> None:
    wood = a_factor(("A1-A3", CLIMATE, "-1.1"), ("A1-A3", "ef_ap", "0.2"))
    found = assess(a_line(factor=wood))
    assert found.total(CLIMATE) is None
    assert found.gap_of(CLIMATE) is Gap.STORED_CARBON
    assert found.total("ef_ap") == 2


def test_units_that_do_not_fit_leave_the_indicators_without_data() -> None:
    found = assess(a_line(unit="m2", factor=BOARD))
    assert found.gap_of("ef_ap") is Gap.UNITS
    assert found.amounts == {}


def test_kilograms_meet_a_factor_per_square_metre_through_its_mass() -> None:
    felt = a_factor(("A1-A3", CLIMATE, "8"), unit="m2", kg_per_unit=Decimal(2))
    assert assess(a_line(factor=felt)).total(CLIMATE) == 40


def test_days_of_immobilisation_share_out_the_making_over_a_life() -> None:
    screen = a_factor(("A1-A3", CLIMATE, "365"), unit="unit", life_years=Decimal(1))
    assert assess(a_line(amount="20", unit="unit.day", factor=screen)).total(CLIMATE) == 20


def test_what_serves_four_times_is_counted_for_a_quarter() -> None:
    assert assess(a_line(factor=BOARD, share=Decimal("0.25"))).total(CLIMATE) == Decimal("7.5")


def test_a_negative_amount_is_refused() -> None:
    with pytest.raises(NegativeQuantity):
        a_line(amount="-1")


def test_an_indicator_that_no_line_knows_has_no_total_at_all() -> None:
    found = diagnose([a_line(factor=BOARD)])
    assert found.totals["penrt"].value is None
    assert "penrt" in found.not_available
    assert found.totals["penrt"].missing == ("a",)


def test_a_partial_total_names_the_lines_that_it_leaves_out_and_what_they_weigh() -> None:
    carbon = CarbonFactor("x@1", Decimal(1), "kgCO2e/kg")
    found = diagnose([a_line("a", factor=BOARD), a_line("b", amount="30", carbon=carbon)])
    total = found.totals["ef_ap"]
    assert (total.value, total.missing, total.covered) == (Decimal("0.1"), ("b",), 1)
    assert total.climate_share == Decimal("0.5")
    assert found.totals[CLIMATE].is_mixed


def test_no_line_makes_no_division_by_nothing() -> None:
    found = diagnose([])
    assert found.totals[CLIMATE].value is None
    assert hotspots(found, CLIMATE) == ()
    assert swings(found, CLIMATE) == ()
    assert lines_for(found, CLIMATE) == 0


def test_hotspots_say_what_each_and_all_of_them_explain() -> None:
    lines = [a_line(key, amount, factor=BOARD) for key, amount in (("a", "1"), ("b", "7"), ("c", "2"))]
    found = hotspots(diagnose(lines), CLIMATE)
    assert [one.found.line.key for one in found] == ["b", "c", "a"]
    assert [one.cumulated for one in found] == [Decimal("0.7"), Decimal("0.9"), Decimal(1)]
    assert lines_for(diagnose(lines), CLIMATE) == 2


def test_two_variants_are_compared_line_by_line() -> None:
    first = diagnose([a_line("walls", "100", factor=BOARD), a_line("screen", "1", factor=BOARD)])
    second = diagnose([a_line("walls", "40", factor=BOARD), a_line("paint", "2", factor=BOARD)])
    found = compare(first, second, CLIMATE)
    by_key = {one.key: one for one in found.pairs}
    assert by_key["walls"].difference == -180
    assert by_key["screen"].standing is Standing.ONLY_FIRST
    assert by_key["paint"].difference == 6
    assert found.difference == -177
    assert found.is_complete


def test_a_line_without_data_on_one_side_is_no_gain() -> None:
    first = diagnose([a_line("walls", "100", factor=BOARD)])
    second = diagnose([a_line("walls", "100")])
    found = compare(first, second, "ef_ap")
    assert found.difference is None
    assert found.left_out == ("walls",)


def test_a_measured_line_moves_the_total_less_than_a_guessed_one() -> None:
    lines = [
        a_line("guessed", factor=BOARD, source=ValueSource.DEFAULT),
        a_line("measured", factor=BOARD, source=ValueSource.MEASURED),
    ]
    found = swings(diagnose(lines), CLIMATE)
    assert [one.found.line.key for one in found] == ["guessed", "measured"]
    assert all(one.low >= 0 for one in found)


lines_of = st.lists(
    st.tuples(st.integers(0, 10**6), st.sampled_from([BOARD, None])).map(
        lambda said: (Decimal(said[0]).scaleb(-2), said[1])
    ),
    max_size=12,
)


@given(lines_of, st.randoms())
@settings(max_examples=60, deadline=None)
def test_the_order_of_lines_changes_nothing(said: list[tuple[Decimal, MultiFactor | None]], shuffled: object) -> None:
    lines = [a_line(str(n), str(amount), factor=factor) for n, (amount, factor) in enumerate(said)]
    mixed = list(lines)
    shuffled.shuffle(mixed)  # type: ignore[attr-defined]
    one, other = diagnose(lines), diagnose(mixed)
    assert {id: total.value for id, total in one.totals.items()} == {id: t.value for id, t in other.totals.items()}
    assert [h.found.line.key for h in hotspots(one, CLIMATE)] == [h.found.line.key for h in hotspots(other, CLIMATE)]


@given(lines_of)
@settings(max_examples=60, deadline=None)
def test_stages_and_components_add_up_to_the_total(said: list[tuple[Decimal, MultiFactor | None]]) -> None:
    found = diagnose([a_line(str(n), str(amount), factor=factor) for n, (amount, factor) in enumerate(said)])
    for total in found.totals.values():
        if total.value is not None:
            assert sum(total.by_stage.values()) == sum(total.by_component.values()) == total.value
            assert total.covered + len(total.missing) == len(found.lines)


@given(st.integers(1, 10**6))
def test_the_unit_of_a_line_does_not_matter(grams: int) -> None:
    kilos = Decimal(grams) / 1000
    one = assess(a_line(amount=str(grams), unit="g", factor=BOARD)).total(CLIMATE)
    assert one == assess(a_line(amount=str(kilos), factor=BOARD)).total(CLIMATE)


def test_every_factor_that_we_carry_has_a_source_a_licence_and_a_manufacture() -> None:
    assert len(carried()) == 62
    for factor in carried().values():
        assert all(factor.source.values())
        assert all(factor.licence.values())
        assert any(stage is Stage.MANUFACTURE for stage, _ in amounts(factor)), factor.reference
        assert all(value >= 0 for (_, id), value in _climate_sums(factor).items() if id == CLIMATE)


def _climate_sums(factor: MultiFactor) -> dict[tuple[str, str], Decimal]:
    total = sum((value for (_, id), value in amounts(factor).items() if id == CLIMATE), Decimal(0))
    return {("all", CLIMATE): total}


def test_every_figure_says_where_it_stands_in_its_source() -> None:
    found = locators("mdf_obd")
    assert found[0][0].value == Decimal("-0.996283")
    assert "773510f2-67d7-49a0-89de-3533a6a42844 A1-A3/GWP" in found[0][1]
