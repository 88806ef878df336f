"""Answers line by line: how many are given, what is proposed instead, what is asked again."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from flask import request
from flask_babel import gettext, ngettext
from flask_babel import lazy_gettext as _l
from wtforms import HiddenField, SelectField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Length, ValidationError

from app.core.forms import DayField, Form, OnceField, strip
from app.loans.domain.proposals import AskedAgain, CounterOffer, OfferedLine
from app.loans.domain.request import LONGEST_TEXT
from app.loans.forms.deciding import AcceptForm
from app.loans.forms.request import QuantityField
from app.loans.queries.loan_page import LineView
from app.loans.queries.offers import AskableLine, ProposeLine


def _number(form: Any, field: Any) -> None:
    """A field that was sent empty is no answer; one that was not sent says nothing."""
    if field.data is None and field.name in request.form and not field.errors:
        raise ValidationError(gettext("Écrivez un nombre entier : 0 pour aucun."))


class GrantForm(AcceptForm):
    """Yes, to so many of each line."""

    seen = HiddenField(id="accepter-seen")

    @property
    def is_reviewed(self) -> bool:
        """Whether the page shows what these quantities would do, and nothing was decided."""
        return request.method == "POST" and "revoir" in request.form

    def quantities(self) -> dict[int, int]:
        """How many of each line, by line id; what was not sent is left out. Call after ``validate()``."""
        prefix = "line-"
        named = {field.name: field.data for field in self if field.name.startswith(prefix)}
        return {int(name.removeprefix(prefix)): data for name, data in named.items() if data is not None}

    def version(self) -> int | None:
        """The version of the loan that the page showed."""
        return _version(self.seen.data)


def grant_form(lines: Sequence[LineView], version: int, *, sent: bool) -> GrantForm:
    """The lender's answer to a request; *sent* when it reads what a browser sent."""
    fields = {
        f"line-{line.id}": QuantityField(line.title, [_number], id=f"accepter-line-{line.id}") for line in lines
    }
    data = {"seen": str(version), **{f"line-{line.id}": line.quantity for line in lines}}
    kind: type[GrantForm] = type("LoanGrantForm", (GrantForm,), fields)
    return kind(data=data) if sent else kind(formdata=None, data=data)


class SeenForm(Form):
    """One button about what the page shows: accept a proposal, take it back."""

    once = OnceField(id="proposition-once")
    seen = HiddenField(id="proposition-seen")

    def version(self) -> int | None:
        """The version of the loan that the page showed."""
        return _version(self.seen.data)


class _DatedForm(Form):
    once = OnceField()
    seen = HiddenField()
    starts_on = DayField(_l("Du"), [InputRequired(_l("Indiquez le premier jour du prêt."))])
    ends_on = DayField(_l("Au"), [InputRequired(_l("Indiquez le dernier jour du prêt."))])
    message = TextAreaField(_l("Un mot pour l'expliquer"), [Length(max=LONGEST_TEXT)], filters=[strip])

    def validate_ends_on(self, field: Any) -> None:
        """Not before the first day."""
        first: Any = self.starts_on.data
        if field.data and first and field.data < first:
            raise ValidationError(gettext("La date de fin est avant la date de début."))

    def version(self) -> int | None:
        """The version of the loan that the page showed."""
        return _version(self.seen.data)


class ProposeForm(_DatedForm):
    """Other days, quantities or items, proposed by the lender."""

    def line_fields(self, line: ProposeLine) -> tuple[Any, Any]:
        """The item and the quantity proposed for a line."""
        return self[f"item-{line.line_id}"], self[f"quantity-{line.line_id}"]

    def offer(self, lines: Sequence[ProposeLine]) -> CounterOffer:
        """What was typed; a line of none is not proposed. Call after ``validate()``."""
        typed: Any = self
        offered = []
        for line in lines:
            item, quantity = self.line_fields(line)
            if quantity.data:
                offered.append(OfferedLine(int(item.data), quantity.data, line.line_id))
        return CounterOffer(typed.starts_on.data, typed.ends_on.data, tuple(offered), self.message.data or "")


def propose_form(lines: Sequence[ProposeLine], version: int, first: date, last: date) -> ProposeForm:
    """The form of the page « Proposer autre chose »."""
    fields: dict[str, Any] = {}
    data: dict[str, Any] = {"seen": str(version), "starts_on": first, "ends_on": last}
    for line in lines:
        fields[f"item-{line.line_id}"] = SelectField(
            _l("Objet proposé"),
            coerce=int,
            choices=[SelectChoice(str(one.listing_id), _choice(one)) for one in line.choices],
        )
        fields[f"quantity-{line.line_id}"] = QuantityField(_l("Nombre d'exemplaires"), [_number])
        data |= {f"item-{line.line_id}": line.listing_id, f"quantity-{line.line_id}": line.asked}
    form: ProposeForm = type("LoanProposeForm", (ProposeForm,), fields)(data=data)
    return form


def _choice(one: Any) -> str:
    free = ngettext(
        "%(title)s, %(num)s libre à ces dates", "%(title)s, %(num)s libres à ces dates", one.free, title=one.title
    )
    if one.is_asked:
        return str(gettext("%(title)s (demandé)", title=free))
    return str(gettext("%(title)s (équivalent)", title=free) if one.is_equivalent else free)


class AskAgainForm(_DatedForm):
    """Another request, in answer to a proposal."""

    def quantity_field(self, line: AskableLine) -> Any:
        """How many of a listing."""
        return self[f"listing-{line.listing_id}"]

    def again(self, lines: Sequence[AskableLine]) -> AskedAgain:
        """What was typed. Call after ``validate()``."""
        typed: Any = self
        quantities: Mapping[int, int] = {line.listing_id: self.quantity_field(line).data or 0 for line in lines}
        return AskedAgain(typed.starts_on.data, typed.ends_on.data, quantities, self.message.data or "")


def ask_again_form(lines: Sequence[AskableLine], version: int, first: date, last: date) -> AskAgainForm:
    """The form of the page « Demander autre chose »."""
    fields = {f"listing-{line.listing_id}": QuantityField(line.title, [_number]) for line in lines}
    data: dict[str, Any] = {"seen": str(version), "starts_on": first, "ends_on": last}
    data |= {f"listing-{line.listing_id}": line.quantity for line in lines}
    form: AskAgainForm = type("LoanAskAgainForm", (AskAgainForm,), fields)(data=data)
    return form


def _version(text: str | None) -> int | None:
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 10 else None
