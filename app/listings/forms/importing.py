"""The forms of an import: the file, the mapping, the confirmation."""

from collections.abc import Sequence
from typing import Any

from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, FileField, RadioField, SelectField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Length

from app.core.forms import Form, OnceField, TextField
from app.core.i18n import language
from app.listings import labels
from app.listings.domain.categories import proposed
from app.listings.domain.spreadsheets import COMMON, SPEC, Defaults, specs_of
from app.listings.domain.states import Condition, Offer, Visibility
from app.listings.forms.listing import QuantityField
from app.listings.queries.importing import ImportFile, ImportPage

NOT_THERE = ""


def _category_choices() -> list[tuple[str, str]]:
    named = [(one.id, one.label[language()]) for one in proposed().values()]
    return [("", gettext("Une colonne du fichier l'indique")), *named]


class FileForm(Form):
    """Step 1: the file and where the objects are."""

    once = OnceField()
    file = FileField(_l("Tableau"))
    category = SelectField(_l("Catégorie, sauf indication"), validate_choice=False)
    site_id = SelectField(_l("Site où se trouve le matériel"), coerce=int, validate_choice=False)

    def prepare(self, sites: Sequence[tuple[int, str]]) -> "FileForm":
        """Fill the lists of choices."""
        self.category.choices, self.site_id.choices = _category_choices(), list(sites)
        return self


class MappingForm(Form):
    """Step 2: which column means what, and what holds for every new row."""

    category = SelectField(_l("Catégorie, sauf indication"), validate_choice=False)
    site_id = SelectField(_l("Site, sauf indication"), coerce=int, validate_choice=False)
    quantity = QuantityField(_l("Exemplaires par ligne, sauf indication"), [InputRequired(_l("Indiquez un nombre."))])
    condition = SelectField(_l("État, sauf indication"))
    offer = SelectField(_l("Vous proposez, sauf indication"))
    visibility = SelectField(_l("Qui verra les annonces publiées, sauf indication"))
    collection = RadioField(_l("Fait partie d'un inventaire de collection ou d'une œuvre ?"))
    save_as = TextField(
        _l("Garder cette correspondance sous le nom"), [Length(max=80, message=_l("80 caractères au plus."))]
    )

    mapped: dict[str, str]

    def columns(self) -> dict[str, str]:
        """Our field -> their heading, for every field that has a column."""
        return {name: self[id].data for id, name in self.mapped.items() if self[id].data}

    def common_fields(self) -> list[Any]:
        """The drop-down lists of what every object has."""
        return [self[id] for id, name in self.mapped.items() if not name.startswith(SPEC)]

    def spec_fields(self) -> list[Any]:
        """The drop-down lists of characteristics."""
        return [self[id] for id, name in self.mapped.items() if name.startswith(SPEC)]

    def defaults(self) -> Defaults:
        """What was chosen for every row."""
        return Defaults(
            site_id=self.site_id.data,
            category=self.category.data or "",
            quantity=self.quantity.data or 1,
            condition=Condition(self.condition.data),
            offer=Offer(self.offer.data),
            visibility=Visibility(self.visibility.data),
            collection_item=False if self.collection.data == "non" else None,
        )


class ConfirmForm(Form):
    """Step 4: all rows, or explicitly only the good ones."""

    partial = BooleanField(_l("Importer seulement les lignes valables"))


def mapping_form(page: ImportPage, file: ImportFile) -> MappingForm:
    """The form for the fields that the file's categories have."""
    names = {f"col_{name}": name for name in COMMON}
    names |= {f"col_spec_{key}": SPEC + key for key in specs_of(file.wanted)}
    made: type[MappingForm] = type("MappingForm", (MappingForm,), _lists(file))
    form = made(data=_shown(page, names))
    form.mapped = names
    form.category.choices, form.site_id.choices = _category_choices(), list(page.place.sites)
    for field, words in (
        (form.condition, labels.CONDITION),
        (form.offer, labels.OFFER),
        (form.visibility, labels.VISIBILITY),
    ):
        field.choices = [(member.value, gettext(text)) for member, text in words.items()]
    form.collection.choices = [
        ("non", gettext("Non, pour toutes les lignes : c'est du matériel")),
        ("", gettext("Je répondrai annonce par annonce")),
    ]
    return form


def _lists(file: ImportFile) -> dict[str, Any]:
    choices = [SelectChoice(NOT_THERE, gettext("— aucune colonne —"))]
    choices += [SelectChoice(heading, heading) for heading in file.sheet.headings]
    lists = {f"col_{name}": SelectField(gettext(label), choices=choices) for name, (label, _) in COMMON.items()}
    for key, spec in specs_of(file.wanted).items():
        unit = spec.unit_symbol(language())
        label = f"{spec.label[language()]} ({unit})" if unit else spec.label[language()]
        lists[f"col_spec_{key}"] = SelectField(label, choices=choices)
    return lists


def _shown(page: ImportPage, names: dict[str, str]) -> dict[str, Any]:
    kept = page.defaults
    shown: dict[str, Any] = {id: page.columns.get(name, NOT_THERE) for id, name in names.items()}
    return {
        **shown,
        "category": kept.category,
        "site_id": kept.site_id,
        "quantity": kept.quantity,
        "condition": kept.condition,
        "offer": kept.offer,
        "visibility": kept.visibility,
        "collection": "non" if kept.collection_item is False else "",
    }
