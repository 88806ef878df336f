"""A unit comes back, another leaves."""

from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from wtforms import SelectField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import Length

from app.core.forms import Form, OnceField, strip
from app.listings.domain.states import Condition
from app.listings.labels import CONDITION
from app.loans.domain.request import LONGEST_TEXT, UnitReport
from app.loans.queries.swapping import SwapPage


class SwapForm(Form):
    """How the one looks that comes back, which leaves in its place, and how that one looks."""

    once = OnceField()
    back_condition = SelectField(_l("État au retour"))
    back_note = TextAreaField(_l("Ce qui ne va pas"), [Length(max=LONGEST_TEXT)], filters=[strip])
    unit_id = SelectField(_l("Exemplaire remis à la place"), coerce=int)
    condition = SelectField(_l("État au départ"))
    note = TextAreaField(_l("Remarques"), [Length(max=LONGEST_TEXT)], filters=[strip])

    def reports(self, old_id: int) -> tuple[UnitReport, UnitReport]:
        """What was said of both. Call after ``validate()``."""
        back = UnitReport(old_id, Condition(self.back_condition.data), self.back_note.data or "")
        return back, UnitReport(self.unit_id.data, Condition(self.condition.data), self.note.data or "")


def swap_form(page: SwapPage) -> SwapForm:
    """The form with what is free today."""
    form = SwapForm(data={"back_condition": Condition.TO_REPAIR.value, "condition": Condition.GOOD.value})
    conditions = [SelectChoice(one.value, gettext(CONDITION[one])) for one in Condition]
    form.back_condition.choices = form.condition.choices = conditions
    form.unit_id.choices = [SelectChoice(str(id), label) for id, label in page.free]
    return form
