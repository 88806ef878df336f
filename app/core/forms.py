"""What a browser may send: the base of every form, and the fields French people fill in.

A refused form comes back whole: what was typed is still there, the message is at its field.
"""

from collections.abc import Callable
from decimal import Decimal, InvalidOperation
from typing import Any

from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from flask_babel.speaklater import LazyString
from flask_wtf import FlaskForm
from wtforms import DateField, DecimalField, HiddenField, StringField
from wtforms.validators import ValidationError

from app.core.error_pages import sentence
from app.core.errors import Forbidden, NotFound, Refusal, SeveralRefusals, Stale

_MOST_DIGITS = 15


class Form(FlaskForm):
    """Every form's base: CSRF on, words in the reader's language, refusals shown at their field."""

    made: Any = None

    class Meta(FlaskForm.Meta):
        def get_translations(self, form: Any) -> Any:
            """WTForms' own sentences, in the language of the request."""
            from wtforms.i18n import get_translations

            from app.core.i18n import language

            return get_translations([language()])

    def validate(self, extra_validators: Any = None) -> bool:
        """As WTForms, with every message a plain string: templates tell sentences from nested errors by type."""
        valid = bool(super().validate(extra_validators))
        for field in self:
            if isinstance(field.errors, list):
                field.errors = [str(error) if isinstance(error, LazyString) else error for error in field.errors]
        return valid

    def refuse(self, refusal: Refusal) -> None:
        """Show what a verb refused, each part of it: at its field when it names one of ours, else above the form."""
        for one in refusal.refusals if isinstance(refusal, SeveralRefusals) else (refusal,):
            self._show(one)

    def _show(self, refusal: Refusal) -> None:
        text = sentence(refusal)
        if refusal.field and refusal.field in self._fields:
            field = self._fields[refusal.field]
            field.errors = [*field.errors, text]
        else:
            self.form_errors.append(text)

    def comes_back(self, verb: Callable[[], object]) -> int | None:
        """Do *verb* with valid answers. None when it is done; else the status of the page on which the form comes
        back, with what was typed and what is wrong. NotFound and Forbidden have pages of their own: raised on."""
        return self.refused_by(verb) if self.validate() else 422

    def refused_by(self, verb: Callable[[], object]) -> int | None:
        """The same for a form that was judged already; what *verb* answers is then in ``made``."""
        try:
            self.made = verb()
        except (NotFound, Forbidden):
            raise
        except Refusal as refusal:
            self.refuse(refusal)
            return refusal.status
        return None


class VersionedForm(Form):
    """A form that says which version was read. Begin it with the one that stands: ``Form(data={"version": 3, ...})``.

    Refused as stale, it comes back with that one: sending it again, now that it is said, is a decision.
    """

    version = HiddenField()

    @property
    def version_seen(self) -> int:
        """The version the page was made from; 0 when it is not a number."""
        text = self.version.data or ""
        return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0

    def refuse(self, refusal: Refusal) -> None:
        """As every form; and take up the version that stands."""
        super().refuse(refusal)
        if isinstance(refusal, Stale) and self.version.object_data is not None:
            self.version.data = str(self.version.object_data)


def strip(value: Any) -> Any:
    """A filter: no blanks around what was typed."""
    return value.strip() if isinstance(value, str) else value


class TextField(StringField):
    """A line of text without blanks around it."""

    def __init__(self, label: Any = None, validators: Any = None, **kwargs: Any) -> None:
        super().__init__(label, validators, filters=[strip], **kwargs)


class DayField(DateField):
    """A day: the browser's own picker, or ``03/12/2027`` typed where there is none."""

    def __init__(self, label: Any = None, validators: Any = None, **kwargs: Any) -> None:
        super().__init__(label, validators, format=["%Y-%m-%d", "%d/%m/%Y"], **kwargs)

    def process_formdata(self, valuelist: list[str]) -> None:
        """Say what a date looks like when it is not one."""
        if not valuelist or not valuelist[0].strip():
            self.data = None
            return
        try:
            super().process_formdata(valuelist)
        except ValueError as error:
            self.data = None
            raise ValueError(gettext("Cette date n'existe pas. Écrivez-la comme ceci : 03/12/2027.")) from error


class NumberField(DecimalField):
    """A number: decimal comma or point, blanks between thousands forgiven."""

    def __init__(self, label: Any = None, validators: Any = None, **kwargs: Any) -> None:
        super().__init__(label, validators, places=None, **kwargs)

    def process_formdata(self, valuelist: list[str]) -> None:
        """Read ``1 234,5`` and ``1234.5`` alike."""
        text = valuelist[0].strip() if valuelist else ""
        if not text:
            self.data = None
            return
        try:
            self.data = _plausible("".join(text.split()).replace(",", "."))
        except InvalidOperation as error:
            self.data = None
            raise ValueError(gettext("Ce n'est pas un nombre. Exemple : 12,5.")) from error


def _plausible(text: str) -> Decimal:
    """The number, unless it is "nan", "inf" or of a size that no quantity has and that would fill the memory."""
    number = Decimal(text)
    if not number.is_finite() or abs(number.adjusted()) > _MOST_DIGITS:
        raise InvalidOperation
    return number


def at_least(smallest: Decimal | int) -> Callable[[Any, Any], None]:
    """A validator: not below *smallest*."""

    def check(_form: Any, field: Any) -> None:
        if field.data is not None and field.data < smallest:
            raise ValidationError(gettext("Indiquez au moins %(n)s.", n=smallest))

    return check


class OnceField(HiddenField):
    """The one-shot key of a form that makes something: a double click has one effect."""

    def __init__(self, label: Any = None, validators: Any = None, **kwargs: Any) -> None:
        import secrets

        super().__init__(label or _l("Clé d'envoi"), validators, default=lambda: secrets.token_hex(16), **kwargs)
