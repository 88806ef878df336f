"""Values as the interface reads and writes them."""

from decimal import Decimal
from typing import Any

import marshmallow as ma
from marshmallow import fields, validate

LARGEST_ID = 2**31 - 1


class Words(fields.String):
    """Text that a database can hold: no NUL, no half of a surrogate pair; blanks around it are dropped."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> str:
        text: str = super()._deserialize(value, attr, data, **kwargs)
        if "\x00" in text or any("\ud800" <= letter <= "\udfff" for letter in text):
            raise ma.ValidationError("Not text.")
        return text.strip()


class Exact(fields.Decimal):
    """A decimal number written as text ("12.50"), so that no program rounds it on the way; read as either."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(as_string=True, allow_nan=False, **kwargs)

    def _serialize(self, value: Any, attr: str | None, obj: Any, **kwargs: Any) -> str | None:
        return None if value is None else f"{Decimal(value):f}"


def id_field(**kwargs: Any) -> fields.Integer:
    """The id of something."""
    return fields.Integer(strict=True, validate=validate.Range(1, LARGEST_ID), **kwargs)


def words(longest: int, shortest: int = 0, **kwargs: Any) -> Words:
    """A text of *shortest* to *longest* characters."""
    return Words(validate=validate.Length(shortest, longest), **kwargs)


def one_of(kind: type, **kwargs: Any) -> fields.Enum[Any]:
    """One of the words of *kind*."""
    return fields.Enum(kind, by_value=True, **kwargs)
