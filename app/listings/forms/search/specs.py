"""The characteristics of the asked category as fields: two bounds for a number, boxes for the rest."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from flask_babel import gettext
from werkzeug.datastructures import MultiDict
from wtforms import SelectMultipleField
from wtforms.validators import ValidationError

from app.core.error_pages import sentence
from app.core.forms import Form, TextField
from app.core.i18n import language
from app.listings.domain.categories import Category, InvalidSpec, Kind, OutOfBounds, Spec
from app.listings.forms.search.address import HIGH, LOW, OPTION, spec_name, written
from app.listings.queries.search.criteria import SpecWanted

CHOICES = frozenset({Kind.ENUM, Kind.SET, Kind.BOOL})
_LONGEST = 40


class BoundField(TextField):
    """The least or the most a number may be, in the spec's unit or in one that converts to it."""

    def __init__(self, label: str, spec: Spec, **kwargs: Any) -> None:
        super().__init__(label, **kwargs)
        self.spec = spec
        self.bound: Decimal | None = None

    @property
    def shown(self) -> str:
        """What the field holds: what was typed when it is wrong, else the number in the spec's unit."""
        if self.errors or self.bound is None:
            return self.data or ""
        return written(self.bound).replace(".", "," if language() == "fr" else ".")

    def pre_validate(self, form: Any) -> None:
        """Read what was typed; a number outside what the spec may be is no mistake in a search."""
        if not self.data:
            return
        if len(self.data) > _LONGEST:
            raise ValidationError(gettext("Ce n'est pas un nombre. Exemple : 12,5."))
        try:
            self.bound = _number(self.spec, self.data)
        except InvalidSpec as refusal:
            raise ValidationError(sentence(refusal)) from refusal


@dataclass(frozen=True, slots=True)
class SpecFields:
    """The fields of the asked category, and what the address asks that it has not."""

    category: Category | None
    unknown: tuple[str, ...]

    @property
    def names(self) -> tuple[str, ...]:
        """The names of all its fields."""
        specs = self.category.specs if self.category else ()
        bounds = (spec_name(prefix, one.key) for one in specs if one.kind is Kind.NUMBER for prefix in (LOW, HIGH))
        return (*bounds, *(spec_name(OPTION, one.key) for one in specs if one.kind in CHOICES))

    def wanted(self, form: Form) -> Iterable[SpecWanted]:
        """What was asked of each characteristic, mistakes left out. Call after validation."""
        for spec in self.category.specs if self.category else ():
            if spec.kind is Kind.NUMBER:
                low, high = (form[spec_name(prefix, spec.key)] for prefix in (LOW, HIGH))
                least, most = (None if one.errors else one.bound for one in (low, high))
                if least is not None or most is not None:
                    yield SpecWanted(spec.key, least, most)
            elif spec.kind in CHOICES:
                field = form[spec_name(OPTION, spec.key)]
                known = {key for key, _ in field.choices}
                if chosen := known.intersection(field.data or ()):
                    yield SpecWanted(spec.key, options=frozenset(chosen))


def add_spec_fields(form: Form, of: Category | None, typed: MultiDict[str, str]) -> SpecFields:
    """Give *form* the fields of category *of*, filled with what the address says of them."""
    for spec in of.specs if of else ():
        label = spec.label[language()]
        if spec.kind is Kind.NUMBER:
            _add(form, spec_name(LOW, spec.key), BoundField(gettext("%(spec)s, au moins", spec=label), spec), typed)
            _add(form, spec_name(HIGH, spec.key), BoundField(gettext("%(spec)s, au plus", spec=label), spec), typed)
        elif spec.kind in CHOICES:
            _add(form, spec_name(OPTION, spec.key), SelectMultipleField(label), typed, options_of(spec))
    asked = (name for name in typed if name.startswith((LOW, HIGH, OPTION)))
    return SpecFields(of, tuple(name for name in asked if name not in form))


def options_of(spec: Spec) -> list[tuple[str, str]]:
    """Key and label of each choice of *spec*, in the reader's language."""
    own = language()
    if spec.kind is Kind.BOOL:
        return [("yes", spec.format(True, own)), ("no", spec.format(False, own))]
    return [(option.key, option.label[own]) for option in (*spec.options, *spec.gone_options)]


def check_order(form: Form, of: Category | None) -> None:
    """A most that is below the least finds nothing: it is told at the second field."""
    for spec in of.specs if of else ():
        if spec.kind is Kind.NUMBER:
            low, high = (form[spec_name(prefix, spec.key)] for prefix in (LOW, HIGH))
            if low.bound is not None and high.bound is not None and high.bound < low.bound:
                high.errors = [*high.errors, gettext("Le maximum est plus petit que le minimum.")]


def _add(
    form: Form, name: str, field: Any, typed: MultiDict[str, str], choices: list[tuple[str, str]] | None = None
) -> None:
    """A field of this form alone: the class has none, for each category has its own."""
    form._fields[name] = form.meta.bind_field(form, field, {"name": name, "prefix": ""})
    if choices is not None:
        form._fields[name].choices = choices
    form._fields[name].process(typed)


def _number(spec: Spec, typed: str) -> Decimal:
    try:
        value = spec.parse(typed, language())
    except OutOfBounds:
        value = replace(spec, low=None, high=None).parse(typed, language())
    assert isinstance(value, Decimal)  # asked of number specs alone
    return value
