"""Fields of this package: a measure with its unit, a characteristic of a category."""

from decimal import Decimal
from typing import Any

from flask_babel import gettext as _
from wtforms import Field, SelectField, SelectMultipleField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import ValidationError

from app.core.error_pages import sentence
from app.core.forms import TextField
from app.core.i18n import language
from app.listings.domain.categories import InvalidSpec, Kind, Spec, SpecValue, Words


def measure(name: str, unit: str) -> Spec:
    """A bare number in *unit*: "12,5", "12,5 kg" and "800 g" alike."""
    return Spec(name, Words(name, name, name), Kind.NUMBER, unit=unit)


class MeasureField(TextField):
    """A number typed with or without its unit; *value* is in the unit of *spec*."""

    def __init__(self, label: Any, spec: Spec, **kwargs: Any) -> None:
        super().__init__(label, **kwargs)
        self.spec = spec
        self.value: Decimal | None = None

    def process_data(self, value: Any) -> None:
        """Show a stored number as French people write it."""
        super().process_data(plain(value) if isinstance(value, Decimal) else value)

    def pre_validate(self, form: Any) -> None:
        """Read the number, or say what is wrong with it."""
        if not self.data:
            return
        try:
            read = self.spec.parse(self.data, language())
        except InvalidSpec as refusal:
            raise ValidationError(sentence(refusal)) from refusal
        self.value = read if isinstance(read, Decimal) else None


def plain(value: Decimal) -> str:
    """``12,5``: no trailing zeros, no mark between thousands, and before decimals that of the page."""
    return f"{value.normalize():f}".replace(".", "." if language() == "en" else ",") if value else "0"


def spec_field_of(spec: Spec, said: SpecValue | None = None) -> Any:
    """The unbound form field for a characteristic: a list of choices, or a line of text. What was *said* stays a
    choice even when it is proposed no longer."""
    label, hint = spec.label[language()], spec.hint[language()] if spec.hint else ""
    options = [SelectChoice(option.key, option.label[language()]) for option in spec.options]
    options += [SelectChoice(key, spec.format((key,), language())) for key in _gone(spec, said)]
    if spec.kind is Kind.ENUM:
        return SelectField(label, choices=[SelectChoice("", "—"), *options], description=hint, validate_choice=False)
    if spec.kind is Kind.SET:
        return SelectMultipleField(label, choices=options, description=hint, validate_choice=False)
    if spec.kind is Kind.BOOL:
        answers = [SelectChoice("", "—"), SelectChoice("oui", _("Oui")), SelectChoice("non", _("Non"))]
        return SelectField(label, choices=answers, description=hint, validate_choice=False)
    return TextField(label, description=hint)


def _gone(spec: Spec, said: SpecValue | None) -> list[str]:
    if spec.kind not in (Kind.ENUM, Kind.SET) or said is None:
        return []
    there = {option.key for option in spec.options}
    return [key for key in (said if isinstance(said, tuple) else (str(said),)) if key not in there]


def is_untouched(spec: Spec, field: Field, said: SpecValue | None) -> bool:
    """Whether the field still says what was *said* before: nobody judges that anew, whatever the bounds are now."""
    if said is None:
        return False
    shown, sent = typed_of(spec, said), field.data
    return set(shown) == set(sent or ()) if spec.kind is Kind.SET else shown == (sent or "")


def typed_of(spec: Spec, value: SpecValue | None) -> Any:
    """*value* as the field shows it."""
    if value is None:
        return [] if spec.kind is Kind.SET else ""
    if isinstance(value, bool):
        return "oui" if value else "non"
    if isinstance(value, Decimal):
        return plain(value)
    return list(value) if isinstance(value, tuple) else value


def raw_of(field: Field) -> str:
    """What was typed or chosen, as `Spec.parse` reads it."""
    return ",".join(field.data or ()) if isinstance(field, SelectMultipleField) else (field.data or "")
