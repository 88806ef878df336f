"""Gifts: asking for one, answering, joining the signed deed."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from werkzeug.datastructures import FileStorage
from wtforms import BooleanField, FileField, HiddenField, RadioField, SelectField, SelectMultipleField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Length, Optional

from app.core.actor import Actor
from app.core.errors import Refusal
from app.core.forms import DayField, Form, OnceField, TextField, strip
from app.core.i18n import language
from app.listings.forms.listing import whole
from app.loans.domain.gifts.asking import LONGEST, Approval, GiftWanted, GivenUnit
from app.loans.domain.gifts.judging import Verdict
from app.loans.domain.gifts.refusals import DeedMissing, GiftBlocked
from app.loans.domain.gifts.rules import cases
from app.loans.domain.gifts.words import GiftCase, GiverKind, RecipientKind
from app.loans.forms.papers import EurosField
from app.loans.forms.request import QuantityField
from app.loans.labels_of_gifts import GIVERS, RECIPIENTS
from app.loans.queries.gifts.page import ApprovePage, AskGiftPage, Candidate
from app.media.documents import receive_document, received_document
from app.media.domain.refusals import RefusedFile

NONE = "0"


class AskGiftForm(Form):
    """Asking for a gift, for one of my institutions or, as its giver, for an association outside the platform."""

    once = OnceField()
    recipient_id = SelectField(_l("Pour quel établissement ?"), coerce=int, validate_choice=True)
    exhibition_id = SelectField(_l("Pour une exposition ?"), coerce=int)
    outside_name = TextField(_l("Nom du bénéficiaire"), [Length(max=200)])
    outside_number = TextField(_l("Numéro RNA ou SIREN"), [Length(max=40)])
    outside_kind = SelectField(_l("Ce qu'est le bénéficiaire"))
    quantity = QuantityField(_l("Nombre d'exemplaires"), [InputRequired(_l("Indiquez combien il vous en faut."))])
    purpose = TextAreaField(_l("À quoi servira l'objet ?"), [Length(max=LONGEST)], filters=[strip])

    def offer(self, page: AskGiftPage) -> None:
        """The institutions and shows one may choose; those for an association are not asked of others."""
        if page.is_own:
            del self.recipient_id, self.exhibition_id
            self.outside_kind.choices = [SelectChoice(one.value, str(words)) for one, words in RECIPIENTS.items()]
            return
        del self.outside_name, self.outside_number, self.outside_kind
        self.recipient_id.choices = [SelectChoice(str(id), name) for id, name in page.houses]
        self.exhibition_id.choices = [
            SelectChoice(NONE, gettext("Aucune exposition")),
            *(SelectChoice(str(id), title) for id, title, _house in page.shows),
        ]

    def asked(self, page: AskGiftPage) -> GiftWanted:
        """What was typed; only after the fields are valid."""
        typed: Any = self
        if page.is_own:
            return GiftWanted(
                page.listing_id,
                typed.quantity.data,
                typed.purpose.data or "",
                outside_name=typed.outside_name.data or "",
                outside_number=typed.outside_number.data or "",
                outside_kind=RecipientKind(typed.outside_kind.data),
            )
        return GiftWanted(
            page.listing_id,
            typed.quantity.data,
            typed.purpose.data or "",
            recipient_id=typed.recipient_id.data,
            exhibition_id=typed.exhibition_id.data or None,
        )


FIELDS = {
    "no_case": "law_case",
    "giver": "law_case",
    "objects": "law_case",
    "recipient": "recipient",
    "cooperation": "has_cooperation",
    "decision": "decision",
    "domaine": "domaine",
    "waste": "is_product",
    "data_wipe": "wiped",
}
"""Beside which question each rule's refusal stands; values stand beside their unit, the collection above all."""


