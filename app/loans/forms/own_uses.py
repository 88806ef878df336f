"""A given object serves one of its owner's exhibitions."""

from typing import Any

from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from wtforms import RadioField, SelectField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Length

from app.core.forms import DayField, Form, OnceField, TextField
from app.loans import labels
from app.loans.domain.own_uses import OwnUseSaid
from app.loans.domain.words import Alternative, Evidence, TransportMode, evidence_for
from app.loans.queries.own_uses import OwnUsesPage


class OwnUseForm(Form):
    """Which object, for which show, when, and what would have been done without the gift."""

    once = OnceField()
    unit_id = SelectField(_l("Objet reçu en don"), coerce=int)
    exhibition_id = SelectField(_l("Pour quelle exposition ?"), coerce=int)
    starts_on = DayField(_l("Du"), [InputRequired(_l("Indiquez le premier jour."))])
    ends_on = DayField(_l("Au"), [InputRequired(_l("Indiquez le dernier jour."))])
    transport = RadioField(
        _l("Comment l'objet est-il venu de chez le donateur ?"),
        [InputRequired(_l("Choisissez un mode de transport."))],
    )
    alternative = RadioField(
        _l("Sans ce don, qu'auriez-vous fait ?"),
        [InputRequired(_l("Dites ce que vous auriez fait sans ce don ; « Nous ne savons pas » est une réponse."))],
    )
    evidence = RadioField(_l("Qu'est-ce qui le montre ?"))
    evidence_note = TextField(_l("Quel document ?"), [Length(max=300)])

    def said(self) -> OwnUseSaid:
        """What was typed. Call after ``validate()``."""
        typed: Any = self
        alternative = Alternative(self.alternative.data)
        evidence = evidence_for(alternative, self.evidence.data == Evidence.E3)
        return OwnUseSaid(
            typed.exhibition_id.data,
            typed.starts_on.data,
            typed.ends_on.data,
            TransportMode(self.transport.data),
            alternative,
            evidence,
            (self.evidence_note.data or "") if evidence is Evidence.E3 else "",
        )


def own_use_form(page: OwnUsesPage) -> OwnUseForm:
    """The form with the objects and the shows of the reader's houses."""
    form = OwnUseForm(data={"transport": TransportMode.DEDICATED_VAN.value, "evidence": Evidence.E2.value})
    form.unit_id.choices = [SelectChoice(str(id), name) for id, name in page.units]
    form.exhibition_id.choices = [SelectChoice(str(id), title) for id, title in page.shows]
    form.transport.choices = [SelectChoice(mode.value, str(words)) for mode, words in labels.TRANSPORTS.items()]
    form.alternative.choices = [SelectChoice(one.value, str(words)) for one, words in labels.ALTERNATIVES.items()]
    form.evidence.choices = [
        SelectChoice(Evidence.E2.value, gettext("Nous le déclarons maintenant")),
        SelectChoice(
            Evidence.E3.value,
            gettext("Nous avons un document daté : devis, ligne de budget, bon de commande annulé"),
        ),
    ]
    return form
