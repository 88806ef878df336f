"""The texts of law that papers rest on: reviewed data, ``app/loans/data/papers.toml``."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from app.core.text import N_
from app.loans.domain.papers.content import LawNote
from app.loans.domain.papers.kinds import PaperKind
from app.loans.domain.papers.words import Words

FILE = Path(__file__).resolve().parents[2] / "data" / "papers.toml"


@dataclass(frozen=True, slots=True)
class Law:
    """A text: its *reference* and what it says in our words, by language; *since* when it reads so."""

    id: str
    reference: Mapping[str, str]
    since: date
    says: Mapping[str, str]
    source: str
    read_on: date


@cache
def laws() -> Mapping[str, Law]:
    """Every text by its key."""
    return {row["id"]: Law(**row) for row in _data()["law"]}


@cache
def _data() -> dict[str, list[dict[str, Any]]]:
    return tomllib.loads(FILE.read_text("utf-8"))


def laws_of(kind: PaperKind, words: Words) -> tuple[LawNote, ...]:
    """The texts that a paper of *kind* shows, in the order of the file's list."""
    names: list[str] = next((row["laws"] for row in _data()["paper"] if row["kind"] == kind.value), [])
    known = laws()
    return tuple(
        LawNote(
            words.label(known[name].reference),
            words.say(N_("dans sa rédaction du %(day)s"), day=words.day(known[name].since)),
            words.label(known[name].says),
        )
        for name in names
    )
