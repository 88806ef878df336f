"""A kit and its member wanted at the same instant, through HTTP, against four workers: exactly one wins."""

from collections import Counter
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import text

from app.core import clock
from app.core.db import db
from app.listings.services.kits import put_in_kit
from app.loans.domain.request import LineWanted
from tests.barrier.clients import released_together, signed_in
from tests.barrier.conftest import Rivals
from tests.barrier.test_double_booking import ACCEPTED, PROMISED, REFUSED, WORKERS
from tests.given.accounts import PASSWORD
from tests.given.listings import a_listing
from tests.servers import serving


def _a_contested_kit(rivals: Rivals) -> list[int]:
    """A kit that takes both units of a member; every other borrower asks for the kit, the rest for both units."""
    now = clock.now()
    technician = rivals.technicians[0]
    kit = a_listing(technician, rivals.lender_id, quantity=len(rivals.teams), title="Lot", now=now)
    lamps = a_listing(technician, rivals.lender_id, "led_spot", 2, "Projecteur LED", now=now)
    put_in_kit(technician, kit, lamps, 2, now=now)
    wanted = [LineWanted(kit, 1) if n % 2 else LineWanted(lamps, 2) for n in range(len(rivals.teams))]
    return [rivals.ask(number, line.listing_id, quantity=line.quantity) for number, line in enumerate(wanted)]


@pytest.mark.barrier
def test_a_kit_or_its_member_and_never_both(
    app: Flask, rivals: Rivals, served_environment: dict[str, str], log: Path, few_rounds: int
) -> None:
    answers, winners = [], Counter[str]()
    with (
        serving(served_environment, log, WORKERS) as server,
        signed_in(server.url, rivals.emails, PASSWORD) as clients,
    ):
        for _ in range(few_rounds):
            loan_ids = _a_contested_kit(rivals)
            db.session.rollback()
            statuses = released_together(
                [
                    lambda client=client, loan_id=loan_id: client.post(f"/prets/{loan_id}/accepter")
                    for client, loan_id in zip(clients, loan_ids, strict=True)
                ]
            )
            answers.append(Counter(statuses))
            winners.update("kit" if n % 2 else "member" for n, status in enumerate(statuses) if status == ACCEPTED)
    assert set(map(frozenset, (a.items() for a in answers))) == {
        frozenset({(ACCEPTED, 1), (REFUSED, len(clients) - 1)})
    }
    db.session.rollback()
    assert db.session.execute(text(PROMISED)).all() == []
    print(
        f"\n{db.engine.dialect.name}: {few_rounds} rounds x {len(clients)} clients, one winner in each: {dict(winners)}"
    )
