"""What is known of a loan, read from the packages below and handed to the method as ``Inputs``."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from decimal import ROUND_CEILING, Decimal

from sqlalchemy import select

from app.accounts.domain.permissions import is_verified
from app.accounts.models import Institution, Site
from app.core.clock import local_day
from app.core.db import db
from app.exhibitions.models import Exhibition
from app.impact.credits.domain.kinds import ReferenceMarket
from app.impact.exact import ZERO
from app.impact.factors.domain import ResolvedFactor, factor, manufacturing_factor
from app.impact.factors.table import default_uncertainty
from app.impact.records.accounts import ObjectState
from app.impact.records.crosscheck import seed_of
from app.impact.records.domain import assumptions
from app.impact.records.domain.inputs import Electricity, Inputs, Journey, MadeNew, State, open_days_within
from app.listings.domain.availability.roads import Way
from app.listings.domain.categories import Category, ReuseShare, SpecValue, category
from app.listings.domain.states import Condition
from app.listings.models import Listing
from app.loans.domain.words import TransportMode
from app.loans.models import Loan, LoanLine, LoanUnit
from app.loans.queries.transport_loads import RunShare, shares_of_loan

MARKETS = {
    ReuseShare.IT: ReferenceMarket.IT_AND_TELEPHONY,
    ReuseShare.FURNITURE: ReferenceMarket.FURNITURE,
    ReuseShare.NONE: ReferenceMarket.OTHER,
}


@dataclass(frozen=True, slots=True)
class LoanFacts:
    """A loan and all that stands around it. *listings* and *sites* are by listing id, *runs* what it answers for of
    journeys it shares."""

    loan: Loan
    exhibition: Exhibition
    lender: Institution
    borrower: Institution
    listings: dict[int, Listing]
    sites: dict[int, Site]
    runs: dict[Way, RunShare] = field(default_factory=dict)

    @property
    def both_verified(self) -> bool:
        """Whether the platform's staff vouch for the two institutions."""
        return is_verified(self.lender.state) and is_verified(self.borrower.state)

    @property
    def units(self) -> list[LoanUnit]:
        """Every object that left."""
        return [unit for line in self.loan.lines for unit in line.units]


def loan_facts(loan_id: int) -> LoanFacts:
    """The loan with its lines, objects, places and institutions."""
    session = db.session
    loan = session.get_one(Loan, loan_id)
    listing_ids = [line.listing_id for line in loan.lines]
    pairs = session.execute(
        select(Listing, Site).join(Site, Site.id == Listing.site_id).where(Listing.id.in_(listing_ids))
    ).all()
    return LoanFacts(
        loan=loan,
        exhibition=session.get_one(Exhibition, loan.exhibition_id),
        lender=session.get_one(Institution, loan.lender_id),
        borrower=session.get_one(Institution, loan.borrower_id),
        listings={listing.id: listing for listing, _ in pairs},
        sites={listing.id: site for listing, site in pairs},
        runs=shares_of_loan(loan_id),
    )


def planned_inputs(
    facts: LoanFacts, line: LoanLine, quantity: int, key: str, states: Iterable[ObjectState]
) -> Inputs:
    """The plan for *quantity* objects of a line, over the days agreed.

    Which objects will leave is not known yet: the most drawn of the listing stands for them all (R10).
    """
    units = sum(one.quantity for one in facts.loan.lines)
    states = list(states)
    entered = [one.entered_in for one in states if one.entered_in is not None]
    return use_inputs(
        facts,
        line.listing_id,
        key=key,
        object=f"listing:{line.listing_id}",
        quantity=quantity,
        first_day=facts.loan.starts_on,
        last_day=facts.loan.ends_on,
        run=(units, units),
        state=ObjectState(
            drawn_kg=max((one.drawn_kg for one in states), default=ZERO), entered_in=min(entered, default=None)
        ),
    )


def actual_inputs(facts: LoanFacts, unit: LoanUnit, key: str, state: ObjectState) -> Inputs:
    """What happened to one object: from the day it left to the day it came back, both included."""
    if unit.returned_at is None:
        raise ValueError(f"loan unit {unit.id} is not back")
    zone = facts.lender.time_zone
    out, back = local_day(unit.handed_over_at, zone), local_day(unit.returned_at, zone)
    with_it_out = sum(local_day(one.handed_over_at, zone) == out for one in facts.units)
    with_it_back = sum(
        one.returned_at is not None and local_day(one.returned_at, zone) == back for one in facts.units
    )
    return use_inputs(
        facts,
        unit.line.listing_id,
        key=key,
        object=f"unit:{state.object_id or unit.unit_id}",
        quantity=1,
        first_day=out,
        last_day=max(out, back),
        run=(with_it_out, with_it_back),
        state=state,
    )


