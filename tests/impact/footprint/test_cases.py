"""Published exhibitions, replayed through the conformance command's own function, with the stated differences."""

from decimal import Decimal

import pytest

import config
from app.impact.conformance import evaluate_footprint, loads

CASES = config.ROOT / "docs/cases"
REPLAYED = {
    "lethaby-2023": ("0.76", "0.7"),
    "lethaby-2023-borrowed": ("0.24", "0.24"),
    "ihme-2022": ("18.5", "18.6"),
    "guggenheim-2019": ("4313", "4313"),
    "waste-age-2021-grid": ("190", "190"),
    "waste-age-2021-contract": ("10", "10"),
}
"""Tonnes replayed, tonnes published."""


@pytest.mark.parametrize("name", REPLAYED)
def test_a_published_case_replays_with_the_difference_that_the_page_states(name: str) -> None:
    replayed, published = (Decimal(text) for text in REPLAYED[name])
    found = evaluate_footprint(loads((CASES / f"{name}.json").read_text(encoding="utf-8")))
    assert found["total"] == replayed * 1000
    told = (config.ROOT / "docs/footprint.md").read_text(encoding="utf-8")
    (row,) = [line for line in told.splitlines() if f"(cases/{name}.json)" in line]
    assert f"{abs(replayed - published):f} t" in row or (replayed == published and "none" in row)


def test_every_case_is_in_the_table() -> None:
    assert {path.stem for path in CASES.glob("*.json")} == set(REPLAYED)
