"""`flask impact evaluate`: uses in, one result per use out, in the same order.

Choices where the command's page is silent:
- a use without ``R_years`` is that of an object as new (R = L); the platform itself, which knows the age and the
  test, never relies on this;
- a use without a counterfactual is "new" at evidence E1, and so is explicit ``weights`` without evidence;
- burdens and ``avoided_logistics`` are for the whole use, powers (W) for one object, E for one object;
- ``days`` may be left out for a life counted in uses (``N_ref``): the use then takes its start day;
- ``wear`` left out is no wear; a positive ω needs S.
"""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from app.impact.conformance.reading import Fields, about, exact_number
from app.impact.credits.domain import claims, method
from app.impact.credits.domain.counterfactual import Counterfactual, Weights
from app.impact.credits.domain.kinds import Alternative, Evidence, Pool
from app.impact.credits.domain.ledger import evaluate_all
from app.impact.credits.domain.refusals import UnknownMethod
from app.impact.credits.domain.results import Burdens, Result
from app.impact.credits.domain.values import (
    DeclaredBurdens,
    EnergyInUse,
    Parameters,
    Reference,
    RelativeUncertainty,
    RentalPool,
    Use,
    Wear,
)
from app.impact.exact import ONE, ZERO, exactly, shown

USE_FIELDS = frozenset({
    "id", "object", "start", "quantity", "E", "L_years", "R_years", "days", "kappa", "tau", "rho", "m", "N_ref",
    "E_refurb", "counterfactual", "weights", "rental", "avoided_logistics", "transport", "refurbishment",
    "packaging", "storage", "backfill", "energy", "wear", "alpha", "u_rel",
})  # fmt: skip
BURDENS = ("transport", "refurbishment", "packaging", "storage", "energy", "wear", "backfill")


def evaluate_uses(payload: object) -> dict[str, Any]:
    """The results of ``{"method": ..., "uses": [...]}``, rounded to 4 decimals."""
    top = Fields(payload, ("method", "uses"))
    if (version := top.text("method", method.VERSION)) != method.VERSION:
        raise UnknownMethod(field="method", name="method", method=version)
    with exactly():
        uses = [_read(raw, position) for position, raw in enumerate(top.items("uses"), start=1)]
        return {"method": method.VERSION, "results": [_written(result) for result in evaluate_all(uses)]}


def _read(raw: object, position: int) -> Use:
    name = str(raw.get("id") or position) if isinstance(raw, Mapping) else str(position)
    with about("use", name):
        return _use(Fields(raw, USE_FIELDS), name)


def _use(fields: Fields, name: str) -> Use:
    identifier = fields.text("id", name)
    reference = _reference(fields)
    counted_in_uses = reference.life_uses is not None
    days = fields.number("days", ONE) if counted_in_uses else fields.number("days")
    return Use(
        id=identifier,
        object=fields.text("object", f"object of {identifier}"),
        start=fields.day("start"),
        quantity=fields.whole("quantity", 1),
        reference=reference,
        remaining_life_years=fields.number("R_years", reference.life_years or ONE),
        days=days,
        counterfactual=_counterfactual(fields),
        parameters=_parameters(fields),
        rental=_rental(fields),
        avoided_logistics=fields.number("avoided_logistics", ZERO),
        burdens=_burdens(fields),
        energy=_energy(fields),
        wear=_wear(fields, days),
        shares=_shares(fields),
        uncertainty=_uncertainty(fields),
    )


def _reference(fields: Fields) -> Reference:
    return Reference(
        manufacturing=fields.number("E"),
        life_years=fields.optional_number("L_years"),
        life_uses=fields.optional_number("N_ref"),
        refurbished=fields.number("E_refurb", ZERO),
    )


def _counterfactual(fields: Fields) -> Counterfactual:
    asked = fields.inside("counterfactual", ("evidence", "alternative"))
    evidence = asked.choice("evidence", Evidence, Evidence.UNKNOWN)
    alternative = asked.choice("alternative", Alternative, Alternative.NEW)
    if not fields.has("weights"):
        return Counterfactual.declared(evidence, alternative)
    weights = fields.inside("weights", tuple(Alternative))
    return Counterfactual(evidence, alternative, Weights(**{k.value: weights.number(k, ZERO) for k in Alternative}))


