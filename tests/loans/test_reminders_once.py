"""Reminders leave once each: on the wall of each institution, whatever the season, the schedulers, the breakdowns."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from flask import Flask
from sqlalchemy import select, update

from app.accounts.models import Institution
from app.core.db import db, transaction
from app.core.jobs import registered, tick
from app.core.mail import enqueue_mail
from app.core.notices import Notice
from app.core.wishes import NoticeKind, Wish
from app.loans import services
from app.loans.domain.lifecycle import State
from app.loans.models import Loan
from app.notifications.services import choose_wishes, send_daily_letters
from tests.accounts.letters import letters_to
from tests.given.loans import Museums, a_loan
from tests.loans.test_pages import TEAM, TECHNICIAN, museums
from tests.notifications.given import at_once

__all__ = ["museums"]


def _moved_to(museums: Museums, loan_id: int, zone: str, first: date, last: date) -> None:
    """Both museums in *zone*, the loan on these days, whatever the openings say."""
    houses = (museums.lender_id, museums.borrower_id)
    with transaction() as session:
        session.execute(update(Institution).where(Institution.id.in_(houses)).values(time_zone=zone))
        session.execute(update(Loan).where(Loan.id == loan_id).values(starts_on=first, ends_on=last))


def _reminders() -> list[tuple[str, datetime]]:
    db.session.rollback()
    rows = select(Notice.text, Notice.at).where(Notice.kind == NoticeKind.DEADLINES).order_by(Notice.id)
    return [(text.split(" :")[0], at) for text, at in db.session.execute(rows)]


@pytest.mark.parametrize(
    ("zone", "first"),
    [
        ("Europe/Paris", date(2027, 3, 28)),  # the day before has 24 hours, the day itself 23
        ("Europe/Paris", date(2027, 3, 29)),  # the day before has 23
        ("Europe/Paris", date(2027, 11, 1)),  # the day before has 25
        ("America/Miquelon", date(2027, 3, 15)),
        ("America/Miquelon", date(2027, 11, 8)),
        ("Indian/Reunion", date(2027, 3, 29)),
    ],
)
def test_the_day_before_at_nine_on_the_wall_once_to_each_side(
    app: Flask, museums: Museums, zone: str, first: date
) -> None:
    loan_id = a_loan(museums, State.APPROVED)
    _moved_to(museums, loan_id, zone, first, first + timedelta(days=20))
    nine = datetime.combine(first - timedelta(days=1), datetime.min.time().replace(hour=9), ZoneInfo(zone))
    at = nine.astimezone(UTC) - timedelta(hours=30)
    while at < nine.astimezone(UTC) + timedelta(hours=20):
        services.remind(at)
        at += timedelta(minutes=30)
    assert _reminders() == [("Remise demain", nine.astimezone(UTC))] * 2


def test_after_a_stop_of_72_hours_what_is_over_is_not_told_and_what_is_not_is_told_once(
    app: Flask, museums: Museums
) -> None:
    over, ahead = a_loan(museums, State.APPROVED), a_loan(museums, State.APPROVED)
    _moved_to(museums, over, "Europe/Paris", date(2027, 2, 2), date(2027, 2, 20))
    _moved_to(museums, ahead, "Europe/Paris", date(2027, 2, 4), date(2027, 2, 20))
    stopped = datetime(2027, 2, 1, 7, tzinfo=UTC)  # an hour before nine in Paris
    services.remind(stopped)
    for minutes in (0, 10, 20):
        services.remind(stopped + timedelta(hours=72, minutes=minutes))
    rows = db.session.execute(select(Notice.object_id).where(Notice.kind == NoticeKind.DEADLINES))
    assert sorted(row.object_id for row in rows) == [ahead, ahead]


def test_three_schedulers_at_once_tell_each_side_once(app: Flask, museums: Museums) -> None:
    loans = [a_loan(museums, State.APPROVED) for _ in range(2)]
    for loan_id in loans:
        _moved_to(museums, loan_id, "Europe/Paris", date(2027, 2, 2), date(2027, 2, 20))
    at = datetime(2027, 2, 1, 8, tzinfo=UTC)
    at_once(app, lambda: services.remind(at))
    at_once(app, lambda: tick(registered(), at + timedelta(minutes=30)))
    assert len(_reminders()) == 2 * len(loans)
    for address in (TECHNICIAN, TEAM):
        assert sum(one.subject.startswith("Remise demain") for one in letters_to(address)) == len(loans)


def test_a_reminder_sent_before_there_were_notices_is_not_sent_again(app: Flask, museums: Museums) -> None:
    loan_id = a_loan(museums, State.APPROVED)
    _moved_to(museums, loan_id, "Europe/Paris", date(2027, 2, 2), date(2027, 2, 20))
    at = datetime(2027, 2, 1, 8, tzinfo=UTC)
    with transaction():
        key = f"loan-{loan_id}-hand_over-2027-02-01-lender-{museums.technician.user_id}"
        enqueue_mail(TECHNICIAN, "Remise demain", "De l'ancienne version", at, dedup_key=key)
    services.remind(at)
    assert len(_reminders()) == 1


def test_reminders_respect_what_each_wishes(app: Flask, museums: Museums) -> None:
    loan_id = a_loan(museums, State.APPROVED)
    _moved_to(museums, loan_id, "Europe/Paris", date(2027, 2, 2), date(2027, 2, 20))
    at = datetime(2027, 2, 1, 8, tzinfo=UTC)
    choose_wishes(museums.technician, {NoticeKind.DEADLINES: Wish.NEVER}, at)
    choose_wishes(museums.team, {NoticeKind.DEADLINES: Wish.DAILY}, at)
    before = len(letters_to(TECHNICIAN)), len(letters_to(TEAM))
    for minutes in (0, 10):
        services.remind(at + timedelta(minutes=minutes))
    assert (len(letters_to(TECHNICIAN)), len(letters_to(TEAM))) == before
    assert len(_reminders()) == 2
    send_daily_letters(at + timedelta(days=1))
    assert "Remise demain : Sous la lave" in letters_to(TEAM)[-1].body


def test_lateness_is_told_to_who_silenced_everything_else(app: Flask, museums: Museums) -> None:
    loan_id = a_loan(museums, State.OUT)
    last = db.session.get_one(Loan, loan_id).ends_on
    nine = datetime.combine(last + timedelta(days=1), datetime.min.time().replace(hour=9), ZoneInfo("Europe/Paris"))
    silent: dict[NoticeKind, Wish] = {kind: Wish.NEVER for kind in NoticeKind if kind is not NoticeKind.LATE_RETURNS}
    choose_wishes(museums.team, silent, nine)
    services.remind(nine.astimezone(UTC))
    assert letters_to(TEAM)[-1].subject.startswith("Retour en retard")
    assert "ne se coupe pas" in letters_to(TEAM)[-1].body
