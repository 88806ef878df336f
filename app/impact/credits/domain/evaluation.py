"""The equations put together for one use, given what its object already drew."""

from dataclasses import replace
from decimal import Decimal

from app.impact.credits.domain import claims, equations, uncertainty
from app.impact.credits.domain.method import RHO_LOW_BOUND, VERSION
from app.impact.credits.domain.results import Burdens, Inventory, ObjectAccount, Result
from app.impact.credits.domain.values import Use
from app.impact.estimates import Estimate, combined
from app.impact.exact import ONE, ZERO, exactly

UNTOUCHED = ObjectAccount()


def evaluate(use: Use, account: ObjectAccount = UNTOUCHED) -> Result:
    """What *use* avoided and what it weighs, after the uses already in *account*.

    Same use, same account, same version: the same digits, always (P12).
    """
    with exactly():
        return _evaluate(use, account)


def _evaluate(use: Use, account: ObjectAccount) -> Result:
    units = Decimal(use.quantity)
    parameters, weights = use.parameters, use.counterfactual.weights
    cap = equations.cap(use.reference, use.remaining_life_years, parameters.cap_multiplier)
    raw = _raw(use)
    draw = equations.draw(raw, cap, account.drawn)
    logistics = equations.avoided_logistics(use.avoided_logistics, weights)
    burdens = _burdens(use, units)
    gross = equations.gross(units * draw, parameters.rebound, logistics)
    low_gross = equations.gross(units * draw, max(parameters.rebound, RHO_LOW_BOUND.value), logistics)
    net = equations.net(gross, burdens.total)
    inventory = _inventory(use, account, burdens, units)
    doubts = uncertainty.doubts(use, gross, burdens)
    return Result(
        use=use,
        raw=units * raw,
        draw=units * draw,
        gross=gross,
        burdens=burdens,
        net=net,
        low_bound_net=equations.net(low_gross, burdens.total),
        cap=units * cap,
        remaining_cap=units * max(ZERO, cap - account.drawn - draw),
        inventory=inventory,
        reference_without_reuse=equations.reference_without_reuse(inventory, units * raw),
        claims=claims.split(net, use.shares),
        doubts=doubts,
        estimate=Estimate(net, combined(doubts), sources=_sources(use)),
        account=_after(use, account, draw),
    )


def low_bound(use: Use) -> Use:
    """The same use with the rebound of the mandatory low-bound run, ρ = 0.29 (or more, if its own is more)."""
    rebound = max(use.parameters.rebound, RHO_LOW_BOUND.value)
    return replace(use, parameters=replace(use.parameters, rebound=rebound))


def _raw(use: Use) -> Decimal:
    share = equations.share_of_life(use.reference, use.days, use.parameters.utilisation)
    return equations.raw(
        use.reference,
        use.counterfactual.weights,
        share=share,
        market_reuse=use.parameters.market_reuse,
        days=use.days,
        rental=use.rental,
    )


def _burdens(use: Use, units: Decimal) -> Burdens:
    # What was declared is for the whole use; powers and wear are those of one object.
    declared, weights = use.burdens, use.counterfactual.weights
    return Burdens(
        transport=declared.transport,
        refurbishment=declared.refurbishment,
        packaging=declared.packaging,
        storage=declared.storage,
        energy=units * equations.energy_burden(use.energy, weights) if use.energy else ZERO,
        wear=units * equations.wear_burden(use.reference.manufacturing, use.wear) if use.wear else ZERO,
        backfill=declared.backfill,
    )


def _inventory(use: Use, account: ObjectAccount, burdens: Burdens, units: Decimal) -> Inventory:
    share = equations.life_counted_by(use.reference, use.days)
    one = equations.inventory_manufacturing(use.reference.manufacturing, share, account.life_counted)
    return Inventory(
        manufacturing=units * one,
        logistics=burdens.transport + burdens.refurbishment + burdens.packaging,
        storage=burdens.storage,
        energy=units * equations.energy_in_use(use.energy) if use.energy else ZERO,
    )


def _after(use: Use, account: ObjectAccount, draw: Decimal) -> ObjectAccount:
    counted = account.life_counted + equations.life_counted_by(use.reference, use.days)
    return ObjectAccount(drawn=account.drawn + draw, life_counted=min(ONE, counted))


def _sources(use: Use) -> tuple[str, ...]:
    return (VERSION, use.reference.factor) if use.reference.factor else (VERSION,)
