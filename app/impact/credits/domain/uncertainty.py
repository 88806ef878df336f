"""How sure: the analytic uncertainty of one use, and of a sum of uses.

    u_rel(gross)² = Σ u_rel(x)²  for x in {E, w, φ}
    u(net)²       = u(gross)² + Σ u(B_i)²

Each contribution is kept as a ``Doubt`` with its source, so that sums know what is correlated: uses that rest
on the same factor (or on the same default weight) are wrong together.
"""

from collections.abc import Iterable
from decimal import Decimal

from app.impact.credits.domain import method
from app.impact.credits.domain.results import Burdens, Result
from app.impact.credits.domain.values import Use
from app.impact.estimates import Doubt, Estimate, combined
from app.impact.exact import ZERO, exactly


def doubts(use: Use, gross: Decimal, burdens: Burdens) -> tuple[Doubt, ...]:
    """Every contribution to the uncertainty of this use's net, in kgCO2e."""
    relative, evidence = use.uncertainty, use.counterfactual.evidence
    weight = method.U_WEIGHT[evidence] if relative.weight is None else relative.weight
    factor = use.reference.factor
    electricity = use.energy.factor_id if use.energy else None
    amounts = (
        (gross * relative.manufacturing, _source("E", factor)),
        (gross * weight, f"w:{evidence.value}"),
        (gross * relative.share_of_life, _source("phi", factor)),
        (burdens.transport * relative.transport, _source("transport", use.burdens.transport_factor)),
        (burdens.energy * relative.electricity, _source("electricity", electricity)),
        (burdens.refurbishment * relative.refurbishment, None),
        (burdens.packaging * relative.packaging, None),
        (burdens.storage * relative.storage, None),
        (burdens.wear * relative.manufacturing, None),
        (burdens.backfill * relative.manufacturing, None),
    )
    return tuple(Doubt(u, source) for u, source in amounts if u)


def summed(results: Iterable[Result]) -> Estimate:
    """(12) The sum of many nets, negative ones included (R2), with correlated uncertainties.

    The caller chooses the results: all the verified, actual records of a period (R4, P20), of one method
    version; with several versions the estimate says so (R20).
    """
    listed = list(results)
    with exactly():
        value = sum((result.net for result in listed), ZERO)
        u = combined(doubt for result in listed for doubt in result.doubts)
    versions = sorted({result.method for result in listed})
    factors = sorted({result.use.reference.factor for result in listed if result.use.reference.factor})
    warnings = ("mixed_methods",) if len(versions) > 1 else ()
    return Estimate(value, u, sources=(*versions, *factors), warnings=warnings)


def _source(kind: str, factor: str | None) -> str | None:
    return f"{kind}:{factor}" if factor else None
