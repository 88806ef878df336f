"""`flask impact evaluate`, seen from outside: defaults, refusals by name, exact numbers, speed."""

import json
import time
from typing import Any

import pytest
from hypothesis import strategies as st

from app.core.errors import Refusal
from app.impact.conformance import described, dumps, evaluate_uses, loads
from app.impact.credits.domain.refusals import (
    DuplicateUse,
    OverlappingUses,
    RefurbishmentAboveNew,
    SharesDoNotSumToOne,
    UnknownMethod,
    WeightsDoNotSumToOne,
)
from app.impact.refusals import (
    AboveOne,
    MissingField,
    NegativeQuantity,
    NotADate,
    NotAList,
    NotAnObject,
    NotANumber,
    NotJson,
    NotPositive,
    NotText,
    NotWhole,
    OutOfRange,
    UnknownChoice,
    UnknownField,
)
from tests.impact.domain.uses import D, for_any

LEAST = {"E": 600, "L_years": 5, "days": 120}
DOCUMENTED = {"counterfactual": {"evidence": "E3", "alternative": "new"}}
# The example of the command's page, whole.
WHOLE: dict[str, Any] = {
    "id": "ex1", "object": "projector-7", "start": "2026-03-01", "quantity": 1,
    "E": 600, "L_years": 5, "R_years": 5, "days": 120, "kappa": 1, "tau": 1, "rho": 0, "m": 0, "N_ref": None,
    "E_refurb": 0, "counterfactual": {"evidence": "E3", "alternative": "new"}, "weights": None,
    "rental": {"L_pool_years": 4, "utilisation": 0.6}, "avoided_logistics": 0,
    "transport": 25, "refurbishment": 0, "packaging": 0, "storage": 0, "backfill": 0,
    "energy": {"P_object_W": 300, "P_new_W": 0, "hours": 960, "EF_kg_per_kWh": 0.052},
    "wear": {"omega": 0, "service": 120, "S": 1825}, "alpha": {"exhibition-1": 1},
    "u_rel": {"E": 0.5, "w": 0.1, "phi": 0.3, "transport": 0.25},
}  # fmt: skip


def result_of(**use: Any) -> dict[str, Any]:
    written = dumps(evaluate_uses(loads(json.dumps({"method": "REEMPLOI-1.0", "uses": [use]}))))
    result: dict[str, Any] = loads(written)["results"][0]
    return result


def test_the_whole_example_of_the_page_is_read() -> None:
    result = result_of(**WHOLE)
    assert (result["gross"], result["burdens"]["energy"], result["net"]) == (D("39.4521"), D("14.976"), D("-0.5239"))
    assert result["claims"] == {"exhibition-1": D("-0.5239")}
    promised = "raw draw gross burdens net u interval_90 sign_established internal_only cap remaining_cap"
    assert {*promised.split(), "inventory_manufacturing", "claims", "low_bound_net"} <= set(result)


def test_numbers_may_be_strings() -> None:
    assert result_of(E="600", L_years="5.0", days="1.2e2") == result_of(**LEAST)


def test_an_unknown_counterfactual_is_e1_and_stays_internal() -> None:
    result = result_of(**LEAST)
    assert result["gross"] == D("10.6521")  # 0.27 of 39.4521
    assert result["internal_only"] is True
    assert result_of(**LEAST, weights={"new": 1})["internal_only"] is True
    assert result_of(**LEAST, **DOCUMENTED)["internal_only"] is False


@pytest.mark.parametrize(
    ("evidence", "alternative", "gross"),
    [("E3", "new", "39.4521"), ("E2", "new", "25.6438"), ("E1", "new", "10.6521"), ("E0", "new", "0"),
     ("E3", "refurb", "5.2603"), ("E3", "rental", "82.1918"), ("E3", "own_stock", "0"), ("E3", "none", "0")],
)  # fmt: skip
def test_each_alternative_has_its_equation(evidence: str, alternative: str, gross: str) -> None:
    use = {**LEAST, "E_refurb": 80, "rental": WHOLE["rental"]}
    asked = {"evidence": evidence, "alternative": alternative}
    assert result_of(**use, counterfactual=asked)["gross"] == D(gross)


