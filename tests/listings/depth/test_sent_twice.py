"""An impatient finger sends one file several times: there is one import, one paper, and one file on the disk."""

from datetime import datetime
from functools import partial
from io import BytesIO
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import func, select

from app.core.db import db
from app.listings.domain.documents import DocumentKind, DocumentReaders
from app.listings.models import ListingDocument, ListingImport
from app.listings.services import receive_import
from app.listings.services.documents import file_document
from app.media.documents import receive_document
from app.media.models import Document
from tests.given.listings import a_site_of
from tests.given.loans import Museums, two_museums
from tests.given.media import an_upload
from tests.listings.depth.test_pages import PDF, signed_in
from tests.listings.importing.files import a_csv, some_rows
from tests.loans.test_two_at_once import released

SHEET = a_csv(some_rows(3))


@pytest.fixture
def museums(app: Flask, now: datetime) -> Museums:
    return two_museums(now=now)


def _count(model: type) -> int:
    return db.session.scalar(select(func.count()).select_from(model)) or 0


def _files(app: Flask) -> int:
    return sum(path.is_file() for path in Path(app.config["UPLOAD_DIR"]).rglob("*"))


def _sent(museums: Museums, now: datetime, key: str, content: bytes = SHEET) -> int:
    site_id = a_site_of(museums.lender_id)
    return receive_import(
        museums.technician,
        museums.lender_id,
        "parc.csv",
        content,
        site_id=site_id,
        category="screen",
        key=key,
        now=now,
    )


def _filed(museums: Museums, now: datetime, key: str) -> int:
    house = museums.lender_id
    paper = receive_document(museums.technician, house, an_upload(PDF, "notice.pdf"), now, key=key)
    kind, readers = DocumentKind.MANUAL, DocumentReaders.EVERYONE
    return file_document(museums.technician, museums.listing_id, paper, kind, readers, key=key, now=now)


def test_four_clicks_make_one_import(app: Flask, museums: Museums, now: datetime) -> None:
    before = _files(app)
    results = released(app, [partial(_sent, museums, now, "one-page")] * 4)
    assert len(set(map(str, results))) == 1, results
    assert (_count(ListingImport), _files(app) - before) == (1, 1)


def test_four_clicks_file_one_paper(app: Flask, museums: Museums, now: datetime) -> None:
    before = _files(app)
    results = released(app, [partial(_filed, museums, now, "one-page")] * 4)
    assert len(set(map(str, results))) == 1, results
    assert (_count(Document), _count(ListingDocument), _files(app) - before) == (1, 1, 1)


def test_going_back_and_choosing_another_file_is_another_import(museums: Museums, now: datetime) -> None:
    first = _sent(museums, now, "one-page")
    assert _sent(museums, now, "one-page", a_csv(some_rows(4))) != first
    assert _sent(museums, now, "another-page") != first
    assert _count(ListingImport) == 3


def test_a_second_click_on_the_form_of_a_paper_ends_where_the_first_did(
    app: Flask, museums: Museums, now: datetime
) -> None:
    browser = signed_in(app, museums.lender_id, email="regie@exemple.fr")
    path = f"/annonces/{museums.listing_id}/details/documents"
    for _ in range(2):
        sent = {"once": "k", "kind": "manual", "readers": "everyone", "file": (BytesIO(PDF), "notice.pdf")}
        browser.post(path, sent, content_type="multipart/form-data")
    assert _count(ListingDocument) == 1
