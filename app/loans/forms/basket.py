"""Forms of the basket: put in, change quantities, send."""

from collections.abc import Mapping, Sequence
from typing import Any

from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from wtforms import HiddenField, RadioField, SelectField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Length, ValidationError

from app.core.forms import DayField, Form, OnceField, TextField, strip
from app.exhibitions.queries import ExhibitionFacts
from app.loans import labels
from app.loans.domain.basket import BasketItem, Errand, Sending
from app.loans.domain.request import LONGEST_TEXT
from app.loans.domain.words import Alternative, Evidence, TransportMode, evidence_for
from app.loans.forms.request import QuantityField
from app.loans.queries.basket import BasketGroup

QUANTITY = "quantite-"


class AddForm(Form):
    """One listing into the basket of a show."""

    once = OnceField()
    exhibition_id = SelectField(_l("Pour quelle exposition ?"), coerce=int)
    first_day = DayField(_l("Du"), [InputRequired(_l("Indiquez le premier jour."))])
    last_day = DayField(_l("Au"), [InputRequired(_l("Indiquez le dernier jour."))])
    quantity = QuantityField(_l("Nombre d'exemplaires"), [InputRequired(_l("Indiquez combien il vous en faut."))])

    def validate_last_day(self, field: Any) -> None:
        """Not before the first day."""
        first: Any = self.first_day.data
        if field.data and first and field.data < first:
            raise ValidationError(gettext("La date de fin est avant la date de début."))

    def item(self, listing_id: int) -> BasketItem:
        """What was typed. Call after ``validate()``."""
        typed: Any = self
        return BasketItem(listing_id, typed.quantity.data, typed.first_day.data, typed.last_day.data)


def add_form(shows: Sequence[ExhibitionFacts], **begin: Any) -> AddForm:
    """The form for somebody whose shows these are."""
    form = AddForm(data=begin)
    form.exhibition_id.choices = [SelectChoice(str(show.id), show.title) for show in shows]
    return form


class SendForm(Form):
    """What is said with the whole basket; beside it, transport and a word for each lender."""

    once = OnceField()
    seen = HiddenField()
    alternative = RadioField(
        _l("Sans ces prêts, qu'auriez-vous fait ?"),
        [InputRequired(_l("Dites ce que vous auriez fait sans ce prêt ; « Nous ne savons pas » est une réponse."))],
    )
    evidence = RadioField(_l("Qu'est-ce qui le montre ?"))
    evidence_note = TextField(_l("Quel document ?"), [Length(max=LONGEST_TEXT)])
    message = TextAreaField(_l("Message à tous les prêteurs"), [Length(max=LONGEST_TEXT // 2)], filters=[strip])

    def errand_fields(self, group: BasketGroup) -> tuple[Any, Any]:
        """The transport and message fields of one request to be."""
        return self[f"transport-{group.key}"], self[f"message-{group.key}"]

    def sending(self, groups: Sequence[BasketGroup]) -> Sending:
        """What was typed. Call after ``validate()``."""
        alternative = Alternative(self.alternative.data)
        evidence = evidence_for(alternative, self.evidence.data == Evidence.E3)
        errands: dict[str, Errand] = {}
        for group in groups:
            transport, message = self.errand_fields(group)
            errands[str(group.key)] = Errand(TransportMode(transport.data), message.data or "")
        note = (self.evidence_note.data or "") if evidence is Evidence.E3 else ""
        return Sending(alternative, evidence, note, self.message.data or "", errands)


def send_form(groups: Sequence[BasketGroup], seen: str) -> SendForm:
    """The form of a basket, with two fields for each request it will make."""
    fields: dict[str, Any] = {}
    for group in groups:
        fields[f"transport-{group.key}"] = SelectField(
            _l("Transport"),
            choices=[SelectChoice(mode.value, str(words)) for mode, words in labels.TRANSPORTS.items()],
            default=TransportMode.DEDICATED_VAN.value,
        )
        fields[f"message-{group.key}"] = TextAreaField(
            _l("Un mot pour ce prêteur"), [Length(max=LONGEST_TEXT // 2)], filters=[strip]
        )
    form: SendForm = type("BasketSendForm", (SendForm,), fields)(data={"evidence": Evidence.E2.value, "seen": seen})
    form.alternative.choices = [SelectChoice(one.value, str(words)) for one, words in labels.ALTERNATIVES.items()]
    form.evidence.choices = [
        SelectChoice(Evidence.E2.value, gettext("Nous le déclarons maintenant, avant le prêt")),
        SelectChoice(
            Evidence.E3.value,
            gettext("Nous avons un document daté : devis, ligne de budget, bon de commande annulé"),
        ),
    ]
    return form


def quantities(sent: Mapping[str, str]) -> dict[int, int | None]:
    """The quantities typed beside lines, by line id; None for what is no whole number."""
    found: dict[int, int | None] = {}
    for name, text in sent.items():
        number = name.removeprefix(QUANTITY)
        if name.startswith(QUANTITY) and number.isascii() and number.isdigit() and len(number) < 10:
            plain = "".join(text.split())
            found[int(number)] = int(plain) if plain.isascii() and plain.isdigit() and len(plain) < 5 else None
    return found
