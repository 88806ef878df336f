"""The same, by the loans' own verbs: asked, accepted, handed over, taken back."""

from datetime import datetime, timedelta
from decimal import Decimal

import pytest
from flask import Flask

from app.accounts.models import User
from app.core.db import db
from app.impact import verification
from app.impact.footprint.domain.lines import Phase
from app.impact.records.domain.chain import EntryKind
from app.loans.domain.lifecycle import State
from tests.given.loans import FIRST_DAY, LAST_DAY, a_loan, two_museums
from tests.impact.given import entries, records
from tests.pages import Browser


def whole(now: datetime) -> bool:
    checks = (
        verification.legs_sum_to_zero,
        verification.chain_is_unbroken,
        verification.caps_are_respected,
        verification.records_match_the_ledger,
        verification.columns_match_the_results,
        verification.posted_after_the_return,
    )
    return not [problem for check in checks for problem in check(now)]


@pytest.mark.parametrize(
    ("state", "planned", "actual", "last"),
    [
        (State.REQUESTED, 0, 0, None),
        (State.REFUSED, 0, 0, None),
        (State.EXPIRED, 0, 0, None),
        (State.CANCELLED, 0, 0, None),
        (State.APPROVED, 1, 0, EntryKind.PENDING),
        (State.NO_SHOW, 1, 0, EntryKind.VOID),
        (State.OUT, 1, 0, EntryKind.PENDING),
        (State.RETURNED, 1, 2, EntryKind.VOID),
        (State.CLOSED, 1, 2, EntryKind.VOID),
    ],
)
def test_each_state_of_a_loan_leaves_its_records(
    app: Flask, now: datetime, state: State, planned: int, actual: int, last: EntryKind | None
) -> None:
    a_loan(two_museums(made_in_year=2025), state, quantity=2)
    assert len(records(phase=Phase.PLANNED)) == planned
    assert len(records(phase=Phase.ACTUAL)) == actual
    assert (entries()[-1].kind if entries() else None) is last
    assert whole(now + timedelta(days=365))


def test_a_returned_loan_is_counted_over_its_real_days(app: Flask, now: datetime) -> None:
    a_loan(two_museums(made_in_year=2025), State.RETURNED)
    (record,) = records(phase=Phase.ACTUAL)
    assert (record.starts_on, record.ends_on) == (FIRST_DAY, LAST_DAY)
    assert record.verified and record.draw_kg > 0


def test_the_pages_of_loans_show_what_impact_knows(app: Flask, now: datetime) -> None:
    museums = two_museums(made_in_year=2025)
    loan = a_loan(museums, State.RETURNED)
    (record,) = records(phase=Phase.ACTUAL)
    for actor in (museums.team, museums.technician):
        visitor = Browser(app).sign_in(db.session.get_one(User, actor.user_id).email)
        page = visitor.get(f"/prets/{loan}").text
        assert "Le calcul carbone de ce prêt" in page
        assert f"/bilan/calculs/{record.id}" in page
        visitor.get(f"/bilan/calculs/{record.id}")
    activity = visitor.get("/prets/activite").text
    assert "vous avez contribué à" in activity


def test_two_loans_of_one_object_share_its_cap(app: Flask, now: datetime) -> None:
    museums = two_museums(quantity=1, category="plinth", title="Socle", made_in_year=2026, mass_kg=Decimal(15))
    a_loan(museums, State.CLOSED)
    later = timedelta(days=42)
    a_loan(museums, State.CLOSED, first_day=FIRST_DAY + later, last_day=LAST_DAY + later)
    first, second = records(phase=Phase.ACTUAL)
    assert first.unit_id == second.unit_id
    assert [entry.kind for entry in entries()].count(EntryKind.CAP) == 1
    assert f'"drawn_kg":"{first.draw_kg:.3f}"' in second.inputs
    assert whole(now)
