"""Who may see and write listings: the whole table."""

import pytest

from app.core.actor import ANONYMOUS, SYSTEM, Actor, Role
from app.listings.domain.permissions import (
    ListingAccess,
    may_edit_listing,
    may_publish_listing,
    may_see_listing,
    may_see_storage_place,
    may_withdraw_listing,
    may_write_listings,
)
from app.listings.domain.states import ListingState, Visibility

OWN, OTHER = 1, 2


def person(institution_id: int, role: Role) -> Actor:
    """Somebody with one role."""
    return Actor(user_id=7, roles=frozenset({(institution_id, role)}))


STAFF = Actor(user_id=9, is_staff=True)


@pytest.mark.parametrize(
    ("visibility", "seen_by"),
    [
        (Visibility.INSTITUTION, {"own"}),
        (Visibility.NETWORK, {"own", "other", "staff"}),
        (Visibility.PUBLIC, {"own", "other", "staff", "anybody"}),
    ],
)
def test_a_published_listing_is_seen_as_far_as_its_visibility_goes(visibility: Visibility, seen_by: set[str]) -> None:
    listing = ListingAccess(OWN, ListingState.PUBLISHED, visibility)
    people = {
        "own": person(OWN, Role.READER),
        "other": person(OTHER, Role.READER),
        "staff": STAFF,
        "anybody": ANONYMOUS,
    }
    assert {name for name, actor in people.items() if may_see_listing(actor, listing)} == seen_by


@pytest.mark.parametrize("state", [ListingState.DRAFT, ListingState.WITHDRAWN])
def test_what_is_not_published_is_seen_by_its_own_institution_alone(state: ListingState) -> None:
    listing = ListingAccess(OWN, state, Visibility.PUBLIC)
    assert may_see_listing(person(OWN, Role.READER), listing)
    for actor in (person(OTHER, Role.ADMIN), STAFF, ANONYMOUS):
        assert not may_see_listing(actor, listing)


def test_what_an_unverified_institution_has_is_shown_to_nobody_else() -> None:
    listing = ListingAccess(OWN, ListingState.PUBLISHED, Visibility.PUBLIC, is_verified=False)
    assert not may_see_listing(person(OTHER, Role.ADMIN), listing)
    assert not may_publish_listing(
        person(OWN, Role.ADMIN), ListingAccess(OWN, ListingState.DRAFT, Visibility.PUBLIC, False)
    )


@pytest.mark.parametrize("role", list(Role))
def test_technicians_and_admins_keep_their_own_inventory(role: Role) -> None:
    writes = role in (Role.TECHNICIAN, Role.ADMIN)
    draft = ListingAccess(OWN, ListingState.DRAFT, Visibility.NETWORK)
    shown = ListingAccess(OWN, ListingState.PUBLISHED, Visibility.NETWORK)
    own, other = person(OWN, role), person(OTHER, role)
    assert may_write_listings(own, OWN) is writes
    assert may_edit_listing(own, draft) is writes
    assert may_publish_listing(own, draft) is writes
    assert may_withdraw_listing(own, shown) is writes
    assert may_see_storage_place(own, OWN)
    assert not may_withdraw_listing(own, draft)
    assert not may_publish_listing(own, shown)
    assert not may_write_listings(other, OWN)
    assert not may_see_storage_place(other, OWN)


def test_the_staff_have_no_hand_in_an_inventory_but_the_command_line_has() -> None:
    assert not may_write_listings(STAFF, OWN)
    assert may_write_listings(SYSTEM, OWN)
