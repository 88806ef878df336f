"""The days of road are told before anything is asked: where one asks, in the basket, beside the listing's answer."""

from datetime import date, timedelta
from typing import Any

import pytest
from flask import Flask

from app.core.db import db
from app.loans import services
from app.loans.domain.basket import BasketItem
from app.loans.domain.lifecycle import State
from app.loans.models import LoanRoad
from app.loans.queries import basket_page
from tests.conftest import NOW
from tests.given.exhibitions import an_exhibition
from tests.given.loans import FIRST_DAY, LAST_DAY, Museums, a_loan
from tests.loans.test_pages import TEAM, browser, museums

__all__ = ["museums"]
DAY = timedelta(days=1)
TOLD = "1 jour de route sera gardé avant ces dates, et autant après : le matériel part le 7 mars 2027 et rentre le 20 mars"
PROMISED = "Ces jours-là sont déjà promis à d'autres"


@pytest.fixture
def brest(museums: Museums) -> int:
    """A show a thousand kilometres from the lender: a day of road on either side."""
    return an_exhibition(museums.team, museums.borrower_id, NOW, title="Au bout", address="29200 Brest")


def text_of(page: Any) -> str:
    """What it says, with plain blanks."""
    return (
        str(page.text)
        .replace("&#39;", "'")
        .replace("\N{NO-BREAK SPACE}", " ")
        .replace("\N{NARROW NO-BREAK SPACE}", " ")
    )


def asking(listing_id: int, show: int, first: date = FIRST_DAY) -> str:
    """The page that asks, with an answer."""
    return f"/annonces/{listing_id}/demander?du={first}&au={LAST_DAY}&exposition={show}"


def test_the_request_says_what_the_loan_will_keep(app: Flask, museums: Museums, brest: int) -> None:
    team = browser(app, TEAM)
    near = text_of(team.get(asking(museums.listing_id, museums.exhibition_id)))
    far = text_of(team.get(asking(museums.listing_id, brest)))
    assert "jour de route" not in near
    assert TOLD in far and PROMISED not in far
    agreed = a_loan(museums, State.APPROVED, exhibition_id=brest)
    assert db.session.get_one(LoanRoad, agreed).days_before == 1, "what was told is what is kept"


def test_days_of_road_that_others_were_promised_are_told(app: Flask, museums: Museums, brest: int) -> None:
    other = a_loan(museums, quantity=2, first_day=LAST_DAY + 3 * DAY, last_day=LAST_DAY + 5 * DAY)
    services.set_road(museums.technician, other, 2, 0, NOW)
    services.accept_loan(museums.technician, other, NOW)
    said = text_of(browser(app, TEAM).get(asking(museums.listing_id, brest)))
    assert TOLD in said and PROMISED in said


def test_the_basket_and_the_listing_say_it_too(app: Flask, museums: Museums, brest: int) -> None:
    item = BasketItem(museums.listing_id, 1, FIRST_DAY, LAST_DAY)
    services.add_to_basket(museums.team, brest, [item], now=NOW)
    (group,) = basket_page(museums.team, brest, NOW).groups
    assert group.road is not None
    assert (group.road.days, group.road.first_day, group.road.is_free) == (1, FIRST_DAY - DAY, True)
    team = browser(app, TEAM)
    assert TOLD in text_of(team.get(f"/expositions/{brest}/panier"))
    listing = f"/annonces/{museums.listing_id}"
    assert f"Pour « Au bout », à Brest : {TOLD}" in " ".join(
        text_of(team.get(f"{listing}?du={FIRST_DAY}&au={LAST_DAY}")).split()
    )
    assert "jour de route" not in text_of(team.get(listing))
