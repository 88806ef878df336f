"""What must always hold of carbon calculations: `flask verify`, linear in size."""

from datetime import datetime

from sqlalchemy import func, select

from app.core import verification
from app.core.db import db
from app.impact.factors.table import loaded
from app.impact.footprint.activities import activities, line_factor
from app.impact.footprint.domain.refusals import UnitsDoNotFit, UnknownUnit
from app.impact.footprint.domain.units import conversion
from app.impact.footprint.domain.works import tonne_km
from app.impact.footprint.models import CarbonJourney, CarbonLine, CarbonVariant
from app.impact.footprint.services.works import MADE_BY


def lines_can_be_counted(_now: datetime) -> list[str]:
    """Each line names a version of a factor that the library holds, and its unit fits it."""
    columns = (CarbonLine.id, CarbonLine.component, CarbonLine.activity, CarbonLine.unit, CarbonLine.factor)
    problems = []
    for id, component, activity_id, unit, reference in db.session.execute(select(*columns).order_by(CarbonLine.id)):
        if not reference:
            continue
        found = loaded().factors.get(reference)
        if found is None:
            problems.append(f"carbon line {id}: {reference} is not in the library")
            continue
        try:
            conversion(unit, line_factor(found, activities().get(activity_id), component).unit)
        except (UnitsDoNotFit, UnknownUnit):
            problems.append(f"carbon line {id}: {unit} does not fit {reference}")
    return problems


def one_variant_is_chosen(_now: datetime) -> list[str]:
    """No exhibition has two variants that will both be built."""
    statement = (
        select(CarbonVariant.exhibition_id)
        .where(CarbonVariant.is_chosen)
        .group_by(CarbonVariant.exhibition_id)
        .having(func.count() > 1)
    )
    return [f"exhibition {id}: two chosen variants" for id in db.session.scalars(statement)]


def journeys_match(_now: datetime) -> list[str]:
    """A line of a works list that nobody changed holds the tonne-kilometres of its journey, or nothing."""
    statement = (
        select(CarbonLine.id, CarbonLine.value, CarbonJourney.mass_kg, CarbonJourney.km, CarbonJourney.legs)
        .join(CarbonJourney, CarbonJourney.line_id == CarbonLine.id)
        .where(CarbonLine.made_by.like(f"{MADE_BY}%"))
    )
    problems = []
    for id, value, mass, km, legs in db.session.execute(statement):
        due = None if mass is None or km is None else round(tonne_km(mass, km, legs), 6)
        if value != due:
            problems.append(f"carbon line {id}: {value} t.km, but its journey says {due}")
    return problems


def register() -> None:
    """Add these invariants to `flask verify`."""
    verification.register("carbon: lines can be counted", lines_can_be_counted)
    verification.register("carbon: one variant is chosen", one_variant_is_chosen)
    verification.register("carbon: journeys match", journeys_match)
