"""The lines of the carbon calculation as the diagnostic takes them, what was borrowed here among them.

Nothing is computed anew: a line brings its amount, its unit and the carbon factor that counts there, and what the
carbon calculation leaves to the building's meter is left here too.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from decimal import Decimal

from flask_babel import gettext as _
from sqlalchemy import select

from app.core.db import db
from app.core.i18n import language
from app.core.text import fold
from app.exhibitions.queries import exhibition_facts
from app.impact.diagnostic.domain.lines import ActivityLine, CarbonFactor
from app.impact.diagnostic.inventory import Inventory
from app.impact.exact import ONE, ZERO, exactly
from app.impact.factors.table import loaded
from app.impact.footprint.activities import activities
from app.impact.footprint.domain.components import COMPONENTS, Component
from app.impact.footprint.domain.lines import Line, Phase, ValueSource
from app.impact.footprint.models import CarbonFrame, CarbonVariant
from app.impact.footprint.queries.borrowed import CARBON, PER_CARBON, Borrowed, borrowed
from app.impact.footprint.queries.ground import Ground
from app.impact.footprint.queries.written import Setting, Written, counted_lines, rows_of, share_of, written_lines
from app.impact.queries.rows import RecordRow

LONGEST_KEY = 74
"""Room for a number after it in the 80 signs of a kept choice."""


def carbon_inventories(exhibition_id: int) -> tuple[Inventory, ...]:
    """The variants of a calculation, read for themselves."""
    show = exhibition_facts([exhibition_id]).get(exhibition_id)
    if show is None:
        return ()
    first, last = show.loan_period
    frame = db.session.get(CarbonFrame, exhibition_id)
    setting = Setting((last - first).days + 1, None, bool(frame and frame.meter_has_devices))
    lent = {phase: borrowed(exhibition_id, phase) for phase in Phase}
    return _inventories(_variants(exhibition_id), written_lines(exhibition_id), lent, setting)


def inventories_of(ground: Ground) -> tuple[Inventory, ...]:
    """The same from what the carbon calculation has read already."""
    return _inventories(ground.variants, ground.rows, ground.borrowed, ground.setting)


def _inventories(
    variants: Iterable[CarbonVariant], rows: Collection[Written], lent: Mapping[Phase, Borrowed], setting: Setting
) -> tuple[Inventory, ...]:
    """The chosen plan first, then the other variants, then what happened; those without a line are left out."""
    planned, came = lent[Phase.PLANNED].rows, lent[Phase.ACTUAL].rows
    found = [
        Inventory(
            f"v{one.id}",
            one.name,
            _lines(
                rows_of(rows, Phase.PLANNED, one.id),
                planned if one.with_borrowed else (),
                setting,
            ),
        )
        for one in sorted(variants, key=lambda one: (not one.is_chosen, one.id))
    ] or [Inventory("plan", _("Prévu"), _lines(rows_of(rows, Phase.PLANNED, None), planned, setting))]
    actual = rows_of(rows, Phase.ACTUAL, None)
    found.append(Inventory("actual", _("Réalisé"), _lines(actual, came, setting)))
    return tuple(one for one in found if one.lines)


def _variants(exhibition_id: int) -> Sequence[CarbonVariant]:
    return db.session.scalars(select(CarbonVariant).filter_by(exhibition_id=exhibition_id)).all()


def _lines(rows: Sequence[Written], lent: Iterable[RecordRow], setting: Setting) -> tuple[ActivityLine, ...]:
    """Common lines before those of the variant, so that a line has the same key in each variant that holds it."""
    seen: Counter[str] = Counter()
    ordered = sorted(rows, key=lambda row: (row.variant_id is not None, row.id))
    made = [_written(row, counted, setting, seen) for row, counted in counted_lines(ordered, setting)]
    for row in lent:
        made += _lent(row, setting, seen)
    return tuple(made)


def _written(row: Written, counted: object, setting: Setting, seen: Counter[str]) -> ActivityLine:
    asks = activities().get(row.activity)
    carbon = None
    if isinstance(counted, Line):
        factor = counted.factor
        known = loaded().factors.get(row.factor)
        stage = known.stage if known is not None else "activity"
        carbon = CarbonFactor(row.factor or "own", factor.value, factor.unit, stage, factor.u_rel)
    return ActivityLine(
        key=_key(row.component, row.activity, row.label, seen),
        label=_named(row),
        component=row.component,
        amount=row.value,
        unit=row.unit,
        carbon=carbon,
        phase=row.phase,
        source=row.source,
        share=share_of(row, setting.days),
        value_u_rel=row.value_u_rel,
        life_years=asks.life_years if asks else None,
    )


def _named(row: Written) -> str:
    """What was asked and what the team called it, as on the page of the calculation."""
    activity = activities().get(row.activity)
    name = activity.label.get(language(), activity.label["fr"]) if activity else ""
    said = _("%(activity)s : %(label)s", activity=name, label=row.label) if name and row.label else name or row.label
    return said or str(_(COMPONENTS[row.component].french))


def _lent(row: RecordRow, setting: Setting, seen: Counter[str]) -> list[ActivityLine]:
    """The making of what was borrowed for its days, its journeys, its electricity where no meter has counted it."""
    made, journey, electricity = row.inputs.made, row.inputs.journey, row.inputs.electricity
    many = Decimal(row.quantity)
    found = []
    if row.making:
        with exactly():
            whole = made.value * many
            share = min(ONE, row.making / whole) if whole else ZERO
            each = CarbonFactor(made.reference, row.making / many, "kgCO2e/unit", "A1-A3", made.u_rel)
        label = _("%(title)s, emprunté : part de fabrication", title=row.title)
        found.append(_part(row, "making", label, many, "unit", each, seen, share))
    if row.moving:
        moved = CarbonFactor(journey.factor, ONE, PER_CARBON, "A4", journey.factor_u_rel)
        label = _("%(title)s, emprunté : transport", title=row.title)
        found.append(_part(row, "moving", label, row.moving, CARBON, moved, seen))
    if row.energy and electricity is not None and not setting.meter_has_devices:
        drawn = CarbonFactor(electricity.factor, ONE, PER_CARBON, "B6", electricity.factor_u_rel)
        label = _("%(title)s, emprunté : électricité", title=row.title)
        found.append(_part(row, "energy", label, row.energy, CARBON, drawn, seen))
    return found


def _part(
    row: RecordRow,
    part: str,
    label: str,
    amount: Decimal,
    unit: str,
    carbon: CarbonFactor,
    seen: Counter[str],
    share: Decimal = ONE,
) -> ActivityLine:
    return ActivityLine(
        key=_key(row.component, f"borrowed-{part}", row.title, seen),
        label=label,
        component=row.component,
        amount=amount,
        unit=unit,
        carbon=carbon,
        phase=row.phase,
        source=ValueSource.SUPPLIER if row.phase is Phase.ACTUAL else ValueSource.ESTIMATED,
        share=share,
        value_u_rel=ZERO,
        is_borrowed=True,
    )


def _key(component: Component, activity: str, label: str, seen: Counter[str]) -> str:
    name = f"{component.value}:{activity}:{fold(label)[:30]}"[:LONGEST_KEY]
    seen[name] += 1
    return name if seen[name] == 1 else f"{name}#{seen[name]}"
