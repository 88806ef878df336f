"""Asking for a loan: for which show, when, how many, how it travels, and what would be done without it."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from wtforms import FileField, HiddenField, IntegerField, RadioField, SelectField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Length, Optional, ValidationError

from app.core.forms import DayField, OnceField, TextField, strip
from app.exhibitions.queries import ExhibitionFacts
from app.loans import labels
from app.loans.domain.evidence import EvidenceKind, EvidencePaper
from app.loans.domain.request import LONGEST_TEXT, LineWanted, LoanRequest
from app.loans.domain.words import Alternative, Evidence, TransportMode, evidence_for
from app.loans.labels_of_evidence import EVIDENCE_KINDS
from app.media.forms import PaperForm

NO_SHOW_YET = 0


class QuantityField(IntegerField):
    """A whole number of objects, said in words when it is not one."""

    def process_formdata(self, valuelist: list[str]) -> None:
        """Read digits only."""
        text = "".join(valuelist[0].split()) if valuelist else ""
        self.data = int(text) if text.isascii() and text.isdigit() and len(text) < 7 else None
        if text and self.data is None:
            raise ValueError(gettext("Écrivez un nombre entier. Exemple : 4."))


class RequestForm(PaperForm):
    """A request for one listing. *received* is the document of the answer, once its file is kept."""

    once = OnceField()
    exhibition_id = SelectField(_l("Pour quelle exposition ?"), coerce=int)
    starts_on = DayField(_l("Du"), [InputRequired(_l("Indiquez le premier jour du prêt."))])
    ends_on = DayField(_l("Au"), [InputRequired(_l("Indiquez le dernier jour du prêt."))])
    quantity = QuantityField(_l("Nombre d'exemplaires"), [InputRequired(_l("Indiquez combien il vous en faut."))])
    transport = RadioField(
        _l("Comment les objets voyageront-ils ?"), [InputRequired(_l("Choisissez un mode de transport."))]
    )
    alternative = RadioField(
        _l("Sans ce prêt, qu'auriez-vous fait ?"),
        [InputRequired(_l("Dites ce que vous auriez fait sans ce prêt ; « Nous ne savons pas » est une réponse."))],
    )
    evidence = RadioField(_l("Qu'est-ce qui le montre ?"))
    evidence_note = TextField(_l("Quel document ?"), [Length(max=LONGEST_TEXT)])
    evidence_kind = SelectField(_l("Nature du document"))
    evidence_day = DayField(_l("Daté du"), [Optional()])
    file = FileField(_l("Le document, si vous l'avez sous la main"))
    file_kept = HiddenField()
    message = TextAreaField(_l("Message au prêteur"), [Length(max=LONGEST_TEXT)], filters=[strip])

    def validate_exhibition_id(self, field: Any) -> None:
        """A loan is for a show."""
        if field.data == NO_SHOW_YET:
            raise ValidationError(gettext("Choisissez l'exposition pour laquelle vous empruntez."))

    def validate_quantity(self, field: Any) -> None:
        """At least one."""
        if not field.errors and field.data is not None and field.data < 1:
            raise ValidationError(gettext("Demandez au moins un exemplaire."))

    def validate_ends_on(self, field: Any) -> None:
        """Not before the first day."""
        first: Any = self.starts_on.data
        if field.data and first and field.data < first:
            raise ValidationError(gettext("La date de fin est avant la date de début."))

    def asked(self, listing_id: int) -> LoanRequest:
        """The request that was typed; only after the fields are valid."""
        typed: Any = self
        alternative = Alternative(self.alternative.data)
        evidence = evidence_for(alternative, self.evidence.data == Evidence.E3)
        return LoanRequest(
            lines=(LineWanted(listing_id, typed.quantity.data),),
            exhibition_id=typed.exhibition_id.data,
            first_day=typed.starts_on.data,
            last_day=typed.ends_on.data,
            transport=TransportMode(self.transport.data),
            message=self.message.data or "",
            alternative=alternative,
            evidence=evidence,
            evidence_note=(self.evidence_note.data or "") if evidence is Evidence.E3 else "",
            paper=self.paper() if evidence is Evidence.E3 else None,
        )

    def paper(self) -> EvidencePaper:
        """The document that shows the answer, as far as it is described."""
        return EvidencePaper(
            EvidenceKind(self.evidence_kind.data),
            self.evidence_day.data,
            document_id=self.received.id if self.received else None,
        )

    def propose(self, first: date, last: date, quantity: int) -> None:
        """Take another proposal over: the rest of what was typed stays."""
        self.starts_on.process(None, first)
        self.ends_on.process(None, last)
        self.quantity.process(None, quantity)


def request_form(shows: Sequence[ExhibitionFacts], **begin: Any) -> RequestForm:
    """The form for somebody whose shows these are; *begin* says what it starts with."""
    form = RequestForm(
        data={
            "quantity": 1,
            "transport": TransportMode.DEDICATED_VAN.value,
            "evidence": Evidence.E2.value,
            "evidence_kind": EvidenceKind.QUOTE.value,
            **begin,
        }
    )
    form.evidence_kind.choices = [SelectChoice(one.value, str(words)) for one, words in EVIDENCE_KINDS.items()]
    form.exhibition_id.choices = [
        SelectChoice(str(NO_SHOW_YET), gettext("Choisir une exposition")),
        *(SelectChoice(str(show.id), show.title) for show in shows),
    ]
    form.transport.choices = [SelectChoice(mode.value, str(words)) for mode, words in labels.TRANSPORTS.items()]
    form.alternative.choices = [SelectChoice(one.value, str(words)) for one, words in labels.ALTERNATIVES.items()]
    form.evidence.choices = [
        SelectChoice(Evidence.E2.value, gettext("Nous le déclarons maintenant, avant le prêt")),
        SelectChoice(
            Evidence.E3.value,
            gettext("Nous avons un document daté : devis, ligne de budget, bon de commande annulé"),
        ),
    ]
    return form
