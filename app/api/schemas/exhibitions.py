"""Exhibitions and their two accounts as programs read them."""

import marshmallow as ma
from marshmallow import fields

from app.api.fields import Exact


class Exhibition(ma.Schema):
    """A show; *loan_first_day* and *loan_last_day* are proposed for what is borrowed."""

    id = fields.Integer()
    institution_id = fields.Integer()
    institution = fields.String()
    title = fields.String()
    summary = fields.String()
    venue = fields.String()
    city = fields.String()
    department = fields.String()
    region = fields.String()
    opens_on = fields.Date()
    closes_on = fields.Date()
    loan_first_day = fields.Date()
    loan_last_day = fields.Date()
    surface_m2 = fields.Integer(allow_none=True)
    expected_visitors = fields.Integer(allow_none=True)
    is_public = fields.Boolean()


class FactorNamed(ma.Schema):
    """An emission factor behind a figure."""

    reference = fields.String()
    label = fields.String()
    source = fields.String()
    attribution = fields.String()


class Figure(ma.Schema):
    """A figure with its doubt: *low* to *high* is the 90 % interval."""

    phase = fields.String(metadata={"description": "`actual` or `planned`: the two are never added."})
    value = Exact()
    low = Exact()
    high = Exact()
    unit = fields.String()
    method = fields.List(fields.String())
    factors = fields.List(fields.Nested(FactorNamed))


class FootprintFigure(Figure):
    """What the borrowed objects weigh in the footprint: making, transport, electricity."""

    making = Exact()
    transport = Exact()
    energy = Exact()
    objects = fields.Integer()


class AvoidedFigure(Figure):
    """Emissions avoided, burdens of reuse deducted. *low_bound* is the same run at a rebound of 0.29."""

    low_bound = Exact()
    burdens = Exact()
    sign_established = fields.Boolean()
    records = fields.Integer()
    evidence = fields.Dict(keys=fields.String(), values=fields.Integer())


class Impact(ma.Schema):
    """Two accounts side by side. They answer different questions and are never subtracted one from the other."""

    exhibition_id = fields.Integer()
    footprint = fields.List(fields.Nested(FootprintFigure))
    avoided = fields.List(fields.Nested(AvoidedFigure))
