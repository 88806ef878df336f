"""Questions about a diagnostic, answered as frozen views."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from sqlalchemy import select

from app.core.actor import Actor
from app.core.db import db
from app.core.errors import NotFound
from app.core.paging import Page, page_of
from app.exhibitions.queries import ExhibitionFacts, exhibition_facts, exhibition_page
from app.impact.diagnostic.domain.comparing import Comparison, compare
from app.impact.diagnostic.domain.factors import MultiFactor
from app.impact.diagnostic.domain.frame import Frame
from app.impact.diagnostic.domain.hotspots import Hotspot, hotspots, lines_for
from app.impact.diagnostic.domain.indicators import CLIMATE, INDICATORS, Indicator
from app.impact.diagnostic.domain.lines import ActivityLine, fits
from app.impact.diagnostic.domain.sensitivity import Swing, swings
from app.impact.diagnostic.domain.totals import Diagnostic, diagnose
from app.impact.diagnostic.inventory import Inventory, inventories
from app.impact.diagnostic.models import DiagnosticChoice, DiagnosticFrame
from app.impact.diagnostic.permissions import may_frame_diagnostic, may_read_diagnostic
from app.impact.diagnostic.standing import factors_for

LINES_A_PAGE = 25


@dataclass(frozen=True, slots=True)
class DiagnosticPage:
    """A diagnostic as its page and its report need it. *asked* is the indicator looked at closely."""

    show: ExhibitionFacts
    institution: str
    variants: tuple[tuple[str, str], ...]
    variant: Inventory | None
    other: Inventory | None
    asked: Indicator
    diagnostic: Diagnostic
    hotspots: tuple[Hotspot, ...]
    lines_for_most: int
    swings: tuple[Swing, ...]
    comparison: Comparison | None
    factors: tuple[MultiFactor, ...]
    frame: Frame
    frame_version: int
    may_frame: bool

    @property
    def is_empty(self) -> bool:
        """Whether the carbon calculation has no line yet."""
        return not self.diagnostic.lines


@dataclass(frozen=True, slots=True)
class LineToMatch:
    """A line, the factor that stands for it, and those whose unit would do."""

    line: ActivityLine
    chosen: MultiFactor | None
    fitting: tuple[MultiFactor, ...]


def diagnostic_page(
    actor: Actor, exhibition_id: int, today: date, *, variant: str = "", other: str = "", indicator: str = CLIMATE
) -> DiagnosticPage:
    """One variant assessed, another one beside it when asked. Raises NotFound for strangers and unknown variants."""
    page = exhibition_page(actor, exhibition_id, today)
    lines = inventories(exhibition_id)
    return diagnosed(actor, page.facts, page.institution, lines, variant=variant, other=other, indicator=indicator)


def diagnosed(
    actor: Actor,
    show: ExhibitionFacts,
    institution: str,
    lines: Sequence[Inventory],
    *,
    variant: str = "",
    other: str = "",
    indicator: str = CLIMATE,
) -> DiagnosticPage:
    """The same of variants that were read already. Raises NotFound for strangers and unknown variants."""
    if not may_read_diagnostic(actor, show.institution_id) or indicator not in INDICATORS:
        raise NotFound()
    found = with_factors(show.id, show.institution_id, lines)
    chosen, beside = _asked(found, variant), _asked(found, other) if other else None
    result = diagnose(chosen.lines if chosen else ())
    frame, version = frame_of(show.id)
    used = {one.line.factor.reference: one.line.factor for one in result.lines if one.line.factor and one.method}
    return DiagnosticPage(
        show=show,
        institution=institution,
        variants=tuple((one.id, one.title) for one in found),
        variant=chosen,
        other=beside,
        asked=INDICATORS[indicator],
        diagnostic=result,
        hotspots=hotspots(result, indicator),
        lines_for_most=lines_for(result, indicator),
        swings=swings(result, indicator),
        comparison=compare(result, diagnose(beside.lines), indicator) if beside else None,
        factors=tuple(used[reference] for reference in sorted(used)),
        frame=frame,
        frame_version=version,
        may_frame=may_frame_diagnostic(actor, show.institution_id),
    )


def with_factors(exhibition_id: int, institution_id: int, lines: Sequence[Inventory]) -> tuple[Inventory, ...]:
    """The variants, each line with the factor chosen for it, else with the one of the same name as its carbon one."""
    factors = factors_for(institution_id)
    rows = select(DiagnosticChoice.line_key, DiagnosticChoice.factor).where(
        DiagnosticChoice.exhibition_id == exhibition_id
    )
    chosen: dict[str, str] = dict(db.session.execute(rows).all())
    return tuple(replace(one, lines=tuple(_matched(line, chosen, factors) for line in one.lines)) for one in lines)


def lines_to_match(actor: Actor, exhibition_id: int, variant: str = "", number: int = 1) -> Page[LineToMatch]:
    """The lines of a variant with the factors that could stand for each, a page of them. NotFound for strangers."""
    show = exhibition_facts([exhibition_id]).get(exhibition_id)
    if show is None or not may_read_diagnostic(actor, show.institution_id):
        raise NotFound()
    found = with_factors(exhibition_id, show.institution_id, inventories(exhibition_id))
    picked = _asked(found, variant)
    every = factors_for(show.institution_id)
    known = sorted({one.reference: one for id, one in every.items() if "@" not in id}.values(), key=_label)
    by_unit: dict[str, tuple[MultiFactor, ...]] = {}
    lines = []
    shown = page_of(picked.lines if picked else (), number, LINES_A_PAGE)
    for line in shown.items:
        if line.unit not in by_unit:
            by_unit[line.unit] = tuple(one for one in known if fits(line, one))
        lines.append(LineToMatch(line, line.factor, by_unit[line.unit]))
    return Page(lines, shown.number, shown.total, LINES_A_PAGE)


def frame_of(exhibition_id: int) -> tuple[Frame, int]:
    """What the team said of its study, and the version to send back; empty and 0 before anybody wrote."""
    row = db.session.scalar(select(DiagnosticFrame).filter_by(exhibition_id=exhibition_id))
    if row is None:
        return Frame(), 0
    return Frame(row.purpose, row.functional_unit, row.boundary, row.left_out, row.limits), row.version


def _matched(line: ActivityLine, chosen: Mapping[str, str], factors: Mapping[str, MultiFactor]) -> ActivityLine:
    reference = chosen.get(line.key)
    if reference is not None and (not reference or reference in factors):
        return replace(line, factor=factors[reference] if reference else None)
    same = factors.get(line.carbon.reference.partition("@")[0]) if line.carbon else None
    return replace(line, factor=same) if same is not None and fits(line, same) else line


def _asked(found: Sequence[Inventory], id: str) -> Inventory | None:
    if not id:
        return found[0] if found else None
    for one in found:
        if one.id == id:
            return one
    raise NotFound()


def _label(factor: MultiFactor) -> tuple[str, str]:
    return factor.label["fr"].casefold(), factor.reference
