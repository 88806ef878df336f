"""Other dates for what is agreed, and the answer."""

from datetime import date
from typing import cast

from flask_babel import lazy_gettext as _l
from wtforms import TextAreaField
from wtforms.validators import InputRequired, Length

from app.core.forms import DayField, Form, OnceField, strip
from app.loans.domain.request import LONGEST_TEXT


class DatesForm(Form):
    """The days that would be better."""

    once = OnceField(id="dates-once")
    starts_on = DayField(_l("Premier jour"), id="dates-starts_on")
    ends_on = DayField(_l("Dernier jour"), [InputRequired(_l("Indiquez le dernier jour."))], id="dates-ends_on")
    message = TextAreaField(
        _l("Un mot pour l'autre établissement"), [Length(max=LONGEST_TEXT)], filters=[strip], id="dates-message"
    )

    @property
    def has_days(self) -> bool:
        """Whether a last day could be read."""
        return bool(self.ends_on.data)

    def days(self, usual_start: date) -> tuple[date, date]:
        """First and last day, once validated; the first one is the agreed one where it was not asked."""
        return self.starts_on.data or usual_start, cast(date, self.ends_on.data)


class DeclineDatesForm(Form):
    """The dates stay."""

    once = OnceField(id="garder-once")
    reason = TextAreaField(_l("Pourquoi"), [Length(max=LONGEST_TEXT)], filters=[strip], id="garder-reason")
