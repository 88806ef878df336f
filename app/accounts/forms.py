"""What a browser may send about people and institutions."""

from flask_babel import lazy_gettext as _l
from wtforms import EmailField, HiddenField, PasswordField
from wtforms.validators import DataRequired, InputRequired, Length

from app.core.forms import Form, TextField, strip


def required() -> InputRequired:
    """A field one must fill in, said in our words."""
    return InputRequired(_l("Ce champ est nécessaire."))


class SignInForm(Form):
    """The door."""

    email = EmailField(_l("Adresse électronique"), [required(), Length(max=320)], filters=[strip])
    password = PasswordField(_l("Mot de passe"), [required(), Length(max=1000)])
    next = HiddenField()


class ProfileForm(Form):
    """What one says of oneself."""

    name = TextField(_l("Nom affiché"), [DataRequired(_l("Ce champ est nécessaire.")), Length(max=200)])
    job_title = TextField(_l("Fonction"), [Length(max=200)])
