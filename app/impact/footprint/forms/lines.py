"""One line of a carbon calculation. Doubtful quantities are asked back at their field."""

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, FileField, HiddenField, IntegerField, SelectField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import Length, NumberRange, Optional

from app.core.forms import NumberField, OnceField, TextField, VersionedForm, at_least, strip
from app.impact.footprint.activities import FactorOption
from app.impact.footprint.domain.activity import ORIGIN_LABELS, UNIT_LABELS, Activity, Origin
from app.impact.footprint.domain.components import COMPONENTS
from app.impact.footprint.domain.drafts import LineDraft, OwnFactor
from app.impact.footprint.domain.lines import SOURCE_LABELS, Phase, ValueSource
from app.impact.footprint.domain.reading import Implausible, Quantity, check_usual, quantity, written
from app.impact.footprint.forms.fields import choices_of
from app.impact.footprint.queries.lines import LineToEdit
from app.impact.footprint.queries.written import Written
from app.impact.refusals import MissingField
from app.media.forms import PaperForm

NONE_FITS = ""
_PER_CENT = Decimal(100)


class _Percent(NumberField):
    def __init__(self, label: Any = None, **kwargs: Any) -> None:
        super().__init__(label, [Optional(), at_least(0), NumberRange(max=500)], **kwargs)


class LineForm(PaperForm, VersionedForm):
    """One line. The unit typed after the number wins; a value out of the usual is asked back once."""

    once = OnceField()
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
        self.asks_again = False
        self.units = page.activity.units if page.activity else (*COMPONENTS[page.component].units, "kgCO2e")
        self.unit.choices = choices_of((one, gettext(UNIT_LABELS.get(one, one))) for one in self.units)
        self.factor.choices = [
            *_factors(page.options),
            *self._kept(),
            SelectChoice(NONE_FITS, gettext("aucun ne convient")),
        ]
        self.source.choices = choices_of((one.value, gettext(text)) for one, text in SOURCE_LABELS.items())
        self.origin.choices = choices_of((one.value, gettext(text)) for one, text in ORIGIN_LABELS.items())
        named = [SelectChoice(id, name) for id, name in page.variants]
        self.variant.choices = [SelectChoice(0, gettext("commune à toutes")), *named]

    def _kept(self) -> list[SelectChoice]:
        """The version that the line has, when the library proposes a newer one: nobody is made to change it."""
        row = self.page.row
        if row is None or not row.factor or any(one.reference == row.factor for one in self.page.options):
            return []
        return [SelectChoice(row.factor, gettext("%(reference)s, version de cette ligne", reference=row.factor))]

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
        found = quantity(self.value.data, self.unit.data, self.units)
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
    """What the form begins with when a line is changed. A default that somebody looks at is at least an estimate."""
    row = page.row
    if row is None:
        first = page.options[0].reference if page.options else NONE_FITS
        return {"factor": first, "source": ValueSource.ESTIMATED.value, "version": "0"}
    return {
        "version": str(page.version),
        "label": row.label,
        "value": "" if row.value is None else written(row.value),
        "unit": row.unit,
        "is_unknown": row.value is None,
        "keep": _was_confirmed(row, page.activity),
        "factor": row.factor,
        "own_value": row.own_value,
        "own_source": row.own_source,
        "source": (ValueSource.ESTIMATED if row.source is ValueSource.DEFAULT else row.source).value,
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
