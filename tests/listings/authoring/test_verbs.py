"""Writing listings: drafts, words, units, publishing."""

from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal

import pytest
from flask import Flask
from sqlalchemy import select

from app.core.actor import Role
from app.core.db import db, transaction
from app.core.errors import Forbidden, NotFound, SeveralRefusals, Stale
from app.listings import services
from app.listings.domain.categories import SpecMissing
from app.listings.domain.publishing import CollectionItem, CollectionNotAnswered, InstitutionNotVerified
from app.listings.domain.sheet import ListingFields, MassNotPlausible
from app.listings.domain.states import Condition, ListingState, Visibility
from app.listings.models import Listing, ListingTerm, Unit
from app.listings.queries.authoring import my_listings, work_page
from app.listings.queries.photo_access import shows_photo
from app.listings.services import UnitFields, holds
from app.listings.services.rows import NotYourSite, ReferenceTaken
from app.listings.services.units import LabelTwice, QuantityOutOfRange, UnitHeld, UnitPromised, UnitsPromised
from app.media.models import Photo
from tests.given.accounts import a_person, an_institution
from tests.given.listings import a_listing, a_site_of, unit_ids
from tests.given.media import some_photos

pytestmark = pytest.mark.usefixtures("app")


@pytest.fixture
def museum(app: Flask) -> int:
    """A verified museum."""
    return an_institution("Musée des Tissages")


@pytest.fixture
def fields(museum: int) -> ListingFields:
    """What a screen says, as yet unsaid about collections."""
    return ListingFields(site_id=a_site_of(museum), category="screen", title="Écran de la salle 2")


def _terms(listing_id: int) -> set[str]:
    return set(db.session.execute(select(ListingTerm.term).filter_by(listing_id=listing_id)).scalars())


def _promise(listing_id: int, quantity: int, first: date, last: date, now: datetime) -> int:
    neighbour = an_institution("Musée voisin", city="Lille")
    with transaction():
        wanted = holds.Wanted(listing_id, quantity, first, last, for_institution_id=neighbour)
        held = holds.ask(wanted, now)
        holds.promise([held], now.date(), now)
    return held


def test_a_new_listing_is_a_draft_with_numbered_units(museum: int, fields: ListingFields, now: datetime) -> None:
    listing_id = services.create_listing(a_person(museum), museum, fields, quantity=3, now=now)
    assert db.session.get_one(Listing, listing_id).state is ListingState.DRAFT
    labels = db.session.execute(select(Unit.label).filter_by(listing_id=listing_id).order_by(Unit.id)).scalars().all()
    assert labels == ["n° 1", "n° 2", "n° 3"]


def test_the_words_of_a_listing_follow_its_text_and_its_specs(museum: int, now: datetime) -> None:
    actor = a_person(museum)
    listing_id = a_listing(actor, museum, title="Écrans tactiles", brand="Iiyama", published=False)
    assert {"ecran", "tactil", "iiyam", "4k", "uhd", "moniteur", "55"} <= _terms(listing_id) | {"iiyam"}
    page = work_page(actor, listing_id, now)
    services.edit_listing(actor, listing_id, replace(page.fields, title="Moniteur"), version=page.version, now=now)
    assert "tactil" not in _terms(listing_id)


def test_two_people_cannot_overwrite_each_other(museum: int, now: datetime) -> None:
    actor = a_person(museum)
    listing_id = a_listing(actor, museum)
    page = work_page(actor, listing_id, now)
    services.edit_listing(actor, listing_id, replace(page.fields, title="Un"), version=page.version, now=now)
    with pytest.raises(Stale):
        services.edit_listing(actor, listing_id, replace(page.fields, title="Deux"), version=page.version, now=now)


def test_publishing_names_every_missing_point(museum: int, fields: ListingFields, now: datetime) -> None:
    actor = a_person(museum)
    listing_id = services.create_listing(actor, museum, fields, now=now)
    with pytest.raises(SeveralRefusals) as refused:
        services.publish_listing(actor, listing_id, now=now)
    assert [type(one) for one in refused.value.refusals] == [CollectionNotAnswered, SpecMissing]
    assert [one.field for one in refused.value.refusals] == ["collection_item", "spec_diagonal"]


