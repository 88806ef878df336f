"""Who else may see a photo: packages above say it here, because media knows nothing of them.

# app/wiring.py
access.allow(loan_queries.is_party_to_photo)     # (actor, photo_id) -> bool
"""

from collections.abc import Callable

from app.core.actor import Actor

Rule = Callable[[Actor, int], bool]
_rules: list[Rule] = []


def allow(rule: Rule) -> None:
    """Have *rule* asked about photos in use that are neither public nor the actor's own; twice is once."""
    if rule not in _rules:
        _rules.append(rule)


def is_let_in(actor: Actor, photo_id: int) -> bool:
    """Whether some package has a reason to show this photo to this person."""
    return any(rule(actor, photo_id) for rule in _rules)
