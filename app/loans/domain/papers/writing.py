"""Which function writes which paper, and on which facts a signature under it stands."""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any

from app.loans.domain.papers.agreement import agreement, value_list
from app.loans.domain.papers.content import PaperContent
from app.loans.domain.papers.desk_papers import (
    delivery_note,
    hand_over_report,
    picking_list,
    return_note,
    return_report,
)
from app.loans.domain.papers.facts import LoanFacts, fingerprint, terms_of
from app.loans.domain.papers.kinds import PaperKind
from app.loans.domain.papers.words import Words

WRITERS: Mapping[PaperKind, Callable[[LoanFacts, Words], PaperContent]] = MappingProxyType(
    {
        PaperKind.AGREEMENT: agreement,
        PaperKind.VALUE_LIST: value_list,
        PaperKind.PICKING_LIST: picking_list,
        PaperKind.DELIVERY_NOTE: delivery_note,
        PaperKind.HAND_OVER_REPORT: hand_over_report,
        PaperKind.RETURN_NOTE: return_note,
        PaperKind.RETURN_REPORT: return_report,
    }
)
"""The papers of a loan. A gift's deed is written from a gift's own facts (:mod:`~app.loans.domain.papers.deed`)."""


def has_something_to_say(kind: PaperKind, facts: LoanFacts) -> bool:
    """Whether what the paper speaks of has happened."""
    if kind in (PaperKind.DELIVERY_NOTE, PaperKind.HAND_OVER_REPORT):
        return bool(facts.moved)
    if kind in (PaperKind.RETURN_NOTE, PaperKind.RETURN_REPORT):
        return any(one.back_at is not None for one in facts.moved)
    return bool(facts.lines)


def terms_fingerprint(kind: PaperKind, facts: LoanFacts) -> str:
    """The seal of what a signature under a paper of *kind* stands for: other terms, another seal.

    The words may be put better by a later release without touching what was agreed.
    """
    told: dict[str, Any] = {"kind": kind.value}
    if kind in (PaperKind.AGREEMENT, PaperKind.VALUE_LIST, PaperKind.PICKING_LIST):
        return fingerprint(told | {"terms": terms_of(facts)})
    if kind in (PaperKind.DELIVERY_NOTE, PaperKind.HAND_OVER_REPORT):
        return fingerprint(
            told | {"left": [(one.title, one.unit, one.left_at, one.at_hand_over) for one in facts.moved]}
        )
    return fingerprint(told | {"moved": facts.moved})
