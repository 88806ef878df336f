"""What people answer, and what becomes of two who answer at once: pure rules on frozen values.

An answer is never rewritten: the next one of the same question has the next *number*. Whoever answers says which
number they had before their eyes; if another came meanwhile and says something else, nobody's answer is lost.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from app.impact.assessment.domain.refusals import (
    AnswerContradictsItself,
    AnswerOutOfScale,
    ReasonMissing,
    ReasonTooLong,
    ReasonWithoutChoice,
)
from app.impact.assessment.domain.scoring import BEST, Answer

LONGEST = 1000
MOST_PROOFS = 10


class AnswerKind(StrEnum):
    """What an answer is: a value, "not applicable", or an answer taken back."""

    VALUE = "value"
    NOT_APPLICABLE = "not_applicable"
    CLEARED = "cleared"


class AnswerSource(StrEnum):
    """Whether a person chose the value, or kept what the platform proposed."""

    PERSON = "person"
    PLATFORM = "platform"


@dataclass(frozen=True, slots=True)
class Given:
    """An answer as it is said: *value* 0 to 4, or None; *reason* of "not applicable"; *note* is free text."""

    kind: AnswerKind
    value: int | None = None
    reason: str = ""
    note: str = ""

    def require_sense(self, question: str) -> None:
        """Raise AnswerOutOfScale, AnswerContradictsItself, ReasonMissing, ReasonWithoutChoice, ReasonTooLong."""
        if (self.kind is AnswerKind.VALUE) != (self.value is not None):
            raise AnswerContradictsItself(field=f"{question}_answer", name=question)
        if self.value is not None and not 0 <= self.value <= BEST:
            raise AnswerOutOfScale(field=f"{question}_answer", name=question)
        if (self.kind is AnswerKind.NOT_APPLICABLE) and not self.reason.strip():
            raise ReasonMissing(field=f"{question}_reason", name=question)
        if self.kind is AnswerKind.CLEARED and self.reason.strip():
            raise ReasonWithoutChoice(field=f"{question}_reason", name=question)
        for name, text in (("reason", self.reason), ("note", self.note)):
            if len(text) > LONGEST:
                raise ReasonTooLong(field=f"{question}_{name}", name=question, most=LONGEST)

    def scored(self, has_proof: bool) -> Answer | None:
        """The answer as the score reads it; None for one taken back."""
        if self.kind is AnswerKind.CLEARED:
            return None
        return Answer(self.value, has_proof, self.reason if self.kind is AnswerKind.NOT_APPLICABLE else "")


UNANSWERED = Given(AnswerKind.CLEARED)
"""What stands before the first answer."""


@dataclass(frozen=True, slots=True)
class Standing:
    """The last answer of a question and its number; 0 before the first."""

    given: Given = UNANSWERED
    number: int = 0


@dataclass(frozen=True, slots=True)
class Said:
    """What a page sends for one question: the answer, and the *seen* number of the one it was made from."""

    given: Given
    seen: int


@dataclass(frozen=True, slots=True)
class Sorted:
    """What is to be written, and what somebody else has answered otherwise meanwhile; both by question."""

    written: Mapping[str, Given]
    conflicts: tuple[str, ...]


def sorted_out(said: Mapping[str, Said], standing: Mapping[str, Standing]) -> Sorted:
    """Which answers are news, which change nothing (left out), which meet another's answer.

    Order does not matter, and saying the same twice writes it once.
    """
    written: dict[str, Given] = {}
    conflicts: list[str] = []
    for question, one in said.items():
        last = standing.get(question, Standing())
        if one.given == last.given:
            continue
        if one.seen == last.number:
            written[question] = one.given
        else:
            conflicts.append(question)
    return Sorted(written, tuple(sorted(conflicts)))
