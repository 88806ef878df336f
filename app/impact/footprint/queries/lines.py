"""Pages of lines: a component's list, one line to change, what waits for an answer, a file of everything."""

import csv
import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from sqlalchemy import func, select

from app.core.actor import Actor
from app.core.db import db
from app.core.errors import NotFound
from app.core.i18n import language
from app.core.paging import Page, page_of
from app.exhibitions.queries import ExhibitionFacts
from app.impact.exact import ZERO, shown
from app.impact.footprint.activities import FactorOption, activities, activities_of, options_of
from app.impact.footprint.domain.activity import Activity
from app.impact.footprint.domain.components import COMPONENTS, Component
from app.impact.footprint.domain.lines import Line, Phase, emissions, uncertainty
from app.impact.footprint.domain.permissions import may_write_calculation
from app.impact.footprint.models import CarbonJourney, CarbonLine
from app.impact.footprint.queries.ground import Ground, ground_of
from app.impact.footprint.queries.written import Known, Written, line_of
from app.impact.queries.rows import RecordRow
from app.media.documents import DocumentFile, document_files

PAGE = 50


@dataclass(frozen=True, slots=True)
class LineView:
    """One line in a list, in kg CO2e; *kg* None: it is a gap."""

    row: Written
    label: str
    kg: Decimal | None
    u: Decimal | None
    variant: str


@dataclass(frozen=True, slots=True)
class LinesPage:
    """The lines of one component in one phase, and what was borrowed of it, which nobody types."""

    show: ExhibitionFacts
    phase: Phase
    component: Component
    label: str
    lines: Page[LineView]
    borrowed: tuple[RecordRow, ...]
    activities: tuple[Activity, ...]
    left_out: str
    may_write: bool


@dataclass(frozen=True, slots=True)
class LineToEdit:
    """A line, its activity and the factors that fit it."""

    show: ExhibitionFacts
    row: Written | None
    version: int
    component: Component
    activity: Activity | None
    options: tuple[FactorOption, ...]
    variants: tuple[tuple[int, str], ...]
    document: DocumentFile | None
    may_write: bool


@dataclass(frozen=True, slots=True)
class Questions:
    """What a works list waits for: places (with how many lines each holds up) and masses."""

    show: ExhibitionFacts
    places: tuple[tuple[str, int], ...]
    masses: tuple[tuple[int, str, str], ...]
    lines: int
    may_write: bool


def lines_page(
    actor: Actor, exhibition_id: int, component: Component, phase: Phase, number: int, today: date
) -> LinesPage:
    """The lines of a component. Raises NotFound."""
    ground = ground_of(actor, exhibition_id, today)
    rows = [row for row in ground.rows if row.component is component and row.phase is phase]
    page = page_of(rows, number, PAGE)
    return LinesPage(
        show=ground.show,
        phase=phase,
        component=component,
        label=COMPONENTS[component].french,
        lines=Page(list(_views(ground, page.items)), page.number, page.total, PAGE),
        borrowed=tuple(one for one in ground.borrowed[phase].rows if one.component is component),
        activities=activities_of(component),
        left_out=ground.absences.get(component, ""),
        may_write=may_write_calculation(actor, ground.show.institution_id),
    )


def line_to_write(
    actor: Actor, exhibition_id: int, component: Component, activity_id: str, today: date
) -> LineToEdit:
    """A new line of a component: what is asked, and the factors that fit. Raises NotFound."""
    ground = ground_of(actor, exhibition_id, today)
    activity = activities().get(activity_id)
    if activity_id and (activity is None or activity.component is not component):
        raise NotFound()
    return _to_edit(actor, ground, None, 0, component, activity, today)


def line_to_change(actor: Actor, line_id: int, today: date) -> LineToEdit:
    """A line as it stands. Raises NotFound."""
    found = db.session.execute(
        select(CarbonLine.exhibition_id, CarbonLine.version).where(CarbonLine.id == line_id)
    ).one_or_none()
    if found is None:
        raise NotFound()
    ground = ground_of(actor, found.exhibition_id, today)
    row = next(one for one in ground.rows if one.id == line_id)
    return _to_edit(actor, ground, row, found.version, row.component, activities().get(row.activity), today)


