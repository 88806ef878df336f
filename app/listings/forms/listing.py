"""The form of a listing: what every object has, then what its category asks."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from flask import request
from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from werkzeug.datastructures import MultiDict
from wtforms import BooleanField, HiddenField, IntegerField, RadioField, SelectField, TextAreaField
from wtforms.validators import InputRequired, Length, Optional

from app.core.error_pages import sentence
from app.core.forms import DayField, Form, NumberField, OnceField, TextField, strip
from app.core.i18n import language
from app.listings import labels
from app.listings.domain.categories import Category, SpecValue, read_specs
from app.listings.domain.handling import Vehicle
from app.listings.domain.sheet import ListingFields, MassNotPlausible, mass_is_plausible, spec_field
from app.listings.domain.states import Condition, Offer, Visibility
from app.listings.domain.titles import composed_title
from app.listings.forms.fields import MeasureField, is_untouched, measure, raw_of, spec_field_of, typed_of
from app.listings.services import DraftKey
from app.media.forms import PhotosField

COLLECTION = {"non": False, "oui": True, "": None}
DETAILS = (
    "condition", "brand", "model", "description", "mass_kg", "width_cm", "depth_cm", "height_cm", "made_in_year",
    "tested_on", "vehicle", "carriers", "needs_dock", "needs_lift", "is_crated", "storage_place", "reference",
    "replacement_value", "visibility", "available_from", "available_until", "turnaround_days", "lender_conditions",
)  # fmt: skip
"""Asked after what decides, folded on a phone."""
NOT_TYPED = frozenset({"photos", "version", "draft", "draft_version", "once", "csrf_token"})


class QuantityField(IntegerField):
    """A whole number, said in words when it is not one."""

    def process_formdata(self, valuelist: list[str]) -> None:
        """Read digits only."""
        text = "".join(valuelist[0].split()) if valuelist else ""
        self.data = int(text) if text.isdigit() and len(text) < 7 else None
        if text and self.data is None:
            raise ValueError(gettext("Écrivez un nombre entier. Exemple : 4."))


class ListingForm(Form):
    """Fields common to every category; :func:`listing_form` adds the characteristics."""

    photos = PhotosField(_l("Photos"), most=8)
    title = TextField(_l("Titre"), [Length(max=200)])
    quantity = QuantityField(
        _l("Nombre d'exemplaires"), [InputRequired(_l("Indiquez combien vous en avez."))], default=1
    )
    condition = SelectField(_l("État"), default=Condition.GOOD)
    brand = TextField(_l("Marque"), [Length(max=120)])
    model = TextField(_l("Modèle"), [Length(max=160)])
    description = TextAreaField(_l("Description"), [Length(max=5000)], filters=[strip])
    mass_kg = MeasureField(_l("Masse d'un exemplaire"), measure("mass_kg", "kg"))
    mass_confirmed = BooleanField(_l("La masse indiquée est exacte"))
    width_cm = MeasureField(_l("Largeur"), measure("width_cm", "cm"))
    depth_cm = MeasureField(_l("Profondeur"), measure("depth_cm", "cm"))
    height_cm = MeasureField(_l("Hauteur"), measure("height_cm", "cm"))
    made_in_year = QuantityField(_l("Année de fabrication ou d'achat"), [Optional()])
    tested_on = DayField(_l("Dernier contrôle électrique"), [Optional()])
    reference = TextField(_l("Référence d'inventaire du matériel"), [Length(max=80)])
    site_id = SelectField(_l("Site"), coerce=int, validate_choice=False)
    storage_place = TextField(_l("Lieu de rangement"), [Length(max=200)])
    replacement_value = NumberField(_l("Valeur de remplacement d'un exemplaire"), [Optional()])
    offer = RadioField(_l("Vous proposez"), default=Offer.LOAN)
    visibility = RadioField(_l("Qui voit l'annonce une fois publiée"), default=Visibility.NETWORK)
    available_from = DayField(_l("Du"), [Optional()])
    available_until = DayField(_l("Au"), [Optional()])
    turnaround_days = QuantityField(_l("Jours de préparation entre deux prêts"), [Optional()], default=0)
    lender_conditions = TextAreaField(_l("Vos conditions"), [Length(max=5000)], filters=[strip])
    vehicle = SelectField(_l("Véhicule pour un exemplaire"), default="", validate_choice=False)
    carriers = QuantityField(_l("Personnes pour le porter"), [Optional()])
    needs_dock = BooleanField(_l("Il faut un quai de chargement"))
    needs_lift = BooleanField(_l("Il faut un monte-charge ou un hayon"))
    is_crated = BooleanField(_l("Voyage dans sa caisse ou son flight-case"))
    collection_item = RadioField(
        _l("Fait partie d'un inventaire de collection ou d'une œuvre ?"), validate_choice=False
    )
    version = HiddenField()
    draft = HiddenField()
    draft_version = HiddenField()
    once = OnceField()

    category: Category
    before: Mapping[str, SpecValue] = {}

    def prepare(self, sites: Sequence[tuple[int, str]]) -> None:
        """Fill the lists of choices, in the reader's language."""
        self.site_id.choices = list(sites)
        for field, words, kind in (
            (self.condition, labels.CONDITION, Condition),
            (self.offer, labels.OFFER, Offer),
            (self.visibility, labels.VISIBILITY, Visibility),
        ):
            field.choices = [(member.value, gettext(words[member])) for member in kind]  # type: ignore[index]
        vehicles = [(member.value, gettext(labels.VEHICLE[member])) for member in Vehicle]
        self.vehicle.choices = [("", gettext("Non précisé")), *vehicles]
        self.collection_item.choices = [
            ("non", gettext("Non, c'est du matériel")),
            ("oui", gettext("Oui")),
        ]

    def spec_fields(self, *, first: bool) -> list[tuple[Any, str, bool]]:
        """The characteristics that decide (*first*) or the others, with the unit to show and whether required."""
        return [
            (self[spec_field(spec.key)], spec.unit_symbol(language()), spec.required)
            for spec in self.category.specs
            if (spec.required or spec.decides) is first
        ]

    def details(self) -> list[Any]:
        """The fields folded under « Plus de détails »."""
        return [*(field for field, _, _ in self.spec_fields(first=False)), *(self[name] for name in DETAILS)]

    def details_filled(self) -> int:
        """How many of them say something already."""
        return sum(bool(field.data) for field in self.details())

    def typed(self) -> dict[str, list[str]]:
        """Every answer as it stands, valid or not: what a draft keeps."""
        sent = request.form
        return {field.name: sent.getlist(field.name) for field in self if field.name not in NOT_TYPED}

    def draft_key(self) -> DraftKey | None:
        """The draft this form was typed in, if any."""
        if not (number := whole(self.draft.data)):
            return None
        return DraftKey(number, whole(self.draft_version.data) or 0)

    @property
    def asks_mass_again(self) -> bool:
        """Whether the mass typed is unusual and waits for a word of confirmation."""
        mass = self.mass_kg.value
        return mass is not None and not mass_is_plausible(self.category, mass)

    def fields(self) -> ListingFields | None:
        """What was typed, as values; None when a characteristic can't be read (said at its field)."""
        fields = [(spec, self[spec_field(spec.key)]) for spec in self.category.specs]
        kept = {spec.key: self.before[spec.key] for spec, field in fields
                if is_untouched(spec, field, self.before.get(spec.key))}  # fmt: skip
        typed = {spec.key: raw_of(field) for spec, field in fields if spec.key not in kept}
        sheet = read_specs(self.category, typed, draft=True, language=language())
        for key, refusal in sheet.refusals.items():
            field = self[spec_field(key)]
            field.errors = [*field.errors, sentence(refusal)]
        if sheet.refusals:
            return None
        specs = sheet.values | kept
        value = self.replacement_value.data
        make = self.brand.data or "", self.model.data or ""
        return ListingFields(
            site_id=self.site_id.data,
            category=self.category.id,
            title=self.title.data or composed_title(self.category, specs, *make),
            description=self.description.data or "",
            brand=self.brand.data or "",
            model=self.model.data or "",
            reference=self.reference.data or None,
            specs=specs,
            condition=Condition(self.condition.data),
            mass_kg=self.mass_kg.value,
            width_cm=self.width_cm.value,
            height_cm=self.height_cm.value,
            depth_cm=self.depth_cm.value,
            made_in_year=self.made_in_year.data,
            tested_on=self.tested_on.data,
            replacement_value_cents=None if value is None else round(value * 100),
            lender_conditions=self.lender_conditions.data or "",
            storage_place=self.storage_place.data or "",
            offer=Offer(self.offer.data),
            visibility=Visibility(self.visibility.data),
            collection_item=COLLECTION.get(self.collection_item.data or ""),
            available_from=self.available_from.data,
            available_until=self.available_until.data,
            turnaround_days=self.turnaround_days.data or 0,
            vehicle=Vehicle(self.vehicle.data) if self.vehicle.data in set(Vehicle) else None,
            carriers=self.carriers.data,
            needs_dock=bool(self.needs_dock.data),
            needs_lift=bool(self.needs_lift.data),
            is_crated=bool(self.is_crated.data),
            mass_confirmed=bool(self.mass_confirmed.data),
        )


