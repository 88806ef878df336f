"""The outbox, read as a person reads their mail."""

import re

from sqlalchemy import select

from app.core.db import db
from app.core.mail import OutboxMail


def letters_to(address: str) -> list[OutboxMail]:
    """Every letter to *address*, the newest last."""
    db.session.rollback()
    return list(db.session.scalars(select(OutboxMail).filter_by(to_address=address).order_by(OutboxMail.id)))


def link_in_last_letter(address: str) -> str:
    """The path of the first link of the newest letter."""
    body = letters_to(address)[-1].body
    found = re.search(r"https?://[^/\s]+(/\S*)", body)
    assert found, body
    return found[1]
