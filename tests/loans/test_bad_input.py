"""What may not be done is said on a page, in the reader's language, and changes nothing at all: by HTTP, as sent."""

import hashlib
from datetime import timedelta
from html import unescape

import pytest
from flask import Flask
from flask_babel import force_locale, gettext
from sqlalchemy import select

from app.accounts.models import User
from app.core.db import Model, db
from app.listings.domain.codes import CodeKind, NotACode, code_of
from app.loans.domain.expiry import RequestExpired
from app.loans.domain.feeds import FeedKind, UnknownFeed
from app.loans.domain.lifecycle import MoveNotAllowed, State
from app.loans.domain.papers.refusals import PaperChanged
from app.loans.domain.refusals import NotExpectedHere
from app.loans.models import Feed
from app.loans.services.feeds import create_feed, revoke_feed
from tests.conftest import NOW, Clock
from tests.given.loans import Museums, a_loan, the_loan, units_out
from tests.given.papers import a_loan_for_papers, seal_of, signed
from tests.loans.test_pages import TECHNICIAN, museums
from tests.pages import Browser

__all__ = ["museums"]
MISREAD = "Un caractère de ce code manque ou n'est pas le bon. Relisez-le sur l'étiquette."
FORGED = "E0001X"
"""A code of the right length whose check character is another's."""


def digest() -> str:
    """Every row of every table but the sessions, which note when somebody was last seen."""
    db.session.rollback()
    seal = hashlib.sha256()
    for table in Model.metadata.sorted_tables:
        if table.name != "sign_in_session":
            seal.update(f"{table.name}\n".encode())
            for row in db.session.execute(select(table).order_by(*table.primary_key.columns)):
                seal.update(f"{tuple(row)}\n".encode())
    db.session.rollback()
    return seal.hexdigest()


def said_in(app: Flask, language: str, message: str, **params: object) -> str:
    """The sentence as that reader must find it."""
    with app.test_request_context(), force_locale(language):
        return str(gettext(message)) % params if params else str(gettext(message))


@pytest.fixture(params=["fr", "en"])
def reader(request: pytest.FixtureRequest, app: Flask, museums: Museums) -> tuple[Browser, str]:
    """The lender's technician, in either language."""
    browser = Browser(app).sign_in(TECHNICIAN)
    browser.client.set_cookie("lang", request.param)
    return browser, request.param


def refused(
    app: Flask, reader: tuple[Browser, str], path: str, sent: dict[str, str], message: str, status: int
) -> str:
    """Send it; the page says the sentence in the reader's own language, and every row is as it was."""
    browser, language = reader
    before = digest()
    page = unescape(browser.post(path, sent, status).text)
    assert said_in(app, language, message) in page, page[-3000:]
    assert said_in(app, "en", message) != said_in(app, "fr", message), "it has its English"
    assert digest() == before
    return page


def test_a_move_that_the_state_does_not_allow(app: Flask, museums: Museums, reader: tuple[Browser, str]) -> None:
    out = a_loan(museums, State.OUT)
    for move in ("accepter", "clore", "non-retire"):
        refused(app, reader, f"/prets/{out}/{move}", {"once": "a" * 32}, str(MoveNotAllowed.message), 409)
    assert the_loan(out).state is State.OUT


def test_an_approval_after_its_request_expired(
    app: Flask, museums: Museums, reader: tuple[Browser, str], clock: Clock
) -> None:
    loan_id = a_loan(museums, State.REQUESTED)
    clock.at(the_loan(loan_id).expires_at + timedelta(seconds=1))
    db.session.rollback()
    line = the_loan(loan_id).lines[0].id
    db.session.rollback()
    reader[0].sign_in(TECHNICIAN)  # the session of before is over too
    sent = {"once": "a" * 32, f"quantity-{line}": "1"}
    refused(app, reader, f"/prets/{loan_id}/accepter", sent, str(RequestExpired.message), 409)


def test_a_return_of_a_unit_that_never_left(app: Flask, museums: Museums, reader: tuple[Browser, str]) -> None:
    """Its code is pointed at on the page of another's return; and a loan that never left comes back."""
    out = a_loan(museums, State.OUT)
    stayed = next(unit for unit in museums.units if unit not in units_out(out))
    db.session.rollback()
    sent = {"once": "a" * 32, "code": code_of(CodeKind.UNIT, stayed), "pointer": "1"}
    message = "L'exemplaire %(unit)s est promis à quelqu'un d'autre, sorti ou en réparation : prenez-en un autre."
    browser, language = reader
    before = digest()
    page = unescape(browser.post(f"/prets/{out}/retour", sent, 422).text)
    assert any(
        said in page
        for said in (
            said_in(app, language, message, unit="n° 2"),
            said_in(app, language, str(NotExpectedHere.message)),
        )
    ), page[-3000:]
    assert digest() == before
    waiting = a_loan(museums, State.APPROVED)
    back = {"once": "b" * 32, f"unit-{stayed}-chosen": "y", f"unit-{stayed}-condition": "good"}
    refused(app, reader, f"/prets/{waiting}/retour", back, str(MoveNotAllowed.message), 409)


@pytest.mark.parametrize("language", ["fr", "en"])
def test_a_signature_on_an_old_version(app: Flask, language: str) -> None:
    museums, loan_id = a_loan_for_papers(NOW)
    old = seal_of(loan_id)
    signed(museums, loan_id, NOW)
    email = _email(museums)
    browser = Browser(app).sign_in(email)
    browser.client.set_cookie("lang", language)
    browser.post(f"/prets/{loan_id}/papiers/conditions", {"insurance": "liability", "transport_by": "lender"})
    sent = {"once": "a" * 32, "sha256": old, "side": "lender", "name": "Ada Ndiaye", "function": "R", "agreed": "y"}
    path = f"/prets/{loan_id}/papiers/convention/signer"
    refused(app, (browser, language), path, sent, str(PaperChanged.message), 409)


def test_a_forged_code(app: Flask, museums: Museums, reader: tuple[Browser, str]) -> None:
    """At the desk, typed on the page of codes, and in an address that a telephone opens."""
    loan_id = a_loan(museums, State.APPROVED)
    sent = {"once": "a" * 32, "code": FORGED, "pointer": "1"}
    refused(app, reader, f"/prets/{loan_id}/remise", sent, str(NotACode.message), 422)
    browser, language = reader
    before = digest()
    typed = unescape(browser.get(f"/etiquettes/lire?code={FORGED}", 422).text)
    assert said_in(app, language, str(NotACode.message)) in typed
    opened = unescape(browser.get(f"/e/{FORGED}", 404).text)
    assert said_in(app, language, MISREAD) in opened
    assert digest() == before


def test_an_address_of_a_calendar_that_was_revoked(app: Flask, museums: Museums, reader: tuple[Browser, str]) -> None:
    browser, language = reader
    token = create_feed(museums.technician, FeedKind.INSTITUTION, museums.lender_id, NOW)
    revoke_feed(museums.technician, db.session.scalars(select(Feed.id)).one(), NOW)
    before = digest()
    page = unescape(browser.get(f"/calendrier/flux/{token}.ics", 404).text)
    assert said_in(app, language, str(UnknownFeed.message)) in page
    assert said_in(app, "en", str(UnknownFeed.message)) != str(UnknownFeed.message)
    assert digest() == before


def _email(museums: Museums) -> str:
    found = str(db.session.get_one(User, museums.technician.user_id).email)
    db.session.rollback()
    return found
