"""What a reuse of a listing is worth: a typical loan, with everything that it supposes."""

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from sqlalchemy import select

from app.core.actor import Actor
from app.core.db import db
from app.core.i18n import language
from app.impact.exact import ZERO
from app.impact.factors.domain import NoFactor, factor, manufacturing_factor
from app.impact.factors.table import default_uncertainty
from app.impact.queries.factors import FactorLink, attributions, factor_links
from app.impact.records.accounts import object_states
from app.impact.records.domain import assumptions
from app.impact.records.domain.inputs import Electricity, Inputs, Journey, open_days_within, result_of
from app.impact.records.domain.settling import Grams, kilograms, settled
from app.impact.records.gathering import MARKETS, made_new, mass_of, specs_of, state_of
from app.listings.domain.categories import category
from app.listings.models import Listing, Unit

DAYS, STRAIGHT_KM, HOURS, WEEKDAYS = 90, Decimal(200), Decimal(8), 6
"""The typical loan: one object, ninety days, two hundred kilometres as the crow flies, eight hours a day."""


@dataclass(frozen=True, slots=True)
class Case:
    """One way to bring it, in kg CO2e; *mode* is that of a loan."""

    mode: str
    central: Decimal
    low: Decimal
    high: Decimal
    low_bound: Decimal


@dataclass(frozen=True, slots=True)
class WorthPanel:
    """A typical loan of one object: instead of buying new, declared before the loan."""

    cases: tuple[Case, ...]
    days: int
    straight_km: Decimal
    hours: Decimal
    making: Decimal
    making_low: Decimal
    making_high: Decimal
    cap_is_empty: bool
    mass_is: str
    watts_is: str
    method: str
    factors: tuple[FactorLink, ...]
    attributions: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class NothingKnown:
    """No factor: the page says so, and shows no figure."""

    is_unknown: bool = True


def worth_panel(actor: Actor, listing_id: int, page: Any) -> WorthPanel | NothingKnown:
    """The panel « Ce que vaut ce réemploi », or that nothing is known of how such an object is made."""
    listing = db.session.get_one(Listing, listing_id)
    try:
        made = manufacturing_factor(listing.category, specs_of(listing), listing.mass_kg)
    except (NoFactor, KeyError):
        return NothingKnown()
    units = db.session.scalars(select(Unit.id).where(Unit.listing_id == listing_id))
    drawn = max((state.drawn_kg for state in object_states(units).values()), default=ZERO)
    typical = {mode: _inputs(listing, mode, drawn) for mode in ("shared_freight", "dedicated_van")}
    results = {mode: result_of(inputs) for mode, inputs in typical.items()}
    first = typical["shared_freight"]
    links = factor_links((*first.made.references, *(one.journey.factor for one in typical.values())), language())
    return WorthPanel(
        cases=tuple(_case(mode, settled(result, None)) for mode, result in results.items()),
        days=DAYS,
        straight_km=STRAIGHT_KM,
        hours=HOURS,
        making=made.value,
        making_low=made.low,
        making_high=made.high,
        cap_is_empty=results["shared_freight"].draw == 0,
        mass_is=first.journey.mass_is,
        watts_is=first.electricity.watts_is if first.electricity else "",
        method=results["shared_freight"].method,
        factors=links,
        attributions=attributions(links),
    )


def _case(mode: str, figures: Grams) -> Case:
    return Case(
        mode, kilograms(figures.net), kilograms(figures.low), kilograms(figures.high), kilograms(figures.low_bound)
    )


def _inputs(listing: Listing, mode: str, drawn: Decimal) -> Inputs:
    kind, specs = category(listing.category), specs_of(listing)
    made = manufacturing_factor(listing.category, specs, listing.mass_kg)
    mass, mass_is = mass_of(listing, made)
    carried = factor(assumptions.FACTOR_VAN if mode == "dedicated_van" else assumptions.FACTOR_FREIGHT)
    power, watts = factor(assumptions.FACTOR_ELECTRICITY), listing.power_w or kind.watts(specs)
    first_day = date(listing.created_at.year, 1, 1)
    electricity = Electricity(
        watts=watts or assumptions.watts_of(listing.category, kind.factor.like if kind.factor else ""),
        watts_is="given" if watts else "default",
        hours_per_day=HOURS,
        open_days=open_days_within(DAYS, WEEKDAYS),
        factor=power.reference,
        factor_value=power.value,
        factor_u_rel=power.u_rel or default_uncertainty("electricity"),
    )
    return Inputs(
        id=f"typical:{listing.id}",
        object=f"listing:{listing.id}",
        category=listing.category,
        exhibition="typical",
        quantity=1,
        first_day=first_day,
        last_day=first_day + timedelta(days=DAYS - 1),
        made=made_new(made),
        state=state_of(listing),
        alternative="new",
        evidence="E2",
        market=MARKETS[kind.reuse_share].value,
        public_borrower=True,
        journey=Journey(
            mode=mode,
            straight_km=STRAIGHT_KM,
            detour=assumptions.DETOUR.value,
            out_units=1,
            back_units=1,
            vans=1,
            mass_kg=mass,
            mass_is=mass_is,
            factor=carried.reference,
            factor_value=carried.value,
            factor_u_rel=carried.u_rel or default_uncertainty("transport"),
        ),
        electricity=electricity if kind.wattage else None,
        has_lamp=specs.get("light_source") == "lamp",
        drawn_kg=drawn,
        life_counted=ZERO,
        cap_left_kg=None,
    )
