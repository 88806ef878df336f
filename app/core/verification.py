"""Invariants anyone can check with ``flask verify``. Each package registers its own; all are linear in size."""

from collections.abc import Callable
from datetime import datetime

Check = Callable[[datetime], list[str]]
_checks: dict[str, Check] = {}


def register(name: str, check: Check) -> None:
    """Add an invariant: *check* answers a sentence for each thing that breaks it."""
    _checks[name] = check


def run_all(now: datetime) -> dict[str, list[str]]:
    """Every invariant and what breaks it, in order of name."""
    return {name: _checks[name](now) for name in sorted(_checks)}
