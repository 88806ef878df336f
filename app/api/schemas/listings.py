"""Listings as programs ask for them and read them."""

import marshmallow as ma
from marshmallow import fields, validate

from app.api.fields import Exact, Words, one_of, words
from app.api.schemas.common import Asked, Days, Window
from app.listings.domain.states import Condition, ListingState, Offer, Visibility
from app.listings.queries.search.criteria import LONGEST_TEXT, MOST_UNITS


class ListingsAsked(Window):
    """The same criteria as the search page."""

    q = words(LONGEST_TEXT, metadata={"description": "Words, misspelled or not."})
    category = Words(metadata={"description": "The key of a category, e.g. `screen`."})
    family = Words(metadata={"description": "The key of a family of categories; a category says more."})
    spec = fields.List(
        Words(validate=validate.Regexp(r"^[a-z0-9_]{1,60}(>=|<=|=).{1,60}\Z")),
        validate=validate.Length(max=40),
        metadata={
            "description": "A characteristic of the asked category, once for each: `luminous_flux>=5000`, "
            "`diagonal<=65` (in its unit), `resolution=UHD-4K`, `touch=yes`."
        },
    )
    near = words(120, metadata={"description": "A town or a postcode."})
    radius_km = fields.Integer(metadata={"description": "10, 25, 50, 100, 200, or 0 for any distance."})
    region = Words(metadata={"description": "The INSEE code of a region, e.g. `84`."})
    department = Words(metadata={"description": "The code of a department, e.g. `69`."})
    first_day = fields.Date()
    last_day = fields.Date()
    quantity = fields.Integer(validate=validate.Range(1, MOST_UNITS))
    condition = Words(metadata={"description": "That state or a better one: `very_good`, `good` or `fair`."})
    offer = Words(metadata={"description": "`loan` or `gift`."})
    easy_to_move = fields.Boolean(metadata={"description": "Only what one person fetches with a car."})


class ListingAsked(Asked):
    """Days to answer for; none, and the answer says nothing of availability."""

    first_day = fields.Date()
    last_day = fields.Date()
    quantity = fields.Integer(load_default=1, validate=validate.Range(1, MOST_UNITS))

    @ma.validates_schema
    def both_days(self, data: dict[str, object], **_: object) -> None:
        """One day alone says nothing of how long."""
        if ("first_day" in data) != ("last_day" in data):
            raise ma.ValidationError("Both days, or none.", "first_day" if "last_day" in data else "last_day")


class PhotoShown(ma.Schema):
    """A photo; its addresses answer to whoever may see it."""

    id = fields.Integer()
    alt = fields.String()
    large_url = fields.String()
    small_url = fields.String()


class ListingLine(ma.Schema):
    """A listing in a list. *free* counts units free on the asked days, null when none were asked."""

    id = fields.Integer()
    title = fields.String()
    category = fields.String()
    specs = fields.List(fields.String())
    quantity = fields.Integer()
    free = fields.Integer(allow_none=True)
    offer = one_of(Offer)
    institution = fields.String()
    city = fields.String()
    distance_km = fields.Integer(allow_none=True)


class Listings(ma.Schema):
    """A piece of the list, by id: nothing is skipped or repeated while others publish."""

    items = fields.List(fields.Nested(ListingLine))
    next = fields.Integer(allow_none=True, metadata={"description": "Give it as `after`; null at the end."})


class Spec(ma.Schema):
    """A characteristic with its value and unit, as people read it."""

    label = fields.String()
    value = fields.String()


class Blocking(ma.Schema):
    """A line in the way, days both included; what is late has no known end."""

    first_day = fields.Date()
    last_day = fields.Date()
    quantity = fields.Integer()
    is_late = fields.Boolean()


class Availability(ma.Schema):
    """The answer for the asked days. *reason* is the code of what is in the way; *next* is a window of the same
    length that would do, *longest* the longest that would from the same first day."""

    first_day = fields.Date()
    last_day = fields.Date()
    asked = fields.Integer()
    free = fields.Integer()
    is_available = fields.Boolean()
    reason = fields.String(allow_none=True)
    detail = fields.String(allow_none=True)
    requests = fields.Integer()
    blocking = fields.List(fields.Nested(Blocking))
    next = fields.Nested(Days, allow_none=True)
    longest = fields.Nested(Days, allow_none=True)


class UnitOwned(ma.Schema):
    """A physical object, for the people of its institution."""

    label = fields.String()
    serial = fields.String()
    condition = one_of(Condition)


class Owned(ma.Schema):
    """What only the owner's people read. The value is in cents."""

    storage_place = fields.String()
    reference = fields.String(allow_none=True)
    address = fields.String()
    replacement_value_cents = fields.Integer(allow_none=True)
    units = fields.List(fields.Nested(UnitOwned))


class Listing(ma.Schema):
    """A listing. Masses in kg, lengths in cm, power in W; *owned* is null for other institutions."""

    id = fields.Integer()
    institution_id = fields.Integer()
    institution = fields.String()
    city = fields.String()
    department = fields.String()
    region = fields.String()
    title = fields.String()
    description = fields.String()
    category = fields.String()
    category_label = fields.String()
    brand = fields.String()
    model = fields.String()
    specs = fields.List(fields.Nested(Spec))
    condition = one_of(Condition)
    offer = one_of(Offer)
    visibility = one_of(Visibility)
    state = one_of(ListingState)
    quantity = fields.Integer()
    mass_kg = Exact(allow_none=True)
    width_cm = Exact(allow_none=True)
    height_cm = Exact(allow_none=True)
    depth_cm = Exact(allow_none=True)
    power_w = Exact(allow_none=True)
    made_in_year = fields.Integer(allow_none=True)
    lender_conditions = fields.String()
    turnaround_days = fields.Integer()
    available_from = fields.Date(allow_none=True)
    available_until = fields.Date(allow_none=True)
    photos = fields.List(fields.Nested(PhotoShown))
    availability = fields.Nested(Availability, allow_none=True)
    owned = fields.Nested(Owned, allow_none=True)


class ListingChange(Asked):
    """What of a listing may be changed here: what is not named stays."""

    title = words(200, 1)
    description = words(5000)
    brand = words(120)
    model = words(160)
    condition = one_of(Condition)
    offer = one_of(Offer)
    visibility = one_of(Visibility)
    mass_kg = Exact(allow_none=True, validate=validate.Range(0, 1_000_000))
    lender_conditions = words(5000)
    storage_place = words(200)
    available_from = fields.Date(allow_none=True)
    available_until = fields.Date(allow_none=True)
    turnaround_days = fields.Integer(strict=True, validate=validate.Range(0, 60))
