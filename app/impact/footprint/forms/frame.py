"""What holds for a whole calculation: budget, contract, meter; variants; components that do not exist."""

from typing import Any

from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, RadioField, SelectField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Length, NumberRange, Optional

from app.core.forms import Form, NumberField, OnceField, TextField, VersionedForm, at_least
from app.impact.footprint.domain.budget import SCOPE_LABELS, Budget, Scope
from app.impact.footprint.forms.fields import AskedNumber, choices_of
from app.impact.footprint.services.frame import FrameDraft


class FrameForm(VersionedForm):
    """Budget and arbiter, contract of electricity, meter."""

    budget = AskedNumber(_l("Budget carbone"), [Optional(), at_least(0), NumberRange(max=1_000_000)])
    budget_unit = SelectField(_l("Unité du budget"))
    scope = RadioField(_l("Le budget s'entend"), [InputRequired(_l("Choisissez une réponse."))])
    arbiter = TextField(_l("Qui arbitre"), [Length(max=200)])
    market_kg = NumberField(
        _l("Facteur de votre contrat d'électricité"), [Optional(), at_least(0), NumberRange(max=2)]
    )
    market_proof = TextField(_l("Contrat ou garantie d'origine"), [Length(max=300)])
    meter_has_devices = BooleanField(_l("Le compteur du bâtiment compte déjà le multimédia et l'éclairage"))

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.budget_unit.choices = [SelectChoice("t", gettext("t CO2e")), SelectChoice("kg", gettext("kg CO2e"))]
        self.scope.choices = choices_of((one.value, gettext(text)) for one, text in SCOPE_LABELS.items())

    def said(self) -> FrameDraft:
        """What was typed. Call after ``validate()``. Raises NoArbiter, ContractUnproved."""
        scope, typed = Scope(self.scope.data), self.budget.data
        kilos = None if typed is None else typed * (1000 if self.budget_unit.data == "t" else 1)
        return FrameDraft(
            budget=None if kilos is None else Budget(kilos, scope, self.arbiter.data or ""),
            scope=scope,
            market_kg=self.market_kg.data,
            market_proof=self.market_proof.data or "",
            meter_has_devices=bool(self.meter_has_devices.data),
        )


class VariantForm(Form):
    """A way to make the show, to compare with others."""

    once = OnceField()
    name = TextField(_l("Nom de la variante"), [InputRequired(_l("Donnez un nom à la variante.")), Length(max=80)])
    with_borrowed = BooleanField(_l("Compter le matériel emprunté par la plateforme"), default=True)


class AbsenceForm(Form):
    """Why a component does not exist in this show."""

    reason = TextField(_l("Pourquoi ce poste n'existe pas"), [Length(max=300)])
