"""Uses to test with: the projector of the worked examples, and strategies that vary everything."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from app.impact.credits.domain.counterfactual import Counterfactual, Weights
from app.impact.credits.domain.kinds import Alternative, Evidence
from app.impact.credits.domain.values import (
    DeclaredBurdens,
    EnergyInUse,
    Parameters,
    Reference,
    RentalPool,
    Use,
    Wear,
)

D = Decimal
FIRST_DAY = date(2026, 3, 1)
BUY_NEW = Counterfactual.declared(Evidence.DOCUMENTED, Alternative.NEW)
DO_WITHOUT = Counterfactual.declared(Evidence.NONE_NEEDED, Alternative.NONE)


def for_any(*strategies: st.SearchStrategy[Any]) -> Callable[[Callable[..., None]], Any]:
    """A law that must hold for any values of these strategies. No deadline: the machine may be busy.

    ``law.hunted`` is the same law, looking harder and content with the first counterexample: for the mutants.
    """
    calm = settings(deadline=None, max_examples=60, suppress_health_check=[HealthCheck.too_slow])
    hunting = settings(calm, max_examples=500, phases=[Phase.generate], database=None, report_multiple_bugs=False)

    def decorated(law: Callable[..., None]) -> Any:
        checked: Any = calm(given(*strategies)(law))
        checked.hunted = hunting(given(*strategies)(law))
        return checked

    return decorated


def a_use(E: Any = 600, L: Any = 5, R: Any = None, days: Any = 120, transport: Any = 0, **more: Any) -> Use:  # noqa: N803
    """The projector of example 1, unless said otherwise: numbers may be ints or strings."""
    values: dict[str, Any] = {
        "id": "u1",
        "object": "projector-7",
        "start": FIRST_DAY,
        "reference": Reference(D(E), life_years=D(L)),
        "remaining_life_years": D(L if R is None else R),
        "days": D(days),
        "counterfactual": BUY_NEW,
        "burdens": DeclaredBurdens(transport=D(transport)),
    }
    return Use(**{**values, **more})


def with_parameters(use: Use, **changes: Decimal) -> Use:
    return replace(use, parameters=replace(use.parameters, **changes))


def with_reference(use: Use, **changes: Any) -> Use:
    return replace(use, reference=replace(use.reference, **changes))


def with_weights(use: Use, **weights: Decimal) -> Use:
    return replace(use, counterfactual=replace(use.counterfactual, weights=Weights(**weights)))


def decimals(low: str, high: str, places: int = 3) -> st.SearchStrategy[Decimal]:
    return st.decimals(D(low), D(high), places=places, allow_nan=False, allow_infinity=False)


def shares() -> st.SearchStrategy[Decimal]:
    return decimals("0", "1", 2)


@st.composite
def weights(draw: st.DrawFn) -> Weights:
    """Weights in hundredths that sum to 1."""
    cuts = sorted(draw(st.lists(st.integers(0, 100), min_size=4, max_size=4)))
    parts = [b - a for a, b in zip([0, *cuts], [*cuts, 100], strict=True)]
    return Weights(*(D(part) / 100 for part in parts))


@st.composite
def references(draw: st.DrawFn) -> Reference:
    made = draw(decimals("0", "5000"))
    return Reference(
        made,
        life_years=draw(decimals("0.5", "30", 1)),
        life_uses=draw(st.none() | st.integers(1, 10).map(D)),
        refurbished=made * draw(shares()),
        factor=draw(st.none() | st.sampled_from(["screen@1", "projector@1"])),
    )


@st.composite
def uses(draw: st.DrawFn) -> Use:
    """Any use that can be, with every burden; always dated FIRST_DAY and of one object."""
    burden = decimals("0", "500")
    return Use(
        id="u1",
        object="object-1",
        start=FIRST_DAY,
        reference=draw(references()),
        remaining_life_years=draw(decimals("0", "30", 1)),
        days=draw(st.integers(0, 1500).map(D)),
        quantity=draw(st.integers(1, 12)),
        counterfactual=Counterfactual(
            draw(st.sampled_from(Evidence)), draw(st.sampled_from(Alternative)), draw(weights())
        ),
        parameters=Parameters(
            cap_multiplier=draw(shares()),
            utilisation=draw(decimals("0.05", "1", 2)),
            rebound=draw(shares()),
            market_reuse=draw(shares()),
        ),
        rental=RentalPool(draw(decimals("1", "10", 1)), draw(decimals("0.1", "1", 1))),
        avoided_logistics=draw(burden),
        burdens=DeclaredBurdens(*(draw(burden) for _ in range(5))),
        energy=EnergyInUse(
            object_watts=draw(decimals("0", "2000", 0)),
            new_watts=draw(decimals("0", "2000", 0)),
            hours=draw(decimals("0", "5000", 0)),
            factor=draw(decimals("0", "1", 3)),
        ),
        wear=Wear(draw(shares()), draw(decimals("0", "500", 0)), draw(decimals("1", "9000", 0))),
        shares=draw(st.sampled_from([{"a": D(1)}, {"a": D("0.3"), "b": D("0.7")}])),
    )


@st.composite
def ledgers(draw: st.DrawFn) -> list[Use]:
    """Several uses of one object, one after the other, in no order, sharing what makes its cap."""
    first = draw(uses())
    start, result = FIRST_DAY, []
    for number in range(draw(st.integers(1, 6))):
        other = draw(uses())
        result.append(
            replace(
                other,
                id=f"u{number}",
                start=start,
                quantity=first.quantity,
                reference=first.reference,
                remaining_life_years=first.remaining_life_years,
                parameters=replace(other.parameters, cap_multiplier=first.parameters.cap_multiplier),
            )
        )
        start += timedelta(days=int(other.days) + draw(st.integers(0, 30)))
    return draw(st.permutations(result))
