"""The worked examples of REEMPLOI-1.0, to four decimals, through the same door as `flask impact evaluate`."""

from decimal import Decimal
from typing import Any

import pytest

from app.impact.conformance import dumps, evaluate_uses, loads
from app.impact.credits.domain import equations
from app.impact.credits.domain.counterfactual import Counterfactual
from app.impact.credits.domain.evaluation import evaluate
from app.impact.credits.domain.kinds import Alternative, Evidence
from app.impact.credits.domain.refusals import OverlappingUses
from app.impact.credits.domain.results import Result
from app.impact.credits.domain.uncertainty import summed
from app.impact.credits.domain.values import Reference, RelativeUncertainty
from app.impact.exact import shown
from tests.impact.domain.uses import D, a_use

PROJECTOR = {
    "object": "projector-7",
    "start": "2026-03-01",
    "E": 600,
    "L_years": 5,
    "R_years": 5,
    "days": 120,
    "counterfactual": {"evidence": "E3", "alternative": "new"},
    "transport": 25,
}
TWO_THIRDS_SURE = {"evidence": "E2", "alternative": "new"}
ENERGY = {"P_object_W": 300, "P_new_W": 0, "hours": 960, "EF_kg_per_kWh": 0.052}


def evaluated(*uses: dict[str, Any]) -> list[dict[str, Any]]:
    """The results, through real JSON text on the way in and on the way out."""
    named = [{"id": f"ex{number}", **use} for number, use in enumerate(uses, start=1)]
    text = dumps({"method": "REEMPLOI-1.0", "uses": named})
    results: list[dict[str, Any]] = loads(dumps(evaluate_uses(loads(text))))["results"]
    return results


def figures(result: dict[str, Any]) -> tuple[Decimal, ...]:
    return tuple(Decimal(str(value)) for value in (result["gross"], result["burdens"]["total"], result["net"]))


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        pytest.param({}, ("39.4521", "25", "14.4521"), id="1 a loan instead of a purchase, by dedicated van"),
        pytest.param({"counterfactual": TWO_THIRDS_SURE}, ("25.6438", "25", "0.6438"), id="2 only declared"),
        pytest.param(
            {"counterfactual": {"evidence": "E0", "alternative": "none"}, "energy": ENERGY},
            ("0", "39.976", "-39.976"),
            id="4 they would have done without",
        ),
        pytest.param({"transport": 350}, ("39.4521", "350", "-310.5479"), id="5 far away by dedicated van"),
        pytest.param({"transport": "4.2"}, ("39.4521", "4.2", "35.2521"), id="5b as far by grouped freight"),
        pytest.param(
            {
                "E": 450,
                "L_years": 6,
                "R_years": 6,
                "days": 180,
                "transport": 4,
                "energy": {"P_object_W": 900, "P_new_W": 350, "hours": 1440, "EF_kg_per_kWh": "0.052"},
            },
            ("36.9863", "45.184", "-8.1977"),
            id="6 an old power-hungry unit",
        ),
        pytest.param(
            {
                "E": 80,
                "E_refurb": 8,
                "m": "0.20",
                "L_years": 10,
                "R_years": 10,
                "days": 150,
                "transport": "0.6",
            },
            ("2.6959", "0.6", "2.0959"),
            id="11 a bench for a public buyer",
        ),
        pytest.param({"rho": "0.29"}, ("28.011", "25", "3.011"), id="20 the low-bound run"),
    ],
)
def test_the_example_is_reproduced(changes: dict[str, Any], expected: tuple[str, str, str]) -> None:
    (result,) = evaluated({**PROJECTOR, **changes})
    assert figures(result) == tuple(Decimal(value) for value in expected)


def test_the_low_bound_of_example_1_stands_beside_its_central_figure() -> None:
    (result,) = evaluated(PROJECTOR)
    assert (result["net"], result["low_bound_net"]) == (D("14.4521"), D("3.011"))


def test_vans_and_grouped_freight_weigh_what_examples_1_5_and_5b_say() -> None:
    assert equations.dedicated_transport(D(2 * 50), D("0.25")) == 25
    assert equations.dedicated_transport(D(2 * 700), D("0.25")) == 350
    assert equations.grouped_transport(D(25), D(1400), D("0.12")) == D("4.2")


