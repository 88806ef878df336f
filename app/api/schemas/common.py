"""What every list and every error has."""

import marshmallow as ma
from marshmallow import fields, validate

MOST, USUAL = 100, 24


class Asked(ma.Schema):
    """The base of what is sent: what is not known is refused by name."""

    class Meta:
        unknown = ma.RAISE


class Window(Asked):
    """Where a list goes on."""

    after = fields.Integer(
        load_default=0, validate=validate.Range(0, 2**31 - 1), metadata={"description": "The `next` of a page."}
    )
    limit = fields.Integer(load_default=USUAL, validate=validate.Range(1, MOST))


class Days(ma.Schema):
    """A window, both days included."""

    first_day = fields.Date()
    last_day = fields.Date()


class FieldFault(ma.Schema):
    """One field and what is wrong with it."""

    field = fields.String()
    detail = fields.String()


class Problem(ma.Schema):
    """RFC 9457. *code* is stable; *detail* is for people, in French."""

    type = fields.String()
    title = fields.String()
    status = fields.Integer()
    detail = fields.String()
    code = fields.String()
    request_id = fields.String()
    errors = fields.List(fields.Nested(FieldFault))
