"""Exhibitions through the API: the label, and two accounts that are never subtracted."""

import json
import re
from decimal import Decimal
from typing import Any

import pytest
from flask import Flask

from app.core.actor import Role
from app.impact.queries.exhibition import avoided_panel, footprint_panel
from tests.api.programs import a_program
from tests.given.accounts import a_person, an_institution
from tests.given.loans import Museums, State, a_loan, two_museums


@pytest.fixture
def museums(app: Flask) -> Museums:
    """A show that borrowed and gave back."""
    made = two_museums()
    a_loan(made, State.CLOSED)
    return made


def test_a_show_is_read_by_its_people(app: Flask, museums: Museums) -> None:
    told = a_program(app, museums.team).get(f"/exhibitions/{museums.exhibition_id}")
    assert told["title"] == "Sous la lave"
    assert (told["opens_on"], told["closes_on"]) == ("2027-03-10", "2027-06-20")
    assert told["institution"] == "Musée emprunteur"
    assert told["loan_first_day"] <= told["opens_on"]


def test_a_show_that_is_not_public_is_not_there_for_others(app: Flask, museums: Museums) -> None:
    third = a_program(app, a_person(an_institution(city="Nantes"), Role.ADMIN))
    for path in ("", "/impact"):
        third.get(f"/exhibitions/{museums.exhibition_id}{path}", 404)
        third.get(f"/exhibitions/999999{path}", 404)


def _figures(told: dict[str, Any], account: str) -> dict[str, Any]:
    return next(one for one in told[account] if one["phase"] == "actual")


def test_the_two_accounts_are_those_of_the_page(app: Flask, museums: Museums) -> None:
    told = a_program(app, museums.team).get(f"/exhibitions/{museums.exhibition_id}/impact")
    footprint, avoided = _figures(told, "footprint"), _figures(told, "avoided")
    page, beside = (
        footprint_panel(museums.team, museums.exhibition_id),
        avoided_panel(museums.team, museums.exhibition_id),
    )
    assert page
    assert beside
    assert Decimal(footprint["value"]) == page.parts[0].total.total > 0
    assert Decimal(avoided["value"]) == beside.parts[0].sum.central
    for figure in (footprint, avoided):
        assert Decimal(figure["low"]) <= Decimal(figure["value"]) <= Decimal(figure["high"])
        assert figure["unit"] == "kgCO2e"
        assert figure["method"] == ["REEMPLOI-1.0"]
        assert figure["factors"]
        assert all(factor["reference"] and factor["source"] for factor in figure["factors"])
    assert avoided["evidence"] == {"E2": 1}
    assert Decimal(footprint["making"]) + Decimal(footprint["transport"]) + Decimal(footprint["energy"]) == Decimal(
        footprint["value"]
    )


def test_no_account_is_taken_from_the_other(app: Flask, museums: Museums) -> None:
    told = a_program(app, museums.team).get(f"/exhibitions/{museums.exhibition_id}/impact")
    assert set(told) == {"exhibition_id", "footprint", "avoided"}
    assert not re.search(r'"(net|balance|difference|saved|total)', json.dumps(told))
    footprint, avoided = _figures(told, "footprint"), _figures(told, "avoided")
    difference = Decimal(footprint["value"]) - Decimal(avoided["value"])
    assert str(difference) not in json.dumps(told)


def test_a_show_that_borrowed_nothing_has_nothing_to_say(app: Flask) -> None:
    made = two_museums()
    told = a_program(app, made.team).get(f"/exhibitions/{made.exhibition_id}/impact")
    assert told == {"exhibition_id": made.exhibition_id, "footprint": [], "avoided": []}
