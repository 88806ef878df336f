"""The small forms of a loan's page. Several stand on one page: each control has an id of its own."""

from flask_babel import lazy_gettext as _l
from wtforms import TextAreaField
from wtforms.validators import InputRequired, Length

from app.core.forms import DayField, Form, OnceField, strip
from app.loans.domain.request import LONGEST_TEXT


class OnceForm(Form):
    """One button: close, note that nobody came."""

    once = OnceField(id="clore-once")


class AcceptForm(Form):
    """Yes, with a word for the borrower if one likes."""

    once = OnceField(id="accepter-once")
    answer = TextAreaField(
        _l("Un mot pour l'emprunteur"), [Length(max=LONGEST_TEXT)], filters=[strip], id="accepter-answer"
    )


class RefuseForm(Form):
    """No, and why."""

    once = OnceField(id="refuser-once")
    reason = TextAreaField(
        _l("Pourquoi refuser ?"),
        [
            InputRequired(_l("Dites pourquoi en une phrase : l'autre établissement la lira.")),
            Length(max=LONGEST_TEXT),
        ],
        filters=[strip],
        id="refuser-reason",
    )


class CancelForm(Form):
    """Giving up, and why."""

    once = OnceField(id="annuler-once")
    reason = TextAreaField(
        _l("Pourquoi annuler ?"),
        [
            InputRequired(_l("Dites pourquoi en une phrase : l'autre établissement la lira.")),
            Length(max=LONGEST_TEXT),
        ],
        filters=[strip],
        id="annuler-reason",
    )


class NewReturnForm(Form):
    """When late units will be back."""

    once = OnceField(id="retour-once")
    expected_on = DayField(_l("Nouvelle date de retour"), [InputRequired(_l("Indiquez la nouvelle date de retour."))])
