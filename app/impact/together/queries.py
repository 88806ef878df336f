"""What each module says of a show, gathered for one page. Nothing here adds or subtracts across modules."""

from dataclasses import dataclass
from datetime import date

from app.core.actor import Actor
from app.exhibitions.project.queries import PassportPage, ProjectPage, passport_page, project_page
from app.exhibitions.queries import ExhibitionFacts
from app.impact.assessment.queries.lessons import lessons_of
from app.impact.assessment.queries.pages import ScorePanel, score_panel
from app.impact.diagnostic.carbon_lines import inventories_of
from app.impact.diagnostic.domain.agreement import Agreement, beside_carbon
from app.impact.diagnostic.domain.indicators import INDICATORS, Indicator
from app.impact.diagnostic.domain.totals import Total
from app.impact.diagnostic.queries import DiagnosticPage, diagnosed
from app.impact.footprint.domain.lines import Phase
from app.impact.footprint.queries.calculation import calculated
from app.impact.footprint.queries.ground import ground_of
from app.impact.footprint.queries.views import CarbonPage
from app.impact.queries.exhibition import AvoidedPanel, avoided_panel


@dataclass(frozen=True, slots=True)
class Modules:
    """Three views of one show and an account apart. *planned* and *actual* are two calculations, never added.

    *assessed* is None before anybody began the self-assessment.
    """

    show: ExhibitionFacts
    assessed: ScorePanel | None
    planned: CarbonPage
    actual: CarbonPage
    diagnostic: DiagnosticPage

    @property
    def avoided(self) -> AvoidedPanel | None:
        """The account apart."""
        return self.planned.avoided

    @property
    def calculations(self) -> tuple[CarbonPage, ...]:
        """The phases in which the team counts something, the plan first; before that, those with borrowed objects."""
        every = (self.planned, self.actual)
        return tuple(one for one in every if one.lines) or tuple(one for one in every if not one.is_empty)

    @property
    def indicators(self) -> tuple[tuple[Indicator, Total], ...]:
        """Those of the diagnostic with a figure."""
        totals = self.diagnostic.diagnostic.totals
        return tuple((INDICATORS[id], total) for id, total in totals.items() if total.value is not None)

    @property
    def agreement(self) -> Agreement:
        """The climate of the diagnostic beside that of the carbon calculation of the same lines."""
        return beside_carbon(self.diagnostic.diagnostic.lines)

    @property
    def beside(self) -> CarbonPage | None:
        """The calculation whose lines the diagnostic reads; None when it reads a variant that was not chosen."""
        variant = self.diagnostic.variant
        if variant is None:
            return None
        if variant.id == "actual":
            return self.actual
        return self.planned if variant.id in ("plan", f"v{self.planned.variant_id}") else None


@dataclass(frozen=True, slots=True)
class Together:
    """The modules with all that the report of an exhibition tells beside them."""

    modules: Modules
    project: ProjectPage
    passport: PassportPage
    lessons: tuple[str, ...]

    @property
    def show(self) -> ExhibitionFacts:
        """The show."""
        return self.modules.show


def modules_page(actor: Actor, exhibition_id: int, today: date) -> Modules:
    """The modules, each read once. Raises NotFound for everybody but the show's house and the staff."""
    ground = ground_of(actor, exhibition_id, today)
    avoided = avoided_panel(actor, exhibition_id)
    return Modules(
        show=ground.show,
        assessed=score_panel(actor, exhibition_id),
        planned=calculated(actor, ground, Phase.PLANNED, avoided),
        actual=calculated(actor, ground, Phase.ACTUAL, avoided),
        diagnostic=diagnosed(actor, ground.show, ground.institution, inventories_of(ground)),
    )


def together(actor: Actor, exhibition_id: int, today: date) -> Together:
    """All of it. Raises NotFound for everybody but the show's house and the staff."""
    return Together(
        modules=modules_page(actor, exhibition_id, today),
        project=project_page(actor, exhibition_id, today),
        passport=passport_page(actor, exhibition_id, today),
        lessons=tuple(one.text for one in lessons_of(exhibition_id)),
    )
