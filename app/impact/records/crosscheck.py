"""A second way to the same answer: 10,000 draws with a stored seed, to cross-check the analytic interval.

The analytic value stays the one reported. Binary floating point is at home here and nowhere else: nothing that is
drawn is stored, posted or summed. The generator is numpy's ``RandomState``, whose streams are frozen for good
(NEP 19), so the same seed draws the same figures with any later version.

E, the share of life and the burdens follow lognormal laws with the central value as mean; the displaced weight
follows a beta law with the central value as mean where one with that spread exists. For a weight of 1 there is none:
its law then has its mode at 1 and the same spread, so that the drawn mean is a little lower than the central value.
"""

import hashlib
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from app.impact.credits.domain import equations, method
from app.impact.credits.domain.evaluation import UNTOUCHED
from app.impact.credits.domain.results import ObjectAccount
from app.impact.credits.domain.values import Use
from app.impact.exact import ONE, ZERO

if TYPE_CHECKING:
    from numpy.random import RandomState

DRAWS = 10_000
SEEDS = 2**32
GRAM = Decimal("0.001")


@dataclass(frozen=True, slots=True)
class CrossCheck:
    """What the draws say, in kg CO2e to the gram: mean, standard deviation, 5th and 95th percentiles, and the share
    of draws below zero in per cent to one decimal."""

    seed: int
    draws: int
    mean: Decimal
    u: Decimal
    low: Decimal
    high: Decimal
    below_zero: Decimal


def seed_of(key: str) -> int:
    """The seed of a record: the first 32 bits of the SHA-256 of its key."""
    return int.from_bytes(hashlib.sha256(key.encode()).digest()[:4], "big")


def cross_check(use: Use, seed: int, account: ObjectAccount = UNTOUCHED, draws: int = DRAWS) -> CrossCheck:
    """The net of *use* drawn *draws* times."""
    import numpy as np  # the search index needs it too; commands that draw nothing do without

    nets = _nets(use, account, np.random.RandomState(seed % SEEDS), draws)
    low, high = np.percentile(nets, [5, 95])
    below = Decimal(int((nets < 0).sum())) * 100 / draws
    return CrossCheck(
        seed=seed,
        draws=draws,
        mean=_grams(nets.mean()),
        u=_grams(nets.std()),
        low=_grams(low),
        high=_grams(high),
        below_zero=below.quantize(Decimal("0.1")),
    )


def _nets(use: Use, account: ObjectAccount, source: "RandomState", draws: int) -> Any:
    import numpy as np

    relative, weights, reference = use.uncertainty, use.counterfactual.weights, use.reference
    made = _lognormal(source, relative.manufacturing, draws)
    displaced = _displaced(use, source, draws)
    share = equations.share_of_life(reference, use.days, use.parameters.utilisation)
    used = np.minimum(_real(ONE), _real(share) * _lognormal(source, relative.share_of_life, draws))
    bought = weights.new * equations.new_with_market_reuse(reference, use.parameters.market_reuse)
    bought += weights.refurb * reference.refurbished
    hired = ZERO
    if use.rental is not None and weights.rental:
        hired = weights.rental * equations.rental_manufacturing(reference.manufacturing, use.days, use.rental)
    raw = made * displaced * (_real(bought) * used + _real(hired))
    whole = equations.cap(reference, use.remaining_life_years, use.parameters.cap_multiplier)
    drawn = np.maximum(0, np.minimum(raw, made * _real(whole) - _real(account.drawn)))
    logistics = equations.avoided_logistics(use.avoided_logistics, weights)
    gross = use.quantity * _real(ONE - use.parameters.rebound) * drawn + _real(logistics)
    return gross - _burdens(use, source, made, displaced, draws)


def _burdens(use: Use, source: "RandomState", made: Any, displaced: Any, draws: int) -> Any:
    import numpy as np

    relative, declared = use.uncertainty, use.burdens
    total = _real(declared.transport) * _lognormal(source, relative.transport, draws)
    total = total + _real(declared.refurbishment) * _lognormal(source, relative.refurbishment, draws)
    total = total + _real(declared.packaging) * _lognormal(source, relative.packaging, draws)
    total = total + _real(declared.storage) * _lognormal(source, relative.storage, draws)
    total = total + _real(declared.backfill) * made
    electricity = _lognormal(source, relative.electricity, draws)
    if use.energy is not None:
        energy, weights = use.energy, use.counterfactual.weights
        instead = weights.new * energy.new_watts + weights.refurb * energy.refurb_watts
        instead += weights.rental * energy.rental_watts
        own = weights.own_stock * energy.own_stock_watts
        power = np.maximum(0, _real(energy.object_watts - own) - displaced * _real(instead))
        total = total + use.quantity * _real(energy.hours * energy.factor / 1000) * electricity * power
    if use.wear is not None:
        total = total + use.quantity * _real(equations.wear_burden(use.reference.manufacturing, use.wear)) * made
    return total


def _displaced(use: Use, source: "RandomState", draws: int) -> Any:
    """What the displaced weight is multiplied by: its law over its central value."""
    weights, evidence = use.counterfactual.weights, use.counterfactual.evidence
    relative = method.U_WEIGHT[evidence] if use.uncertainty.weight is None else use.uncertainty.weight
    centre, spread = weights.displaced, weights.displaced * relative
    if not spread:
        return _ones(draws)
    variance, room = spread * spread, centre * (ONE - centre)
    if variance < room:
        times = room / variance - ONE
        first, second = centre * times, (ONE - centre) * times
    else:
        first, second = max(ONE, ONE / spread - 2), ONE
    return source.beta(_real(first), _real(second), draws) / _real(centre)


def _lognormal(source: "RandomState", relative: Decimal, draws: int) -> Any:
    """Draws of mean 1 and of this relative standard deviation."""
    if not relative:
        return _ones(draws)
    variance = (ONE + relative * relative).ln()
    return source.lognormal(_real(-variance / 2), _real(variance.sqrt()), draws)


def _ones(draws: int) -> Any:
    import numpy as np

    return np.ones(draws)


def _real(value: Decimal) -> Any:
    import numpy as np

    return np.float64(str(value))


def _grams(value: Any) -> Decimal:
    return Decimal(repr(value.item())).quantize(GRAM)