class ApproveGiftForm(Form):
    """What the giver answers. A field ``value_<id>`` for each unit is added by :func:`approve_form`."""

    once = OnceField()
    seen = HiddenField()
    giver = RadioField(_l("De qui dépend votre établissement ?"), [InputRequired(_l("Choisissez une réponse."))])
    recipient = SelectField(_l("Qu'est le bénéficiaire ?"))
    law_case = RadioField(_l("Quel cas de la loi s'applique ?"), [Optional()])
    has_cooperation = BooleanField(_l("Le matériel est déjà remis sous une convention de coopération."))
    decision = TextField(_l("Délibération ou décision : numéro et date"), [Length(max=300)])
    domaine = TextField(_l("Numéro de la déclaration au Domaine"), [Length(max=120)])
    units = SelectMultipleField(_l("Quels exemplaires donnez-vous ?"))
    valuation = TextField(_l("Comment la valeur est-elle établie ?"), [Length(max=300)])
    wiped = TextField(_l("Comment les données ont-elles été effacées ?"), [Length(max=300)])
    is_product = BooleanField(
        _l("Ces objets peuvent resservir : ils ne sont ni des déchets, ni amiantés ou pollués.")
    )
    answer = TextAreaField(_l("Un mot pour le bénéficiaire"), [Length(max=LONGEST)], filters=[strip])
    candidates: Sequence[Candidate] = ()

    def said(self) -> Approval:
        """What was answered; only after the fields are valid."""
        typed: Any = self
        giver = GiverKind(typed.giver.data)
        return Approval(
            giver=giver,
            recipient=RecipientKind(typed.recipient.data),
            units=tuple(GivenUnit(int(id), self[f"value_{id}"].cents) for id in typed.units.data or ()),
            case=GiftCase(typed.law_case.data) if typed.law_case.data not in (None, "", "None", NONE) else None,
            decision=typed.decision.data or "",
            domaine=typed.domaine.data or "",
            has_cooperation=bool(typed.has_cooperation.data),
            is_product=bool(typed.is_product.data),
            valuation=typed.valuation.data or "",
            wiped=typed.wiped.data or "",
            answer=typed.answer.data or "",
        )

    def refuse(self, refusal: Refusal) -> None:
        """As every form; what the rules of gifts say stands beside each question."""
        super().refuse(refusal)
        if isinstance(refusal, GiftBlocked):
            self.block(refusal.verdict)

    def block(self, verdict: Verdict) -> None:
        """Each reason beside its question, with its reference and what would lift it."""
        ids = {one.label: one.id for one in self.candidates}
        tongue = language()
        for reason in verdict.reasons:
            name = FIELDS.get(reason.rule.id, "")
            if reason.rule.id in {"value", "ceiling"} and reason.object in ids:
                name = f"value_{ids[reason.object]}"
            text = gettext(
                "%(says)s %(unblock)s (%(reference)s)",
                says=reason.rule.says[tongue],
                unblock=reason.rule.unblock[tongue],
                reference=(
                    reason.case.reference if reason.rule.id == "recipient" and reason.case else reason.rule.reference
                )[tongue],
            )
            errors: Any = self[name].errors if name in self else self.form_errors
            if text not in errors:
                if name in self:
                    self[name].errors = [*errors, text]
                else:
                    self.form_errors.append(text)


def approve_form(page: ApprovePage, **begin: Any) -> ApproveGiftForm:
    """The form for the units of this gift; *begin* says what it starts with."""
    values = {
        f"value_{one.id}": EurosField(gettext("Valeur au jour du don, %(unit)s", unit=one.label))
        for one in page.units
    }
    made: type[ApproveGiftForm] = type("ApproveUnitsForm", (ApproveGiftForm,), values)
    form = made(data=begin)
    form.candidates = page.units
    tongue = language()
    kinds = [GiverKind.STATE, GiverKind.LOCAL] if page.gift.giver_is_public else [GiverKind.PRIVATE]
    form.giver.choices = [SelectChoice(one.value, str(GIVERS[one])) for one in kinds]
    form.recipient.choices = [SelectChoice(one.value, str(words)) for one, words in RECIPIENTS.items()]
    form.law_case.choices = [
        SelectChoice(NONE, gettext("Aucun, ou je ne sais pas")),
        *(
            SelectChoice(one.id, f"{one.label[tongue]} ({one.reference[tongue]})")
            for one in cases().values()
            if one.recipients
        ),
    ]
    form.units.choices = [
        SelectChoice(str(one.id), f"{one.label}{f' ({one.serial})' if one.serial else ''}")
        for one in page.units
        if not one.is_promised
    ]
    return form


class RefuseGiftForm(Form):
    """Saying no, and why."""

    once = OnceField(id="refus-once")
    seen = HiddenField(id="refus-seen")
    answer = TextAreaField(_l("Pourquoi refusez-vous ?"), [Length(max=LONGEST)], id="refus-answer", filters=[strip])


class BoughtAgainForm(Form):
    """The giver bought the same function again."""

    once = OnceField(id="rachat-once")
    bought_on = DayField(
        _l("Jour du rachat ou de la location"), [InputRequired(_l("Indiquez le jour."))], id="rachat-bought_on"
    )


class SignedDeedForm(Form):
    """The deed that an association signed by hand."""

    once = OnceField(id="acte-once")
    deed = FileField(_l("Acte signé par le bénéficiaire (PDF ou photo)"), [Optional()], id="acte-deed")
    deed_kept = HiddenField(id="acte-deed_kept")
    document_id: int | None = None

    def receive(self, actor: Actor, institution_id: int, now: datetime) -> bool:
        """Receive the file, or find the one received before; False with a message when there is none."""
        kept = received_document(institution_id, whole(self.deed_kept.data))
        chosen = self.deed.data
        if isinstance(chosen, FileStorage) and chosen.filename:
            try:
                self.document_id = receive_document(actor, institution_id, chosen, now, key=self.once.data or "")
                return True
            except RefusedFile as refusal:
                refusal.field = "deed"
                self.refuse(refusal)
                return False
        self.document_id = kept.id if kept else None
        if self.document_id is None:
            self.refuse(DeedMissing())
        return self.document_id is not None
