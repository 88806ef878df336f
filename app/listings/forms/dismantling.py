"""What a browser may send about what comes out of a show: lines to read, then one row a piece."""

from collections.abc import Mapping, Sequence
from typing import Any

from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from wtforms import FieldList, FormField, RadioField, SelectField, TextAreaField
from wtforms import Form as PlainForm
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Length

from app.core.error_pages import sentence
from app.core.errors import Refusal
from app.core.forms import DayField, Form, OnceField, TextField, strip
from app.core.i18n import language
from app.listings import labels
from app.listings.domain.dismantling import MOST_PIECES, Piece, Slot
from app.listings.domain.states import Offer
from app.listings.forms.listing import COLLECTION
from app.listings.queries.choosing import families_shown
from app.listings.services.dismantling import DismantlingList

EMPTY_ROWS = 2
"""Rows left empty at the end, to write in."""


class LinesForm(Form):
    """The list as one types it or pastes it."""

    lines = TextAreaField(_l("Ce qui sortira de l'exposition"), filters=[strip])


class PieceForm(PlainForm):
    """One piece. A row without a title is no piece."""

    title = TextField(_l("Pièce"), [Length(max=200)])
    category = SelectField(_l("Catégorie"), validate_choice=False)
    quantity = TextField(_l("Nombre"), default="1")
    measures = TextField(_l("Mesures et caractéristiques"), [Length(max=200)])
    offer = SelectField(_l("Offre"), default=Offer.BOTH.value)

    def piece(self) -> Piece:
        """What was typed; a number that is none becomes nought, which is refused at its row."""
        typed = (self.quantity.data or "").strip()
        return Piece(
            title=self.title.data or "",
            category=self.category.data or None,
            quantity=int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 5 else 0,
            measures=self.measures.data or "",
            offer=Offer(self.offer.data),
        )


class DismantlingForm(Form):
    """The list, row by row, with its days."""

    once = OnceField()
    first_day = DayField(_l("Du"), [InputRequired(_l("Indiquez le premier jour."))])
    last_day = DayField(_l("Au"), [InputRequired(_l("Indiquez le dernier jour."))])
    site_id = SelectField(_l("Où retirer les pièces"), coerce=int)
    collection_item = RadioField(
        _l("Une de ces pièces fait-elle partie d'un inventaire de collection ou d'une œuvre ?"),
        validate_choice=False,
    )
    note = TextAreaField(_l("Précisions pour toutes les pièces"), [Length(max=2000)], filters=[strip])
    pieces = FieldList(FormField(PieceForm), max_entries=MOST_PIECES + EMPTY_ROWS)

    def prepare(self, sites: Sequence[tuple[int, str]]) -> None:
        """Fill the lists of choices, in the reader's language."""
        own = language()
        self.site_id.choices = [SelectChoice(id, name) for id, name in sites]
        self.collection_item.choices = [
            SelectChoice("non", gettext("Non, c'est du matériel")),
            SelectChoice("oui", gettext("Oui")),
        ]
        kinds = {
            gettext(family): [SelectChoice(one.id, one.label[own]) for one in members]
            for family, members in families_shown(own)
        }
        for row in self.pieces:
            row.form.category.choices = {"": [SelectChoice("", gettext("Choisissez…"))], **kinds}
            row.form.offer.choices = [SelectChoice(one.value, gettext(label)) for one, label in labels.OFFER.items()]

    def offer_rows(self, pieces: Sequence[Piece]) -> None:
        """Show *pieces*, and some rows to write in."""
        for piece in pieces:
            self.pieces.append_entry(
                {
                    "title": piece.title,
                    "category": piece.category or "",
                    "quantity": str(piece.quantity),
                    "measures": piece.measures,
                    "offer": piece.offer.value,
                }
            )
        self.offer_empty_rows()

    def offer_empty_rows(self) -> None:
        """Have some rows to write in at the end."""
        for _ in range(EMPTY_ROWS - sum(not row.form.title.data for row in self.pieces)):
            self.pieces.append_entry()

    def filled(self) -> list[int]:
        """The places of the rows that name a piece."""
        return [n for n, row in enumerate(self.pieces) if (row.form.title.data or "").strip()]

    def wanted(self) -> DismantlingList:
        """What was typed. Call after ``validate()``."""
        typed: dict[str, Any] = self.data
        return DismantlingList(
            pieces=[self.pieces[n].form.piece() for n in self.filled()],
            slot=Slot(typed["first_day"], typed["last_day"]),
            site_id=typed["site_id"],
            collection_item=COLLECTION.get(self.collection_item.data or ""),
            note=self.note.data or "",
        )

    def refuse_rows(self, refused: Mapping[int, Refusal]) -> None:
        """Show each refusal once, at the field it names: of its row, of the whole list, else at the row's title."""
        places = self.filled()
        for n, refusal in refused.items():
            form, named = self.pieces[places[n]].form, refusal.field or ""
            field = form._fields.get(named) or self._fields.get(named) or form.title
            if (said := sentence(refusal)) not in field.errors:
                field.errors = [*field.errors, said]


class SlotForm(Form):
    """Other days for the whole list."""

    first_day = DayField(_l("Du"), [InputRequired(_l("Indiquez le premier jour."))])
    last_day = DayField(_l("Au"), [InputRequired(_l("Indiquez le dernier jour."))])

    def slot(self) -> Slot:
        """What was typed. Call after ``validate()``."""
        typed: dict[str, Any] = self.data
        return Slot(typed["first_day"], typed["last_day"])
