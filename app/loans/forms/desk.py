"""Hand-over and return at a counter or in a storage room: one small form per object."""

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any

from flask import request
from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, Field, HiddenField, SelectField, SelectMultipleField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import Length

from app.core.actor import Actor
from app.core.errors import Refusal
from app.core.forms import Form, OnceField, TextField, strip
from app.listings.domain.accessories import Tick
from app.listings.domain.codes import CodeKind, code_of, spaced
from app.listings.domain.states import Condition
from app.listings.labels import CONDITION
from app.listings.queries.ticking import Item
from app.loans.domain.papers.kinds import Signer
from app.loans.domain.papers.refusals import StrokesTooLong
from app.loans.domain.papers.signing import Signing, check_signing, read_strokes
from app.loans.domain.refusals import NotedUnreadably
from app.loans.domain.request import LONGEST_TEXT, UnitReport
from app.loans.queries import DeskLine, LoanPage, UnitView
from app.media.forms import PhotosField, received_photos

CHOSEN = re.compile(r"^u(\d{1,9})-chosen$")
MOST_PHOTOS = 4
MOST_DRAWN = 100_000


class UnitForm(Form):
    """One object: taken or not, how it looks, what is to be noted, photos."""

    class Meta(Form.Meta):
        csrf = False

    chosen = BooleanField(_l("Cet exemplaire"))
    condition = SelectField(_l("État"))
    note = TextAreaField(_l("Remarques"), [Length(max=LONGEST_TEXT)], filters=[strip])
    photos = PhotosField(_l("Photos"), most=MOST_PHOTOS)
    accessories = SelectMultipleField(_l("Accessoires présents"), validate_choice=False)

    def __init__(self, unit_id: int, begin: dict[str, Any], items: Sequence[Item | Tick] = ()) -> None:
        super().__init__(prefix=f"u{unit_id}-", data=begin)
        self.accessories.choices = [SelectChoice(one.name, _named(one)) for one in items]
        self.condition.choices = [SelectChoice(one.value, gettext(CONDITION[one])) for one in Condition]


@dataclass(frozen=True, slots=True)
class Entry:
    """An object on the page and its form; *before* is how it left, on the return page."""

    id: int
    label: str
    serial: str
    form: UnitForm
    before: UnitView | None = None

    @property
    def code(self) -> str:
        """What its label says, in one piece."""
        return code_of(CodeKind.UNIT, self.id)

    @property
    def printed_code(self) -> str:
        """The same in groups, as it is printed."""
        return spaced(self.code)


@dataclass(frozen=True, slots=True)
class Group:
    """The objects of one line; *left* of them are to be handed over (or are out)."""

    title: str
    left: int
    place: str
    entries: tuple[Entry, ...]


