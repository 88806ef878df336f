"""What a browser may send about records: a correction, a decision, an answer after the return."""

from collections.abc import Iterable
from typing import Any

from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from wtforms import IntegerField, RadioField, SelectField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Length, NumberRange, Optional

from app.core.forms import Form, NumberField, OnceField, TextField, at_least, strip
from app.impact.credits.domain.kinds import LABEL_LABELS
from app.impact.exact import ZERO
from app.impact.records.domain.added import StatedWeights
from app.impact.records.domain.correcting import LONGEST_REASON, Correction
from app.impact.records.domain.following import OUTCOME_LABELS, Outcome
from app.impact.words import ALTERNATIVES, EVIDENCE

AS_IT_WAS = ""
YES, NO = "oui", "non"
WEIGHTS = ("new", "refurb", "rental", "own_stock", "none")


class _Amount(NumberField):
    """A quantity that may be left out and is never below zero."""

    def __init__(self, label: Any = None, **kwargs: Any) -> None:
        super().__init__(label, [Optional(), at_least(0)], **kwargs)


class CorrectionForm(Form):
    """What was otherwise; a field left empty leaves the record as it was."""

    once = OnceField()
    alternative = SelectField(_l("Sans ce prêt, l'emprunteur aurait"), default=AS_IT_WAS)
    evidence = SelectField(_l("Preuve"), default=AS_IT_WAS)
    weight_new = _Amount(_l("acheté neuf"))
    weight_refurb = _Amount(_l("acheté reconditionné"))
    weight_rental = _Amount(_l("loué"))
    weight_own_stock = _Amount(_l("utilisé son stock"))
    weight_none = _Amount(_l("fait sans"))
    mass_kg = _Amount(_l("Masse d'un objet"))
    made_in = IntegerField(_l("Année de fabrication"), [Optional(), NumberRange(1900, 2100)])
    tested = SelectField(_l("Essai de fonctionnement"), default=AS_IT_WAS)
    watts = _Amount(_l("Puissance d'un objet"))
    refurbishment = _Amount(_l("Remise en état"))
    packaging = _Amount(_l("Emballage neuf"))
    storage = _Amount(_l("Stockage"))
    backfill = _Amount(_l("Remplacement chez le prêteur"))
    label = SelectField(_l("Nature du crédit"), default=AS_IT_WAS)
    reason = TextAreaField(_l("Motif de la correction"), [Length(max=LONGEST_REASON)], filters=[strip])

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.alternative.choices = _choices((key, gettext(text)) for key, text in ALTERNATIVES.items())
        levels = ((key, f"{key}, {gettext(text)}") for key, text in EVIDENCE.items() if key != "E0")
        self.evidence.choices = _choices(levels)
        self.tested.choices = _choices(((YES, gettext("oui")), (NO, gettext("non"))))
        self.label.choices = _choices((one.value, gettext(text)) for one, text in LABEL_LABELS.items())

    def said(self) -> Correction:
        """What was typed. Call after ``validate()``."""
        typed: Any = self
        weights = {name: typed[f"weight_{name}"].data for name in WEIGHTS}
        stated = any(value is not None for value in weights.values())
        return Correction(
            alternative=typed.alternative.data or None,
            evidence=typed.evidence.data or None,
            weights=StatedWeights(**{name: value or ZERO for name, value in weights.items()}) if stated else None,
            mass_kg=typed.mass_kg.data,
            made_in=typed.made_in.data,
            tested=None if not typed.tested.data else typed.tested.data == YES,
            watts=typed.watts.data,
            refurbishment=typed.refurbishment.data,
            packaging=typed.packaging.data,
            storage=typed.storage.data,
            backfill=typed.backfill.data,
            label=typed.label.data or None,
        )

    @property
    def weight_fields(self) -> list[Any]:
        """The five shares of one decision."""
        return [self[f"weight_{name}"] for name in WEIGHTS]


class DecisionForm(Form):
    """What the staff decides about a strange record."""

    once = OnceField()
    reason = TextField(_l("Motif"), [Length(max=LONGEST_REASON)])


class FollowUpForm(Form):
    """What was really done, once the objects are back."""

    once = OnceField()
    outcome = RadioField(
        _l("Finalement, qu'avez-vous fait en plus de ce prêt ?"), [InputRequired(_l("Choisissez une réponse."))]
    )
    note = TextField(_l("Précision"), [Length(max=LONGEST_REASON)])

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.outcome.choices = [SelectChoice(one.value, gettext(text)) for one, text in OUTCOME_LABELS.items()]

    def said(self) -> Outcome:
        """The answer. Call after ``validate()``."""
        return Outcome(self.outcome.data)


def _choices(found: Iterable[tuple[str, str]]) -> list[SelectChoice]:
    return [SelectChoice(AS_IT_WAS, gettext("inchangé")), *(SelectChoice(key, text) for key, text in found)]
