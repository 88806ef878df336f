"""REEMPLOI-1.0's defaults: what the table of the method says, no more."""

import doctest
import importlib
import pkgutil

import pytest

import app.impact.conformance
import app.impact.credits.domain
import app.impact.footprint.domain
from app.core.errors import Refusal
from app.impact import estimates, exact
from app.impact.credits.domain import method
from app.impact.credits.domain.counterfactual import Counterfactual, Weights
from app.impact.credits.domain.equations import grouped_transport
from app.impact.credits.domain.kinds import (
    ALTERNATIVE_LABELS,
    CONSEQUENCE_LABELS,
    EVIDENCE_LABELS,
    LABEL_LABELS,
    Alternative,
    ClaimLabel,
    ConsequenceKind,
    Evidence,
    ReferenceMarket,
)
from app.impact.credits.domain.values import Reference
from app.impact.refusals import MissingField, NegativeMass
from tests.impact.domain.uses import D, a_use


@pytest.mark.parametrize(
    ("market", "year", "public", "share"),
    [
        (ReferenceMarket.IT_AND_TELEPHONY, 2026, True, "0.20"),
        (ReferenceMarket.IT_AND_TELEPHONY, 2027, True, "0.25"),
        (ReferenceMarket.IT_AND_TELEPHONY, 2029, True, "0.25"),
        (ReferenceMarket.IT_AND_TELEPHONY, 2030, True, "0.30"),
        (ReferenceMarket.FURNITURE, 2030, True, "0.20"),
        (ReferenceMarket.OTHER, 2030, True, "0"),
        (ReferenceMarket.IT_AND_TELEPHONY, 2030, False, "0"),
    ],
)
def test_the_share_that_the_law_already_asks(market: ReferenceMarket, year: int, public: bool, share: str) -> None:
    assert method.legal_reuse_share(market, year, public_body=public) == D(share)


@pytest.mark.parametrize(
    ("age", "tested", "declared", "years"),
    [
        ("3", True, "4", "4"),
        ("3", True, None, "3"),
        ("6", True, None, "2"),
        ("9", True, None, "2"),
        (None, True, None, "2"),
        ("3", False, None, "3"),
        ("9", False, None, "0"),
        ("3", False, "5", "3"),
        (None, False, "5", "0"),
    ],
)
def test_the_life_that_remains(age: str | None, tested: bool, declared: str | None, years: str) -> None:
    remaining = method.remaining_life(
        D(6), age=D(age) if age else None, tested=tested, declared=D(declared) if declared else None
    )
    assert remaining == D(years)


def test_an_unknown_counterfactual_is_the_conservative_one() -> None:
    unknown = Counterfactual()
    assert unknown.weights == Weights(new=D("0.27"), none=D("0.73"))
    assert unknown.internal_only


def test_a_credit_is_a_lesser_increase_unless_documented_otherwise() -> None:
    assert a_use().label is ClaimLabel.LESSER_INCREASE


def test_every_default_says_where_it_comes_from() -> None:
    defaults = [value for value in vars(method).values() if isinstance(value, method.Default)]
    defaults += [*method.EVIDENCE_WEIGHTS.values(), *method.WEAR.values()]
    assert len(defaults) > 10
    assert all(default.symbol and default.basis for default in defaults)


def test_every_word_has_a_label() -> None:
    assert set(EVIDENCE_LABELS) == set(Evidence)
    assert set(ALTERNATIVE_LABELS) == set(Alternative)
    assert set(CONSEQUENCE_LABELS) == set(ConsequenceKind)
    assert set(LABEL_LABELS) == set(ClaimLabel)


def test_a_negative_mass_is_refused_and_so_is_a_reference_without_a_life() -> None:
    with pytest.raises(NegativeMass):
        grouped_transport(D(-1), D(10), D(1))
    with pytest.raises(MissingField):
        Reference(D(10))


def test_every_refusal_has_a_sentence_of_its_own() -> None:
    names = [
        f"{where}.refusals" for where in ("app.impact", "app.impact.credits.domain", "app.impact.footprint.domain")
    ]
    for name in [*names, "app.impact.assessment.domain.refusals"]:
        for thing in vars(importlib.import_module(name)).values():
            if isinstance(thing, type) and issubclass(thing, Refusal) and thing.__module__ == name:
                assert "message" in vars(thing), thing


def test_the_examples_in_the_docstrings_are_true() -> None:
    packages = (app.impact.credits.domain, app.impact.footprint.domain, app.impact.conformance)
    modules = [
        importlib.import_module(info.name)
        for p in packages
        for info in pkgutil.iter_modules(p.__path__, f"{p.__name__}.")
    ]
    results = [doctest.testmod(module) for module in [exact, estimates, *packages, *modules]]
    assert sum(result.attempted for result in results) >= 6
    assert not any(result.failed for result in results)
