"""What rivals fight over, one scene for each verb: each round, everybody acts at the same instant, and one wins.

A scene prepares a round by the verbs themselves, answers what each client is to send, and puts right afterwards what
the winner changed, so that the next round begins as the first did.
"""

from collections import Counter
from collections.abc import Callable, Sequence
from datetime import timedelta
from functools import partial
from typing import Protocol

from sqlalchemy import select, text

from app.core import clock
from app.core.db import db
from app.listings.domain.states import Condition
from app.loans import services
from app.loans.domain.proposals import ProposalState
from app.loans.domain.request import UnitReport
from app.loans.models import Loan, Proposal
from tests.barrier.clients import Client
from tests.barrier.conftest import Rivals
from tests.given.listings import unit_ids

DONE, REFUSED = 303, 409
Action = Callable[[], int]


class Scene(Protocol):
    """One verb under fire."""

    name: str

    def actions(self) -> list[Action]:
        """What each client sends in the next round."""

    def judge(self, answers: Sequence[int]) -> str:
        """What is wrong with the answers of a round; nothing when it went as it should. Prepares the next."""


def one_winner(answers: Sequence[int]) -> str:
    """One did it, everybody else was told no."""
    counted = Counter(answers)
    return "" if counted == {DONE: 1, REFUSED: len(answers) - 1} else f"{dict(counted)}"


class Create:
    """Everybody asks for the last unit while its lender promises it to the first who asked."""

    name = "create"

    def __init__(self, rivals: Rivals, technicians: list[Client], teams: list[Client]) -> None:
        self.rivals, self.technicians, self.teams = rivals, technicians, teams

    def actions(self) -> list[Action]:
        rivals = self.rivals
        self.listing_id = rivals.a_listing(1)
        first = rivals.ask(0, self.listing_id)
        asked = rivals.form()
        sent = [
            partial(team.post, f"/annonces/{self.listing_id}/demander", exhibition_id=str(show), **asked)
            for team, show in list(zip(self.teams, rivals.exhibition_ids, strict=True))[1:]
        ]
        return [partial(self.technicians[0].post, f"/prets/{first}/accepter"), *sent]

    def judge(self, answers: Sequence[int]) -> str:
        if answers[0] != DONE or not set(answers) <= {DONE, REFUSED}:
            return f"{dict(Counter(answers))}"
        made = db.session.execute(
            text("SELECT count(*) FROM loan_line WHERE listing_id = :id"), {"id": self.listing_id}
        ).scalar_one()
        promised = db.session.execute(
            text("SELECT sum(quantity) FROM allocation WHERE listing_id = :id AND state IN ('reserved', 'out')"),
            {"id": self.listing_id},
        ).scalar_one()
        told = answers.count(DONE)
        return "" if (made, promised) == (told, 1) else f"{told} told yes, {made} requests, {promised} promised"


class HandOver:
    """As many loans as units, all of them scan the same unit."""

    name = "hand-over"

    def __init__(self, rivals: Rivals, technicians: list[Client]) -> None:
        self.rivals, self.technicians, self.round = rivals, technicians, 0
        self.listing_id = rivals.a_listing(len(technicians))
        self.units = unit_ids(self.listing_id)
        self.loans = [self._agreed(n) for n in range(len(technicians))]

    def _agreed(self, number: int) -> int:
        loan_id = self.rivals.ask(number, self.listing_id)
        services.accept_loan(self.rivals.technicians[0], loan_id, clock.now())
        return loan_id

    def actions(self) -> list[Action]:
        self.unit = self.units[self.round % len(self.units)]
        self.round += 1
        said = {f"u{self.unit}-chosen": "y", f"u{self.unit}-condition": "good"}
        return [
            partial(client.post, f"/prets/{loan_id}/remise", once=f"{loan_id}-{self.round}", **said)
            for client, loan_id in zip(self.technicians, self.loans, strict=True)
        ]

    def judge(self, answers: Sequence[int]) -> str:
        if wrong := one_winner(answers):
            return wrong
        winner = list(answers).index(DONE)
        out = "SELECT count(*) FROM allocation WHERE unit_id = :id AND state = 'out'"
        if db.session.execute(text(out), {"id": self.unit}).scalar_one() != 1:
            return f"unit {self.unit} is not out once"
        back = [UnitReport(self.unit, Condition.GOOD)]
        services.take_back(self.rivals.technicians[0], self.loans[winner], back, clock.now())
        self.loans[winner] = self._agreed(winner)
        return ""


