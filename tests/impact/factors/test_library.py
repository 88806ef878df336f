"""What the library promises of any factor: refused by name when it can't be used, the lowest current one by default."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.impact.factors import refusals
from app.impact.factors.domain import manufacturing_factor
from app.impact.factors.rows import faults_of, is_same, number, row_of_factor
from app.impact.factors.stages import MAKING
from app.impact.factors.table import ODBL, factor, factor_of_row, filed, loaded
from app.impact.factors.toml import toml_of_factor
from app.impact.factors.using import making_factor, usable_factor
from app.impact.queries.factors import factor_page, factor_table, same_object

TODAY = date(2026, 11, 21)
every = st.sampled_from(filed().versions())
amounts = st.decimals(min_value="0.001", max_value="500", places=3)


def test_a_factor_that_can_not_be_used_is_refused_by_name() -> None:
    with pytest.raises(refusals.UnknownFactor):
        usable_factor("unobtainium@1", TODAY)
    with pytest.raises(refusals.UnknownFactor):
        usable_factor("video_projector_ademe2025@9", TODAY)
    with pytest.raises(refusals.ExpiredFactor):
        usable_factor("video_projector_bc2020", TODAY)
    with pytest.raises(refusals.NeverCounted):
        usable_factor("waste_wood_class_b_avoided_bc", TODAY)
    with pytest.raises(refusals.NeverCounted):
        making_factor("mdf_obd.manufacturing_biogenic_raw", TODAY)
    with pytest.raises(refusals.WrongStage):
        making_factor("video_projector_ademe2025.total", TODAY)
    assert making_factor("video_projector_ademe2025@1", TODAY).value == Decimal("39.2")


@given(every, st.integers(-4000, 4000))
def test_a_factor_is_usable_until_the_last_day_of_its_validity_and_not_one_day_more(one, days: int) -> None:
    on = (one.valid_until or TODAY) + timedelta(days=days)
    if not one.is_countable:
        with pytest.raises(refusals.NeverCounted):
            usable_factor(one.reference, on)
    elif one.valid_until is not None and days > 0:
        with pytest.raises(refusals.ExpiredFactor):
            usable_factor(one.reference, on)
    else:
        assert usable_factor(one.reference, on) == one


@given(every)
def test_a_factor_written_as_a_row_is_the_same_again(one) -> None:
    row = row_of_factor(one)
    assert is_same(row, one)
    again = factor_of_row({**row, "version": one.version}, one.file)
    assert replace(again, validity=one.validity) == one
    assert toml_of_factor(one).startswith("[[factor]]")


@given(every, amounts, amounts, amounts)
def test_a_range_that_does_not_hold_its_value_is_refused(one, a: Decimal, b: Decimal, c: Decimal) -> None:
    row = row_of_factor(one) | {"value": str(a), "low": str(b), "high": str(c), "valid_until": ""}
    said = {type(fault) for fault in faults_of(row, None, TODAY)}
    assert (refusals.RangeDoesNotHold in said) == (not b <= a <= c)


@given(every, st.decimals(max_value="-0.001", min_value="-500", places=3))
def test_a_negative_value_is_never_counted(one, value: Decimal) -> None:
    row = row_of_factor(one) | {"value": str(value), "low": str(value), "high": "1", "valid_until": ""}
    said = {type(fault) for fault in faults_of(row, None, TODAY)}
    assert (refusals.Negative in said) == (one.stage not in ("biogenic", "D"))


def test_every_version_of_the_files_passes_its_own_review() -> None:
    for one in filed().versions():
        faults = faults_of(row_of_factor(one), None, TODAY)
        assert all(isinstance(fault, refusals.ExpiredFactor) for fault in faults), one.reference


@given(st.text(max_size=12))
def test_what_is_typed_is_a_finite_number_or_none(text: str) -> None:
    found = number(text)
    assert found is None or found.is_finite()


def test_the_value_of_an_object_is_the_lowest_current_one_of_those_that_its_rule_names() -> None:
    data = loaded()
    for rule in data.devices:
        chosen = data.factor(rule["factor"])
        current = [data.factor(id) for id in rule.get("also", ()) if not data.factor(id).is_expired(TODAY)]
        rivals = [one for one in current if one.unit == chosen.unit and one.year >= chosen.year]
        assert all(chosen.value <= one.value for one in rivals), chosen.id


def test_the_two_figures_of_a_projector_are_shown_together_and_the_lower_is_kept() -> None:
    page = factor_page("video_projector_ademe2025@1", "fr")
    assert [str(one.value) for one in page.others] == ["39.2", "139.2", "145"]
    assert page.default == "video_projector_ademe2025@1"
    assert same_object(factor("video_projector_bc2020")) == page.others
    assert {use.kind.value for use in page.uses} == {"value"}


def test_a_plinth_shows_what_it_is_made_of_and_adds_up() -> None:
    (row,) = [one for one in loaded().compositions if one["id"] == "plinth_mdf"]
    page = factor_page(f"{row['id']}@{row['version']}", "fr")
    made = manufacturing_factor("plinth", {"material": "mdf"}, mass_kg=Decimal(25))
    assert sum(part.percent for part in page.parts) == 100
    assert page.per_kg * 25 == made.value


def test_a_material_says_which_elements_are_made_of_it() -> None:
    page = factor_page("mdf_obd@1", "en")
    assert {use.kind.value for use in page.uses} >= {"part"}
    assert all(use.reference for use in page.uses if use.kind.value == "part")


def test_any_factor_is_found_by_a_word_of_it() -> None:
    assert factor_table("fr").total == len(loaded().newest())
    assert {page.reference for page in factor_table("fr", "contreplaqué").others} >= {"plywood_obd@1"}
    assert factor_table("fr", "zzzz").found == 0


def test_only_figures_of_manufacture_make_a_new_object() -> None:
    assert all((one.stage in MAKING and one.value >= 0) == one.is_making for one in loaded().versions())


def test_what_comes_from_boavizta_asks_for_its_attribution_even_as_a_neighbour() -> None:
    assert factor_page("monitor_24in_ademe@1", "fr").credits
    assert factor_page("mini_pc_boavizta@1", "fr").credits and factor("mini_pc_boavizta").file == ODBL
    assert not factor_page("mdf_obd@1", "fr").credits
