"""What a browser may send about papers: a signature, a certificate, what the lender asks."""

import json
from datetime import datetime
from decimal import Decimal
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, FileField, HiddenField, SelectField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import Length, NumberRange, Optional

from app.core.actor import Actor
from app.core.forms import DayField, Form, NumberField, OnceField, TextField, strip
from app.listings.domain.documents import DocumentMissing
from app.loans.domain.papers.facts import ClauseFacts
from app.loans.domain.papers.kinds import BornBy, CertificateKind, Insurance, Signer
from app.loans.domain.papers.refusals import StrokesTooLong
from app.loans.domain.papers.signing import Signing, read_strokes
from app.loans.domain.request import LONGEST_TEXT
from app.loans.labels_of_papers import BORN_BY, CERTIFICATES, INSURANCES, SIGNERS
from app.loans.services.certificates import CertificateFields
from app.loans.services.paper_terms import SettingFields
from app.media.forms import PaperForm

_MOST_STROKES = 100_000
MOST_EUROS = Decimal(1_000_000_000)


class SignForm(Form):
    """A signature: typed name and function, a tick, and a drawing where the browser can."""

    once = OnceField()
    sha256 = HiddenField()
    side = SelectField(_l("Pour qui signez-vous ?"))
    name = TextField(_l("Prénom et nom"))
    function = TextField(_l("Fonction"))
    strokes = HiddenField()
    agreed = BooleanField(_l("J'ai lu ce papier et je le signe."))

    def offer(self, sides: tuple[Signer, ...]) -> None:
        """The sides one may sign for: most people have one, and are not asked."""
        self.side.choices = [SelectChoice(one.value, str(SIGNERS[one])) for one in sides or tuple(Signer)]
        if not self.side.data and sides:
            self.side.data = sides[0].value

    def said(self) -> Signing:
        """The signature. Raises ``StrokesTooLong``; the rest is the verb's to judge."""
        raw = self.strokes.data or ""
        try:
            drawn = json.loads(raw) if raw and len(raw) <= _MOST_STROKES else None
        except ValueError as error:
            raise StrokesTooLong from error
        if raw and drawn is None:
            raise StrokesTooLong
        return Signing(
            Signer(self.side.data),
            self.name.data or "",
            self.function.data or "",
            bool(self.agreed.data),
            self.sha256.data or "",
            read_strokes(drawn),
        )


class EurosField(NumberField):
    """Money as people write it."""

    def __init__(self, label: Any = None, **kwargs: Any) -> None:
        limits = NumberRange(0, MOST_EUROS, _l("Écrivez un montant en euros, par exemple 12 500."))
        super().__init__(label, [Optional(), limits], **kwargs)

    @property
    def cents(self) -> int | None:
        """The amount in cents."""
        return None if self.data is None else int((self.data * 100).to_integral_value())


class CertificateForm(PaperForm):
    """A certificate: its file travels as a hidden id once it is received."""

    once = OnceField(id="certificat-once")
    kind = SelectField(_l("Certificat"), id="certificat-kind")
    file = FileField(_l("Fichier"), id="certificat-file")
    file_kept = HiddenField(id="certificat-file_kept")
    valid_from = DayField(_l("Valable à partir du"), [Optional()], id="certificat-valid_from")
    valid_until = DayField(_l("Valable jusqu'au"), [Optional()], id="certificat-valid_until")
    amount = EurosField(_l("Montant assuré"), id="certificat-amount")
    note = TextField(_l("Assureur, ou méthode d'effacement"), [Length(max=300)], id="certificat-note")

    def offer(self, kinds: tuple[CertificateKind, ...]) -> None:
        """The certificates that this person's side files."""
        self.kind.choices = [SelectChoice(one.value, str(CERTIFICATES[one])) for one in kinds]

    def receive(self, actor: Actor, institution_id: int, now: datetime) -> bool:
        """Receive the chosen file, or find the one received before; False, with a message, when there is none."""
        if not super().receive(actor, institution_id, now):
            return False
        if self.received is None:
            self.refuse(DocumentMissing())
        return self.received is not None

    def said(self) -> CertificateFields:
        """What the form says."""
        return CertificateFields(
            CertificateKind(self.kind.data),
            self.valid_from.data,
            self.valid_until.data,
            self.amount.cents,
            self.note.data or "",
        )


class _TermsForm(Form):
    """The terms on which one lends."""

    insurance = SelectField(_l("Assurance demandée"))
    deductible = EurosField(_l("Franchise à la charge de l'emprunteur"))
    transport_by = SelectField(_l("Transport organisé et payé par"))
    decision = TextField(_l("Décision ou délibération : numéro et date"), [Length(max=300)])

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.insurance.choices = [SelectChoice(one.value, str(INSURANCES[one])) for one in Insurance]
        self.transport_by.choices = [SelectChoice(one.value, str(BORN_BY[one])) for one in BornBy]

    def terms(self, note: str = "") -> ClauseFacts:
        """The terms as facts."""
        return ClauseFacts(
            Insurance(self.insurance.data),
            self.deductible.cents,
            BornBy(self.transport_by.data),
            self.decision.data or "",
            note,
        )


def terms_as_typed(terms: ClauseFacts) -> dict[str, Any]:
    """What the form begins with."""
    euros = None if terms.deductible_cents is None else Decimal(terms.deductible_cents) / 100
    return {
        "insurance": terms.insurance.value,
        "deductible": euros,
        "transport_by": terms.transport_by.value,
        "decision": terms.decision,
        "note": terms.note,
    }


class ClauseForm(_TermsForm):
    """What holds for one loan."""

    once = OnceField()
    note = TextAreaField(_l("Autres conditions"), [Length(max=LONGEST_TEXT)], filters=[strip])

    def said(self) -> ClauseFacts:
        """The terms of this loan."""
        return self.terms(self.note.data or "")


class SettingForm(_TermsForm):
    """What an institution wants of its papers."""

    requires_agreement = BooleanField(_l("Ne rien remettre sans convention signée des deux côtés"))
    represented_by = TextField(_l("Qui représente l'établissement"), [Length(max=200)])
    represented_as = TextField(_l("En qualité de"), [Length(max=200)])

    def said(self) -> SettingFields:
        """The settings."""
        return SettingFields(
            bool(self.requires_agreement.data),
            self.represented_by.data or "",
            self.represented_as.data or "",
            self.terms(),
        )
