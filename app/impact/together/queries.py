"""What each module says of a show, gathered for one page. Nothing here adds or subtracts."""

from dataclasses import dataclass
from datetime import date

from app.core.actor import Actor
from app.exhibitions.project.queries import PassportPage, ProjectPage, passport_page, project_page
from app.exhibitions.queries import ExhibitionFacts
from app.impact.assessment.queries.lessons import lessons_of
from app.impact.assessment.queries.pages import AssessmentPage, assessment_page
from app.impact.diagnostic.domain.indicators import INDICATORS, Indicator
from app.impact.diagnostic.domain.totals import Total
from app.impact.diagnostic.queries import DiagnosticPage, diagnostic_page
from app.impact.footprint.domain.lines import Phase
from app.impact.footprint.queries.calculation import carbon_page
from app.impact.footprint.queries.views import CarbonPage
from app.impact.queries.exhibition import AvoidedPanel


@dataclass(frozen=True, slots=True)
class Together:
    """Three views of one show and an account apart. *planned* and *actual* are two calculations, never added."""

    project: ProjectPage
    passport: PassportPage
    assessment: AssessmentPage
    planned: CarbonPage
    actual: CarbonPage
    diagnostic: DiagnosticPage
    lessons: tuple[str, ...]

    @property
    def show(self) -> ExhibitionFacts:
        """The show."""
        return self.project.show

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


def together(actor: Actor, exhibition_id: int, today: date) -> Together:
    """All of it. Raises NotFound for everybody but the show's house and the staff."""
    return Together(
        project=project_page(actor, exhibition_id, today),
        passport=passport_page(actor, exhibition_id, today),
        assessment=assessment_page(actor, exhibition_id),
        planned=carbon_page(actor, exhibition_id, Phase.PLANNED, today),
        actual=carbon_page(actor, exhibition_id, Phase.ACTUAL, today),
        diagnostic=diagnostic_page(actor, exhibition_id, today),
        lessons=tuple(one.text for one in lessons_of(exhibition_id)),
    )
