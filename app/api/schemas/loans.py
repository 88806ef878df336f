"""Loans as programs ask for them and read them."""

import marshmallow as ma
from marshmallow import fields, validate

from app.api.fields import id_field, one_of, words
from app.api.schemas.common import Asked, Window
from app.listings.queries.search.criteria import MOST_UNITS
from app.loans.domain.lifecycle import Action, Side, State
from app.loans.domain.proposals import ProposalKind
from app.loans.domain.request import LONGEST_TEXT
from app.loans.domain.words import Alternative, Evidence, TransportMode


class LineAsked(Asked):
    """A quantity of one listing."""

    listing_id = id_field(required=True)
    quantity = fields.Integer(strict=True, load_default=1, validate=validate.Range(1, MOST_UNITS))


class LoanAsked(Asked):
    """A request to one lender for one exhibition, with what would have been done without it."""

    exhibition_id = id_field(required=True)
    lines = fields.List(fields.Nested(LineAsked), required=True, validate=validate.Length(1, 50))
    first_day = fields.Date(required=True)
    last_day = fields.Date(required=True)
    transport = one_of(TransportMode, load_default=TransportMode.DEDICATED_VAN)
    message = words(LONGEST_TEXT, load_default="")
    alternative = one_of(Alternative, load_default=Alternative.UNKNOWN)
    document = words(
        LONGEST_TEXT,
        load_default="",
        metadata={"description": "The dated document that shows the alternative: its nature and date."},
    )


class Reason(Asked):
    """Why: the other institution reads it."""

    reason = words(LONGEST_TEXT, 1, required=True)


class LineGranted(Asked):
    """How many of a listing the lender gives: 0 for none."""

    listing_id = id_field(required=True)
    quantity = fields.Integer(strict=True, required=True, validate=validate.Range(0, MOST_UNITS))


class Reply(Asked):
    """A word with the agreement; a lender may give a part of the lines, a borrower takes the lender's proposal."""

    answer = words(LONGEST_TEXT, load_default="")
    lines = fields.List(
        fields.Nested(LineGranted),
        load_default=list,
        validate=validate.Length(0, 50),
        metadata={"description": "What is given of each listing; a listing that is not named is given as asked."},
    )
    version = fields.Integer(
        strict=True,
        load_default=None,
        allow_none=True,
        metadata={"description": "The version that was read: 409 when the other side changed the terms since."},
    )


VERSION_READ = {"description": "The version that was read: 409 when the other side changed the terms since."}


class LineWished(Asked):
    """So many of a listing, proposed."""

    listing_id = id_field(required=True)
    quantity = fields.Integer(strict=True, required=True, validate=validate.Range(1, MOST_UNITS))
    instead_of = id_field(
        load_default=None, allow_none=True, metadata={"description": "The listing asked whose place it takes."}
    )


class TermsWished(Asked):
    """Other terms: what is not said stays as it is."""

    first_day = fields.Date(load_default=None, allow_none=True)
    last_day = fields.Date(load_default=None, allow_none=True)
    lines = fields.List(
        fields.Nested(LineWished),
        load_default=list,
        validate=validate.Length(0, 50),
        metadata={"description": "All of it, when anything is named; none for other dates of what is agreed."},
    )
    message = words(LONGEST_TEXT, load_default="")


class Proposed(TermsWished):
    """What one side proposes to the other."""

    version = fields.Integer(strict=True, load_default=None, allow_none=True, metadata=VERSION_READ)


class VersionRead(Asked):
    """The answer to a proposal, without a word."""

    version = fields.Integer(strict=True, load_default=None, allow_none=True, metadata=VERSION_READ)


class Declined(VersionRead):
    """Why a proposal is turned down, and what the borrower asks instead of a lender's offer."""

    reason = words(LONGEST_TEXT, load_default="")
    instead = fields.Nested(
        TermsWished,
        load_default=None,
        allow_none=True,
        metadata={"description": "Only for a counter-offer; without it the request stands as it was asked."},
    )


class LoansAsked(Window):
    """Which loans: those one lends or borrows, in one state."""

    side = fields.String(validate=validate.OneOf([Side.LENDER.value, Side.BORROWER.value]))
    state = one_of(State)


class LoanLine(ma.Schema):
    """A loan in a list."""

    id = fields.Integer()
    state = one_of(State)
    is_late = fields.Boolean()
    is_lender = fields.Boolean()
    lender = fields.String()
    borrower = fields.String()
    exhibition = fields.String()
    first_day = fields.Date()
    last_day = fields.Date()
    objects = fields.String()


class Loans(ma.Schema):
    """A piece of the list, by id."""

    items = fields.List(fields.Nested(LoanLine))
    next = fields.Integer(allow_none=True, metadata={"description": "Give it as `after`; null at the end."})


class PartyShown(ma.Schema):
    """One of the two institutions."""

    id = fields.Integer()
    name = fields.String()
    city = fields.String()


class UnitLent(ma.Schema):
    """A physical object of a loan: when it left, when it came back."""

    id = fields.Integer()
    label = fields.String()
    handed_over_at = fields.AwareDateTime()
    returned_at = fields.AwareDateTime(allow_none=True)


class LineShown(ma.Schema):
    """A quantity of one listing in a loan; *left* is agreed and not handed over."""

    listing_id = fields.Integer()
    title = fields.String()
    category = fields.String()
    quantity = fields.Integer()
    left = fields.Integer()
    units = fields.List(fields.Nested(UnitLent))


class ItemShown(ma.Schema):
    """So many of a listing."""

    listing_id = fields.Integer()
    title = fields.String()
    quantity = fields.Integer()


class ComparedShown(ma.Schema):
    """What is asked, and what the lender proposes for it; null for nothing."""

    asked = fields.Nested(ItemShown, allow_none=True)
    proposed = fields.Nested(ItemShown, allow_none=True)


class ProposalShown(ma.Schema):
    """What *side* proposes until *expires_at*: a counter-offer with its lines, or other dates of what is agreed.

    *actions* are what this key's person could do with it now.
    """

    id = fields.Integer()
    kind = one_of(ProposalKind)
    side = one_of(Side)
    made_at = fields.AwareDateTime()
    expires_at = fields.AwareDateTime()
    first_day = fields.Date()
    last_day = fields.Date()
    message = fields.String()
    lines = fields.List(fields.Nested(ComparedShown))
    actions = fields.List(fields.String(validate=validate.OneOf(["accept", "decline", "withdraw"])))


class Loan(ma.Schema):
    """A loan as one of its two sides reads it; *actions* are what this key's person could do now."""

    id = fields.Integer()
    version = fields.Integer(metadata={"description": "Grows with every change of state."})
    state = one_of(State)
    proposal = fields.Nested(
        ProposalShown, allow_none=True, metadata={"description": "The one that waits for an answer."}
    )
    is_late = fields.Boolean()
    lender = fields.Nested(PartyShown)
    borrower = fields.Nested(PartyShown)
    exhibition_id = fields.Integer()
    exhibition = fields.String()
    first_day = fields.Date()
    last_day = fields.Date()
    transport = one_of(TransportMode)
    message = fields.String()
    answer = fields.String()
    alternative = one_of(Alternative)
    evidence = one_of(Evidence)
    requested_at = fields.AwareDateTime()
    decided_at = fields.AwareDateTime(allow_none=True)
    handed_over_at = fields.AwareDateTime(allow_none=True)
    returned_at = fields.AwareDateTime(allow_none=True)
    closed_at = fields.AwareDateTime(allow_none=True)
    lines = fields.List(fields.Nested(LineShown))
    actions = fields.List(one_of(Action))
