"""What a browser may send about a carbon calculation. Doubtful quantities are asked back at their field."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any

from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from werkzeug.datastructures import FileStorage
from wtforms import BooleanField, FileField, HiddenField, IntegerField, RadioField, SelectField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Length, NumberRange, Optional

from app.core.actor import Actor
from app.core.forms import Form, NumberField, OnceField, TextField, at_least, strip
from app.impact.footprint.activities import FactorOption
from app.impact.footprint.domain.activity import ORIGIN_LABELS, UNIT_LABELS, Activity, Origin
from app.impact.footprint.domain.budget import SCOPE_LABELS, Budget, Scope
from app.impact.footprint.domain.components import COMPONENTS, Component
from app.impact.footprint.domain.drafts import LineDraft, OwnFactor
from app.impact.footprint.domain.lines import SOURCE_LABELS, Phase, ValueSource
from app.impact.footprint.domain.quick import ASKS, Ask
from app.impact.footprint.domain.reading import Implausible, Quantity, check_usual, quantity
from app.impact.footprint.queries.lines import LineToEdit
from app.impact.footprint.queries.written import Written
from app.impact.footprint.services.frame import FrameDraft
from app.impact.refusals import MissingField
from app.listings.queries.sheets import MOST_BYTES
from app.media.documents import DocumentFile, document_files, receive_document, received_document
from app.media.domain.refusals import RefusedFile

NONE_FITS = ""
COMMON = "0"
PHASES = {"prevu": Phase.PLANNED, "realise": Phase.ACTUAL}
SLUGS = {phase: slug for slug, phase in PHASES.items()}
_PER_CENT = Decimal(100)


class _Percent(NumberField):
    def __init__(self, label: Any = None, **kwargs: Any) -> None:
        super().__init__(label, [Optional(), at_least(0), NumberRange(max=500)], **kwargs)


class LineForm(Form):
    """One line. The unit typed after the number wins; a value out of the usual is asked back once."""

    once = OnceField()
    version = HiddenField()
    label = TextField(_l("Précision"), [Length(max=200)])
    value = TextField(_l("Quantité"), [Length(max=60)])
    unit = SelectField(_l("Unité"))
    is_unknown = BooleanField(_l("Je ne connais pas cette quantité"))
    keep = BooleanField(_l("C'est bien cette valeur"))
    factor = SelectField(_l("Facteur d'émission"))
    own_value = NumberField(_l("Facteur de votre fournisseur"), [Optional(), at_least(0), NumberRange(max=1_000_000)])
    own_source = TextField(_l("Source de ce facteur"), [Length(max=300)])
    source = SelectField(_l("D'où vient la quantité"))
    doubt = _Percent(_l("Incertitude sur la quantité"))
    variant = SelectField(_l("Variante"), coerce=int)
    origin = SelectField(_l("Provenance"))
    uses = IntegerField(_l("Nombre d'usages"), [Optional(), NumberRange(1, 1000)], default=1)
    next_use = TextField(_l("Prochaine vie"), [Length(max=200)])
    note = TextAreaField(_l("Note"), [Length(max=1000)], filters=[strip])
    file = FileField(_l("Pièce justificative"))
    file_kept = HiddenField()

    def __init__(self, page: LineToEdit, phase: Phase, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.page, self.phase = page, phase
        self.received: DocumentFile | None = None
        self.asks_again = False
        units = page.activity.units if page.activity else (*COMPONENTS[page.component].units, "kgCO2e")
        self.unit.choices = _choices((one, gettext(UNIT_LABELS.get(one, one))) for one in units)
        self.factor.choices = [
            *_factors(page.options),
            *self._kept(),
            SelectChoice(NONE_FITS, gettext("aucun ne convient")),
        ]
        self.source.choices = _choices((one.value, gettext(text)) for one, text in SOURCE_LABELS.items())
        self.origin.choices = _choices((one.value, gettext(text)) for one, text in ORIGIN_LABELS.items())
        named = [SelectChoice(id, name) for id, name in page.variants]
        self.variant.choices = [SelectChoice(0, gettext("commune à toutes")), *named]

    def _kept(self) -> list[SelectChoice]:
        """The version that the line has, when the library proposes a newer one: nobody is made to change it."""
        row = self.page.row
        if row is None or not row.factor or any(one.reference == row.factor for one in self.page.options):
            return []
        return [SelectChoice(row.factor, gettext("%(reference)s, version de cette ligne", reference=row.factor))]

    def receive(self, actor: Actor, now: datetime) -> bool:
        """Receive the chosen file, or find the one received before; False, with a message, when it is refused."""
        institution_id = self.page.show.institution_id
        kept = self.file_kept.data or ""
        self.received = received_document(institution_id, int(kept) if kept.isascii() and kept.isdigit() else None)
        chosen = self.file.data
        try:
            if isinstance(chosen, FileStorage) and chosen.filename:
                id = receive_document(actor, institution_id, chosen, now, key=self.once.data or "")
                self.received = document_files([id])[id]
        except RefusedFile as refusal:
            refusal.field = "file"
            self.refuse(refusal)
            return False
        self.file_kept.data = str(self.received.id) if self.received else ""
        return True

    def said(self) -> LineDraft:
        """The line that was meant. Call after ``validate()``. Raises what is doubtful, at its field."""
        found = self._quantity()
        own = self._own(found.unit if found else self.unit.data)
        kept = self.page.row.document_id if self.page.row else None
        return LineDraft(
            phase=self.phase,
            component=self.page.component,
            activity=self.page.activity.id if self.page.activity else "",
            label=self.label.data or "",
            value=found.value if found else None,
            unit=found.unit if found else self.unit.data,
            factor="" if own else self.factor.data or "",
            own=own,
            source=ValueSource(self.source.data),
            value_u_rel=None if self.doubt.data is None else self.doubt.data / _PER_CENT,
            variant_id=self.variant.data or None if self.phase is Phase.PLANNED else None,
            origin=Origin(self.origin.data),
            uses=self.uses.data or 1,
            next_use=self.next_use.data or "",
            note=self._note(),
            document_id=self.received.id if self.received else kept,
            is_proposed=not own
            and any(one.is_proposed and one.reference == self.factor.data for one in self.page.options),
        )

    def _quantity(self) -> Quantity | None:
        if self.is_unknown.data:
            return None
        if not self.value.data:
            raise MissingField(field="value", name=gettext("Quantité"))
        units = tuple(str(choice[0]) for choice in self.unit.choices)
        found = quantity(self.value.data, self.unit.data, units)
        if self.page.activity is not None and not self.keep.data:
            self.asks_again = True
            check_usual(found, self.page.activity)
            self.asks_again = False
        return found

    def _note(self) -> str:
        """The note; a product that was typed stays readable in it."""
        note, typed = self.note.data or "", self.value.data or ""
        is_product = any(mark in typed for mark in "×x*") and not self.is_unknown.data
        return f"{typed}\n{note}".strip() if is_product and typed not in note else note

    def _own(self, unit: str) -> OwnFactor | None:
        value = self.own_value.data
        if value is None and unit == "kgCO2e":
            value = Decimal(1)
        return None if value is None else OwnFactor(value, f"kgCO2e/{unit}", self.own_source.data or "")


def values_of(page: LineToEdit) -> dict[str, Any]:
    """What the form begins with when a line is changed."""
    row = page.row
    if row is None:
        first = page.options[0].reference if page.options else NONE_FITS
        return {"factor": first, "source": ValueSource.ESTIMATED.value, "version": "0"}
    return {
        "version": str(page.version),
        "label": row.label,
        "value": "" if row.value is None else f"{row.value.normalize():f}".replace(".", ","),
        "unit": row.unit,
        "is_unknown": row.value is None,
        "keep": _was_confirmed(row, page.activity),
        "factor": row.factor,
        "own_value": row.own_value,
        "own_source": row.own_source,
        "source": row.source.value,
        "doubt": None if row.value_u_rel is None else row.value_u_rel * _PER_CENT,
        "variant": row.variant_id or 0,
        "origin": row.origin.value,
        "uses": row.uses,
        "next_use": row.next_use,
        "note": row.note,
    }


def _was_confirmed(row: Written, activity: Activity | None) -> bool:
    """Whether the line holds a value out of the usual, which somebody has confirmed; any other is asked anew."""
    if row.value is None or activity is None:
        return False
    try:
        check_usual(Quantity(row.value, row.unit), activity)
    except Implausible:
        return True
    return False


class FrameForm(Form):
    """Budget and arbiter, contract of electricity, meter, visitors counted."""

    version = HiddenField()
    budget = NumberField(_l("Budget carbone"), [Optional(), at_least(0), NumberRange(max=1_000_000)])
    budget_unit = SelectField(_l("Unité du budget"))
    scope = RadioField(_l("Le budget s'entend"), [InputRequired(_l("Choisissez une réponse."))])
    arbiter = TextField(_l("Qui arbitre"), [Length(max=200)])
    market_kg = NumberField(
        _l("Facteur de votre contrat d'électricité"), [Optional(), at_least(0), NumberRange(max=2)]
    )
    market_proof = TextField(_l("Contrat ou garantie d'origine"), [Length(max=300)])
    meter_has_devices = BooleanField(_l("Le compteur du bâtiment compte déjà le multimédia et l'éclairage"))
    visitors = IntegerField(_l("Visiteurs comptés"), [Optional(), NumberRange(0, 100_000_000)])

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.budget_unit.choices = [SelectChoice("t", gettext("t CO2e")), SelectChoice("kg", gettext("kg CO2e"))]
        self.scope.choices = _choices((one.value, gettext(text)) for one, text in SCOPE_LABELS.items())

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
            visitors=self.visitors.data,
        )


class VariantForm(Form):
    """A way to make the show, to compare with others."""

    once = OnceField()
    name = TextField(_l("Nom de la variante"), [InputRequired(_l("Donnez un nom à la variante.")), Length(max=80)])
    with_borrowed = BooleanField(_l("Compter le matériel emprunté par la plateforme"), default=True)


class AbsenceForm(Form):
    """Why a component does not exist in this show."""

    reason = TextField(_l("Pourquoi ce poste n'existe pas"), [Length(max=300)])


class WorksForm(Form):
    """A works list to import."""

    once = OnceField()
    file = FileField(_l("Liste d'œuvres (CSV, XLSX ou ODS)"))
    legs = RadioField(_l("Trajet"), coerce=int, default=2)
    replace = BooleanField(_l("Remplacer la liste importée avant"), default=True)

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.legs.choices = [SelectChoice(2, gettext("aller et retour")), SelectChoice(1, gettext("aller seulement"))]

    def content(self) -> bytes:
        """The bytes that were sent, never more than the limit and one."""
        sent = self.file.data
        return sent.stream.read(MOST_BYTES + 1) if isinstance(sent, FileStorage) and sent.filename else b""


class PlaceForm(Form):
    """Where an unknown place is: another name for it, or its distance."""

    place = HiddenField()
    meant = TextField(_l("Ville proche, avec son code postal en France"), [Length(max=120)])
    km = NumberField(_l("ou distance, aller"), [Optional(), at_least(1), NumberRange(max=40_000)])


def quick_form(proposed: Mapping[str, Decimal]) -> type[Form]:
    """The form of the quick estimate: surface and visitors, then every question with its default."""
    fields: dict[str, Any] = {
        "surface_m2": NumberField(_l("Surface de l'exposition"), [Optional(), at_least(1), NumberRange(max=100_000)]),
        "visitors": NumberField(_l("Visiteurs attendus"), [Optional(), at_least(0), NumberRange(max=20_000_000)]),
        "shown_surface_m2": HiddenField(),
        "shown_visitors": HiddenField(),
    }
    for ask in ASKS:
        fields[ask.id] = _quick_field(ask, proposed[ask.id])
    return type("QuickForm", (Form,), fields)


def quick_answers(form: Any, shown: Mapping[str, Decimal]) -> dict[str, Decimal]:
    """What was answered otherwise than *shown*: a question left empty, or as it was proposed, keeps its default."""
    answers = {ask.id: form[ask.id].data for ask in ASKS}
    typed = {id: Decimal(value) for id, value in answers.items() if value not in (None, "")}
    return {id: value for id, value in typed.items() if value != shown.get(id)}


def _quick_field(ask: Ask, proposed: Decimal) -> Any:
    label = gettext(ask.label)
    if ask.choices:
        choices = [(code, gettext(words)) for code, words in ask.choices]
        return SelectField(label, choices=choices, default=str(proposed))
    most = Decimal(100) if ask.unit == "%" else Decimal(1_000_000)
    return NumberField(label, [Optional(), at_least(0), NumberRange(max=most)], default=proposed)


def component_of(text: str) -> Component | None:
    """The component an address names."""
    return next((one for one in Component if one.value.replace("_", "-") == text), None)


def _factors(options: Iterable[FactorOption]) -> list[SelectChoice]:
    found = []
    for one in options:
        words = gettext(
            "%(label)s : %(value)s %(unit)s (%(source)s)",
            label=one.label,
            value=f"{one.value:f}".replace(".", ","),
            unit=one.unit,
            source=one.source,
        )
        if one.is_proposed:
            words = gettext("%(words)s, proposé", words=words)
        if one.is_expired:
            words = gettext("%(words)s, validité passée", words=words)
        found.append(SelectChoice(one.reference, words))
    return found


def _choices(found: Iterable[tuple[str, str]]) -> list[SelectChoice]:
    return [SelectChoice(key, text) for key, text in found]


__all__ = ["Activity", "FrameForm", "LineForm", "PlaceForm", "VariantForm", "WorksForm", "quick_form"]
