"""The days one would like a listing for, read from the address of its page."""

from datetime import date
from typing import Any

from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from werkzeug.datastructures import MultiDict
from wtforms.validators import InputRequired, ValidationError

from app.core.forms import DayField, Form, NumberField
from app.listings.queries.search.criteria import LONGEST_STAY_DAYS, MOST_UNITS

LAST_YEAR = 2200


class AskingForm(Form):
    """Du, au, quantité: a question, not yet a request. No token: nothing is written."""

    class Meta(Form.Meta):
        csrf = False

    du = DayField(_l("Du"), [InputRequired(_l("Indiquez le premier jour."))])
    au = DayField(_l("Au"), [InputRequired(_l("Indiquez le dernier jour."))])
    quantite = NumberField(_l("Quantité"))

    def __init__(self, typed: MultiDict[str, str]) -> None:
        super().__init__(formdata=typed)

    def validate_au(self, field: Any) -> None:
        """The last day is not before the first, and the stay has an end."""
        first, last = _day(self.du), _day(field)
        if field.errors or first is None or last is None:
            return
        if last < first:
            raise ValidationError(gettext("La date de fin est avant la date de début."))
        if (last - first).days > LONGEST_STAY_DAYS or last.year > LAST_YEAR:
            raise ValidationError(gettext("Cette date est trop lointaine : trois ans au plus."))

    def validate_quantite(self, field: Any) -> None:
        """At least one, and whole."""
        if field.data is None or field.errors:
            return
        if field.data < 1 or field.data != int(field.data) or field.data > MOST_UNITS:
            raise ValidationError(gettext("Indiquez un nombre entier d'exemplaires, à partir de 1."))

    def asked(self) -> dict[str, Any]:
        """What ``listing_page`` is asked. Call after ``validate()``."""
        return {"first_day": self.du.data, "last_day": self.au.data, "quantity": int(self.quantite.data or 1)}


def _day(field: Any) -> date | None:
    """What a day field read."""
    found: date | None = field.data
    return found
