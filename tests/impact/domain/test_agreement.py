"""The climate of two modules beside each other: every gram of the difference belongs to a line and to a reason."""

from dataclasses import replace
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from app.impact.diagnostic.domain.agreement import Why, beside_carbon
from app.impact.diagnostic.domain.indicators import CLIMATE
from app.impact.diagnostic.domain.lines import ActivityLine, CarbonFactor, assess
from app.impact.exact import exactly
from tests.impact.domain.test_diagnostic import BOARD, a_factor, a_line

TWO_A_KILO = CarbonFactor("thing@1", Decimal(2), "kgCO2e/kg", "A1-A3")
WOOD = a_factor(("A1-A3", CLIMATE, "-1"), ("C3", CLIMATE, "1.6"))


def test_lines_without_a_declaration_agree() -> None:
    told = beside_carbon([assess(a_line(carbon=TWO_A_KILO))])
    assert [told.here, told.carbon, told.difference] == [20, 20, 0]
    assert not told.apart


def test_the_end_of_life_that_a_declaration_adds_is_told_as_such() -> None:
    told = beside_carbon([assess(a_line(carbon=TWO_A_KILO, factor=BOARD)), assess(a_line(carbon=TWO_A_KILO))])
    assert told.parts == {Why.MORE_STAGES: Decimal(10)}
    assert [(one.carbon, one.here) for one in told.apart] == [(Decimal(20), Decimal(30))]


def test_another_figure_for_the_same_stage_is_told_apart_from_further_stages() -> None:
    carbon = replace(TWO_A_KILO, value=Decimal("1.5"))
    told = beside_carbon([assess(a_line(carbon=carbon, factor=BOARD))])
    assert told.parts == {Why.MORE_STAGES: Decimal(10), Why.OTHER_FIGURE: Decimal(5)}


def test_a_borrowed_object_is_not_the_typical_one_of_the_declaration() -> None:
    carbon = replace(TWO_A_KILO, value=Decimal("1.5"))
    line = a_line(carbon=carbon, factor=BOARD, is_borrowed=True)
    assert beside_carbon([assess(line)]).parts == {Why.MORE_STAGES: Decimal(10), Why.OTHER_OBJECT: Decimal(5)}
    other = replace(line, factor=replace(BOARD, reference="epd.other@1"))
    assert set(beside_carbon([assess(other)]).parts) == {Why.MORE_STAGES, Why.OTHER_FIGURE}


def test_carbon_stored_in_wood_is_compared_over_the_whole_life() -> None:
    told = beside_carbon([assess(a_line(carbon=TWO_A_KILO, factor=WOOD))])
    assert told.parts == {Why.OTHER_FIGURE: Decimal(-14)}


def test_a_line_that_only_the_diagnostic_knows_counts_whole() -> None:
    told = beside_carbon([assess(a_line(factor=BOARD))])
    assert told.apart[0].carbon is None
    assert told.parts == {Why.NOT_COUNTED: Decimal(30)}


def test_what_nobody_knows_is_no_difference() -> None:
    assert beside_carbon([assess(a_line()), assess(replace(a_line(factor=BOARD), amount=None))]).apart == ()


kilos = st.decimals("0.001", "100000", places=3)
lines = st.builds(
    lambda amount, value, factor, lent: a_line(
        amount=str(amount),
        carbon=replace(TWO_A_KILO, value=value) if value is not None else None,
        factor=factor,
        is_borrowed=lent,
    ),
    kilos,
    st.none() | kilos,
    st.sampled_from([None, BOARD, WOOD]),
    st.booleans(),
)


@given(st.lists(lines, max_size=8))
def test_the_lines_and_the_reasons_add_up_to_the_difference(some: list[ActivityLine]) -> None:
    told = beside_carbon([assess(line) for line in some])
    with exactly():
        assert sum((one.difference for one in told.apart), Decimal(0)) == told.difference
        assert sum(told.parts.values(), Decimal(0)) == told.difference
        assert all(sum(one.parts.values(), Decimal(0)) == one.difference for one in told.apart)
