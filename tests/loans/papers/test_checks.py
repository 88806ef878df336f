"""``flask verify`` sees what somebody with the database in hand did to a paper."""

from datetime import datetime

import pytest
from flask import Flask

from app.core.db import db, transaction
from app.loans.queries.papers.checks import CHECKS
from tests.given.papers import a_loan_for_papers, signed


def broken(now: datetime) -> dict[str, list[str]]:
    db.session.rollback()
    return {name: found for name, check in CHECKS.items() if (found := check(now))}


def by_hand(engine: str, *statements: str) -> None:
    """As whoever owns the database can: its own guards are taken down first."""
    tables = ("paper", "signature")
    with transaction() as session:
        for table in tables:
            for verb in ("update", "delete"):
                if engine == "sqlite":
                    session.execute(db.text(f"DROP TRIGGER {table}_no_{verb}"))
                else:
                    session.execute(db.text(f"ALTER TABLE {table} DISABLE TRIGGER {table}_no_{verb}"))
        for statement in statements:
            session.execute(db.text(statement))


@pytest.mark.parametrize(
    ("name", "statement"),
    [
        ("papers.seals_match", "UPDATE paper SET content = replace(content, 'Sous la lave', 'Sous la neige')"),
        ("papers.signatures_match", "UPDATE signature SET sha256 = replace(sha256, 'a', 'b')"),
        ("papers.signatures_match", "UPDATE signature SET side = 'giver' WHERE side = 'lender'"),
        ("papers.signed_loans_are_signed", "DELETE FROM signature WHERE side = 'borrower'"),
        ("papers.versions_follow", "UPDATE paper SET version = 2"),
    ],
)
def test_what_was_tampered_with_is_found(app: Flask, now: datetime, engine: str, name: str, statement: str) -> None:
    museums, loan_id = a_loan_for_papers(now)
    signed(museums, loan_id, now)
    assert broken(now) == {}
    by_hand(engine, statement)
    assert name in broken(now)