def test_explicit_weights_win() -> None:
    result = result_of(**LEAST, **DOCUMENTED, weights={"new": "0.5", "none": "0.5"})
    assert result["gross"] == D("19.726")


def test_powers_and_wear_are_those_of_one_object() -> None:
    lot = result_of(**{**WHOLE, "quantity": 3, "wear": {"omega": 1, "service": 120, "S": 1825}})
    assert lot["burdens"]["energy"] == D("44.928")
    assert lot["burdens"]["wear"] == D("118.3562")
    assert lot["burdens"]["transport"] == 25


def test_avoided_logistics_are_outside_the_cap_and_need_something_displaced() -> None:
    assert result_of(**LEAST, **DOCUMENTED, R_years=0, avoided_logistics=10)["gross"] == 10
    assert result_of(**LEAST, weights={"none": 1}, avoided_logistics=10)["gross"] == 0


def test_what_is_shown_of_the_claims_sums_to_what_is_shown_of_the_net() -> None:
    result = result_of(**LEAST, alpha={"a": "0.3", "b": "0.3", "c": "0.4"})
    assert sum(result["claims"].values()) == result["net"]


def test_results_come_in_the_order_of_the_uses_whatever_the_ledger() -> None:
    uses = [
        {"id": "late", "object": "o", "start": "2027-01-01", **LEAST},
        {"id": "early", "object": "o", "start": "2026-01-01", **LEAST},
    ]
    results = evaluate_uses({"uses": uses})["results"]
    assert [result["id"] for result in results] == ["late", "early"]
    assert results[0]["remaining_cap"] < results[1]["remaining_cap"]


@pytest.mark.parametrize(
    ("change", "refusal"),
    [
        ({"weights": {"new": 1, "none": "0.1"}}, WeightsDoNotSumToOne),
        ({"weights": {"new": "1.5", "none": "-0.5"}}, NegativeQuantity),
        ({"weights": {"neuf": 1}}, UnknownField),
        ({"alpha": {"a": "0.5", "b": "0.4"}}, SharesDoNotSumToOne),
        ({"alpha": {"a": "1.5", "b": "-0.5"}}, NegativeQuantity),
        ({"E": -600}, NegativeQuantity),
        ({"days": -1}, NegativeQuantity),
        ({"quantity": -2}, NegativeQuantity),
        ({"quantity": 0}, NotWhole),
        ({"quantity": "1.5"}, NotWhole),
        ({"transport": -25}, NegativeQuantity),
        ({"energy": {"P_object_W": -1, "hours": 1, "EF_kg_per_kWh": 1}}, NegativeQuantity),
        ({"energy": {"P_object_W": 300}}, MissingField),
        ({"wear": {"omega": 1}}, MissingField),
        ({"wear": {"omega": 2, "S": 10}}, AboveOne),
        ({"L_years": 0}, NotPositive),
        ({"tau": 0}, NotPositive),
        ({"tau": 2}, AboveOne),
        ({"rho": "1.01"}, AboveOne),
        ({"E_refurb": 601}, RefurbishmentAboveNew),
        ({"E": None}, MissingField),
        ({"L_years": None}, MissingField),
        ({"days": None}, MissingField),
        ({"counterfactual": {"evidence": "E3", "alternative": "rental"}}, MissingField),
        ({"counterfactual": {"evidence": "E4"}}, UnknownChoice),
        ({"counterfactual": {"alternative": ["new"]}}, UnknownChoice),
        ({"counterfactual": "E3"}, NotAnObject),
        ({"E": "beaucoup"}, NotANumber),
        ({"E": True}, NotANumber),
        ({"E": "NaN"}, NotANumber),
        ({"E": "1_000"}, NotANumber),
        ({"E": "١٢"}, NotANumber),
        ({"E": [600]}, NotANumber),
        ({"E": "1e300"}, OutOfRange),
        ({"E": "1e-300"}, OutOfRange),
        ({"start": "2026-02-30"}, NotADate),
        ({"start": "20260301"}, NotADate),
        ({"start": 20260301}, NotADate),
        ({"id": 7}, NotText),
        ({"weigth": 1}, UnknownField),
        ({"mass": -5}, UnknownField),
        ({"u_rel": {"E": -1}}, NegativeQuantity),
    ],
)
def test_a_use_that_cannot_be_is_refused_by_name(change: dict[str, Any], refusal: type[Refusal]) -> None:
    with pytest.raises(refusal) as refused:
        evaluate_uses({"uses": [{"id": "fine", **LEAST}, {"id": "wrong", **LEAST, **change}]})
    report = described(refused.value)
    assert report["error"] == refusal.__name__
    assert report["use"] == str(change.get("id", "wrong"))
    assert report["message"] and "%(" not in report["message"]