class DeskForm(Form):
    """All objects of a counter, sent at once, and who signs there. *done_at* is the device's clock."""

    once = OnceField()
    done_at = HiddenField()
    by_code = HiddenField()
    code = TextField(_l("Code de l'étiquette"))
    receiver = TextField(_l("Prénom et nom"), [Length(max=200)])
    receiver_function = TextField(_l("Fonction"), [Length(max=200)])
    receiver_agreed = BooleanField(_l("J'ai vu ces objets et je signe le bon."))
    strokes = HiddenField()
    function = TextField(_l("Votre fonction"), [Length(max=200)])
    agreed = BooleanField(_l("Je signe le bon pour mon établissement."))

    def __init__(self, groups: Sequence[Group]) -> None:
        super().__init__()
        self.groups = tuple(groups)

    @property
    def entries(self) -> list[Entry]:
        """Every object of the page."""
        return [entry for group in self.groups for entry in group.entries]

    def __iter__(self) -> Iterator[Field]:
        """The form's own fields, then those of each object: messages are gathered from all of them."""
        yield from super().__iter__()
        for entry in self.entries:
            yield from entry.form

    @property
    def errors(self) -> dict[str | None, Any]:
        """What is wrong anywhere."""
        found: dict[str | None, Any] = dict(super().errors)
        for entry in self.entries:
            found |= {f"u{entry.id}-{name}": errors for name, errors in entry.form.errors.items()}
        return found

    def validate(self, extra_validators: Any = None) -> bool:
        """Every object's form, then the whole."""
        fine = [entry.form.validate() for entry in self.entries]
        return bool(super().validate(extra_validators)) and all(fine)

    def receive(self, actor: Actor, institution_id: int, now: datetime) -> None:
        """Receive the photos that were chosen; they stay when the page comes back."""
        for entry in self.entries:
            received_photos(entry.form.photos, actor, institution_id, now)

    @property
    def chosen(self) -> int:
        """How many objects are ticked."""
        return sum(bool(entry.form.chosen.data) for entry in self.entries)

    @property
    def most(self) -> int:
        """How many are waited for."""
        return sum(group.left for group in self.groups)

    def point(self, unit_id: int) -> Entry:
        """Tick the object whose code was read; from the first code on, only what was read is ticked."""
        if not self.by_code.data:
            for entry in self.entries:
                entry.form.chosen.data = False
        self.by_code.data, self.code.data = "1", ""
        entry = next(entry for entry in self.entries if entry.id == unit_id)
        entry.form.chosen.data = True
        return entry

    def noted_at(self) -> datetime | None:
        """The device's time, for what was noted without network; None for what is done now.

        Raises ``NotedUnreadably``.
        """
        if not self.done_at.data:
            return None
        try:
            noted = datetime.fromisoformat(self.done_at.data.replace("Z", "+00:00"))
        except ValueError as error:
            raise NotedUnreadably from error
        if noted.tzinfo is None:
            raise NotedUnreadably
        return noted.astimezone(UTC)

    def signings(self, name: str) -> tuple[Signing, ...]:
        """Who signs at the desk: *name*, who is signed in, when ticked; the receiver when named, ticked or drawn.

        Raises what is missing, at its field: nothing is written then.
        """
        found = []
        if self.agreed.data:
            found.append(self._checked(Signing(Signer.LENDER, name, self.function.data or "", True, ""), "function"))
        raw = self.strokes.data or ""
        if self.receiver.data or self.receiver_agreed.data or raw:
            drawn = read_strokes(_drawn(raw))
            said = Signing(
                Signer.BORROWER,
                self.receiver.data or "",
                self.receiver_function.data or "",
                bool(self.receiver_agreed.data),
                "",
                drawn,
                in_person=True,
            )
            found.append(self._checked(said, "receiver_function"))
        return tuple(replace(one, signed_at=self.noted_at()) for one in found)

    def _checked(self, said: Signing, function: str) -> Signing:
        try:
            check_signing(said)
        except Refusal as refusal:
            fields = {"name": "receiver", "function": function, "agreed": "receiver_agreed"}
            refusal.field = fields.get(refusal.field or "", refusal.field)
            raise
        return said

    def reports(self) -> list[UnitReport]:
        """What was said of each object that is ticked, and of those the page no longer offers."""
        return [
            UnitReport(
                unit_id=entry.id,
                condition=Condition(entry.form.condition.data),
                note=entry.form.note.data or "",
                photo_ids=tuple(entry.form.photos.data or ()),
                there=tuple(entry.form.accessories.data or ()) if entry.form.accessories.choices else None,
            )
            for entry in self.entries
            if entry.form.chosen.data
        ]


def _drawn(raw: str) -> object:
    if len(raw) > MOST_DRAWN:
        raise StrokesTooLong
    try:
        return json.loads(raw) if raw else None
    except ValueError as error:
        raise StrokesTooLong from error


def desk_form(lines: Sequence[DeskLine]) -> DeskForm:
    """The hand-over of *lines*: as many units ticked as are left, unless something was sent."""
    groups = [
        Group(
            line.title,
            line.left,
            line.place,
            tuple(
                _entry(unit.id, unit.label, unit.serial, unit.condition, unit.is_suggested, items=line.items)
                for unit in line.candidates
            ),
        )
        for line in lines
    ]
    return DeskForm(_with_others(groups))


def return_form(page: LoanPage) -> DeskForm:
    """The return of everything that is out, each object beside the report of its departure."""
    groups = [
        Group(line.title, len(out), "", tuple(_back(unit) for unit in out))
        for line in page.lines
        if (out := [unit for unit in line.units if unit.returned_at is None])
    ]
    return DeskForm(_with_others(groups))


def _back(unit: UnitView) -> Entry:
    before = unit.at_hand_over
    condition = before.condition if before else Condition.GOOD
    items = [tick for tick in unit.left_with if tick.is_there]
    return _entry(unit.id, unit.label, unit.serial, condition, True, unit, items)


def _named(item: Item | Tick) -> str:
    text: str = gettext("%(quantity)s × %(name)s", quantity=item.quantity, name=item.name)
    return gettext("%(what)s (indispensable)", what=text) if item.is_essential else text


def _entry(
    unit_id: int,
    label: str,
    serial: str,
    condition: Condition,
    chosen: bool,
    before: UnitView | None = None,
    items: Sequence[Item | Tick] = (),
) -> Entry:
    form = UnitForm(unit_id, {"chosen": chosen, "condition": condition.value}, items)
    return Entry(unit_id, label, serial, form, before)


def _with_others(groups: list[Group]) -> list[Group]:
    """Objects that were ticked on a page grown old are still judged, never silently dropped."""
    shown = {entry.id for group in groups for entry in group.entries}
    sent = [int(found[1]) for name in request.form if (found := CHOSEN.match(name))]
    others = [_entry(unit_id, f"n° {unit_id}", "", Condition.GOOD, True) for unit_id in sent if unit_id not in shown]
    return [*groups, Group(gettext("Plus proposés"), 0, "", tuple(others))] if others else groups
