"""Tasks that come out of low answers: what, whose, until when."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from app.impact.assessment.domain.refusals import DueInThePast, NotThisYear, TaskWithoutTitle
from app.impact.assessment.domain.scoring import NEEDS_EVIDENCE, Answer

LONGEST_TITLE = 200
YEARS_AHEAD = 10


class TaskState(StrEnum):
    """Where a task is."""

    OPEN = "open"
    DONE = "done"
    DROPPED = "dropped"


@dataclass(frozen=True, slots=True)
class TaskDraft:
    """What is to be done about a question, by whom, until when (that day included)."""

    question: str
    title: str
    owner_id: int
    due_on: date

    def require_sense(self, today: date) -> None:
        """Raise TaskWithoutTitle, DueInThePast or NotThisYear."""
        if not self.title.strip():
            raise TaskWithoutTitle(name="title")
        if self.due_on < today:
            raise DueInThePast(name="due_on")
        if self.due_on.year > today.year + YEARS_AHEAD:
            raise NotThisYear(name="due_on", year=self.due_on.year)


def invites_a_task(answer: Answer | None) -> bool:
    """Whether an answer is low: below "done for most of it", as it counts (a 4 without a file is a 2)."""
    return answer is not None and not answer.is_not_applicable and answer.counted < NEEDS_EVIDENCE
