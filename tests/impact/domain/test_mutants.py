"""Positive controls: each mistake one could make is caught by a law. A check that never failed proves nothing."""

from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from app.impact.assessment.domain import scoring
from app.impact.credits.domain import claims, equations, ledger
from app.impact.exact import ZERO
from tests.impact.domain import test_assessment, test_invariants

DOMAIN = Path("app/impact")
BROKEN = (AssertionError, pytest.fail.Exception)

genuine_raw = equations.raw


def clipped_net(gross: Decimal, burdens: Decimal) -> Decimal:
    return max(ZERO, gross - burdens)


def bottomless_draw(raw: Decimal, cap: Decimal, drawn: Decimal) -> Decimal:
    return raw


def binary_raw(*arguments: Any, **named: Any) -> Decimal:
    return Decimal(float(genuine_raw(*arguments, **named)))


def careless_split(amount: Decimal, shares: dict[str, Decimal]) -> dict[str, Decimal]:
    return {name: amount * share for name, share in shares.items()}


def endless_inventory(manufacturing: Decimal, share: Decimal, counted: Decimal) -> Decimal:
    return manufacturing * share


@pytest.mark.parametrize(
    ("module", "name", "mutant", "law"),
    [
        (equations, "net", clipped_net, test_invariants.test_p3_without_anything_displaced_there_is_nothing_gross_and_net_is_the_burden),
        (equations, "net", clipped_net, test_invariants.test_p21_sums_keep_their_negatives),
        (equations, "draw", bottomless_draw, test_invariants.test_p1_an_object_never_draws_more_than_its_cap_nor_its_cap_more_than_its_manufacture),
        (equations, "raw", binary_raw, test_invariants.test_p7_two_uses_back_to_back_draw_as_one),
        (claims, "split", careless_split, test_invariants.test_p9_the_claims_sum_to_the_net_exactly),
        (ledger, "check_overlap", lambda ordered: None, test_invariants.test_p14_overlapping_uses_of_one_object_are_refused),
        (equations, "inventory_manufacturing", endless_inventory, test_invariants.test_p22_the_inventories_of_one_object_never_exceed_its_manufacture),
        (scoring, "WITHOUT_EVIDENCE", 5, test_assessment.test_removing_evidence_never_raises_the_score),
    ],
    ids=["clipped", "clipped sums", "no cap", "binary float", "lost remainder", "overlap", "endless life", "evidence"],
)  # fmt: skip
def test_the_law_catches_the_mistake(
    module: object, name: str, mutant: object, law: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, name, mutant)
    with pytest.raises(BROKEN):
        law.hunted()


def test_an_order_that_forgets_the_dates_is_caught(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ledger, "order", lambda use: 0)
    monkeypatch.setattr(ledger, "check_overlap", lambda ordered: None)
    with pytest.raises(BROKEN):
        test_invariants.test_p13_what_is_drawn_in_all_does_not_depend_on_the_order_given.hunted()


def test_plain_rounding_would_lose_the_sign_of_a_small_harm() -> None:
    assert not Decimal("-0.00001").quantize(Decimal("0.0001")) < 0


@pytest.mark.parametrize("word", ["float(", ": float", "-> float", "Decimal(0.", "math."])
def test_no_quantity_of_carbon_passes_through_binary_floats(word: str) -> None:
    pages = [*DOMAIN.glob("*.py"), *DOMAIN.glob("*/domain/**/*.py"), *DOMAIN.glob("conformance/*.py")]
    assert len(pages) > 20
    assert not [str(page) for page in pages if word in page.read_text(encoding="utf-8")]
