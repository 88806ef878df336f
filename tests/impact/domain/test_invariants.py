"""The invariants of REEMPLOI-1.0 as properties of any use and any ledger.

P20 (only verified, actual records enter totals), P24 (erasing a person changes no result) and the rest of P11
(API, exports, templates) need the database and the pages: they are tested beside them. P6, P17 and P23 are not
defined by the specification.
"""

from dataclasses import fields, replace
from datetime import timedelta
from decimal import Decimal
from random import Random

import pytest
from hypothesis import assume
from hypothesis import strategies as st

from app.impact.credits.domain import equations
from app.impact.credits.domain.claims import split
from app.impact.credits.domain.consequences import consequences
from app.impact.credits.domain.counterfactual import Weights, weights_of
from app.impact.credits.domain.evaluation import evaluate, low_bound
from app.impact.credits.domain.kinds import Alternative, ConsequenceKind, Evidence
from app.impact.credits.domain.ledger import draw_in_order, evaluate_all, total_drawn
from app.impact.credits.domain.refusals import OverlappingUses
from app.impact.credits.domain.results import Burdens, Inventory, Result
from app.impact.credits.domain.uncertainty import summed
from app.impact.credits.domain.values import DeclaredBurdens, EnergyInUse, Reference, Use
from app.impact.exact import exactly, grams, shown
from tests.impact.domain.uses import (
    DO_WITHOUT,
    D,
    a_use,
    decimals,
    for_any,
    ledgers,
    references,
    shares,
    uses,
    weights,
    with_parameters,
    with_reference,
    with_weights,
)

# Sums of divisions differ in their last digits, and a test computes with Python's 28: equal means equal to 20 decimals.
SLACK = D("1e-20")


def close(one: Decimal, other: Decimal) -> bool:
    return abs(one - other) <= SLACK


@for_any(ledgers())
def test_p1_an_object_never_draws_more_than_its_cap_nor_its_cap_more_than_its_manufacture(ledger: list[Use]) -> None:
    results = evaluate_all(ledger)
    cap, use = results[0].cap, ledger[0]
    with exactly():
        assert total_drawn(results) <= cap + SLACK
        assert cap <= use.quantity * use.parameters.cap_multiplier * use.reference.manufacturing
    assert all(result.remaining_cap >= 0 for result in results)


@for_any(uses())
def test_p2_draws_and_burdens_are_never_negative_and_net_never_exceeds_gross(use: Use) -> None:
    result = evaluate(use)
    assert result.draw >= 0
    assert all(getattr(result.burdens, field.name) >= 0 for field in fields(Burdens))
    assert result.net <= result.gross


@for_any(uses(), shares())
def test_p3_without_anything_displaced_there_is_nothing_gross_and_net_is_the_burden(use: Use, own: Decimal) -> None:
    result = evaluate(with_weights(use, own_stock=own, none=1 - own))
    assert result.gross == 0
    assert result.net == result.burdens.total.copy_negate()


@for_any(uses(), shares())
def test_p4_net_does_not_fall_when_weight_moves_from_none_to_new(use: Use, moved: Decimal) -> None:
    before = use.counterfactual.weights
    step = before.none * moved
    after = replace(before, none=before.none - step, new=before.new + step)
    better = replace(use, counterfactual=replace(use.counterfactual, weights=after))
    assert evaluate(better).net >= evaluate(use).net - SLACK


@for_any(uses(), decimals("0", "10", 1))
def test_p4_net_does_not_fall_when_the_remaining_life_grows(use: Use, more: Decimal) -> None:
    longer = replace(use, remaining_life_years=use.remaining_life_years + more)
    assert evaluate(longer).net >= evaluate(use).net


@for_any(uses(), st.sampled_from(Alternative))
def test_p4_net_does_not_fall_when_the_evidence_improves(use: Use, alternative: Alternative) -> None:
    tiers = (Evidence.NONE_NEEDED, Evidence.UNKNOWN, Evidence.DECLARED, Evidence.DOCUMENTED)
    nets = [
        evaluate(replace(use, counterfactual=replace(use.counterfactual, weights=weights_of(tier, alternative)))).net
        for tier in tiers
    ]
    assert nets == sorted(nets)