def line_document(actor: Actor, line_id: int, today: date) -> DocumentFile:
    """The paper behind a line, for those who may read the calculation. Raises NotFound."""
    page = line_to_change(actor, line_id, today)
    if page.document is None:
        raise NotFound()
    return page.document


def questions(actor: Actor, exhibition_id: int, today: date, phase: Phase = Phase.PLANNED) -> Questions:
    """What the works lists wait for, of both phases: one answer fills both. *phase*: whose works are counted.

    Raises NotFound.
    """
    ground = ground_of(actor, exhibition_id, today)
    of = CarbonLine.exhibition_id == exhibition_id
    joined = select(CarbonJourney.origin, func.count()).join(CarbonLine, CarbonLine.id == CarbonJourney.line_id)
    places = db.session.execute(
        joined.where(of, CarbonJourney.km.is_(None)).group_by(CarbonJourney.origin).order_by(CarbonJourney.origin)
    )
    masses = db.session.execute(
        select(CarbonLine.id, CarbonLine.label, CarbonJourney.origin)
        .join(CarbonJourney, CarbonJourney.line_id == CarbonLine.id)
        .where(of, CarbonJourney.mass_kg.is_(None))
        .order_by(CarbonLine.id)
        .limit(PAGE)
    )
    count = sum(row.place is not None and row.phase is phase for row in ground.rows)
    may_write = may_write_calculation(actor, ground.show.institution_id)
    return Questions(ground.show, tuple(places), tuple(masses), count, may_write)


def lines_csv(actor: Actor, exhibition_id: int, today: date) -> str:
    """Every line with its factor, version and result in kg CO2e: enough to compute the total again elsewhere."""
    ground = ground_of(actor, exhibition_id, today)
    out = io.StringIO()
    writer = csv.writer(out, delimiter=";", lineterminator="\r\n")
    writer.writerow(
        (
            "phase",
            "variante",
            "poste",
            "activite",
            "libelle",
            "valeur",
            "unite",
            "facteur",
            "source",
            "kgCO2e",
            "u_kgCO2e",
            "note",
        )
    )
    for view in _views(ground, ground.rows):
        row = view.row
        writer.writerow(
            _safe(text)
            for text in (
                row.phase.value, view.variant, row.component.value, row.activity, view.label,
                _plain(row.value), row.unit,
                row.factor or row.own_source, row.source.value, _plain(view.kg), _plain(view.u), row.note,
            )
        )  # fmt: skip
    for phase, found in ground.borrowed.items():
        for one in found.rows:
            writer.writerow(
                _safe(text)
                for text in (
                    phase.value, "", one.component.value, "borrowed", one.title, str(one.quantity), "unit",
                    one.factor, "record", _plain(one.footprint), "", f"record {one.id}",
                )
            )  # fmt: skip
    return out.getvalue()


def _views(ground: Ground, rows: Sequence[Written]) -> Iterator[LineView]:
    names = {one.id: one.name for one in ground.variants}
    known: Known = {}
    for row in rows:
        activity = activities().get(row.activity)
        name = activity.label.get(language(), activity.label["fr"]) if activity else ""
        counted = line_of(row, ground.setting, known)
        is_line = isinstance(counted, Line)
        yield LineView(
            row=row,
            label=" : ".join(part for part in (name, row.label) if part),
            kg=shown(emissions(counted), 3) if isinstance(counted, Line) else None,
            u=shown(uncertainty(counted), 3) if is_line and isinstance(counted, Line) else None,
            variant=names.get(row.variant_id or 0, ""),
        )


def _to_edit(
    actor: Actor,
    ground: Ground,
    row: Written | None,
    version: int,
    component: Component,
    activity: Activity | None,
    today: date,
) -> LineToEdit:
    document = document_files([row.document_id]).get(row.document_id) if row and row.document_id else None
    return LineToEdit(
        show=ground.show,
        row=row,
        version=version,
        component=component,
        activity=activity,
        options=options_of(activity, today, language()) if activity else (),
        variants=tuple((one.id, one.name) for one in ground.variants),
        document=document,
        may_write=may_write_calculation(actor, ground.show.institution_id),
    )


def _plain(value: Decimal | None) -> str:
    return "" if value is None else f"{value + ZERO:f}"


def _safe(text: str) -> str:
    """A cell that no spreadsheet takes for a formula."""
    return f"'{text}" if text[:1] in ("=", "+", "-", "@", "\t", "\r") else text