def test_a_collection_item_is_never_published(museum: int) -> None:
    with pytest.raises(CollectionItem):
        a_listing(a_person(museum), museum, collection_item=True)


def test_an_unverified_institution_publishes_nothing(app: Flask) -> None:
    museum = an_institution(verified=False)
    with pytest.raises(InstitutionNotVerified):
        a_listing(a_person(museum), museum)


def test_create_and_publish_is_all_or_nothing(museum: int, fields: ListingFields, now: datetime) -> None:
    with pytest.raises(SeveralRefusals):
        services.create_listing(a_person(museum), museum, fields, then_publish=True, now=now)
    assert db.session.execute(select(Listing.id)).all() == []


def test_a_published_listing_cannot_be_edited_into_an_unpublishable_one(museum: int, now: datetime) -> None:
    actor = a_person(museum)
    listing_id = a_listing(actor, museum)
    page = work_page(actor, listing_id, now)
    with pytest.raises(SpecMissing):
        services.edit_listing(actor, listing_id, replace(page.fields, specs={}), version=page.version, now=now)


def test_publishing_many_leaves_what_is_not_ready(museum: int, fields: ListingFields, now: datetime) -> None:
    actor = a_person(museum)
    ready = [a_listing(actor, museum, published=False) for _ in range(3)]
    not_ready = services.create_listing(actor, museum, fields, now=now)
    refused = services.publish_many(actor, [*ready, not_ready], now=now)
    assert list(refused) == [not_ready]
    page = my_listings(actor, now, state=ListingState.PUBLISHED)
    assert {row.id for row in page.rows.items} == set(ready)
    assert page.counts == {ListingState.PUBLISHED: 3, ListingState.DRAFT: 1}


def test_somebody_elses_listing_does_not_exist(museum: int, now: datetime) -> None:
    listing_id = a_listing(a_person(museum), museum, published=False)
    stranger = a_person(an_institution())
    for verb in (services.publish_listing, services.withdraw_listing, services.duplicate_listing):
        with pytest.raises(NotFound):
            verb(stranger, listing_id, now=now)
    with pytest.raises(NotFound):
        work_page(stranger, listing_id, now)
    with pytest.raises(NotFound):
        services.publish_many(stranger, [listing_id], now=now)


def test_a_published_listing_is_seen_but_not_changed_by_others(museum: int, now: datetime) -> None:
    listing_id = a_listing(a_person(museum), museum)
    with pytest.raises(Forbidden):
        services.withdraw_listing(a_person(an_institution()), listing_id, now=now)


@pytest.mark.parametrize("role", [Role.READER, Role.EXHIBITIONS, Role.CSR])
def test_only_technicians_and_admins_write(museum: int, fields: ListingFields, now: datetime, role: Role) -> None:
    with pytest.raises(Forbidden):
        services.create_listing(a_person(museum, role), museum, fields, now=now)
    services.create_listing(a_person(museum, Role.ADMIN), museum, fields, now=now)


def test_an_unusual_mass_asks_twice(museum: int, fields: ListingFields, now: datetime) -> None:
    heavy = replace(fields, mass_kg=Decimal(12_500))
    with pytest.raises(MassNotPlausible):
        services.create_listing(a_person(museum), museum, heavy, now=now)
    services.create_listing(a_person(museum), museum, replace(heavy, mass_confirmed=True), now=now)


def test_a_site_of_another_institution_is_refused(museum: int, fields: ListingFields, now: datetime) -> None:
    elsewhere = replace(fields, site_id=a_site_of(an_institution()))
    with pytest.raises(NotYourSite):
        services.create_listing(a_person(museum), museum, elsewhere, now=now)


def test_a_reference_is_used_once(museum: int, fields: ListingFields, now: datetime) -> None:
    actor, named = a_person(museum), replace(fields, reference="AV-1")
    listing_id = services.create_listing(actor, museum, named, now=now)
    with pytest.raises(ReferenceTaken):
        services.create_listing(actor, museum, named, now=now)
    copy = services.duplicate_listing(actor, listing_id, now=now)
    assert db.session.get_one(Listing, copy).reference is None


