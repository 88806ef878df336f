"""What a browser may send about saved searches and wanted ads."""

from datetime import date
from typing import Any

from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from wtforms import HiddenField, SelectField, SelectMultipleField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Length, Optional, ValidationError
from wtforms.widgets import CheckboxInput, ListWidget

from app.core.forms import DayField, Form, NumberField, OnceField, TextField, VersionedForm, strip
from app.core.gazetteer import Place, find_place
from app.core.i18n import language
from app.listings.domain.categories import categories
from app.listings.domain.spec_wanted import SpecWanted
from app.listings.domain.states import Offer
from app.listings.queries.search import RADII_KM
from app.needs.domain.wanted import WantedFields
from app.needs.domain.watching import Rhythm
from app.needs.labels import RHYTHM
from app.needs.queries.wanted import spec_from_text, spec_to_text, wishes_of

EVERYWHERE = "0"
_TOO_LONG = _l("C'est trop long : %(max)d caractères au plus.")


def _rhythms() -> list[SelectChoice]:
    return [SelectChoice(one.value, gettext(label)) for one, label in RHYTHM.items()]


class SaveSearchForm(Form):
    """A name and how often to hear of it; what is searched stands in the address."""

    once = OnceField()
    name = TextField(
        _l("Nom de la recherche"),
        [InputRequired(_l("Donnez un nom à cette recherche.")), Length(max=120, message=_TOO_LONG)],
    )
    rhythm = SelectField(_l("Me prévenir"), default=Rhythm.DAILY.value)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.rhythm.choices = _rhythms()


class RhythmForm(Form):
    """How often to hear of a saved search."""

    rhythm = SelectField(_l("Me prévenir"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.rhythm.choices = _rhythms()


class WantedForm(VersionedForm):
    """What is looked for. *wishes* are those that were understood; unticking one lets it go."""

    once = OnceField()
    exhibition_id = HiddenField()
    institution_id = SelectField(_l("Au nom de"), coerce=int)
    title = TextField(
        _l("Ce que vous cherchez"),
        [InputRequired(_l("Dites en quelques mots ce que vous cherchez.")), Length(max=200, message=_TOO_LONG)],
    )
    category = SelectField(_l("Catégorie"), [InputRequired(_l("Choisissez une catégorie de la liste."))])
    wishes = SelectMultipleField(
        _l("Exigences"), widget=ListWidget(prefix_label=False), option_widget=CheckboxInput(), validate_choice=False
    )
    quantity = NumberField(_l("Quantité"), [InputRequired(_l("Indiquez une quantité."))])
    first_day = DayField(_l("Du"), [InputRequired(_l("Indiquez le premier jour."))])
    last_day = DayField(_l("Au"), [InputRequired(_l("Indiquez le dernier jour."))])
    place = TextField(_l("Près de"), [InputRequired(_l("Indiquez la ville : son nom ou son code postal."))])
    radius = SelectField(_l("Rayon"), default=EVERYWHERE)
    offer = SelectField(_l("Prêt ou don"), [Optional()], default="")
    description = TextAreaField(_l("Précisions"), [Length(max=2000, message=_TOO_LONG)], filters=[strip])

    def __init__(self, institutions: list[tuple[int, str]], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        own = language()
        self.found: Place | None = None
        self.institution_id.choices = [SelectChoice(id, name) for id, name in institutions]
        self.category.choices = [SelectChoice("", gettext("Choisissez"))] + [
            SelectChoice(id, one.label[own]) for id, one in categories().items()
        ]
        self.radius.choices = [SelectChoice(EVERYWHERE, gettext("toute distance"))] + [
            SelectChoice(str(km), f"{km} km") for km in RADII_KM
        ]
        self.offer.choices = [
            SelectChoice("", gettext("Prêt ou don")),
            SelectChoice(Offer.LOAN.value, gettext("Prêt")),
            SelectChoice(Offer.GIFT.value, gettext("Don")),
        ]

    def offer_wishes(self, wishes: list[SpecWanted]) -> None:
        """Show these as boxes; those typed before stay as they were ticked."""
        texts = [spec_to_text(one) for one in wishes]
        texts += [text for text in self.wishes.data or [] if text not in texts]
        known = self.category.data or ""
        self.wishes.choices = [
            SelectChoice(text, words)
            for text in texts
            if _is_wish(text) and (words := _in_words(known, spec_from_text(text)))
        ]
        offered = {choice.value for choice in self.wishes.choices}
        self.wishes.data = [text for text in self.wishes.data or [] if text in offered]

    def validate_place(self, field: Any) -> None:
        """A place that nobody knows is told at once, with what was typed."""
        found = find_place(field.data or "")
        if not found:
            raise ValidationError(
                gettext("Nous ne connaissons pas ce lieu. Exemple : Lyon, 59000 ou Saint-Denis 974.")
            )
        self.found = found[0]

    def validate_quantity(self, field: Any) -> None:
        """Whole; how many is the domain's to judge."""
        if field.data is not None and field.data != int(field.data):
            raise ValidationError(gettext("Indiquez un nombre entier d'exemplaires."))

    def fields(self) -> WantedFields:
        """What was typed. Call after ``validate()``."""
        assert self.found is not None
        typed: dict[str, Any] = self.data
        return WantedFields(
            institution_id=self.institution_id.data,
            category=self.category.data,
            title=self.title.data,
            quantity=int(typed["quantity"]),
            first_day=typed["first_day"],
            last_day=typed["last_day"],
            place=self.found,
            radius_km=None if self.radius.data == EVERYWHERE else int(self.radius.data),
            description=self.description.data or "",
            specs=tuple(spec_from_text(text) for text in self.wishes.data or [] if _is_wish(text)),
            offer=Offer(self.offer.data) if self.offer.data else None,
            exhibition_id=_id(self.exhibition_id.data),
        )


def typed_from(fields: WantedFields, version: int) -> dict[str, Any]:
    """What the form of an ad begins with."""
    days: dict[str, date] = {"first_day": fields.first_day, "last_day": fields.last_day}
    return {
        **days,
        "version": str(version),
        "exhibition_id": str(fields.exhibition_id or ""),
        "institution_id": fields.institution_id,
        "title": fields.title,
        "category": fields.category,
        "wishes": [spec_to_text(one) for one in fields.specs],
        "quantity": fields.quantity,
        "place": fields.place.name,
        "radius": str(fields.radius_km or EVERYWHERE),
        "offer": fields.offer.value if fields.offer else "",
        "description": fields.description,
    }


def _id(text: str | None) -> int | None:
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 10 else None


def _in_words(category: str, one: SpecWanted) -> str:
    """A wish as a box says it, in the words of another category when the chosen one has no such characteristic."""
    for known in (category, *categories()):
        if said := wishes_of(known, [one], language()):
            return said[0]
    return ""


def _is_wish(text: str) -> bool:
    try:
        spec_from_text(text)
    except ValueError:
        return False
    return True
