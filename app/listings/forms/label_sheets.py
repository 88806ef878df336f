"""What a sheet of labels is asked with: in the address, for nothing is written."""

from typing import Any

from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from wtforms import IntegerField, SelectField
from wtforms.validators import InputRequired, NumberRange

from app.core.forms import Form, TextField
from app.listings.domain.label_sheets import FORMATS, MOST_COPIES

UNITS, LISTINGS = "exemplaires", "annonces"


class SheetForm(Form):
    """Format, what is labelled, from which place of a used sheet, how many of each."""

    class Meta(Form.Meta):
        csrf = False

    sheet = SelectField(_l("Planche"), name="planche")
    of = SelectField(_l("Une étiquette par"), name="par")
    start = IntegerField(
        _l("Première étiquette libre"),
        [InputRequired(_l("Indiquez un nombre.")), NumberRange(1, 99)],
        name="debut",
        default=1,
    )
    copies = IntegerField(
        _l("Exemplaires de chaque étiquette"),
        [InputRequired(_l("Indiquez un nombre.")), NumberRange(1, MOST_COPIES)],
        name="copies",
        default=1,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.of.choices = [
            (UNITS, gettext("exemplaire")),
            (LISTINGS, gettext("annonce (un bac, une caisse, une étagère)")),
        ]
        self.sheet.choices = [(one.id, gettext(one.name)) for one in FORMATS]


class CodeForm(Form):
    """A code typed where there is no camera."""

    class Meta(Form.Meta):
        csrf = False

    code = TextField(_l("Code de l'étiquette"), [InputRequired(_l("Saisissez le code écrit sous le QR code."))])
