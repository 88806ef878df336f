"""What fills a calculation at once: a works list, what it asks back, and the quick estimate."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from werkzeug.datastructures import FileStorage
from wtforms import BooleanField, FileField, HiddenField, RadioField, SelectField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import Length, NumberRange, Optional

from app.core.forms import Form, OnceField, TextField, at_least
from app.impact.footprint.domain.quick import ASKS, Ask
from app.impact.footprint.forms.fields import AskedNumber, choices_of
from app.listings.queries.sheets import MOST_BYTES


class WorksForm(Form):
    """A works list to import."""

    once = OnceField()
    file = FileField(_l("Liste d'œuvres (CSV, XLSX ou ODS)"))
    legs = RadioField(_l("Trajet"), coerce=int, default=2)
    replace = BooleanField(_l("Remplacer la liste importée avant"), default=True)

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.legs.choices = [SelectChoice(2, gettext("aller et retour")), SelectChoice(1, gettext("aller seulement"))]

    def content(self) -> bytes:
        """The bytes that were sent, never more than the limit and one."""
        sent = self.file.data
        return sent.stream.read(MOST_BYTES + 1) if isinstance(sent, FileStorage) and sent.filename else b""


class PlaceForm(Form):
    """Where an unknown place is: another name for it, or its distance."""

    place = HiddenField()
    meant = TextField(_l("Ville proche, avec son code postal en France"), [Length(max=120)])
    km = AskedNumber(_l("ou distance, aller"), [Optional(), at_least(1), NumberRange(max=40_000)])


def quick_form(proposed: Mapping[str, Decimal]) -> type[Form]:
    """The form of the quick estimate: surface and visitors, then every question with its default."""
    fields: dict[str, Any] = {
        "surface_m2": AskedNumber(_l("Surface de l'exposition"), [Optional(), at_least(1), NumberRange(max=100_000)]),
        "visitors": AskedNumber(_l("Visiteurs attendus"), [Optional(), at_least(0), NumberRange(max=20_000_000)]),
        "shown_surface_m2": HiddenField(),
        "shown_visitors": HiddenField(),
    }
    for ask in ASKS:
        fields[ask.id] = _quick_field(ask, proposed[ask.id])
    return type("QuickForm", (Form,), fields)


def quick_answers(form: Any, shown: Mapping[str, Decimal]) -> dict[str, Decimal]:
    """What was answered otherwise than *shown*: a question left empty, or as it was proposed, keeps its default."""
    answers = {ask.id: form[ask.id].data for ask in ASKS}
    typed = {id: Decimal(value) for id, value in answers.items() if value not in (None, "")}
    return {id: value for id, value in typed.items() if value != shown.get(id)}


def _quick_field(ask: Ask, proposed: Decimal) -> Any:
    label = gettext(ask.label)
    if ask.choices:
        choices = choices_of((code, gettext(words)) for code, words in ask.choices)
        return SelectField(label, choices=choices, default=str(proposed))
    most = Decimal(100) if ask.unit == "%" else Decimal(1_000_000)
    return AskedNumber(label, [Optional(), at_least(0), NumberRange(max=most)], default=proposed)
