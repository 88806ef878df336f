"""What asking for a loan costs: statements sent to the database, each of which is a way there and back."""

import pytest
from flask import Flask

from app.core.db import is_sqlite
from app.listings.services.kits import put_in_kit
from app.loans import services
from app.loans.domain.request import LineWanted
from tests.conftest import NOW
from tests.given.listings import a_listing
from tests.given.loans import Museums, a_request, the_loan, two_museums
from tests.queries import count_queries

MOST = 15
"""The key taken and filled in; who it is between; four for the pools; holds, loan, lines, journal; readers, wishes,
notices and the outbox."""


@pytest.fixture
def museums(app: Flask) -> Museums:
    """A lender and a borrower."""
    return two_museums()


def _asked(museums: Museums, lines: int, key: str) -> list[str]:
    listings = [a_listing(museums.technician, museums.lender_id, quantity=2, now=NOW) for _ in range(lines)]
    wanted = a_request(museums, lines=tuple(map(LineWanted, listings)))
    with count_queries() as asked:
        loan_id = services.request_loan(museums.team, wanted, key, NOW)
    assert [line.listing_id for line in the_loan(loan_id).lines] == listings
    return asked


def _ways(asked: list[str]) -> list[str]:
    """Ways there and back. SQLite, which is no way off, tells ids in their order only for one row at a time."""
    return [one for one, before in zip(asked, ["", *asked], strict=False) if not (is_sqlite() and one == before)]


def test_a_request_asks_the_database_as_often_for_ten_lines_as_for_one(museums: Museums) -> None:
    one, ten = _asked(museums, 1, "k1"), _asked(museums, 10, "k2")
    assert len(one) <= MOST, "\n".join(one)
    assert len(_ways(ten)) == len(_ways(one)), "\n".join(ten)


def test_no_row_is_read_twice_by_a_request(museums: Museums) -> None:
    asked = [statement for statement in _asked(museums, 3, "k") if statement.startswith("SELECT")]
    assert len(asked) == len(set(asked)), "\n".join(asked)


def test_the_same_key_again_costs_two_statements(museums: Museums) -> None:
    first = services.request_loan(museums.team, a_request(museums), "k", NOW)
    with count_queries() as asked:
        assert services.request_loan(museums.team, a_request(museums), "k", NOW) == first
    assert len(asked) == 2, "\n".join(asked)


def test_members_of_a_kit_cost_two_statements_more(museums: Museums) -> None:
    plain = _asked(museums, 1, "k1")
    kit, member = (a_listing(museums.technician, museums.lender_id, quantity=2, now=NOW) for _ in range(2))
    put_in_kit(museums.technician, kit, member, 1, now=NOW)
    with count_queries() as asked:
        loan_id = services.request_loan(museums.team, a_request(museums, lines=(LineWanted(kit),)), "k2", NOW)
    assert the_loan(loan_id).lines[0].listing_id == kit
    assert len(asked) == len(plain) + 2, "\n".join(asked)
