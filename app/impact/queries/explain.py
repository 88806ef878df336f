"""One computation told step by step, so that a person with a calculator finds the same figures."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from app.core.i18n import number
from app.core.text import N_
from app.impact.credits.domain import equations, method
from app.impact.credits.domain.results import Result
from app.impact.exact import ONE, ZERO, exactly
from app.impact.records.domain import assumptions
from app.impact.records.domain.inputs import Inputs, age, market_reuse, remaining_life, transport
from app.impact.records.domain.settling import Grams, kilograms

KG = "kg CO2e"
DIGITS = 6


@dataclass(frozen=True, slots=True)
class Step:
    """An equation of the method, with its symbols, its numbers and what it gives. *title* is a message id.

    *factors* are the ids and versions of the emission factors whose numbers it uses.
    """

    number: str
    title: str
    formula: str
    numbers: str
    value: str
    unit: str = KG
    factors: tuple[str, ...] = ()


def steps(inputs: Inputs, result: Result, grams: Grams) -> list[Step]:
    """Every step from the days of the loan to the two accounts."""
    with exactly():
        return [
            *_object(inputs, result),
            *_drawn(inputs, result, grams),
            *_burdens(inputs, result),
            *_account(result, grams),
            *_inventory(inputs, result, grams),
        ]


def _object(inputs: Inputs, result: Result) -> Iterator[Step]:
    life, uses = inputs.made.life_years, inputs.made.life_uses
    yield Step("σ", N_("Jours d'immobilisation"), "σ", "", say(Decimal(inputs.days)), N_("jours"))
    made = inputs.made
    yield Step("E", N_("Fabriquer l'équivalent neuf"), "E", _made(inputs), say(made.value), factors=(made.reference,))
    yield Step("R", N_("Vie restante à l'entrée"), "R", _left(inputs), say(remaining_life(inputs)), N_("ans"))
    cap = result.cap / inputs.quantity
    if life is None:
        yield Step(
            "(1)", N_("Plafond de l'objet"), N_("κ·E si utilisable"), f"1 × {say(inputs.made.value)}", say(cap)
        )
        yield Step("(2)", N_("Part d'une vie comptée en usages"), "φ = 1/N", f"1 / {uses}", say(_share(result)), "")
        return
    ratio = f"1 × {say(inputs.made.value)} × min(1 ; {say(remaining_life(inputs))} / {say(life)})"
    yield Step("(1)", N_("Plafond de l'objet"), "κ·E·min(1, R/L)", ratio, say(cap))
    days = f"min(1 ; {inputs.days} / (1 × 365 × {say(life)}))"
    yield Step("(2)", N_("Part de la vie utilisée"), "φ = min(1, σ/(τ·365·L))", days, say(_share(result)), "")


def _drawn(inputs: Inputs, result: Result, grams: Grams) -> Iterator[Step]:
    made, m, weights = inputs.made.value, market_reuse(inputs), result.use.counterfactual.weights
    expected = equations.new_with_market_reuse(result.use.reference, m)
    each = (weights.new, weights.refurb, weights.rental, weights.own_stock, weights.none)
    yield Step("w", N_("Ce qui aurait été fait sans ce prêt"), "w_new + w_refurb + w_rental + w_own + w_none",
               " + ".join(say(one) for one in each), say(sum(each, ZERO)), "")  # fmt: skip
    yield Step("(3)", N_("Neuf, sur un marché déjà réemployé en partie"), "(1−m)·E + m·E_refurb",
               f"(1 − {say(m)}) × {say(made)} + {say(m)} × 0", say(expected))  # fmt: skip
    hired = (
        equations.rental_manufacturing(made, Decimal(inputs.days), result.use.rental) if result.use.rental else ZERO
    )
    shares = f"{say(weights.new)} × {say(expected)} × {say(_share(result))} + {say(weights.rental)} × {say(hired)}"
    yield Step("(4)", N_("Ce qui aurait été fabriqué, avant plafond"),
               "w_new·E_new,m·φ + w_refurb·E_refurb·φ + w_rental·E_location",
               f"{_times(inputs)}({shares})", say(result.raw))  # fmt: skip
    left = f"{say(result.cap / inputs.quantity)} − {say(inputs.drawn_kg)}"
    least = f"{_times(inputs)}min({say(result.raw / inputs.quantity)} ; {left})"
    yield Step("(5)", N_("Tirage, dans la limite du plafond"), N_("min(brut, plafond − tirages antérieurs)"),
               least, say(kilograms(grams.draw)))  # fmt: skip
    yield Step("(6)", N_("Fabrication évitée, sans rebond"), N_("(1−ρ)·tirage"),
               f"(1 − 0) × {say(kilograms(grams.draw))}", say(kilograms(grams.gross)))  # fmt: skip


LEGS = {
    0: N_("Aucun transport : l'objet est déjà là"),
    1: N_("Transport groupé, aller seul : c'est un don"),
    2: N_("Transport groupé, aller et retour"),
}


def _burdens(inputs: Inputs, result: Result) -> Iterator[Step]:
    journey, electricity, burdens = inputs.journey, inputs.electricity, result.burdens
    leg = f"max({say(assumptions.SHORTEST_LEG_KM.value)} ; {say(journey.straight_km)} × {say(journey.detour)})"
    yield Step("km", N_("Un trajet par la route"), N_("vol d'oiseau × détour"), leg, say(journey.leg_km), "km")
    factor = say(journey.factor_value)
    if journey.mode == "shared_freight":
        both = f"{journey.legs} × {say(journey.leg_km)}"
        if journey.out_run or journey.back_run:
            both = f"({say(journey.out_driven_km)} + {say(journey.back_driven_km)})"
        moved = f"{say(journey.mass_kg)} / 1000 × {both} × {factor}"
        yield Step(
            "B_t",
            LEGS[journey.legs],
            N_("t × km × facteur"),
            moved,
            say(transport(inputs)),
            factors=(journey.factor,),
        )
    elif journey.out_run or journey.back_run:
        ways = ((journey.out_driven_km, journey.out_units), (journey.back_driven_km, journey.back_units))
        driven = " + ".join(f"{say(km)} × {inputs.quantity}/{units}" for km, units in ways if units)
        yield Step(
            "B_t",
            N_("Trajet commun : les kilomètres dont ce prêt répond, partagés entre ses objets"),
            N_("(km aller × part + km retour × part) × facteur"),
            f"({driven}) × {factor}",
            say(transport(inputs)),
        )
    else:
        sharing = [one for one in (journey.out_units, journey.back_units) if one]
        shares = "(" + (" + ".join(f"{inputs.quantity}/{one}" for one in sharing) or "0") + ")"
        moved = f"{journey.vans} × {say(journey.leg_km)} × {shares} × {factor}"
        yield Step("B_t", N_("Utilitaire dédié, partagé entre les objets du trajet"),
                   N_("véhicules × km × parts × facteur"), moved, say(transport(inputs)),
                   factors=(journey.factor,))  # fmt: skip
    if electricity:
        hours = f"{say(electricity.hours_per_day)} h × {electricity.open_days} j"
        energy, weights = result.use.energy, result.use.counterfactual.weights
        instead = f"{say(ONE - weights.none)} × {say(energy.new_watts if energy else ZERO)}"
        power = f"max(0 ; {say(electricity.watts)} − {instead}) / 1000"
        used = f"{_times(inputs)}{hours} × {say(electricity.factor_value)} × {power}"
        yield Step("(7)", N_("Énergie à l'usage"), "h·EF·max(0, P − Σ w·P_k)/1000", used, say(burdens.energy),
                   factors=(electricity.factor,))  # fmt: skip
    if burdens.wear and result.use.wear:
        wear = result.use.wear
        worn = f"{say(wear.omega)} × {say(inputs.made.value)} × {say(wear.service)} / {say(wear.capacity)}"
        yield Step("(8)", N_("Usure de l'objet du prêteur"), "ω·E·σ/S", f"{_times(inputs)}{worn}", say(burdens.wear))
    for symbol, title, amount in (
        ("B_r", N_("Remise en état déclarée"), burdens.refurbishment),
        ("B_p", N_("Emballage déclaré"), burdens.packaging),
        ("B_s", N_("Stockage déclaré"), burdens.storage),
        ("B_b", N_("Remplacement chez le prêteur, déclaré"), burdens.backfill),
    ):
        if amount:
            yield Step(symbol, title, symbol, "", say(amount))
    each = (
        *(burdens.transport, burdens.refurbishment, burdens.packaging, burdens.storage),
        *(burdens.energy, burdens.wear, burdens.backfill),
    )
    parts = " + ".join(say(part) for part in each if part) or "0"
    yield Step("(9)", N_("Ce que l'usage a émis"), "B = Σ B_i", parts, say(burdens.total))


def _account(result: Result, grams: Grams) -> Iterator[Step]:
    gross, burdens = kilograms(grams.gross), kilograms(sum(grams.burdens))
    yield Step("(10)", N_("Émissions évitées, arrondies au gramme"), N_("tirage − B"),
               f"{say(gross)} − {say(burdens)}", say(kilograms(grams.net)))  # fmt: skip
    rebound = say(method.RHO_LOW_BOUND.value)
    yield Step("(10)", N_("Borne basse, avec rebond"), N_("(1−ρ)·tirage − B"),
               f"(1 − {rebound}) × {say(gross)} − {say(burdens)}", say(kilograms(grams.low_bound)))  # fmt: skip
    doubts = " + ".join(f"{say(doubt.u)}²" for doubt in result.doubts) or "0"
    yield Step("u", N_("Incertitude type"), "√(Σ u²)", f"√({doubts})", say(kilograms(grams.u)))
    interval = f"[{say(kilograms(grams.low))} ; {say(kilograms(grams.high))}]"
    yield Step("90 %", N_("Intervalle à 90 %"), N_("évité ± 1,645·u"),
               f"{say(kilograms(grams.net))} ± 1,645 × {say(kilograms(grams.u))}", interval)  # fmt: skip


def _inventory(inputs: Inputs, result: Result, grams: Grams) -> Iterator[Step]:
    made, life = say(inputs.made.value), inputs.made.life_years
    whole = f"{inputs.days} / (365 × {say(life)})" if life else f"1 / {inputs.made.life_uses}"
    yield Step("(13)", N_("Part de fabrication dans l'empreinte"), N_("E·min(σ/(365·L), 1 − déjà compté)"),
               f"{_times(inputs)}{made} × min({whole} ; {say(ONE - inputs.life_counted)})",
               say(kilograms(grams.making)))  # fmt: skip
    parts = f"{say(kilograms(grams.making))} + {say(kilograms(grams.moving))} + {say(kilograms(grams.energy))}"
    yield Step("(15)", N_("Part de l'empreinte de l'exposition"), N_("fabrication + transport + énergie"), parts,
               say(kilograms(grams.footprint)))  # fmt: skip
    alone = f"{say(kilograms(grams.making))} + {say(kilograms(grams.energy))} + {say(result.raw)}"
    yield Step(N_("Réf."), N_("Référence sans réemploi, même périmètre"), N_("fabrication + énergie + Σ w·E_k"),
               alone, say(kilograms(grams.reference)))  # fmt: skip


def _made(inputs: Inputs) -> str:
    if inputs.made.mass_kg and inputs.made.mass_is:
        return f"{say(inputs.made.value / inputs.made.mass_kg)} kg CO2e/kg × {say(inputs.made.mass_kg)} kg"
    if inputs.made.scale != 1:
        return f"{say(inputs.made.value / inputs.made.scale)} × {say(inputs.made.scale)}"
    return ""


def _left(inputs: Inputs) -> str:
    state, life = inputs.state, inputs.made.life_years
    if life is None or state.made_in is None or remaining_life(inputs) != max(ZERO, life - (age(inputs) or ZERO)):
        return ""
    return f"max(0 ; {say(life)} − ({state.entered_in} − {state.made_in}))"


def _share(result: Result) -> Decimal:
    use = result.use
    return equations.share_of_life(use.reference, use.days, use.parameters.utilisation)


def _times(inputs: Inputs) -> str:
    return f"{inputs.quantity} × " if inputs.quantity > 1 else ""


def say(value: Decimal) -> str:
    """A number with all the decimals that matter, at most six, in the reader's locale."""
    rounded = round(value, DIGITS).normalize()
    exponent = rounded.as_tuple().exponent
    assert isinstance(exponent, int)
    return number(rounded, max(0, -exponent))
