"""Days of road, and a journey for several loans: proposed, accepted, refused."""

from flask_babel import lazy_gettext as _l
from wtforms import HiddenField, IntegerField, TextAreaField
from wtforms.validators import InputRequired, Length

from app.core.errors import NotFound
from app.core.forms import Form, OnceField, strip
from app.listings.domain.availability.roads import Way
from app.loans.domain.request import LONGEST_TEXT


class RoadForm(Form):
    """How many days the road takes."""

    once = OnceField(id="route-once")
    before = IntegerField(
        _l("Jours de route avant le prêt"), [InputRequired(_l("Indiquez 0 s'il n'y en a pas."))], id="route-before"
    )
    after = IntegerField(
        _l("Jours de route après le prêt"), [InputRequired(_l("Indiquez 0 s'il n'y en a pas."))], id="route-after"
    )


class RunForm(Form):
    """A run by the ways it takes (``12.back 13.out``), for a house."""

    once = OnceField()
    house_id = HiddenField()
    ways = HiddenField()

    def house(self) -> int:
        """The house that speaks. Raises NotFound for what is none."""
        said = self.house_id.data or ""
        if not said.isdecimal() or len(said) > 9:
            raise NotFound()
        return int(said)

    def keys(self) -> list[tuple[int, Way]]:
        """The ways of loans. Raises NotFound for what is none."""
        try:
            pairs = [one.split(".") for one in (self.ways.data or "").split()]
            found = [(int(loan_id), Way(way)) for loan_id, way in pairs]
        except ValueError as error:
            raise NotFound() from error
        if any(not 0 < loan_id < 2**31 for loan_id, _ in found) or len(set(found)) != len(found):
            raise NotFound()
        return found


class AnswerRunForm(RunForm):
    """Yes or no, and why."""

    reason = TextAreaField(_l("Pourquoi"), [Length(max=LONGEST_TEXT)], filters=[strip])
