"""Ranges of values, refused by name. Values check themselves, so that no path around a form lets one in."""

from decimal import Decimal

from app.impact.refusals import AboveOne, NegativeMass, NegativeQuantity, NotPositive


def not_negative(**values: Decimal) -> None:
    """Refuse any value below zero."""
    for name, value in values.items():
        if value < 0:
            raise NegativeQuantity(field=name, name=name)


def positive(**values: Decimal) -> None:
    """Refuse zero and below."""
    for name, value in values.items():
        if value <= 0:
            raise NotPositive(field=name, name=name)


def share(**values: Decimal) -> None:
    """Refuse what is not between 0 and 1, both included."""
    not_negative(**values)
    for name, value in values.items():
        if value > 1:
            raise AboveOne(field=name, name=name)


def mass(value: Decimal) -> None:
    """Refuse a mass below zero."""
    if value < 0:
        raise NegativeMass(field="mass", name="mass")
