"""What a browser may send about a list of needs."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from flask import request
from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from werkzeug.datastructures import MultiDict
from wtforms import BooleanField, SelectField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import DataRequired, InputRequired, Length

from app.core.forms import DayField, Form, NumberField, OnceField, TextField, VersionedForm, strip
from app.core.i18n import language
from app.listings.domain.categories import Kind, Spec, categories
from app.listings.domain.spec_wanted import SpecWanted
from app.listings.forms.search.address import HIGH, LOW, OPTION, spec_name, written
from app.listings.forms.search.specs import CHOICES, add_spec_fields, check_order
from app.listings.queries.search import RADII_KM
from app.needs.domain.needs import LONGEST_NOTE, LONGEST_TEXT, NeedFields, faults_of, lengths_of

UNITS, EVERYWHERE = "", "0"
MOST_TYPED = 20_000
PART = "part-"
_TOO_LONG = _l("C'est trop long : %(max)d caractères au plus.")


class LinesForm(Form):
    """Needs as they are written in a mail: one a line."""

    once = OnceField()
    lines = TextAreaField(
        _l("Ajouter des besoins"),
        [DataRequired(_l("Écrivez au moins un besoin.")), Length(max=MOST_TYPED, message=_TOO_LONG)],
        filters=[strip],
    )


class CopyForm(Form):
    """The list of another show of ours."""

    once = OnceField()
    from_id = SelectField(_l("Copier la liste de"), coerce=int)

    def __init__(self, copies: list[tuple[int, str]], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.from_id.choices = [SelectChoice(str(id), title) for id, title in copies]


class NeedForm(VersionedForm):
    """One line: a category, how many, and the bounds on its characteristics."""

    once = OnceField()
    category = SelectField(_l("Catégorie"), [InputRequired(_l("Choisissez une catégorie de la liste."))])
    amount = NumberField(_l("Quantité"), [InputRequired(_l("Indiquez une quantité."))], default=Decimal(1))
    measured_by = SelectField(_l("Compter"), default=UNITS)
    text = TextField(_l("Mots à chercher"), [Length(max=LONGEST_TEXT, message=_TOO_LONG)])
    first_day = DayField(_l("Du"))
    last_day = DayField(_l("Au"))
    radius = SelectField(_l("Rayon autour de l'exposition"), default=EVERYWHERE)
    own_amount = NumberField(_l("Que vous prenez dans vos réserves"), default=Decimal(0))
    is_optional = BooleanField(_l("Souhaitable, pas indispensable"))
    note = TextAreaField(_l("Remarque"), [Length(max=LONGEST_NOTE, message=_TOO_LONG)], filters=[strip])

    def __init__(self, begin: Mapping[str, Any], wishes: tuple[SpecWanted, ...] = ()) -> None:
        super().__init__(data=begin)
        own = language()
        self.category.choices = [SelectChoice("", gettext("Choisissez"))] + [
            SelectChoice(id, one.label[own]) for id, one in categories().items()
        ]
        self.radius.choices = [SelectChoice(EVERYWHERE, gettext("toute distance"))] + [
            SelectChoice(str(km), f"{km} km") for km in RADII_KM
        ]
        of = categories().get(self.category.data or "")
        lengths = lengths_of(of) if of else ()
        self.measured_by.choices = [SelectChoice(UNITS, gettext("en exemplaires"))] + [
            SelectChoice(one.key, gettext("en mètres de %(spec)s", spec=one.label[own].lower())) for one in lengths
        ]
        self.has_lengths = bool(lengths)
        if self.measured_by.data not in {choice.value for choice in self.measured_by.choices}:
            self.measured_by.data = UNITS
        typed = request.form if request.method == "POST" else _typed(wishes)
        self.specs = add_spec_fields(self, of, typed)
        self.of = of

    def validate(self, extra_validators: Any = None) -> bool:
        """The fields, then what the domain says of the whole line."""
        valid = super().validate(extra_validators)
        check_order(self, self.of)
        if not valid or self.errors:
            return False
        found = list(faults_of(self.fields()))
        for refusal in found:
            self.refuse(refusal)
        return not found

    def fields(self) -> NeedFields:
        """What was typed. Call once the fields themselves are valid."""
        typed: dict[str, Any] = self.data
        return NeedFields(
            category=self.category.data or None,
            amount=typed["amount"],
            measured_by=self.measured_by.data or None,
            specs=tuple(self.specs.wanted(self)),
            text=self.text.data or "",
            first_day=typed["first_day"],
            last_day=typed["last_day"],
            radius_km=None if self.radius.data == EVERYWHERE else int(self.radius.data),
            note=self.note.data or "",
            is_optional=self.is_optional.data,
            own_amount=typed["own_amount"] or Decimal(0),
        )

    def bounds_of(self, spec: Spec) -> tuple[Any, Any]:
        """The two fields of a number."""
        return self[spec_name(LOW, spec.key)], self[spec_name(HIGH, spec.key)]

    def options_of(self, spec: Spec) -> Any:
        """The field of a choice."""
        return self[spec_name(OPTION, spec.key)]

    @property
    def asked_specs(self) -> list[tuple[Spec, bool]]:
        """The characteristics one may ask for, those that decide first, and whether each is a number."""
        specs = [one for one in (self.of.specs if self.of else ()) if one.kind is Kind.NUMBER or one.kind in CHOICES]
        return [(one, one.kind is Kind.NUMBER) for one in sorted(specs, key=lambda one: not one.decides)]


def typed_from(fields: NeedFields, version: int) -> dict[str, Any]:
    """What the form of a line begins with."""
    return {
        "version": str(version),
        "category": fields.category or "",
        "amount": fields.amount.normalize() if fields.amount % 1 else fields.amount.to_integral_value(),
        "measured_by": fields.measured_by or UNITS,
        "text": fields.text,
        "first_day": fields.first_day,
        "last_day": fields.last_day,
        "radius": str(fields.radius_km or EVERYWHERE),
        "own_amount": fields.own_amount.normalize() if fields.own_amount % 1 else int(fields.own_amount),
        "is_optional": fields.is_optional,
        "note": fields.note,
    }


def parts(sent: Mapping[str, str]) -> dict[tuple[int, int], int]:
    """The quantities of a split as typed, by (need id, listing id). Raises ``ValueError`` for what is no number."""
    found: dict[tuple[int, int], int] = {}
    for name, text in sent.items():
        if name.startswith(PART):
            need_id, listing_id = name.removeprefix(PART).split("-")
            plain = "".join(text.split()) or "0"
            if not (plain.isascii() and plain.isdigit() and len(plain) < 5):
                raise ValueError(text)
            found[int(need_id), int(listing_id)] = int(plain)
    return found


def _typed(wishes: tuple[SpecWanted, ...]) -> MultiDict[str, str]:
    typed: MultiDict[str, str] = MultiDict()
    for one in wishes:
        if one.low is not None:
            typed.add(spec_name(LOW, one.key), written(one.low))
        if one.high is not None:
            typed.add(spec_name(HIGH, one.key), written(one.high))
        for option in sorted(one.options):
            typed.add(spec_name(OPTION, one.key), option)
    return typed