def test_example_7_a_gift_at_half_life_draws_half_its_manufacture_over_three_shows() -> None:
    gift = {**PROJECTOR, "E": 360, "L_years": 6, "R_years": 3, "transport": 0}
    results = evaluated(
        {**gift, "start": "2026-01-01", "days": 200},
        {**gift, "start": "2027-01-01", "days": 400},
        {**gift, "start": "2029-01-01", "days": 600},
    )
    assert [result["draw"] for result in results] == [D("32.8767"), D("65.7534"), D("81.3699")]
    assert {result["cap"] for result in results} == {180}
    assert results[-1]["remaining_cap"] == 0


def test_example_9_picture_walls_earn_three_times_then_cost_their_new_skin() -> None:
    wall = {**PROJECTOR, "E": 720, "N_ref": 3, "transport": 0, "refurbishment": 6}
    results = evaluated(*({**wall, "start": f"202{year}-03-01"} for year in (6, 7, 8, 9)))
    assert [result["net"] for result in results] == [234, 234, 234, -6]


def test_example_9_needs_no_life_in_years_nor_days() -> None:
    wall = {"object": "wall", "E": 720, "N_ref": 3, "refurbishment": 6, "counterfactual": PROJECTOR["counterfactual"]}
    assert [result["net"] for result in evaluated(wall, wall, wall, wall)] == [234, 234, 234, -6]


def test_example_14_the_sign_of_example_2_is_not_established() -> None:
    (result,) = evaluated({**PROJECTOR, "counterfactual": TWO_THIRDS_SURE})
    assert result["u"] == D("19.1798")
    assert [shown(bound, 3) for bound in result["interval_90"]] == [D("-30.907"), D("32.195")]
    assert result["sign_established"] is False


def test_example_16_a_lot_of_twelve_players_is_wrong_twelve_times_together() -> None:
    transport = equations.grouped_transport(D("9.6"), D(600), D("0.12"))
    players = {
        **PROJECTOR,
        "E": 60,
        "days": 180,
        "quantity": 12,
        "counterfactual": TWO_THIRDS_SURE,
        "transport": transport,
        "packaging": 3,
    }
    (result,) = evaluated(players)
    assert figures(result) == (D("46.1589"), D("3.6912"), D("42.4677"))
    (from_e_alone,) = evaluated({**players, "u_rel": {"E": "0.5", "w": 0, "phi": 0, "transport": 0}})
    assert from_e_alone["u"] == D("23.0795")


def test_example_16_twelve_loans_of_the_same_factor_are_as_uncertain_as_one_lot() -> None:
    together = [_player(number, "player@1") for number in range(12)]
    apart = [_player(number, f"player@{number}") for number in range(12)]
    assert shown(summed(together).u) == D("23.0795")
    assert shown(summed(apart).u) == D("6.6625")


def _player(number: int, factor: str) -> Result:
    return evaluate(
        a_use(
            object=f"player-{number}",
            days=180,
            reference=Reference(D(60), life_years=D(5), factor=factor),
            counterfactual=Counterfactual.declared(Evidence.DECLARED, Alternative.NEW),
            uncertainty=RelativeUncertainty(weight=D(0), share_of_life=D(0)),
        )
    )


@pytest.mark.parametrize("alternative", ["new", "none", "own_stock"])
def test_example_19_the_inventory_is_the_same_whatever_would_have_happened(alternative: str) -> None:
    asked = {"evidence": "E3", "alternative": alternative}
    (result,) = evaluated({**PROJECTOR, "counterfactual": asked, "energy": ENERGY})
    assert result["inventory_manufacturing"] == D("39.4521")
    assert result["inventory"] == D("79.4281")


def test_example_22_two_exhibitions_cannot_have_one_serial_number_on_one_day() -> None:
    with pytest.raises(OverlappingUses) as refusal:
        evaluated(PROJECTOR, {**PROJECTOR, "start": "2026-06-28"})
    assert refusal.value.params["use"] == "ex2"
    assert len(evaluated(PROJECTOR, {**PROJECTOR, "start": "2026-06-29"})) == 2


def test_the_second_bar_exceeds_the_first_by_the_avoided_figure_when_powers_are_equal() -> None:
    (result,) = evaluated({**PROJECTOR, "energy": {**ENERGY, "P_new_W": 300}})
    between_the_bars = result["reference_without_reuse"] - result["inventory"]
    assert abs(between_the_bars - result["net"]) <= D("0.0001")  # each is rounded on its own