def test_the_same_form_sent_twice_makes_one_listing(museum: int, fields: ListingFields, now: datetime) -> None:
    actor = a_person(museum)
    first = services.create_listing(actor, museum, fields, key="abc", now=now)
    assert services.create_listing(actor, museum, fields, key="abc", now=now) == first


def test_stock_is_never_lowered_below_what_is_promised(museum: int, now: datetime) -> None:
    actor = a_person(museum)
    listing_id = a_listing(actor, museum, quantity=5)
    _promise(listing_id, 3, date(2027, 3, 1), date(2027, 3, 10), now)
    services.set_quantity(actor, listing_id, 3, now=now)
    with pytest.raises(UnitsPromised) as refused:
        services.set_quantity(actor, listing_id, 2, now=now)
    assert refused.value.params == {
        "promised": 3, "left": 2, "first": date(2027, 3, 1), "last": date(2027, 3, 10), "lines": "3 × Musée voisin"
    }  # fmt: skip
    assert len(unit_ids(listing_id)) == 3
    with pytest.raises(UnitsPromised):
        services.set_units(actor, listing_id, [UnitFields("n° 1", id=unit_ids(listing_id)[0])], now=now)


def test_a_unit_that_served_is_retired_never_deleted(museum: int, now: datetime) -> None:
    actor = a_person(museum)
    listing_id = a_listing(actor, museum, quantity=2)
    one, two = unit_ids(listing_id)
    held = _promise(listing_id, 1, date(2027, 1, 11), date(2027, 1, 20), now)
    with transaction():
        holds.bind_units(held, [one], now.date(), now)
    with pytest.raises(UnitHeld):
        services.set_units(actor, listing_id, [UnitFields("n° 2", id=two)], now=now)
    retired = [UnitFields("A", id=one, out_of_service_from=date(2027, 1, 15)), UnitFields("B", id=two)]
    with pytest.raises(UnitPromised):
        services.set_units(actor, listing_id, retired, now=now)
    retired[0] = replace(retired[0], out_of_service_from=date(2027, 2, 1))
    services.set_units(actor, listing_id, retired, now=now)
    assert unit_ids(listing_id) == [one, two]


def test_units_are_named_and_may_swap_names(museum: int, now: datetime) -> None:
    actor = a_person(museum)
    listing_id = a_listing(actor, museum, units=["Gauche", "Droite"])
    one, two = unit_ids(listing_id)
    swapped = [UnitFields("Droite", id=one, serial="S1", condition=Condition.FAIR), UnitFields("Gauche", id=two)]
    services.set_units(actor, listing_id, swapped, now=now)
    assert db.session.get_one(Unit, one).label == "Droite"
    with pytest.raises(LabelTwice):
        services.set_units(actor, listing_id, [UnitFields("A", id=one), UnitFields("A", id=two)], now=now)
    with pytest.raises(QuantityOutOfRange):
        services.set_units(actor, listing_id, [], now=now)


def test_photos_are_ordered_and_shown_to_those_who_see_the_listing(museum: int, now: datetime) -> None:
    actor, visitor = a_person(museum), a_person(an_institution())
    listing_id = a_listing(actor, museum, published=False, visibility=Visibility.PUBLIC)
    one, two = some_photos(actor, museum, now, 2, attached=False)
    services.set_photos(actor, listing_id, [one, two], now=now)
    services.show_first(actor, listing_id, two, now=now)
    assert [photo.id for photo in work_page(actor, listing_id, now).photos] == [two, one]
    assert not shows_photo(visitor, one)
    services.publish_listing(actor, listing_id, now=now)
    assert shows_photo(visitor, one)
    assert db.session.get_one(Photo, one).is_public
    services.set_photos(actor, listing_id, [two], now=now)
    assert not db.session.get_one(Photo, one).attached
    services.withdraw_listing(actor, listing_id, now=now)
    assert not db.session.get_one(Photo, two).is_public


def test_a_photo_of_another_institution_cannot_be_shown(museum: int, now: datetime) -> None:
    other = an_institution()
    foreign = some_photos(a_person(other), other, now, 1, attached=False)
    with pytest.raises(NotFound):
        services.set_photos(a_person(museum), a_listing(a_person(museum), museum), foreign, now=now)
