"""How two of the demo's exhibitions count their carbon: estimated, made precise, compared, and told after closing."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal

from sqlalchemy import select

from app.core.actor import Actor, Role
from app.core.clock import local_day
from app.core.db import db
from app.demo.days import at
from app.demo.shows import Show
from app.exhibitions.queries import exhibition_facts
from app.impact.footprint.activities import activities, proposed_factor
from app.impact.footprint.domain.budget import Budget, Scope
from app.impact.footprint.domain.components import Component
from app.impact.footprint.domain.drafts import LineDraft, OwnFactor
from app.impact.footprint.domain.lines import Phase, ValueSource
from app.impact.footprint.models import CarbonLine, CarbonVariant
from app.impact.footprint.queries.ground import size_of
from app.impact.footprint.services import frame, lines
from app.impact.footprint.services.estimate import estimate_quickly
from app.impact.footprint.services.works import import_works
from app.listings.domain.spreadsheets import Sheet

COUNTED = ("machines-a-rever", "terre-cuite-terre-crue")
ANSWERS = {"works": Decimal(46), "work_kg": Decimal(60), "build": Decimal(15), "public_car": Decimal(30)}
WORKS = Sheet(
    ("titre", "masse (kg)", "provenance", "mode"),
    (
        (2, ("Grande pièce du parcours", "140", "13001 Marseille", "camion")),
        (3, ("Ensemble de douze pièces", "86", "69002 Lyon", "camion")),
        (4, ("Prêt de Barcelone", "64", "Barcelone", "route")),
        (5, ("Prêt d'Athènes", "38,5", "Athènes", "avion")),
        (6, ("Pièce d'une collection privée", "22", "collection particulière", "route")),
    ),
)
NOTE = "Chiffre imaginé pour la démonstration."


@dataclass(frozen=True, slots=True)
class Typed:
    """A line as a team would type it, in the first unit of its activity; *before* and *after* the show."""

    activity: str
    before: str
    after: str
    source: ValueSource
    label: str = ""


TYPED = (
    Typed("energy_electricity", "24000", "21650", ValueSource.MEASURED, "Salles d'exposition"),
    Typed("print_paper", "140", "118", ValueSource.SUPPLIER, "Dépliants et affiches"),
    Typed("team_train", "9600", "11200", ValueSource.ESTIMATED, "Équipe et artistes"),
)
NEW_MATERIAL = (("scenography_wood_panels", "5200"), ("multimedia_screen", "900"), ("scenography_glass", "420"))
"""What "all new" would take in the place of loans."""


def count_carbon(shows: Sequence[Show], now: datetime) -> list[int]:
    """Count the shows of `COUNTED`, the closed ones with what happened; their ids."""
    chosen = [show for show in shows if show.slug in COUNTED and Role.EXHIBITIONS in show.house.members]
    for show in chosen:
        team = show.house.actor(Role.EXHIBITIONS)
        planned = min(at(show.opens_on - timedelta(days=45), 11), now - timedelta(hours=2))
        _plan(team, show.id, planned)
        if show.closes_on < local_day(now):
            _tell(team, show.id, min(at(show.closes_on + timedelta(days=20), 15), now - timedelta(hours=1)))
    return [show.id for show in chosen]


def _plan(team: Actor, show: int, when: datetime) -> None:
    frame.leave_component_out(team, show, Component.STORAGE, "Les caisses vides restent chez le transporteur", when)
    estimate_quickly(team, show, size_of(exhibition_facts([show])[show]), ANSWERS, when)
    import_works(team, show, WORKS, Phase.PLANNED, 2, True, when)
    for one in TYPED:
        lines.write_line(team, show, _draft(one.activity, one.before, one.label, when), when)
    bought = LineDraft(
        phase=Phase.PLANNED,
        component=Component.PURCHASES,
        activity="",
        label="Assurance et gardiennage",
        value=Decimal(18),
        unit="kEUR",
        own=OwnFactor(Decimal(120), "kgCO2e/kEUR", "Facteur imaginé pour la démonstration"),
        note=NOTE,
    )
    lines.write_line(team, show, bought, when)
    frame.write_variant(team, show, "Avec ce que la plateforme propose", True, when)
    new = frame.write_variant(team, show, "Tout neuf", False, when)
    for activity, value in NEW_MATERIAL:
        lines.write_line(team, show, _draft(activity, value, "", when, variant_id=new), when)
    _frame(team, show, when)


def _tell(team: Actor, show: int, when: datetime) -> None:
    """What happened: the plan taken over, then corrected where something was measured."""
    built = select(CarbonVariant.id).where(CarbonVariant.exhibition_id == show, CarbonVariant.is_chosen)
    lines.begin_actual(team, show, db.session.scalar(built), when)
    rows = select(CarbonLine.id, CarbonLine.activity, CarbonLine.version).where(
        CarbonLine.exhibition_id == show, CarbonLine.phase == Phase.ACTUAL
    )
    found = {activity: (id, version) for id, activity, version in db.session.execute(rows)}
    for one in TYPED:
        id, version = found[one.activity]
        draft = _draft(one.activity, one.after, one.label, when, phase=Phase.ACTUAL, source=one.source)
        lines.change_line(team, id, draft, version, when)


def _frame(team: Actor, show: int, when: datetime) -> None:
    budget = Budget(Decimal(16_000), Scope.WITHOUT_VISITORS, "Direction de la production")
    contract = "Garanties d'origine imaginées pour la démonstration"
    frame.set_frame(
        team,
        show,
        frame.FrameDraft(budget, budget.scope, Decimal("0.012"), contract, meter_has_devices=True),
        0,
        when,
    )


def _draft(
    activity_id: str,
    value: str,
    label: str,
    when: datetime,
    phase: Phase = Phase.PLANNED,
    source: ValueSource = ValueSource.ESTIMATED,
    variant_id: int | None = None,
) -> LineDraft:
    activity = activities()[activity_id]
    return LineDraft(
        phase=phase,
        component=activity.component,
        activity=activity_id,
        label=label,
        value=Decimal(value),
        unit=activity.unit,
        factor=proposed_factor(activity, when.date()),
        source=source,
        variant_id=variant_id,
        note=NOTE,
        is_proposed=True,
    )