def listing_form(
    category: Category,
    sites: Sequence[tuple[int, str]],
    fields: ListingFields | None = None,
    *,
    typed: Mapping[str, Sequence[str]] | None = None,
    **values: Any,
) -> ListingForm:
    """The form for *category*, showing *fields* (or the answers *typed* in a draft) until something is sent."""
    said = fields.specs if fields else {}
    extra = {spec_field(spec.key): spec_field_of(spec, said.get(spec.key)) for spec in category.specs}
    made: type[ListingForm] = type("ListingForm", (ListingForm,), extra)
    data = {**_shown(category, fields), **values}
    restored = {"formdata": _restored(typed, values)} if typed and request.method == "GET" else {}
    form = made(data=data or None, **restored)
    form.category, form.before = category, said
    form.prepare(sites)
    if fields is not None:  # its units have a page of their own: a number not asked must not be missed
        del form.quantity
    if "mass_confirmed" not in values and not form.is_submitted():
        form.mass_confirmed.data = False
    return form


def _restored(typed: Mapping[str, Sequence[str]], values: Mapping[str, Any]) -> MultiDict[str, str]:
    """What a browser would send of a draft: its answers and photos; the keys of the moment are not of its making."""
    sent = MultiDict((name, value) for name, several in typed.items() for value in several)
    sent.setlist("photos_kept", [str(id) for id in values.get("photos", ())])
    for name in ("draft", "draft_version"):
        sent[name] = str(values.get(name, ""))
    return sent


def whole(text: str | None) -> int | None:
    """The positive number that *text* is; None for anything else."""
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 10 else None


def _shown(category: Category, fields: ListingFields | None) -> dict[str, Any]:
    if fields is None:
        return {}
    shown: dict[str, Any] = {
        name: getattr(fields, name) for name in ListingForm.__dict__ if hasattr(ListingFields, name)
    }
    for spec in category.specs:
        shown[spec_field(spec.key)] = typed_of(spec, fields.specs.get(spec.key))
    cents = fields.replacement_value_cents
    shown["replacement_value"] = None if cents is None else Decimal(cents) / 100
    shown["collection_item"] = {True: "oui", False: "non", None: ""}[fields.collection_item]
    return shown


__all__ = ["ListingForm", "MassNotPlausible", "listing_form"]