@for_any(uses(), decimals("0.01", "5", 2))
def test_p5_net_does_not_rise_with_refurbishment_and_the_other_declared_burdens(use: Use, more: Decimal) -> None:
    before = evaluate(use).net
    for name in ("transport", "refurbishment", "packaging", "storage", "backfill"):
        heavier = replace(use.burdens, **{name: getattr(use.burdens, name) + more})
        assert evaluate(replace(use, burdens=heavier)).net < before


@for_any(*[decimals("0", "1000")] * 3, decimals("0", "100"))
def test_p5_transport_does_not_fall_with_mass_distance_or_factor(
    mass: Decimal, distance: Decimal, factor: Decimal, more: Decimal
) -> None:
    weighs = equations.grouped_transport(mass, distance, factor)
    assert equations.grouped_transport(mass + more, distance, factor) >= weighs
    assert equations.grouped_transport(mass, distance + more, factor) >= weighs
    assert equations.grouped_transport(mass, distance, factor + more) >= weighs
    assert equations.dedicated_transport(distance + more, factor) >= equations.dedicated_transport(distance, factor)


@for_any(uses(), shares())
def test_p5_net_does_not_rise_with_the_rebound_or_the_share_already_reused(use: Use, more: Decimal) -> None:
    before, parameters = evaluate(use).net, use.parameters
    rebound = min(D(1), parameters.rebound + more)
    market = min(D(1), parameters.market_reuse + more)
    assert evaluate(with_parameters(use, rebound=rebound)).net <= before
    assert evaluate(with_parameters(use, market_reuse=market)).net <= before + SLACK


@for_any(uses(), decimals("0", "10", 1), shares())
def test_p5_net_does_not_rise_with_the_life_or_the_utilisation_of_the_new_object(
    use: Use, more: Decimal, share: Decimal
) -> None:
    before = evaluate(use).net
    assert use.reference.life_years is not None
    assert evaluate(with_reference(use, life_years=use.reference.life_years + more)).net <= before + SLACK
    utilisation = min(D(1), use.parameters.utilisation + share)
    assert evaluate(with_parameters(use, utilisation=utilisation)).net <= before + SLACK


@for_any(uses(), shares(), decimals("0", "500", 0))
def test_p5_net_does_not_rise_with_wear_or_with_the_power_of_the_object(
    use: Use, more: Decimal, watts: Decimal
) -> None:
    before = evaluate(use).net
    assert use.wear and use.energy
    worn = replace(use.wear, omega=min(D(1), use.wear.omega + more))
    hungry = replace(use.energy, object_watts=use.energy.object_watts + watts)
    assert evaluate(replace(use, wear=worn)).net <= before
    assert evaluate(replace(use, energy=hungry)).net <= before


@for_any(uses(), st.integers(1, 400), st.integers(1, 400))
def test_p7_two_uses_back_to_back_draw_as_one(use: Use, first: int, second: int) -> None:
    use = with_reference(use, life_uses=None)
    assert use.reference.life_years is not None
    assume(first + second <= use.parameters.utilisation * 365 * use.reference.life_years)
    halves = [
        replace(use, id="a", days=D(first)),
        replace(use, id="b", days=D(second), start=use.start and use.start + timedelta(days=first)),
    ]
    with exactly():
        assert close(total_drawn(evaluate_all(halves)), evaluate(replace(use, days=D(first + second))).draw)


@for_any(uses(), st.integers(2, 20))
def test_p8_n_identical_objects_are_n_times_the_manufacturing_terms(use: Use, n: int) -> None:
    one, many = evaluate(replace(use, quantity=1)), evaluate(replace(use, quantity=n))
    with exactly():
        for name in ("raw", "draw", "cap", "remaining_cap"):
            assert getattr(many, name) == n * getattr(one, name)
        assert many.inventory.manufacturing == n * one.inventory.manufacturing
    assert many.burdens.transport == one.burdens.transport


