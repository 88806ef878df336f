"""Cells that several chapters share."""

from decimal import Decimal

from flask_babel import gettext as _

from app.core.i18n import number, punctuation
from app.impact.credits.domain import method
from app.impact.queries.report import Report
from app.impact.queries.sums import Avoided

DASH = "–"


def avoided_columns() -> tuple[tuple[str, bool], ...]:
    """The three columns of a figure of the avoided account and its interval."""
    return ((_("Évité"), True), (percent(_("bas 90 %%")), True), (percent(_("haut 90 %%")), True))


def ranged(found: Avoided) -> tuple[str, str, str]:
    """A figure and its interval, to the gram."""
    return kilos(found.central), kilos(found.low), kilos(found.high)


def percent(text: str) -> str:
    """A sentence without variables, whose per cent sign is doubled as in templates."""
    return text.replace("%%", "%")


def kilos(value: Decimal) -> str:
    """Kilograms to the gram, in the reader's locale."""
    return number(value, 3)


def methods(page: Report) -> str:
    """The versions behind the report."""
    return punctuation(";").join(page.public.methods) if page.public else method.VERSION
