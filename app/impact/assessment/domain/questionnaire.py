"""The questions: bilingual, versioned data. A new version is a new file; old answers keep their questions."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from app.impact.assessment.domain.refusals import UnknownQuestionnaire

DATA = Path(__file__).parent.parent / "data"
CURRENT = "1"


@dataclass(frozen=True, slots=True)
class Question:
    """One question. A *star* must reach 3 for the level "Exemplaire"; *evidence* is what an assessor would ask for.

    *guides* are codes of the guides that recommend it, *legal* the law that orders it; *prefilled* questions get
    a proposal from what the platform knows.
    """

    id: str
    phase: int
    star: bool
    weight: int
    fr: str
    en: str
    evidence: str
    guides: tuple[str, ...] = ()
    legal: str | None = None
    prefilled: bool = False


@dataclass(frozen=True, slots=True)
class Phase:
    """One phase of an exhibition, its weight in the overall score (percent) and its questions."""

    number: int
    weight: int
    fr: str
    en: str
    questions: tuple[Question, ...]


@dataclass(frozen=True, slots=True)
class Questionnaire:
    """One version of the questionnaire; *guides* says what each code stands for."""

    version: str
    phases: tuple[Phase, ...]
    guides: Mapping[str, str]

    @property
    def questions(self) -> tuple[Question, ...]:
        """Every question, in order."""
        return tuple(question for phase in self.phases for question in phase.questions)


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
    return Questionnaire(raw["version"], tuple(_phase(phase) for phase in raw["phases"]), raw["guides"])


def _phase(raw: dict[str, Any]) -> Phase:
    questions = tuple(_question(question) for question in raw["questions"])
    return Phase(raw["number"], raw["weight"], raw["fr"], raw["en"], questions)


def _question(raw: dict[str, Any]) -> Question:
    return Question(**{**raw, "guides": tuple(raw["guides"])})