@for_any(decimals("0", "5000"), decimals("0", "5000"), decimals("0", "2", 4))
def test_p8_a_change_of_unit_changes_nothing(mass: Decimal, distance: Decimal, factor: Decimal) -> None:
    with exactly():
        in_kg = equations.grouped_transport(mass, distance, factor)
        assert equations.grouped_transport(mass / 1000 * 1000, distance * 1000 / 1000, factor) == in_kg
        hours, days = EnergyInUse(D(300), mass * 24, factor), EnergyInUse(D(300 * 24), mass, factor)
        assert equations.energy_in_use(hours) == equations.energy_in_use(days)


@for_any(uses(), st.lists(st.integers(1, 50), min_size=1, max_size=6))
def test_p9_the_claims_sum_to_the_net_exactly(use: Use, parts: list[int]) -> None:
    with exactly():
        alpha = {f"exhibition-{number}": D(part) / sum(parts) for number, part in enumerate(parts)}
        result = evaluate(replace(use, shares=alpha))
        assert sum(result.claims.values()) == result.net
        assert sum(split(shown(result.net), alpha).values()) == shown(result.net)
        assert sum(split(D(grams(result.net)), alpha).values()) == grams(result.net)


@for_any(uses(), weights(), shares(), st.sampled_from(Evidence))
def test_p10_the_inventory_ignores_what_would_have_happened(
    use: Use, other: Weights, share: Decimal, evidence: Evidence
) -> None:
    assert use.wear
    changed = replace(
        use,
        counterfactual=replace(use.counterfactual, weights=other, evidence=evidence),
        parameters=replace(use.parameters, market_reuse=share, rebound=share, utilisation=share or D(1)),
        wear=replace(use.wear, omega=share),
        shares={"another": D(1)},
    )
    assert repr(evaluate(changed).inventory) == repr(evaluate(use).inventory)


def test_p11_no_field_of_a_result_holds_footprint_minus_avoided() -> None:
    result = evaluate(a_use(transport=25))
    forbidden = {result.inventory.total - result.net, result.inventory.total - result.gross}
    figures = [getattr(result, field.name) for field in fields(Result)]
    assert not forbidden & {figure for figure in figures if isinstance(figure, Decimal)}
    assert {field.name for field in fields(Inventory)} == {"manufacturing", "logistics", "storage", "energy"}


@for_any(uses())
def test_p12_the_same_inputs_give_the_same_digits(use: Use) -> None:
    assert repr(evaluate(use)) == repr(evaluate(replace(use)))


@for_any(ledgers(), st.randoms())
def test_p13_what_is_drawn_in_all_does_not_depend_on_the_order_given(ledger: list[Use], random: Random) -> None:
    shuffled = list(ledger)
    random.shuffle(shuffled)
    results, again = evaluate_all(ledger), evaluate_all(shuffled)
    assert {r.use.id: r.draw for r in results} == {r.use.id: r.draw for r in again}
    with exactly():
        everything = sum((result.raw for result in results), D(0))
        assert close(total_drawn(results), min(results[0].cap, everything))


def test_p13_uses_that_start_together_are_drawn_by_id() -> None:
    # A use of 0 days occupies nothing, so that it may start with another.
    first, second = a_use(id="b", days=0), a_use(id="a", days=120)
    assert [result.use.id for result in draw_in_order([first, second])] == ["a", "b"]


@for_any(ledgers(), st.integers(1, 5))
def test_p14_overlapping_uses_of_one_object_are_refused(ledger: list[Use], days: int) -> None:
    busy = [use for use in ledger if use.days > 0]
    assume(busy)
    other = replace(busy[0], id="intruder", days=D(days))
    with pytest.raises(OverlappingUses):
        evaluate_all([*ledger, other])


