"""What a browser may send about people and institutions."""

from datetime import date
from decimal import Decimal
from typing import Any, cast

from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField, FileRequired
from wtforms import (
    BooleanField,
    EmailField,
    HiddenField,
    IntegerField,
    PasswordField,
    RadioField,
    SelectField,
    SelectMultipleField,
    TextAreaField,
    URLField,
)
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Length, ValidationError

from app.accounts.domain.institutions import InstitutionDraft, SiteDraft
from app.accounts.domain.site_rules import SiteRules
from app.accounts.domain.states import InstitutionKind, TokenScope
from app.accounts.labels import KINDS, ROLES, SCOPES, WEEKDAYS
from app.core.actor import Role
from app.core.forms import DayField, Form, NumberField, TextField, strip
from app.core.geo import regions
from app.core.i18n import LANGUAGES


def required() -> InputRequired:
    """A field one must fill in, said in our words."""
    return InputRequired(_l("Ce champ est nécessaire."))


def not_blank(_form: Any, field: Any) -> None:
    """Blanks alone say nothing."""
    if field.data is not None and not field.data.strip():
        raise ValidationError(gettext("Ce champ est nécessaire."))


def at_most(length: int) -> Length:
    """No longer than the column that keeps it."""
    return Length(max=length, message=_l("C'est trop long : %(max)d caractères au plus."))


def email_field(label: Any = None) -> EmailField:
    """An address; whether it can be one is judged by the verb, once for all."""
    return EmailField(label or _l("Adresse électronique"), [required(), at_most(320)], filters=[strip])


def kind_choices() -> list[SelectChoice]:
    """Every kind of institution, in the reader's language."""
    return [SelectChoice(kind.value, gettext(text)) for kind, text in KINDS.items()]


def scope_choices() -> list[SelectChoice]:
    """What a key may do."""
    return [SelectChoice(scope.value, gettext(text)) for scope, text in SCOPES.items()]


def weekday_choices() -> list[SelectChoice]:
    """The days of the week, Monday first."""
    return [SelectChoice(number, gettext(day)) for number, day in WEEKDAYS.items()]


def status_choices() -> list[SelectChoice]:
    """Public or private."""
    return [SelectChoice("1", gettext("Public")), SelectChoice("0", gettext("Privé ou associatif"))]


def region_choices() -> list[SelectChoice]:
    """Every region, after all of them."""
    everywhere = SelectChoice("", gettext("Toutes les régions"))
    return [everywhere, *(SelectChoice(region.code, region.name) for region in regions().values())]


def role_choices() -> list[SelectChoice]:
    """Every role with the sentence that explains it."""
    return [
        SelectChoice(
            role.value, gettext("%(role)s : %(what)s", role=gettext(label.text), what=gettext(label.sentence))
        )
        for role, label in ROLES.items()
    ]


def short_role_choices() -> list[SelectChoice]:
    """Every role in a word."""
    return [SelectChoice(role.value, gettext(label.text)) for role, label in ROLES.items()]


class SignInForm(Form):
    """The door."""

    email = email_field()
    password = PasswordField(_l("Mot de passe"), [required(), at_most(1000)])
    next = HiddenField()


class RegisterForm(Form):
    """A first visit."""

    name = TextField(_l("Prénom et nom"), [required(), not_blank, at_most(200)])
    email = email_field(_l("Adresse électronique professionnelle"))
    password = PasswordField(_l("Mot de passe"), [required(), at_most(1000)])


class EmailForm(Form):
    """An address alone."""

    email = email_field()


class NewPasswordForm(Form):
    """A password to come."""

    password = PasswordField(_l("Nouveau mot de passe"), [required(), at_most(1000)])


class ChangePasswordForm(NewPasswordForm):
    """The present one proves who is asking."""

    current_password = PasswordField(_l("Mot de passe actuel"), [required(), at_most(1000)])


class AcceptAsNewForm(Form):
    """Somebody invited who has no account yet."""

    name = TextField(_l("Prénom et nom"), [required(), not_blank, at_most(200)])
    password = PasswordField(_l("Mot de passe"), [required(), at_most(1000)])


class ConfirmForm(Form):
    """One button; the token of the form is all it holds."""


def _languages() -> list[SelectChoice]:
    return [SelectChoice(code, name) for code, name in LANGUAGES.items()]


class ProfileForm(Form):
    """What one says of oneself."""

    name = TextField(_l("Nom affiché"), [required(), not_blank, at_most(200)])
    job_title = TextField(_l("Fonction"), [at_most(200)])
    language = SelectField(_l("Langue des messages que nous vous envoyons"), choices=_languages)


class TokenForm(Form):
    """A key to the API."""

    name = TextField(_l("À quoi servira cette clé ?"), [required(), not_blank, at_most(120)])
    scope = RadioField(_l("Droits"), choices=scope_choices, default=TokenScope.READ.value)
    days = IntegerField(_l("Durée de vie en jours"), [required()], default=90)


