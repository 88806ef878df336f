"""The questions: bilingual, versioned data. A new version is a new file; old answers keep their questions."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Any

from app.impact.assessment.domain.refusals import UnknownQuestionnaire

DATA = Path(__file__).parent.parent / "data"
CURRENT = "1"
A_HANDFUL = 4
"""Questions that one page asks: a phone shows them without tiring, and the page keeps to 400 elements (trust.md)."""


@dataclass(frozen=True, slots=True)
class Question:
    """One question. A *star* must reach 3 for the level "Exemplaire"; *evidence* is what an assessor would ask for.

    *guides* are codes of the guides that recommend it, *legal* the law that orders it; *prefilled* questions get
    a proposal from what the platform knows. *steps* are pairs (answer, percent from which it is reached) where the
    question asks for a share, the lowest first.
    """

    id: str
    phase: int
    star: bool
    weight: int
    fr: str
    en: str
    evidence: str
    evidence_en: str
    guides: tuple[str, ...] = ()
    legal: str | None = None
    prefilled: bool = False
    steps: tuple[tuple[int, int], ...] = ()

    def text(self, language: str) -> str:
        """The question in this *language* ("fr" or "en")."""
        return self.en if language == "en" else self.fr

    def proof(self, language: str) -> str:
        """What would show the answer, in this *language*."""
        return self.evidence_en if language == "en" else self.evidence


@dataclass(frozen=True, slots=True)
class Phase:
    """One phase of an exhibition, its weight in the overall score (percent) and its questions."""

    number: int
    weight: int
    fr: str
    en: str
    questions: tuple[Question, ...]

    def text(self, language: str) -> str:
        """The name of the phase in this *language*."""
        return self.en if language == "en" else self.fr

    @property
    def steps(self) -> tuple[tuple[Question, ...], ...]:
        """Its questions by the handful, in order and as even as can be: what one page asks at a time.

        >>> [len(step) for step in questionnaire().phases[0].steps]
        [3, 3, 3]
        """
        count, size = -(-len(self.questions) // A_HANDFUL), len(self.questions)
        bounds = [size * place // count for place in range(count + 1)] if count else [0]
        return tuple(self.questions[start:end] for start, end in pairwise(bounds))

    def step_of(self, name: str) -> int:
        """On which step, from 1, a question is asked; 0 when it is of another phase."""
        for number, questions in enumerate(self.steps, start=1):
            if any(one.id == name for one in questions):
                return number
        return 0


@dataclass(frozen=True, slots=True)
class Guide:
    """A guide that recommends questions, named in both languages."""

    fr: str
    en: str

    def text(self, language: str) -> str:
        """Its name in this *language*."""
        return self.en if language == "en" else self.fr


@dataclass(frozen=True, slots=True)
class Questionnaire:
    """One version of the questionnaire; *guides* says what each code stands for."""

    version: str
    phases: tuple[Phase, ...]
    guides: Mapping[str, Guide]

    @property
    def questions(self) -> tuple[Question, ...]:
        """Every question, in order."""
        return tuple(question for phase in self.phases for question in phase.questions)

    def question(self, name: str) -> Question | None:
        """The question of this id; None when there is none."""
        return next((question for question in self.questions if question.id == name), None)

    def phase(self, number: int) -> Phase | None:
        """The phase of this number; None when there is none."""
        return next((phase for phase in self.phases if phase.number == number), None)


@cache
def questionnaire(version: str = CURRENT) -> Questionnaire:
    """The questionnaire of this *version*; raises UnknownQuestionnaire."""
    path = DATA / f"questionnaire-{version}.toml"
    if not version.isdecimal() or not path.is_file():
        raise UnknownQuestionnaire(field="questionnaire", name="questionnaire", version=version)
    return read(path.read_text(encoding="utf-8"))


def read(text: str) -> Questionnaire:
    """A questionnaire from its TOML text."""
    raw = tomllib.loads(text)
    guides = {code: Guide(**names) for code, names in raw["guides"].items()}
    return Questionnaire(raw["version"], tuple(_phase(phase) for phase in raw["phases"]), guides)


def _phase(raw: dict[str, Any]) -> Phase:
    questions = tuple(_question(question) for question in raw["questions"])
    return Phase(raw["number"], raw["weight"], raw["fr"], raw["en"], questions)


def _question(raw: dict[str, Any]) -> Question:
    steps = sorted((int(value), int(percent)) for value, percent in raw.get("steps", {}).items())
    return Question(**{**raw, "guides": tuple(raw["guides"]), "steps": tuple(steps)})
