"""What would do as well: the same model, one the lender names, or at least as good on the specs that decide.

>>> flux = Spec("luminous_flux", Words("Flux", "Flux", "Flujo"), Kind.NUMBER)
>>> is_at_least(flux, "6000", "5000"), is_at_least(flux, "4000", "5000"), is_at_least(flux, None, "5000")
(True, False, False)
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from app.core.errors import Invalid, Refusal
from app.core.text import N_, fold
from app.listings.domain.categories import Kind, Spec, Words
from app.listings.domain.categories.spec import Stored

__all__ = ["Kind", "Sheet", "Spec", "Words", "is_at_least", "is_equivalent", "is_named"]

MOST_EQUIVALENTS = 12

RATIOS = frozenset({"throw_ratio", "beam_angle"})
"""Numbers that are right or wrong for a place, not better or worse: these are looked for within a tenth."""


class EquivalentMissing(Invalid):
    """No words that name a model."""

    message = N_("Indiquez une marque et un modèle, par exemple « Epson EB-L630U ».")
    field = "words"


class TooManyEquivalents(Refusal):
    """Params: *most*."""

    message = N_("%(most)s équivalents au plus.")
    field = "words"


@dataclass(frozen=True, slots=True)
class Sheet:
    """What of a listing its equivalence depends on; *named* are the models its lender calls equivalent."""

    category: str
    brand: str
    model: str
    specs: Mapping[str, Stored]
    named: tuple[str, ...] = ()


def is_equivalent(candidate: Sheet, asked: Sheet, deciding: Iterable[Spec]) -> bool:
    """Whether *candidate* would do for somebody who asks for *asked*; *deciding* are the category's specs that
    decide. Never across categories, never on no known fact at all."""
    if candidate.category != asked.category:
        return False
    if _model(candidate) and _model(candidate) == _model(asked):
        return True
    if is_named(candidate, asked.named) or is_named(asked, candidate.named):
        return True
    known = [spec for spec in deciding if spec.key in asked.specs]
    return bool(known) and all(is_at_least(s, candidate.specs.get(s.key), asked.specs[s.key]) for s in known)


def is_named(sheet: Sheet, words: Iterable[str]) -> bool:
    """Whether one of *words* ("Epson EB-L630U") is the make and model of *sheet*, or its model alone."""
    own = {_model(sheet), fold(sheet.model)} - {""}
    return any(fold(one) in own for one in words)


def is_at_least(spec: Spec, candidate: Stored | None, asked: Stored) -> bool:
    """Whether *candidate* is at least as good on *spec*: a greater number, the same option, all asked options."""
    if candidate is None:
        return False
    if spec.kind is Kind.NUMBER:
        have, want = Decimal(str(candidate)), Decimal(str(asked))
        return abs(have - want) * 10 <= want if spec.key in RATIOS else have >= want
    if spec.kind is Kind.SET:
        return isinstance(candidate, list) and isinstance(asked, list) and set(asked) <= set(candidate)
    return candidate == asked


def _model(sheet: Sheet) -> str:
    return fold(f"{sheet.brand} {sheet.model}") if sheet.model else ""
