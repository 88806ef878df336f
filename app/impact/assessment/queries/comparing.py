"""Beside the exhibition before of the same house, and beside others that stay anonymous."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from sqlalchemy import and_, func, or_, select

from app.accounts.domain.states import InstitutionState
from app.accounts.models import Institution
from app.core.db import db
from app.exhibitions.models import Exhibition
from app.exhibitions.queries import ExhibitionFacts
from app.impact.assessment.domain.comparing import Spread, change, complete_score, spread
from app.impact.assessment.domain.questionnaire import Questionnaire
from app.impact.assessment.models import Assessment
from app.impact.assessment.queries.standing import AnswerLine, last_answers


@dataclass(frozen=True, slots=True)
class Before:
    """The show before with a score; *answers* only where it answered the same version of the questions."""

    exhibition_id: int
    title: str
    opens_on: date
    same_questions: bool
    overall: Decimal | None
    phases: tuple[Decimal | None, ...]
    answers: Mapping[str, AnswerLine]


@dataclass(frozen=True, slots=True)
class ComparedLine:
    """One phase, or the overall score when *phase* is None. *others* is None below five houses."""

    phase: int | None
    now: Decimal | None
    before: Decimal | None
    change: Decimal | None
    others: Spread | None


@dataclass(frozen=True, slots=True)
class Comparison:
    """The show beside others; *before* None when the house has none with a score."""

    before: Before | None
    lines: tuple[ComparedLine, ...]

    @property
    def has_others(self) -> bool:
        """Whether at least one line may be told beside others."""
        return any(line.others is not None for line in self.lines)


def comparison(show: ExhibitionFacts, row: Assessment, asked: Questionnaire) -> Comparison:
    """*show* with its assessment *row*, phase by phase and overall. Three or four queries."""
    before = _before(show, row.questionnaire)
    others = _others(show.institution_id, row.questionnaire)
    lines = [_line(None, row.overall, before.overall if before else None, [one for one, _ in others])]
    for place, phase in enumerate(asked.phases):
        now = _at(phases_of(row.phases), place)
        was = _at(before.phases, place) if before else None
        lines.append(_line(phase.number, now, was, [_at(phases, place) for _, phases in others]))
    return Comparison(before, tuple(lines))


def phases_of(kept: Sequence[str | None]) -> tuple[Decimal | None, ...]:
    """The phases of a stored score."""
    return tuple(None if one is None else Decimal(one) for one in kept)


def _line(
    phase: int | None, now: Decimal | None, before: Decimal | None, others: Sequence[Decimal | None]
) -> ComparedLine:
    told = spread([one for one in others if one is not None])
    return ComparedLine(phase, now, before, change(now, before), told)


def _at(phases: Sequence[Decimal | None], place: int) -> Decimal | None:
    return phases[place] if place < len(phases) else None


def _before(show: ExhibitionFacts, questionnaire: str) -> Before | None:
    earlier = or_(
        Exhibition.opens_on < show.opens_on,
        and_(Exhibition.opens_on == show.opens_on, Exhibition.id < show.id),
    )
    found = db.session.execute(
        select(Assessment, Exhibition.title, Exhibition.opens_on)
        .join(Exhibition, Exhibition.id == Assessment.exhibition_id)
        .where(Exhibition.institution_id == show.institution_id, Assessment.overall.is_not(None), earlier)
        .order_by(Exhibition.opens_on.desc(), Exhibition.id.desc(), Assessment.id.desc())
        .limit(1)
    ).one_or_none()
    if found is None:
        return None
    row, title, opens_on = found
    same = row.questionnaire == questionnaire
    return Before(
        exhibition_id=row.exhibition_id,
        title=title,
        opens_on=opens_on,
        same_questions=same,
        overall=row.overall,
        phases=phases_of(row.phases) if same else (),
        answers=last_answers(row.id) if same else {},
    )


def _others(institution_id: int, questionnaire: str) -> list[tuple[Decimal | None, tuple[Decimal | None, ...]]]:
    """The latest scored assessment of every other verified house to the same questions, as far as it is answered:
    a blank counts 0, and a phase half answered would make others look worse than they are."""
    latest = (
        select(func.max(Assessment.id))
        .join(Exhibition, Exhibition.id == Assessment.exhibition_id)
        .join(Institution, Institution.id == Exhibition.institution_id)
        .where(
            Exhibition.institution_id != institution_id,
            Institution.state == InstitutionState.VERIFIED,
            Assessment.questionnaire == questionnaire,
            Assessment.overall.is_not(None),
        )
        .group_by(Exhibition.institution_id)
    )
    rows = db.session.scalars(select(Assessment).where(Assessment.id.in_(latest)))
    return [complete_score(row.overall, phases_of(row.phases), row.unanswered) for row in rows]
