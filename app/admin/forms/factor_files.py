"""A file of factors, what its bringer tells of it, the confirmation, the decision of a second person."""

from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, FileField, SelectField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import Length

from app.core.forms import Form, OnceField, TextField
from app.impact.factors.files.domain import KIND_LABELS, FileKind, Said

_MOST_ADDED = 200


class FactorFileForm(Form):
    """The file, and which one it is unless that shows."""

    once = OnceField()
    file = FileField(_l("Fichier"))
    kind = SelectField(_l("Quel fichier est-ce ?"), default="")

    def __init__(self) -> None:
        super().__init__()
        found = [SelectChoice(one.value, gettext(label)) for one, label in KIND_LABELS.items()]
        self.kind.choices = [SelectChoice("", gettext("Le reconnaître à son contenu")), *found]

    def chosen_kind(self) -> FileKind | None:
        """The kind, None to have it told by the content."""
        return FileKind(self.kind.data) if self.kind.data else None


class ReleaseForm(Form):
    """What is told of a file of figures of the library."""

    release = TextField(
        _l("Édition"), [Length(max=40)], description=_l("Comme on la cite : V23.8 pour la Base Carbone, 2024-05.")
    )
    also = TextAreaField(
        _l("À ajouter à la bibliothèque"),
        [Length(max=10_000)],
        description=_l(
            "Un par ligne : numéro d'élément de la Base Carbone, nom de modèle de Boavizta. Sans rien, seuls les "
            "facteurs déjà dans la bibliothèque sont comparés au fichier."
        ),
    )

    def prepare(self, said: Said) -> None:
        """Begin with what was told before."""
        if not self.is_submitted():
            self.release.data, self.also.data = said.release, "\n".join(said.also)

    def said(self) -> Said:
        """What was typed."""
        lines = [line.strip() for line in (self.also.data or "").splitlines()]
        return Said(release=self.release.data or "", also=tuple(dict.fromkeys(filter(None, lines)))[:_MOST_ADDED])


class DeclarationsForm(Form):
    """What is told of a file of declarations."""

    licence = TextField(
        _l("Licence"),
        [Length(max=300)],
        description=_l("Sous quelle licence, ou avec l'accord de qui, ces chiffres peuvent servir."),
    )
    institution = SelectField(_l("Qui peut s'en servir"), coerce=int, default=0)
    source = TextField(
        _l("Source"), [Length(max=300)], description=_l("Sinon, le propriétaire nommé dans le fichier.")
    )
    unit = SelectField(_l("Unité déclarée, si le fichier ne la dit pas"), default="")
    method = SelectField(_l("Édition des colonnes A2 d'un tableau"), default="")

    def prepare(self, said: Said, houses: list[tuple[int, str]]) -> None:
        """Fill the lists; begin with what was told before."""
        self.institution.choices = [
            SelectChoice(0, gettext("Tout le monde")),
            *(SelectChoice(id, name) for id, name in houses),
        ]
        units = ("kg", "m2", "m3", "m", "unit")
        self.unit.choices = [
            SelectChoice("", gettext("le fichier la dit")),
            *(SelectChoice(one, one) for one in units),
        ]
        self.method.choices = [
            SelectChoice("", gettext("le fichier la dit")),
            SelectChoice("ef30", "EF 3.0"),
            SelectChoice("ef31", "EF 3.1"),
        ]
        if not self.is_submitted():
            self.licence.data, self.source.data = said.licence, said.source
            self.institution.data, self.unit.data, self.method.data = said.institution_id or 0, said.unit, said.method

    def said(self) -> Said:
        """What was typed."""
        return Said(
            licence=self.licence.data or "",
            source=self.source.data or "",
            unit=self.unit.data or "",
            method=self.method.data or "",
            institution_id=self.institution.data or None,
        )


class ConfirmFileForm(Form):
    """All rows, or explicitly only the valid ones."""

    partial = BooleanField(_l("Ne prendre que les lignes valables"))
