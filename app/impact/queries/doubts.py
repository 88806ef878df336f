"""How sure one record is, beside its interval: what moves it most, and a second way to the same answer."""

from dataclasses import dataclass
from decimal import Decimal

from app.impact.credits.domain.results import ObjectAccount, Result
from app.impact.credits.domain.sensitivity import ASSUMPTION_LABELS, Swing, swings
from app.impact.exact import exactly, shown
from app.impact.records.crosscheck import CrossCheck, cross_check, seed_of
from app.impact.records.domain.inputs import Inputs

GRAIN = 3
PER_CENT = Decimal("0.01")


@dataclass(frozen=True, slots=True)
class SwingBar:
    """One assumption: the nets at its ends in kg CO2e, and where its bar begins and how wide it is, in per cent."""

    label: str
    low: Decimal
    high: Decimal
    start: Decimal
    width: Decimal


@dataclass(frozen=True, slots=True)
class Doubts:
    """The tornado of one record and its cross-check. *zero* and *centre* are places on the axis, in per cent."""

    bars: tuple[SwingBar, ...]
    zero: Decimal | None
    centre: Decimal
    check: CrossCheck


def doubts_of(inputs: Inputs, result: Result, net: Decimal) -> Doubts:
    """What a record rests on, each assumption alone, and 10,000 draws with its seed.

    *net* is the ledger's, a sum of components rounded to the gram: the ends are those of it, not of the exact net.
    """
    account = ObjectAccount(drawn=inputs.drawn_kg, life_counted=inputs.life_counted)
    seed = seed_of(inputs.id) if inputs.seed is None else inputs.seed
    found = swings(result.use, account)
    with exactly():
        grams = net - result.net
        low = min([result.net, *(one.low for one in found)])
        reach = max([result.net, *(one.high for one in found)]) - low or Decimal(1)
        bars = tuple(_bar(one, low, reach, grams) for one in found)
        zero = _place(Decimal(0), low, reach)
        return Doubts(
            bars=bars,
            zero=zero if 0 <= zero <= 100 else None,
            centre=_place(result.net, low, reach),
            check=cross_check(result.use, seed, account),
        )


def _bar(one: Swing, low: Decimal, reach: Decimal, grams: Decimal) -> SwingBar:
    label = str(ASSUMPTION_LABELS[one.assumption])
    width = (one.width / reach * 100).quantize(PER_CENT)
    ends = shown(one.low + grams, GRAIN), shown(one.high + grams, GRAIN)
    return SwingBar(label, *ends, _place(one.low, low, reach), width)


def _place(value: Decimal, low: Decimal, reach: Decimal) -> Decimal:
    return ((value - low) / reach * 100).quantize(PER_CENT)