def use_inputs(
    facts: LoanFacts,
    listing_id: int,
    *,
    key: str,
    object: str,
    quantity: int,
    first_day: date,
    last_day: date,
    run: tuple[int, int],
    state: ObjectState,
) -> Inputs:
    """One use of a listing's object as it is known. *run*: how many objects share each leg, 0 where there is none."""
    listing = facts.listings[listing_id]
    kind, specs = category(listing.category), specs_of(listing)
    made = manufacturing_factor(listing.category, specs, listing.mass_kg)
    return Inputs(
        id=key,
        object=object,
        category=listing.category,
        exhibition=f"exhibition:{facts.exhibition.id}",
        quantity=quantity,
        first_day=first_day,
        last_day=last_day,
        made=made_new(made),
        state=state_of(listing, state.entered_in),
        alternative=facts.loan.alternative.value,
        evidence=facts.loan.evidence.value,
        market=MARKETS[kind.reuse_share].value,
        public_borrower=facts.borrower.is_public,
        journey=_journey(facts, listing, made, quantity, run),
        electricity=_electricity(facts.exhibition, kind, listing, specs, first_day, last_day),
        has_lamp=specs.get("light_source") == "lamp",
        drawn_kg=state.drawn_kg,
        life_counted=state.life_counted,
        cap_left_kg=state.cap_left_kg,
        seed=seed_of(key),
        new_value=price_of(listing),
    )


def price_of(listing: Listing) -> Decimal | None:
    """What a new equivalent costs in euros, None where the lender did not say."""
    cents = listing.replacement_value_cents
    return Decimal(cents).scaleb(-2) if cents else None


def specs_of(listing: Listing) -> dict[str, SpecValue]:
    """The characteristics of a listing as values."""
    known = {spec.key: spec for spec in category(listing.category).specs}
    return {key: known[key].restore(stored) for key, stored in listing.specs.items() if key in known}


def made_new(made: ResolvedFactor) -> MadeNew:
    """What a record keeps of the factor of the new equivalent."""
    return MadeNew(
        reference=made.reference,
        references=made.references,
        value=made.value,
        low=made.low,
        high=made.high,
        u_rel=made.u_rel,
        life_years=made.life_years,
        life_uses=made.life_uses,
        life_source=made.life_source,
        sources=made.sources,
        mass_kg=made.mass_kg,
        mass_is=made.mass_is,
        scale=made.scale,
    )


def state_of(listing: Listing, entered_in: int | None = None) -> State:
    """What is known of the listing's objects as they entered the platform: what was given entered with its giver."""
    return State(
        entered_in=entered_in or listing.created_at.year,
        made_in=listing.made_in_year,
        tested=listing.tested_on is not None,
        is_usable=listing.condition is not Condition.TO_REPAIR,
    )


def mass_of(listing: Listing, made: ResolvedFactor) -> tuple[Decimal, str]:
    """The mass of one object in kg, and whether it was given, computed from its area, or a default."""
    if listing.mass_kg:
        return listing.mass_kg, "given"
    if made.mass_kg:
        return made.mass_kg, made.mass_is
    return category(listing.category).default_mass_kg, "default"


def _journey(
    facts: LoanFacts, listing: Listing, made: ResolvedFactor, quantity: int, run: tuple[int, int]
) -> Journey:
    site, mode = facts.sites[listing.id], facts.loan.transport
    used = factor(assumptions.FACTOR_VAN if mode is TransportMode.DEDICATED_VAN else assumptions.FACTOR_FREIGHT)
    mass, mass_is = mass_of(listing, made)
    whole_run = mass * max(run)
    out, back = facts.runs.get(Way.OUT), facts.runs.get(Way.BACK)
    return Journey(
        mode=mode.value,
        straight_km=straight_km(
            (site.latitude, site.longitude), (facts.exhibition.latitude, facts.exhibition.longitude)
        ),
        detour=assumptions.DETOUR.value,
        out_units=run[0],
        back_units=run[1],
        vans=max(1, int((whole_run / assumptions.VAN_LOAD_KG.value).to_integral_value(ROUND_CEILING))),
        mass_kg=mass * quantity,
        mass_is=mass_is,
        factor=used.reference,
        factor_value=used.value,
        factor_u_rel=used.u_rel or default_uncertainty("transport"),
        out_km=out.share_km if out else None,
        back_km=back.share_km if back else None,
        out_run=out.run_id if out else None,
        back_run=back.run_id if back else None,
    )


def straight_km(origin: tuple[float, float], target: tuple[float, float]) -> Decimal:
    """The geodesic on the WGS 84 ellipsoid (geopy), in km to 100 m: places are known no better."""
    from geopy.distance import geodesic  # brings an HTTP client along: read by who computes, not by every worker

    return Decimal(f"{geodesic(origin, target).km:.1f}")


def _electricity(
    exhibition: Exhibition,
    kind: Category,
    listing: Listing,
    specs: dict[str, SpecValue],
    first_day: date,
    last_day: date,
) -> Electricity | None:
    if kind.wattage is None:
        return None
    used = factor(assumptions.FACTOR_ELECTRICITY)
    given = listing.power_w or kind.watts(specs)
    on = (min(last_day, exhibition.closes_on) - max(first_day, exhibition.opens_on)).days + 1
    return Electricity(
        watts=given or assumptions.watts_of(listing.category, kind.factor.like if kind.factor else ""),
        watts_is="given" if given else "default",
        hours_per_day=exhibition.hours_per_day,
        open_days=open_days_within(on, exhibition.open_weekdays_count),
        factor=used.reference,
        factor_value=used.value,
        factor_u_rel=used.u_rel or default_uncertainty("electricity"),
    )
