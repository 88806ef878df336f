"""The rules of gifts as reviewed data: ``app/loans/data/gift_rules.toml``."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

FILE = Path(__file__).resolve().parents[2] / "data" / "gift_rules.toml"
EVERY = "*"


@dataclass(frozen=True, slots=True)
class Rule:
    """A text, what it says in our words, and what would lift its refusal, by language.

    *to_check* is what nobody compared with the text itself yet; *link* leads to where something is to be done.
    """

    id: str
    reference: Mapping[str, str]
    since: date
    says: Mapping[str, str]
    source: str
    read_on: date
    unblock: Mapping[str, str] = field(default_factory=dict)
    to_check: Mapping[str, str] = field(default_factory=dict)
    link: str = ""


@dataclass(frozen=True, slots=True)
class Case:
    """A case in which a public body may give. Families and shares say which objects; *ceiling_cents* for one."""

    id: str
    label: Mapping[str, str]
    reference: Mapping[str, str]
    since: date
    says: Mapping[str, str]
    families: frozenset[str]
    shares: frozenset[str]
    recipients: frozenset[str]
    givers: frozenset[str]
    ceiling_cents: int
    ceiling_reference: Mapping[str, str]
    source: str
    read_on: date
    conditions: frozenset[str] = frozenset()
    to_check: Mapping[str, str] = field(default_factory=dict)

    def covers(self, family: str, share: str) -> bool:
        """Whether it covers objects of this family and this line of the decree."""
        return EVERY in self.families or family in self.families or share in self.shares


@cache
def cases() -> Mapping[str, Case]:
    """The cases by their number."""
    sets = ("families", "shares", "recipients", "givers", "conditions")
    return {
        row["id"]: Case(**{**row, **{name: frozenset(row.get(name, ())) for name in sets}}) for row in _data()["case"]
    }


@cache
def rules() -> Mapping[str, Rule]:
    """What refuses a gift, by name."""
    return {row["id"]: Rule(**row) for row in _data()["rule"]}


@cache
def undertakings() -> Mapping[str, Rule]:
    """What a recipient promises, by name."""
    return {row["id"]: Rule(**row) for row in _data()["undertaking"]}


@cache
def _data() -> dict[str, list[dict[str, Any]]]:
    return tomllib.loads(FILE.read_text("utf-8"))