class SiteFields(Form):
    """A place. The region is not asked: it follows from the address."""

    site_name = TextField(_l("Nom du site"), [required(), not_blank, at_most(200)])
    address = TextField(_l("Adresse"), [required(), not_blank, at_most(300)])
    postcode = TextField(_l("Code postal"), [required()])
    city = TextField(_l("Commune"), [required(), not_blank, at_most(120)])
    open_weekdays = SelectMultipleField(
        _l("Jours de remise et de retour"), [required()], coerce=int, choices=weekday_choices, default=[1, 2, 3, 4, 5]
    )
    access_notes = TextAreaField(_l("Accès pour les transporteurs"), [at_most(2000)], filters=[strip])

    def validate_postcode(self, field: Any) -> None:
        """Five digits."""
        if not (len(field.data) == 5 and field.data.isascii() and field.data.isdigit()):
            raise ValidationError(gettext("Un code postal compte cinq chiffres."))

    def site(self) -> SiteDraft:
        """What was said of the place."""
        return SiteDraft(
            self.site_name.data,
            self.address.data,
            self.postcode.data,
            self.city.data,
            tuple(self.open_weekdays.data),
            self.access_notes.data or "",
        )


class SiteForm(SiteFields):
    """One more place, or one described anew."""


class InstitutionFields(Form):
    """An institution."""

    name = TextField(_l("Nom de l'établissement"), [required(), not_blank, at_most(300)])
    kind = SelectField(_l("Type d'établissement"), choices=kind_choices)
    is_public = RadioField(_l("Statut"), choices=status_choices, default="1")
    siret = TextField(_l("Numéro SIRET"), [at_most(20)])
    website = URLField(_l("Site internet"), [at_most(500)], filters=[strip])

    def institution(self) -> InstitutionDraft:
        """What was said of the institution."""
        return InstitutionDraft(
            self.name.data,
            InstitutionKind(self.kind.data),
            self.is_public.data == "1",
            self.siret.data or "",
            self.website.data or "",
        )


class EditInstitutionForm(InstitutionFields):
    """An institution described anew."""


class CreateInstitutionForm(InstitutionFields, SiteFields):
    """A new institution and its first place."""


class LogoForm(Form):
    """A picture that stands for the institution."""

    logo = FileField(_l("Fichier du logo"), [FileRequired(_l("Choisissez un fichier."))])


class RoleForm(Form):
    """A role and, to ask for it, a word to those who decide."""

    role = RadioField(_l("Rôle"), choices=role_choices, default=Role.TECHNICIAN.value)
    message = TextAreaField(_l("Message"), [at_most(1000)], filters=[strip])


class InviteForm(Form):
    """Whom to invite, for which role."""

    email = email_field()
    role = RadioField(_l("Rôle"), choices=role_choices, default=Role.TECHNICIAN.value)


class GrantForm(Form):
    """One more role for a member."""

    role = SelectField(_l("Rôle"), choices=short_role_choices)


class ClosureForm(Form):
    """Days on which a site is closed."""

    first_day = DayField(_l("Premier jour"), [required()])
    last_day = DayField(_l("Dernier jour"), [required()])
    reason = TextField(_l("Motif"), [at_most(200)])

    def days(self) -> tuple[date, date]:
        """First and last day, once validated."""
        return cast(date, self.first_day.data), cast(date, self.last_day.data)


class SiteRulesForm(Form):
    """What a place asks of borrowers."""

    lead_days = NumberField(_l("Délai avant la remise, en jours"), default=0)
    processing_weekdays = SelectMultipleField(
        _l("Jours où les demandes sont lues"), coerce=int, choices=weekday_choices
    )
    longest_days = NumberField(_l("Durée la plus longue, en jours"))
    visits_a_day = NumberField(_l("Remises et retours par jour, au plus"))
    has_same_day = BooleanField(_l("Ce qui revient le matin peut repartir l'après-midi"))
    opens_on_holidays = BooleanField(_l("Ouvert les jours fériés"))

    def validate(self, extra_validators: Any = None) -> bool:
        """Days and visits are whole numbers."""
        valid = super().validate(extra_validators)
        for field in (self.lead_days, self.longest_days, self.visits_a_day):
            if field.data is not None and field.data != field.data.to_integral_value():
                field.errors = [*field.errors, gettext("Indiquez un nombre entier.")]
                valid = False
        return valid

    def rules(self) -> SiteRules:
        """What was said, once validated."""
        return SiteRules(
            lead_days=int(self.lead_days.data or 0),
            longest_days=_whole(self.longest_days.data),
            visits_a_day=_whole(self.visits_a_day.data),
            has_same_day=self.has_same_day.data,
            opens_on_holidays=self.opens_on_holidays.data,
            processing_weekdays=tuple(self.processing_weekdays.data) or None,
        )


def _whole(number: Decimal | None) -> int | None:
    return None if number is None else int(number)


class SearchForm(Form):
    """Which institution."""

    class Meta(Form.Meta):
        csrf = False

    q = TextField(_l("Nom ou commune"))
    region = SelectField(_l("Région"), choices=region_choices, default="")


class ReasonForm(Form):
    """Why the staff decide so."""

    reason = TextField(_l("Motif (il sera écrit dans le message envoyé)"), [at_most(1000)])