@for_any(uses(), decimals("0", "100"), st.integers(1, 4))
def test_p15_given_or_lent_the_gross_is_the_same_and_net_differs_by_the_return_legs(
    use: Use, leg: Decimal, times: int
) -> None:
    def series(transport: Decimal) -> list[Result]:
        length = timedelta(days=int(use.days))
        one = replace(use, burdens=replace(use.burdens, transport=transport))
        return evaluate_all(
            [replace(one, id=f"u{n}", start=one.start and one.start + n * length) for n in range(times)]
        )

    loans, gifts = series(2 * leg), series(leg)
    assert [result.gross for result in gifts] == [result.gross for result in loans]
    with exactly():
        assert close(summed(gifts).value - summed(loans).value, times * leg)


@for_any(ledgers())
def test_p16_a_use_of_no_day_draws_nothing_and_a_cancelled_one_frees_what_it_held(ledger: list[Use]) -> None:
    assert evaluate(replace(ledger[0], days=D(0))).draw == 0
    kept = ledger[1:]
    assert [r.draw for r in evaluate_all(kept)] == [
        r.draw for r in evaluate_all([replace(ledger[0], days=D(0)), *kept])[1:]
    ]


@for_any(ledgers())
def test_p18_an_object_without_remaining_life_never_earns(ledger: list[Use]) -> None:
    results = evaluate_all([replace(use, remaining_life_years=D(0)) for use in ledger])
    assert all(result.cap == 0 and result.draw == 0 for result in results)


@for_any(
    uses(), shares(), st.sampled_from(["manufacturing", "share_of_life", "transport", "electricity", "packaging"])
)
def test_p19_a_wider_doubt_never_narrows_the_interval_which_holds_the_figure(
    use: Use, more: Decimal, name: str
) -> None:
    wider = replace(use.uncertainty, **{name: getattr(use.uncertainty, name) + more})
    before, after = evaluate(use).estimate, evaluate(replace(use, uncertainty=wider)).estimate
    assert after.u >= before.u
    assert after.low <= before.low <= before.value <= before.high <= after.high


@for_any(decimals("-1000", "-0.0000000001", 10), st.integers(0, 6))
def test_p21_a_negative_stays_negative_when_rounded(net: Decimal, places: int) -> None:
    assert shown(net, places) < 0
    assert grams(net) < 0


@for_any(st.lists(uses(), min_size=1, max_size=4))
def test_p21_sums_keep_their_negatives(some: list[Use]) -> None:
    results = [evaluate(replace(use, counterfactual=DO_WITHOUT)) for use in some]
    with exactly():
        assert summed(results).value == -sum((result.burdens.total for result in results), D(0))


@for_any(ledgers())
def test_p22_the_inventories_of_one_object_never_exceed_its_manufacture(ledger: list[Use]) -> None:
    results = evaluate_all(ledger)
    with exactly():
        counted = sum((result.inventory.manufacturing for result in results), D(0))
        assert counted <= ledger[0].quantity * ledger[0].reference.manufacturing + SLACK


@for_any(references(), st.integers(0, 4000).map(D))
def test_a_purchase_weighs_all_of_its_manufacture_unless_its_next_use_is_documented(
    reference: Reference, days: Decimal
) -> None:
    alone = equations.inventory_of_purchase(reference, days, next_use_documented=False)
    assert alone == reference.manufacturing
    assert equations.inventory_of_purchase(reference, days, next_use_documented=True) <= alone


@for_any(uses())
def test_r7_every_consequence_is_quantified_or_neglected_with_a_reason(use: Use) -> None:
    result = evaluate(use)
    listed = consequences(result)
    assert [consequence.kind for consequence in listed] == list(ConsequenceKind)
    assert all(consequence.reason for consequence in listed if consequence.is_neglected)
    with exactly():
        assert close(sum((c.amount for c in listed if c.amount is not None), D(0)), result.net)


@for_any(uses())
def test_the_low_bound_is_the_same_use_with_a_rebound_of_29_percent(use: Use) -> None:
    assert evaluate(use).low_bound_net == evaluate(low_bound(use)).net <= evaluate(use).net


def test_a_declared_burden_of_nothing_is_the_default() -> None:
    assert DeclaredBurdens() == a_use().burdens
