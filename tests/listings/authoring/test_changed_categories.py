"""A category may change: no listing breaks, none loses anything."""

from dataclasses import replace
from datetime import datetime

import pytest
from flask import Flask
from sqlalchemy import update

from app.core.actor import Actor, Role
from app.core.db import db, transaction
from app.listings.models import Listing
from app.listings.queries.fields import fields_of
from app.listings.queries.listing_page import listing_page
from app.listings.services import duplicate_listing, edit_listing
from tests.given.accounts import a_person, an_institution
from tests.given.listings import a_listing


@pytest.fixture
def keeper(app: Flask, now: datetime) -> tuple[int, Actor]:
    house = an_institution(now=now)
    return house, a_person(house, Role.TECHNICIAN, now=now)


def _with_old_specs(keeper: tuple[int, Actor], now: datetime) -> int:
    """A listing written when its category had a characteristic and an option that it has no longer."""
    listing_id = a_listing(keeper[1], keeper[0], now=now)
    with transaction() as session:
        row = session.get_one(Listing, listing_id)
        kept = {**row.specs, "smell": "rose", "resolution": "gone_option"}
        session.execute(update(Listing).where(Listing.id == listing_id).values(specs=kept))
    db.session.expire_all()
    return listing_id


def test_what_a_category_has_no_longer_is_shown_and_survives_an_edit(
    keeper: tuple[int, Actor], now: datetime
) -> None:
    listing_id = _with_old_specs(keeper, now)
    page = listing_page(keeper[1], listing_id, now)
    assert ("smell", "rose") in page.specs
    assert "gone_option" in dict(page.specs).values()
    row = db.session.get_one(Listing, listing_id)
    changed = replace(fields_of(row), title="Écran renommé")
    edit_listing(keeper[1], listing_id, changed, version=row.version, now=now)
    db.session.expire_all()
    row = db.session.get_one(Listing, listing_id)
    assert (row.title, row.specs["smell"], row.specs["diagonal"]) == ("Écran renommé", "rose", "55")


def test_a_copy_keeps_it_too(keeper: tuple[int, Actor], now: datetime) -> None:
    listing_id = _with_old_specs(keeper, now)
    copy = duplicate_listing(keeper[1], listing_id, now=now)
    assert db.session.get_one(Listing, copy).specs["smell"] == "rose"
