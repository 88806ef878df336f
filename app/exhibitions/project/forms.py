"""What a browser may send about the exhibition as a project. The domain's refusals show at their fields."""

from decimal import Decimal
from typing import Any

from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from wtforms import FileField, HiddenField, SelectField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Length, Optional, ValidationError

from app.core.forms import DayField, Form, NumberField, OnceField, TextField, VersionedForm
from app.exhibitions.domain.passport import (
    FATES,
    KNOWN_HERE,
    NEXT_LIVES,
    ORIGINS,
    Element,
    Fate,
    NextLife,
    Origin,
)
from app.exhibitions.domain.project import ROLES, Member, ProjectDraft, ProjectRole, Space, Venue
from app.media.forms import PaperForm


def _whole(_form: Any, field: Any) -> None:
    if field.data is not None and field.data != field.data.to_integral_value():
        raise ValidationError(gettext("Indiquez un nombre entier."))


def _count(value: Decimal | None) -> int | None:
    return None if value is None else int(value)


def typed(value: Decimal | None) -> str | None:
    """A kept number as people type it: « 12,5 », not « 12.500 », which reads as thousands."""
    return None if value is None else f"{value.normalize():f}".replace(".", ",")


def _asked(message: Any) -> InputRequired:
    return InputRequired(message)


class ProjectForm(VersionedForm):
    """The frame of a project."""

    programmed_on = DayField(_l("Programmation décidée le"), [Optional()])
    actual_visitors = NumberField(_l("Visiteurs comptés"), [Optional(), _whole])

    def said(self) -> ProjectDraft:
        """What was typed."""
        return ProjectDraft(
            self.programmed_on.data,
            _count(self.actual_visitors.data),
        )


class SpaceForm(Form):
    """A room more."""

    once = OnceField()
    name = TextField(_l("Espace"), [_asked(_l("Donnez un nom.")), Length(max=200)])
    m2 = NumberField(_l("Surface"), [_asked(_l("Indiquez la surface."))])

    def said(self) -> Space:
        """What was typed."""
        return Space(self.name.data or "", self.m2.data or Decimal(0))


class MemberForm(Form):
    """Somebody more."""

    once = OnceField()
    name = TextField(_l("Nom"), [_asked(_l("Donnez un nom.")), Length(max=200)])
    role = SelectField(_l("Rôle"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.role.choices = [SelectChoice(one.value, gettext(words)) for one, words in ROLES.items()]

    def said(self) -> Member:
        """What was typed."""
        return Member(self.name.data or "", ProjectRole(self.role.data))


class VenueForm(Form):
    """A later stage."""

    once = OnceField()
    name = TextField(_l("Lieu"), [_asked(_l("Donnez un nom.")), Length(max=300)])
    city = TextField(_l("Ville"), [Length(max=120)])
    opens_on = DayField(_l("Ouverture"), [_asked(_l("Indiquez le jour de l'ouverture."))])
    closes_on = DayField(_l("Fermeture"), [_asked(_l("Indiquez le jour de la fermeture."))])
    expected_visitors = NumberField(_l("Visiteurs attendus"), [Optional(), _whole])
    actual_visitors = NumberField(_l("Visiteurs comptés"), [Optional(), _whole])

    def said(self) -> Venue:
        """What was typed, once the fields are valid."""
        first: Any = self.opens_on.data
        last: Any = self.closes_on.data
        return Venue(
            self.name.data or "",
            self.city.data or "",
            first,
            last,
            _count(self.expected_visitors.data),
            _count(self.actual_visitors.data),
        )


class DocumentForm(PaperForm):
    """A paper of the project."""

    once = OnceField()
    title = TextField(_l("Titre du document"), [Length(max=160)])
    file = FileField(_l("Fichier"))
    file_kept = HiddenField()

    def kept(self) -> list[dict[str, Any]]:
        """What the page says is already received."""
        return [{"token": self.received.id, "name": self.received.file_name}] if self.received else []


class ElementForm(VersionedForm):
    """An element of the passport."""

    once = OnceField()
    label = TextField(_l("Élément"), [_asked(_l("Nommez l'élément.")), Length(max=200)])
    quantity = NumberField(_l("Nombre"), [_asked(_l("Indiquez au moins 1.")), _whole], default=Decimal(1))
    mass_kg = NumberField(_l("Masse totale"), [Optional()])
    origin = SelectField(_l("D'où il vient"))
    origin_detail = TextField(_l("Précision sur l'origine"), [Length(max=300)])
    owner = TextField(_l("À qui il est"), [Length(max=200)])
    next_life = SelectField(_l("Où il ira"), default=NextLife.UNDECIDED.value)
    next_detail = TextField(_l("Précision sur la suite"), [Length(max=300)])

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.origin.choices = [
            SelectChoice(one.value, gettext(words)) for one, words in ORIGINS.items() if one not in KNOWN_HERE
        ]
        self.next_life.choices = [SelectChoice(one.value, gettext(words)) for one, words in NEXT_LIVES.items()]

    def said(self) -> Element:
        """What was typed."""
        return Element(
            label=self.label.data or "",
            quantity=_count(self.quantity.data) or 0,
            origin=Origin(self.origin.data),
            owner=self.owner.data or "",
            next_life=NextLife(self.next_life.data),
            mass_kg=self.mass_kg.data,
            origin_detail=self.origin_detail.data or "",
            next_detail=self.next_detail.data or "",
        )


class FateForm(Form):
    """What became of an element."""

    outcome = SelectField(_l("Ce qu'il est devenu"))
    note = TextField(_l("En un mot"), [Length(max=300)])

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.outcome.choices = [SelectChoice(one.value, gettext(words)) for one, words in FATES.items()]

    def said(self) -> Fate:
        """What was chosen."""
        return Fate(self.outcome.data)
