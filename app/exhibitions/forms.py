"""What a browser may send about an exhibition. The rules of days are the domain's, shown at their fields."""

from dataclasses import asdict
from decimal import Decimal
from typing import Any

from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, SelectField, TextAreaField
from wtforms.validators import InputRequired, Length, Optional, ValidationError

from app.core.forms import DayField, NumberField, OnceField, TextField, VersionedForm, strip
from app.exhibitions.domain.draft import ExhibitionDraft, problems
from app.media.forms import PhotosField


def _whole(_form: Any, field: Any) -> None:
    if field.data is not None and field.data != field.data.to_integral_value():
        raise ValidationError(gettext("Indiquez un nombre entier."))


def _asked(message: Any) -> InputRequired:
    return InputRequired(message)


class ExhibitionForm(VersionedForm):
    """The label of a show. *version* is the one the person had before their eyes."""

    once = OnceField()
    institution_id = SelectField(_l("Établissement organisateur"), coerce=int)
    title = TextField(_l("Titre"), [_asked(_l("Donnez un titre à l'exposition.")), Length(max=300)])
    venue = TextField(_l("Lieu"), [_asked(_l("Indiquez le lieu : un musée, une salle, un site.")), Length(max=300)])
    address = TextField(
        _l("Ville ou adresse"), [_asked(_l("Indiquez la ville : son nom ou son code postal.")), Length(max=300)]
    )
    opens_on = DayField(_l("Ouverture"), [_asked(_l("Indiquez le jour de l'ouverture."))])
    closes_on = DayField(_l("Fermeture"), [_asked(_l("Indiquez le jour de la fermeture."))])
    build_from = DayField(_l("Montage à partir du"), [Optional()])
    strike_until = DayField(_l("Démontage jusqu'au"), [Optional()])
    hours_per_day = NumberField(
        _l("Heures d'ouverture par jour"), [_asked(_l("Indiquez un nombre d'heures."))], default=Decimal(8)
    )
    open_weekdays_count = NumberField(
        _l("Jours d'ouverture par semaine"),
        [_asked(_l("Indiquez un nombre de jours.")), _whole],
        default=Decimal(6),
    )
    surface_m2 = NumberField(_l("Surface"), [Optional(), _whole])
    expected_visitors = NumberField(_l("Visiteurs attendus"), [Optional(), _whole])
    summary = TextAreaField(_l("Présentation"), [Length(max=5000)], filters=[strip])
    photos = PhotosField(_l("Image de l'exposition"), most=1)
    is_public = BooleanField(_l("Montrer cette exposition à tout le monde"))

    def draft(self) -> ExhibitionDraft:
        """What was typed, as the domain reads it; only after the fields themselves are valid."""
        said = {
            name: field.data for name, field in self._fields.items() if name in ExhibitionDraft.__dataclass_fields__
        }
        for name in ("open_weekdays_count", "surface_m2", "expected_visitors"):
            said[name] = None if said[name] is None else int(said[name])
        said["summary"] = said["summary"] or ""
        return ExhibitionDraft(**said, photo_id=next(iter(self.photos.data), None))

    def validate(self, extra_validators: Any = None) -> bool:
        """The fields, then everything the domain has to say about them at once."""
        if not super().validate(extra_validators):
            return False
        found = list(problems(self.draft()))
        for problem in found:
            self.refuse(problem)
        return not found


def values_of(draft: ExhibitionDraft, version: int) -> dict[str, Any]:
    """What the form begins with when an exhibition is edited."""
    hours = draft.hours_per_day
    return {
        **asdict(draft),
        "hours_per_day": hours.to_integral_value() if hours == hours.to_integral_value() else hours,
        "photos": [draft.photo_id] if draft.photo_id else [],
        "version": version,
    }
