"""Numbers that name one object, and what was found of it over time."""

from datetime import date, datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import select, text

from app.core.db import db
from app.core.errors import Forbidden, NotFound
from app.listings.domain.availability import Period
from app.listings.domain.conditions import ConditionSource
from app.listings.domain.states import Condition
from app.listings.models import ConditionEvent, Unit
from app.listings.queries.conditions import last_finding, unit_page
from app.listings.services.conditions import inspect_unit
from app.listings.services.tags import AssetTagTaken, AssetTagTwice, SerialTaken, SerialTwice
from app.listings.services.units import UnitFields, set_units
from app.loans.domain.lifecycle import State
from tests.given.accounts import a_person, an_institution
from tests.given.listings import a_listing, unit_ids
from tests.given.loans import LAST_DAY, Museums, a_loan, two_museums
from tests.listings.kits.test_holds import free

APRIL = Period.of_days(date(2027, 4, 5), date(2027, 4, 9))


def named(museums: Museums, listing_id: int, now: datetime, *tags: tuple[str, str]) -> None:
    """Give the units of a listing these serial numbers and asset tags."""
    units = [
        UnitFields(f"n° {n}", serial=serial, asset_tag=tag, id=unit)
        for n, (unit, (serial, tag)) in enumerate(zip(unit_ids(listing_id), tags, strict=True), 1)
    ]
    set_units(museums.technician, listing_id, units, now=now)


def test_a_number_is_there_once_and_the_refusal_says_where(app: Flask, now: datetime) -> None:
    museums = two_museums(now=now)
    named(museums, museums.listing_id, now, ("SN-1", "INV 12"), ("SN-2", ""))
    other = a_listing(museums.technician, museums.lender_id, "plinth", 2, "Socle", now=now)
    with pytest.raises(SerialTaken, match="n° 1, « Écran Samsung QM55 »"):
        named(museums, other, now, ("sn-1", ""), ("", ""))
    with pytest.raises(AssetTagTaken, match="INV 12"):
        named(museums, other, now, ("", "inv 12"), ("", ""))
    with pytest.raises(SerialTwice):
        named(museums, other, now, ("SN-9", ""), ("sn-9", ""))
    with pytest.raises(AssetTagTwice):
        named(museums, other, now, ("", "A"), ("", "a"))
    named(museums, other, now, ("", ""), ("", ""))
    named(museums, museums.listing_id, now, ("SN-2", "INV 12"), ("SN-1", ""))


def test_another_institution_may_have_the_same_numbers(app: Flask, now: datetime) -> None:
    museums = two_museums(now=now)
    named(museums, museums.listing_id, now, ("SN-1", "INV 12"), ("", ""))
    place = an_institution(now=now)
    theirs = a_person(place, now=now)
    listing_id = a_listing(theirs, place, quantity=1, now=now)
    set_units(
        theirs, listing_id, [UnitFields("n° 1", "SN-1", id=unit_ids(listing_id)[0], asset_tag="INV 12")], now=now
    )


def test_every_loan_writes_what_was_found(app: Flask, now: datetime) -> None:
    museums = two_museums(now=now)
    loan_id = a_loan(museums, State.RETURNED, condition=Condition.FAIR)
    page = unit_page(museums.technician, museums.listing_id, museums.units[0], now)
    assert [(one.source, one.condition, one.source_id) for one in page.findings] == [
        (ConditionSource.RETURN, Condition.FAIR, loan_id),
        (ConditionSource.HAND_OVER, Condition.GOOD, loan_id),
    ]
    found = last_finding(museums.listing_id, "Europe/Paris")
    assert found is not None
    assert (found.condition, found.day) == (Condition.FAIR, LAST_DAY)


def test_a_damaged_unit_is_out_of_the_pool_until_it_is_inspected(app: Flask, now: datetime) -> None:
    museums = two_museums(now=now)
    a_loan(museums, State.RETURNED, condition=Condition.TO_REPAIR)
    end = now + timedelta(days=(LAST_DAY - now.date()).days)
    unit = museums.units[0]
    assert free(museums.listing_id, end, APRIL) == 1
    page = unit_page(museums.technician, museums.listing_id, unit, end)
    assert page.waits
    inspect_unit(museums.technician, unit, Condition.TO_REPAIR, "La dalle est fendue.", now=end)
    assert free(museums.listing_id, end, APRIL) == 1
    inspect_unit(museums.technician, unit, Condition.GOOD, "Dalle changée.", now=end)
    assert free(museums.listing_id, end, APRIL) == 2
    page = unit_page(museums.technician, museums.listing_id, unit, end)
    assert (page.waits, page.findings[0].note, page.findings[0].source) == (
        False,
        "Dalle changée.",
        ConditionSource.INSPECTION,
    )


def test_a_unit_found_damaged_in_store_leaves_the_pool_at_once(app: Flask, now: datetime) -> None:
    museums = two_museums(now=now)
    inspect_unit(museums.technician, museums.units[0], Condition.TO_REPAIR, "", now=now)
    assert free(museums.listing_id, now, APRIL) == 1


def test_a_retired_unit_stays_retired_whatever_an_inspection_says(app: Flask, now: datetime) -> None:
    museums = two_museums(now=now)
    first, second = museums.units
    units = [UnitFields("n° 1", out_of_service_from=date(2027, 2, 1), id=first), UnitFields("n° 2", id=second)]
    set_units(museums.technician, museums.listing_id, units, now=now)
    inspect_unit(museums.technician, first, Condition.VERY_GOOD, "", now=now)
    assert db.session.get_one(Unit, first).out_of_service_from == date(2027, 2, 1)


def test_editing_a_condition_is_a_finding_and_keeping_it_is_none(app: Flask, now: datetime) -> None:
    museums = two_museums(now=now)
    first, second = museums.units
    units = [UnitFields("n° 1", condition=Condition.FAIR, id=first), UnitFields("n° 2", id=second)]
    set_units(museums.technician, museums.listing_id, units, now=now)
    set_units(museums.technician, museums.listing_id, units, now=now)
    events = db.session.execute(select(ConditionEvent.unit_id, ConditionEvent.source)).all()
    assert [tuple(event) for event in events] == [(first, ConditionSource.EDIT)]


def test_history_is_for_the_owner_and_inspection_for_its_technicians(app: Flask, now: datetime) -> None:
    museums = two_museums(now=now)
    with pytest.raises(NotFound):
        unit_page(museums.team, museums.listing_id, museums.units[0], now)
    with pytest.raises((NotFound, Forbidden)):
        inspect_unit(museums.team, museums.units[0], Condition.GOOD, "", now=now)
    with pytest.raises(NotFound):
        inspect_unit(museums.technician, 999_999, Condition.GOOD, "", now=now)


def test_the_database_itself_rewrites_no_finding(app: Flask, now: datetime) -> None:
    museums = two_museums(now=now)
    a_loan(museums, State.RETURNED)
    for statement in ("UPDATE condition_event SET condition = 'new'", "DELETE FROM condition_event"):
        with pytest.raises(Exception, match="append_only"):
            db.session.execute(text(statement))
        db.session.rollback()
    db.session.execute(text("UPDATE condition_event SET made_by = NULL"))
    db.session.rollback()


def test_a_unit_that_never_served_goes_with_its_findings(app: Flask, now: datetime) -> None:
    museums = two_museums(now=now)
    first, second = museums.units
    inspect_unit(museums.technician, first, Condition.FAIR, "", now=now)
    set_units(museums.technician, museums.listing_id, [UnitFields("n° 2", id=second)], now=now)
    assert db.session.execute(select(ConditionEvent.id)).all() == []