def _parameters(fields: Fields) -> Parameters:
    return Parameters(
        cap_multiplier=fields.number("kappa", method.KAPPA.value),
        utilisation=fields.number("tau", method.TAU.value),
        rebound=fields.number("rho", method.RHO.value),
        market_reuse=fields.number("m", ZERO),
    )


def _rental(fields: Fields) -> RentalPool | None:
    if not fields.has("rental"):
        return None
    pool = fields.inside("rental", ("L_pool_years", "utilisation"))
    return RentalPool(life_years=pool.number("L_pool_years"), utilisation=pool.number("utilisation"))


def _burdens(fields: Fields) -> DeclaredBurdens:
    return DeclaredBurdens(
        transport=fields.number("transport", ZERO),
        refurbishment=fields.number("refurbishment", ZERO),
        packaging=fields.number("packaging", ZERO),
        storage=fields.number("storage", ZERO),
        backfill=fields.number("backfill", ZERO),
    )


def _energy(fields: Fields) -> EnergyInUse | None:
    if not fields.has("energy"):
        return None
    energy = fields.inside("energy", ("P_object_W", "P_new_W", "hours", "EF_kg_per_kWh"))
    return EnergyInUse(
        object_watts=energy.number("P_object_W"),
        hours=energy.number("hours"),
        factor=energy.number("EF_kg_per_kWh"),
        new_watts=energy.number("P_new_W", ZERO),
    )


def _wear(fields: Fields, days: Decimal) -> Wear | None:
    if not fields.has("wear"):
        return None
    wear = fields.inside("wear", ("omega", "service", "S"))
    omega = wear.number("omega", method.WEAR[Pool.UNKNOWN_ACTIVE].value)
    capacity = wear.number("S") if omega else wear.number("S", ONE)
    return Wear(omega, service=wear.number("service", days), capacity=capacity)


def _shares(fields: Fields) -> dict[str, Decimal]:
    alpha = fields.mapping("alpha")
    if not alpha:
        return {"exhibition": method.ALPHA.value}
    return {str(name): exact_number(share, f"alpha.{name}") for name, share in alpha.items()}


def _uncertainty(fields: Fields) -> RelativeUncertainty:
    given = fields.inside("u_rel", ("E", "w", "phi", "transport", "electricity", *BURDENS[1:4]))
    return RelativeUncertainty(
        manufacturing=given.number("E", method.U_ELECTRONICS),
        weight=given.optional_number("w"),
        share_of_life=given.number("phi", method.U_SHARE_OF_LIFE),
        transport=given.number("transport", method.U_TRANSPORT),
        electricity=given.number("electricity", method.U_ELECTRICITY),
        refurbishment=given.number("refurbishment", ZERO),
        packaging=given.number("packaging", ZERO),
        storage=given.number("storage", ZERO),
    )


def _written(result: Result) -> dict[str, Any]:
    net = shown(result.net)
    return {
        "id": result.use.id,
        "raw": shown(result.raw),
        "draw": shown(result.draw),
        "gross": shown(result.gross),
        "burdens": _written_burdens(result.burdens),
        "net": net,
        "u": shown(result.estimate.u),
        "interval_90": [shown(result.estimate.low), shown(result.estimate.high)],
        "sign_established": result.estimate.sign_established,
        "internal_only": result.internal_only,
        "cap": shown(result.cap),
        "remaining_cap": shown(result.remaining_cap),
        "inventory_manufacturing": shown(result.inventory.manufacturing),
        "inventory": shown(result.inventory.total),
        "reference_without_reuse": shown(result.reference_without_reuse),
        "claims": claims.split(net, result.use.shares),
        "low_bound_net": shown(result.low_bound_net),
    }


def _written_burdens(burdens: Burdens) -> dict[str, Decimal]:
    return {**{name: shown(getattr(burdens, name)) for name in BURDENS}, "total": shown(burdens.total)}
