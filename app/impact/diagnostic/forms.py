"""What a browser may send about a diagnostic: the frame of the study, the factor of a line."""

from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import HiddenField, SelectField, TextAreaField
from wtforms.validators import Length

from app.core.forms import Form, VersionedForm, strip
from app.impact.diagnostic.domain.frame import Frame

MOST_SIGNS = 4000


def _text(label: Any) -> TextAreaField:
    return TextAreaField(label, [Length(max=MOST_SIGNS)], filters=[strip])


class FrameForm(VersionedForm):
    """The frame of a study; what is left empty takes the usual sentence. *version* is the one that was read."""

    purpose = _text(_l("Objectif et public"))
    functional_unit = _text(_l("Unité fonctionnelle"))
    boundary = _text(_l("Frontière du système"))
    left_out = _text(_l("Ce qui est laissé de côté, et pourquoi"))
    limits = _text(_l("Limites"))

    def said(self) -> Frame:
        """What was typed."""
        return Frame(**{name: getattr(self, name).data or "" for name in Frame.__dataclass_fields__})


class MatchForm(Form):
    """Which factor stands for a line; the empty choice takes it back."""

    line = HiddenField()
    factor = SelectField(_l("Facteur multicritère"), validate_choice=False)
