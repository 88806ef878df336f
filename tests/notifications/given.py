"""People to be told something, and a notice to tell them."""

from collections.abc import Callable, Sequence
from datetime import datetime
from threading import Barrier, Thread

from flask import Flask
from sqlalchemy import select, update

from app.accounts.models import Institution, User
from app.core.actor import Actor, Role
from app.core.db import db, transaction
from app.core.notices import Notice, Said, give_notices
from app.core.wishes import NoticeKind, NoticeMail
from tests.given.accounts import a_person, an_institution


def somebody(zone: str = "Europe/Paris", *, email: str = "ana@exemple.fr", language: str = "fr") -> Actor:
    """A technician of an institution in *zone*."""
    house = an_institution()
    person = a_person(house, Role.TECHNICIAN, email=email, name="Ana")
    with transaction() as session:
        session.execute(update(Institution).where(Institution.id == house).values(time_zone=zone))
        session.execute(update(User).where(User.id == person.user_id).values(language=language))
    return person


def said(kind: NoticeKind = NoticeKind.HAND_OVERS, who: str = "Sous la lave") -> Said:
    """Something to tell, which leads to the notices themselves."""
    return Said(kind, "Matériel remis : %(exhibition)s", {"exhibition": who}, "loan", 7, "notifications.notices")


def tell(person: Actor, now: datetime, kind: NoticeKind = NoticeKind.HAND_OVERS, who: str = "Sous la lave") -> None:
    """Give the notice."""
    assert person.user_id is not None
    with transaction():
        give_notices([person.user_id], said(kind, who), now)


def mails_of(person: Actor) -> Sequence[NoticeMail]:
    """What became of the mail of each of their notices."""
    db.session.rollback()
    return list(db.session.scalars(select(Notice.mail).where(Notice.user_id == person.user_id).order_by(Notice.id)))


def at_once(app: Flask, work: Callable[[], object], count: int = 3) -> None:
    """*count* threads released together, each with a connection of its own; none may fail."""
    db.session.remove()
    barrier = Barrier(count)
    problems: list[Exception] = []

    def run() -> None:
        with app.app_context():
            barrier.wait()
            try:
                work()
            except Exception as problem:
                problems.append(problem)
            finally:
                db.session.remove()

    threads = [Thread(target=run) for _ in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert problems == []