class Extend:
    """Every loan would stay a week longer, and one unit is free that week: all proposals are accepted at once."""

    name = "extend"

    def __init__(self, rivals: Rivals, technicians: list[Client]) -> None:
        self.rivals, self.technicians = rivals, technicians
        self.first, self.short = rivals.first_day, rivals.first_day + timedelta(days=4)
        self.long = self.short + timedelta(days=7)
        count = len(technicians)
        self.listing_id = rivals.a_listing(count)
        self.loans = [self._agreed(n, 1) for n in range(count)]
        self._agreed(0, count - 1, later=True)
        self.proposals = [self._proposed(n) for n in range(count)]

    def _agreed(self, number: int, quantity: int, *, later: bool = False) -> int:
        week = timedelta(days=7 if later else 0)
        days = {"first_day": self.first + week, "last_day": self.short + week}
        loan_id = self.rivals.ask(number, self.listing_id, quantity=quantity, **days)
        services.accept_loan(self.rivals.technicians[0], loan_id, clock.now())
        return loan_id

    def _proposed(self, number: int) -> int:
        team, loan_id = self.rivals.teams[number], self.loans[number]
        services.propose_dates(team, loan_id, self.first, self.long, "", clock.now())
        waits = select(Proposal.id).filter_by(loan_id=loan_id, state=ProposalState.OPEN)
        return db.session.execute(waits).scalar_one()

    def actions(self) -> list[Action]:
        return [
            partial(client.post, f"/prets/{loan_id}/dates/{proposal_id}/accepter")
            for client, loan_id, proposal_id in zip(self.technicians, self.loans, self.proposals, strict=True)
        ]

    def judge(self, answers: Sequence[int]) -> str:
        if wrong := one_winner(answers):
            return wrong
        winner = list(answers).index(DONE)
        longer = list(db.session.scalars(select(Loan.id).where(Loan.id.in_(self.loans), Loan.ends_on == self.long)))
        if longer != [self.loans[winner]]:
            return f"{longer} have other days, {self.loans[winner]} was told so"
        services.propose_dates(self.rivals.teams[winner], self.loans[winner], self.first, self.short, "", clock.now())
        self.proposals[winner] = self._proposed(winner)
        return ""


class OppositeOrders:
    """Orders of the same two listings, written in opposite order, promised at the same instant."""

    name = "two lines in opposite order"

    def __init__(self, rivals: Rivals, technicians: list[Client]) -> None:
        self.rivals, self.technicians = rivals, technicians
        self.listings = (rivals.a_listing(1), rivals.a_listing(1))
        self.loans = [self._asked(n) for n in range(len(technicians))]

    def _asked(self, number: int) -> int:
        order = self.listings[:: -1 if number % 2 else 1]
        return self.rivals.ask(number, *order)

    def actions(self) -> list[Action]:
        return [
            partial(client.post, f"/prets/{loan_id}/accepter")
            for client, loan_id in zip(self.technicians, self.loans, strict=True)
        ]

    def judge(self, answers: Sequence[int]) -> str:
        if wrong := one_winner(answers):
            return wrong
        winner = list(answers).index(DONE)
        services.cancel_loan(self.rivals.teams[winner], self.loans[winner], "Tour suivant.", clock.now())
        self.loans[winner] = self._asked(winner)
        return ""
