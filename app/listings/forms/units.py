"""The forms of a listing's units: how many, or each by its name."""

from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, FieldList, FormField, HiddenField, SelectField
from wtforms import Form as PlainForm
from wtforms.validators import InputRequired, Length, Optional

from app.core.forms import DayField, Form, TextField
from app.listings import labels
from app.listings.domain.states import Condition
from app.listings.forms.listing import QuantityField
from app.listings.queries.authoring import UnitRow, WorkPage
from app.listings.services import UnitFields

SPARE = 1


class QuantityForm(Form):
    """How many units there are."""

    quantity = QuantityField(_l("Nombre d'exemplaires en service"), [InputRequired(_l("Indiquez un nombre."))])


class UnitForm(PlainForm):
    """One unit; an empty name on a new line is no unit."""

    id = HiddenField()
    label = TextField(_l("Nom"), [Length(max=80)])
    serial = TextField(_l("Numéro de série"), [Length(max=120)])
    asset_tag = TextField(_l("Numéro d'inventaire"), [Length(max=80)])
    condition = SelectField(_l("État"))
    in_service_from = DayField(_l("En service à partir du"), [Optional()])
    out_of_service_from = DayField(_l("Retiré à partir du"), [Optional()])
    remove = BooleanField(_l("Supprimer"))

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.condition.choices = [(member.value, gettext(labels.CONDITION[member])) for member in Condition]


class UnitsForm(Form):
    """Every unit, and a spare line for one more."""

    units = FieldList(FormField(UnitForm, _l("Exemplaire")))
    version = HiddenField()

    def wanted(self) -> list[UnitFields]:
        """The units that should be there afterwards."""
        return [
            UnitFields(
                label=line.label.data or "",
                serial=line.serial.data or "",
                asset_tag=line.asset_tag.data or "",
                condition=Condition(line.condition.data),
                in_service_from=line.in_service_from.data,
                out_of_service_from=line.out_of_service_from.data,
                id=int(line.id.data) if (line.id.data or "").isdigit() else None,
            )
            for line in (entry.form for entry in self.units)
            if not line.remove.data and (line.id.data or line.label.data or line.serial.data or line.asset_tag.data)
        ]


def units_form(page: WorkPage, *, fresh: bool = False) -> UnitsForm:
    """The form showing the units of *page* until something is sent; *fresh* ignores what was sent."""
    spare = [{"condition": Condition.GOOD}] * SPARE
    data = {"units": [*map(_shown, page.units), *spare], "version": str(page.version)}
    return UnitsForm(formdata=None, data=data) if fresh else UnitsForm(data=data)


def quantity_form(page: WorkPage) -> QuantityForm:
    """The form showing how many units are in service."""
    return QuantityForm(formdata=None, data={"quantity": page.quantity})


def _shown(unit: UnitRow) -> dict[str, object]:
    return {
        "id": str(unit.id),
        "label": unit.label,
        "serial": unit.serial,
        "asset_tag": unit.asset_tag,
        "condition": unit.condition,
        "in_service_from": unit.in_service_from,
        "out_of_service_from": unit.out_of_service_from,
    }