@pytest.mark.parametrize(
    ("payload", "refusal"),
    [
        (None, NotAnObject),
        ([], NotAnObject),
        ({}, MissingField),
        ({"uses": {}}, NotAList),
        ({"uses": [3]}, NotAnObject),
        ({"uses": [], "version": 1}, UnknownField),
        ({"uses": [], "method": "REEMPLOI-2.0"}, UnknownMethod),
    ],
)
def test_an_input_that_cannot_be_is_refused_by_name(payload: object, refusal: type[Refusal]) -> None:
    with pytest.raises(refusal):
        evaluate_uses(payload)


def test_an_overlap_and_a_duplicate_name_the_use() -> None:
    one = {"id": "a", "object": "o", "start": "2026-01-01", **LEAST}
    with pytest.raises(OverlappingUses) as overlap:
        evaluate_uses({"uses": [one, {**one, "id": "b", "start": "2026-04-30"}]})
    assert described(overlap.value)["use"] == "b"
    with pytest.raises(DuplicateUse) as duplicate:
        evaluate_uses({"uses": [one, one]})
    assert described(duplicate.value) == {
        "error": "DuplicateUse",
        "message": "Deux usages portent le même identifiant : « a ».",
        "use": "a",
    }


@pytest.mark.parametrize(
    "text", ["", "{", '{"uses": NaN}', '{"uses": [Infinity]}', "[" * 100_000, '{"a": 1' + "0" * 5000 + "}"]
)
def test_text_that_is_not_json_is_refused(text: str) -> None:
    with pytest.raises(NotJson):
        loads(text)


scalars = st.none() | st.booleans() | st.integers(-10, 10) | st.decimals(-9, 9, places=2) | st.text(max_size=4)
anything = st.recursive(
    scalars,
    lambda inner: (
        st.lists(inner, max_size=2)
        | st.dictionaries(st.sampled_from(["E", "new", "omega", "S", "x"]), inner, max_size=2)
    ),
    max_leaves=4,
)


@for_any(st.dictionaries(st.sampled_from([*WHOLE, "x"]), anything, max_size=4))
def test_whatever_comes_in_a_result_or_a_named_refusal_comes_out(changes: dict[str, Any]) -> None:
    try:
        loads(dumps(evaluate_uses({"uses": [{**WHOLE, **changes}]})))
    except Refusal as refusal:
        assert described(refusal)["error"]


def test_the_extremes_of_what_is_let_in_are_computed() -> None:
    extreme = {**WHOLE, "E": "1e9", "L_years": "1e-9", "R_years": "1e9", "days": "1e9", "quantity": 10**9,
               "rental": {"L_pool_years": "1e-9", "utilisation": "1e-9"}, "weights": {"rental": 1}, "tau": "1e-9",
               "wear": {"omega": 1, "service": "1e9", "S": "1e-9"}}  # fmt: skip
    assert result_of(**extreme)["raw"] > 0


def test_ten_thousand_uses_take_a_tenth_of_half_a_minute() -> None:
    # 100,000 uses must take less than 30 s; the processor's own time, because the machine may be busy.
    uses = [
        {**WHOLE, "id": f"u{n}", "object": f"o{n % 1000}", "start": f"20{26 + n // 1000}-03-01"}
        for n in range(10_000)
    ]
    text = json.dumps({"uses": uses})
    started = time.process_time()
    dumps(evaluate_uses(loads(text)))
    assert time.process_time() - started < 3
