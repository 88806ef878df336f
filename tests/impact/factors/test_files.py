"""A file of factors brought by a page: tried before anything is written, confirmed whole, read by a second person."""

import io
import zipfile
from collections.abc import Iterator
from datetime import datetime, timedelta
from html import unescape

import pytest
from flask import Flask
from sqlalchemy import func, select

from app.core import storage
from app.core.actor import Actor, Role
from app.core.db import db
from app.core.errors import Forbidden, NotFound
from app.impact.diagnostic.importing.refusals import DeclarationTooBig, LicenceMissing, NotADeclaration
from app.impact.diagnostic.models import ImportedFactor
from app.impact.factors import refusals
from app.impact.factors.accepted import forget_accepted
from app.impact.factors.files import reading, services, working
from app.impact.factors.files.domain import FileKind, FileState, FileVerdict, Said
from app.impact.factors.files.queries import FactorFilePage, factor_file_page, factor_files, waiting_files
from app.impact.factors.files.reading import kind_of
from app.impact.factors.files.refusals import (
    AlreadyConfirmed,
    NothingToPropose,
    NotTried,
    NotWaiting,
    ReleaseMissing,
    RowsRefused,
)
from app.impact.factors.models import FactorFile, FactorProposal
from app.impact.factors.services import review_factor
from app.listings.domain.spreadsheets import RunProgress
from app.listings.queries.sheets.refusals import ArchiveTooBig, BadFile, BrokenEncoding, EmptyFile
from app.listings.services.importing.refusals import Crashed
from tests.given.accounts import a_person, a_staff_member, an_institution
from tests.impact.domain.test_declarations import GWP31, a_process
from tests.impact.factors.test_imports import APPLE_TV, ITEMS, MODELS, an_element, as_csv
from tests.pages import Browser

AUTHOR, REVIEWER = "apporte@ressourcerie.example.org", "relit@ressourcerie.example.org"
OTHER = an_element("99999", **{"Total poste non décomposé": "12,5", "Nom base français": "Objet nouveau"})
CHANGED = [an_element(**{"Total poste non décomposé": "150"}), *ITEMS, OTHER]
BROKEN = an_element("99998", **{"Total poste non décomposé": "", "Nom base français": "Objet sans valeur"})
BOARD = a_process((GWP31, "A1-A3", "1.5"), (GWP31, "C3", "0.5"))


@pytest.fixture
def author(app: Flask, now: datetime) -> Actor:
    return a_staff_member(AUTHOR, now=now)


@pytest.fixture
def reviewer(app: Flask, now: datetime) -> Iterator[Actor]:
    yield a_staff_member(REVIEWER, name="Relectrice", now=now)
    forget_accepted()


def brought(actor: Actor, content: bytes, now: datetime, name: str = "base.csv", key: str = "") -> int:
    return services.receive_file(actor, name, content, None, now, key=key)


def tried(actor: Actor, content: bytes, now: datetime, **said: object) -> FactorFilePage:
    id = brought(actor, content, now)
    usual: dict[str, object] = {"release": "V99", "also": ("99999",)}
    services.describe_file(actor, id, Said(**(usual | said)), now)  # type: ignore[arg-type]
    return factor_file_page(actor, id)


def declared(actor: Actor, now: datetime, content: bytes = BOARD) -> FactorFilePage:
    id = brought(actor, content, now, "board.xml")
    services.describe_file(actor, id, Said(licence="CC BY 4.0", unit="kg"), now)
    return factor_file_page(actor, id)


def written() -> int:
    proposals = db.session.scalar(select(func.count(FactorProposal.id))) or 0
    return proposals + (db.session.scalar(select(func.count(ImportedFactor.id))) or 0)


def packed(**members: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name.replace("__", "/"), content)
    return out.getvalue()


def test_a_file_is_told_by_what_it_holds() -> None:
    assert kind_of(as_csv(CHANGED)) is FileKind.BASE_CARBONE
    assert kind_of(as_csv([APPLE_TV], MODELS, "utf-8")) is FileKind.BOAVIZTA
    assert kind_of(BOARD) is FileKind.DECLARATIONS
    assert kind_of(packed(ILCD__processes__a=BOARD)) is FileKind.DECLARATIONS


def test_the_dry_run_writes_nothing_and_says_what_becomes_of_each_row(author: Actor, now: datetime) -> None:
    page = tried(author, as_csv([*CHANGED, BROKEN]), now, also=("99999", "99998"))
    told = {one.id: one for one in page.lines.items}
    assert told["bc_99999"].verdict is FileVerdict.NEW
    assert told["bc_99998"].verdict is FileVerdict.BAD and told["bc_99998"].refusals
    assert any(one.verdict is FileVerdict.CHANGED and one.value == "150" for one in told.values())
    assert page.lines.items[0].verdict is FileVerdict.BAD
    assert page.counts["read"] == len(CHANGED) + 1
    assert written() == 0


def test_one_bad_row_stops_all_unless_the_valid_ones_are_asked_for(author: Actor, now: datetime) -> None:
    page = tried(author, as_csv([*CHANGED, BROKEN]), now, also=("99999", "99998"))
    with pytest.raises(RowsRefused):
        services.confirm_file(author, page.line.id, partial=False, now=now)
    assert written() == 0
    assert services.confirm_file(author, page.line.id, partial=True, now=now) == page.wanted == written()
    assert factor_file_page(author, page.line.id).line.state is FileState.PROPOSED


def test_what_comes_in_waits_for_the_review_that_exists(author: Actor, reviewer: Actor, now: datetime) -> None:
    page = tried(author, as_csv(CHANGED), now)
    services.confirm_file(author, page.line.id, partial=False, now=now)
    row = db.session.scalars(select(FactorProposal).filter_by(factor_id="bc_99999")).one()
    assert (row.file_name, row.author_id) == ("base.csv", author.user_id)
    with pytest.raises(refusals.OwnProposal):
        review_factor(author, row.id, accept=True, reason="Lu", now=now)
    assert review_factor(reviewer, row.id, accept=True, reason="Lu", now=now) == "bc_99999@1"


def test_the_same_file_twice_proposes_nothing_twice(author: Actor, now: datetime) -> None:
    first, second = tried(author, as_csv(CHANGED), now), tried(author, as_csv(CHANGED), now)
    services.confirm_file(author, first.line.id, partial=False, now=now)
    before = written()
    with pytest.raises(AlreadyConfirmed):
        services.confirm_file(author, first.line.id, partial=False, now=now)
    with pytest.raises(NothingToPropose):
        services.confirm_file(author, second.line.id, partial=False, now=now)
    third = tried(author, as_csv(CHANGED), now)
    assert third.wanted == 0
    assert {one.verdict for one in third.lines.items} >= {FileVerdict.WAITING}
    assert written() == before


def test_a_double_click_keeps_one_file(author: Actor, now: datetime) -> None:
    assert brought(author, BOARD, now, key="once") == brought(author, BOARD, now, key="once")
    assert len(factor_files(author)) == 1


@pytest.mark.parametrize(
    ("content", "refusal"),
    [
        (b"", EmptyFile),
        (b"nom;valeur\nchaise;12\n", NotADeclaration),
        (b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 20, BadFile),
        ("Type Ligne;Identifiant de l'élément\n".encode() + b"caf\xc3\xa9;\xff\xe9\n", BrokenEncoding),
        (packed(xl__worksheets__sheet1=b"<c/>" * 5_000_000), ArchiveTooBig),
        (packed(ILCD__processes__a=BOARD)[:-40], (BadFile, NotADeclaration)),
    ],
    ids=["empty", "another table", "a picture", "broken encoding", "a bomb", "cut off"],
)
def test_a_file_that_cannot_be_read_is_not_kept(
    author: Actor, now: datetime, content: bytes, refusal: type[Exception]
) -> None:
    with pytest.raises(refusal):
        brought(author, content, now)
    assert not factor_files(author)


def test_a_bomb_of_declarations_is_refused_before_it_is_unpacked(author: Actor, now: datetime) -> None:
    bomb = io.BytesIO()
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("ILCD/processes/a.xml", b"<a>" + b" " * 30_000_000 + b"</a>")
    with pytest.raises(DeclarationTooBig):
        brought(author, bomb.getvalue(), now)


def test_what_is_missing_is_said_at_its_field(author: Actor, now: datetime) -> None:
    id = brought(author, as_csv(CHANGED), now)
    with pytest.raises(NotTried):
        services.confirm_file(author, id, partial=False, now=now)
    with pytest.raises(ReleaseMissing):
        services.describe_file(author, id, Said(), now)
    with pytest.raises(LicenceMissing):
        services.describe_file(author, brought(author, BOARD, now), Said(unit="kg"), now)


def test_declarations_wait_for_a_second_person(author: Actor, reviewer: Actor, now: datetime) -> None:
    page = declared(author, now)
    assert page.wanted == 1
    services.confirm_file(author, page.line.id, partial=False, now=now)
    assert written() == 0
    assert (waiting_files(author), waiting_files(reviewer)) == (0, 1)
    with pytest.raises(refusals.OwnProposal):
        services.review_file(author, page.line.id, accept=True, reason="Lu", now=now)
    with pytest.raises(refusals.ReasonMissing):
        services.review_file(reviewer, page.line.id, accept=True, reason=" ", now=now)
    services.review_file(reviewer, page.line.id, accept=True, reason="Lu", now=now)
    row = db.session.scalars(select(ImportedFactor)).one()
    assert (row.licence, row.unit, row.imported_by) == ("CC BY 4.0", "kg", reviewer.user_id)
    assert factor_file_page(author, page.line.id).line.state is FileState.TAKEN
    with pytest.raises(NotWaiting):
        services.review_file(reviewer, page.line.id, accept=False, reason="Non", now=now)
    assert declared(author, now).wanted == 0


def test_refused_declarations_write_nothing(author: Actor, reviewer: Actor, now: datetime) -> None:
    page = declared(author, now)
    services.confirm_file(author, page.line.id, partial=False, now=now)
    services.review_file(reviewer, page.line.id, accept=False, reason="Licence inconnue", now=now)
    assert written() == 0
    assert factor_file_page(author, page.line.id).line.state is FileState.REFUSED


def test_a_work_that_crashes_leaves_nothing_and_says_so(
    author: Actor, reviewer: Actor, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = declared(author, now)
    services.confirm_file(author, page.line.id, partial=False, now=now)
    monkeypatch.setattr(working, "take_declarations", lambda *_: 1 / 0)
    services.review_file(reviewer, page.line.id, accept=True, reason="Lu", now=now)
    again = factor_file_page(reviewer, page.line.id)
    assert again.refusal is not None and again.refusal.message == Crashed.message
    assert again.line.state is FileState.PROPOSED and again.may_review
    assert written() == 0


def test_a_big_file_is_read_by_the_job(author: Actor, now: datetime, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(working, "SMALL", 10)
    page = tried(author, as_csv(CHANGED), now)
    assert page.line.is_working and not page.is_tried
    working.run_waiting_files(now)
    page = factor_file_page(author, page.line.id)
    assert not page.line.is_working and page.wanted == 2


def test_a_worker_that_died_is_replaced(author: Actor, now: datetime) -> None:
    id = tried(author, as_csv(CHANGED), now).line.id
    with db.session.begin_nested():
        db.session.get_one(FactorFile, id).progress = RunProgress.RUNNING
        db.session.get_one(FactorFile, id).beat_at = now
    db.session.commit()
    working.run_waiting_files(now + timedelta(minutes=1))
    assert factor_file_page(author, id).line.is_working
    working.run_waiting_files(now + timedelta(minutes=3))
    assert not factor_file_page(author, id).line.is_working


def test_files_go_after_a_month_and_what_they_said_stays(author: Actor, now: datetime) -> None:
    tried_once, waits = tried(author, as_csv(CHANGED), now), declared(author, now)
    services.confirm_file(author, waits.line.id, partial=False, now=now)
    key = db.session.get_one(FactorFile, tried_once.line.id).file_key
    services.purge_factor_files(now + timedelta(days=31))
    with pytest.raises(NotFound):
        storage.read(key)
    assert factor_file_page(author, tried_once.line.id).is_purged
    assert not factor_file_page(author, waits.line.id).is_purged


def test_others_than_the_staff_are_refused(author: Actor, browser: Browser, now: datetime) -> None:
    house = an_institution(now=now)
    person = a_person(house, Role.ADMIN, email="direction@exemple.fr", now=now)
    id = brought(author, BOARD, now)
    with pytest.raises(Forbidden):
        brought(person, BOARD, now)
    for verb in (factor_file_page, factor_files):
        with pytest.raises(NotFound):
            verb(person, *([id] if verb is factor_file_page else []))  # type: ignore[operator]
    browser.sign_in("direction@exemple.fr")
    browser.get("/plateforme/facteurs/fichiers", status=403)


def test_the_whole_way_through_the_pages(author: Actor, reviewer: Actor, app: Flask, now: datetime) -> None:
    mine, theirs = Browser(app).sign_in(AUTHOR), Browser(app).sign_in(REVIEWER)
    at = "/plateforme/facteurs/fichiers"
    assert "Choisissez un fichier" in unescape(mine.post(at, {"once": "a"}, status=422).text)
    refused = mine.post(at, {"once": "b", "file": (io.BytesIO(b""), "vide.csv")}, status=422)
    assert "zéro octet" in unescape(refused.text)
    sent = mine.post(at, {"once": "c", "file": (io.BytesIO(as_csv([*CHANGED, BROKEN])), "base.csv")})
    page = sent.location
    assert "dites quelle édition" in unescape(mine.post(page, {"release": ""}, status=422).text).lower()
    mine.post(page, {"release": "V99", "also": "99999\n99998"})
    text = unescape(mine.get(page).text)
    for said in ("Objet nouveau", "12,5", "nouveau", "changé", "refusé", "Il manque la valeur"):
        assert said in text
    assert "Rien n'a été écrit" in unescape(mine.post(f"{page}/confirmer", status=422).text)
    mine.post(f"{page}/confirmer", {"partial": "y"})
    assert "2 versions de ce fichier ont été proposées" in unescape(mine.get(page).text)
    epd = mine.post(at, {"once": "d", "file": (io.BytesIO(BOARD), "board.xml")}).location
    mine.post(epd, {"licence": "CC BY 4.0", "unit": "kg", "institution": "0"})
    assert "Board of wool" in mine.get(epd).text
    mine.post(f"{epd}/confirmer")
    assert "board.xml" in theirs.get("/plateforme/facteurs").text
    assert "Dites pourquoi" in theirs.post(f"{epd}/relecture", {"decision": "accept"}, status=422).text
    theirs.post(f"{epd}/relecture", {"decision": "accept", "reason": "Lu"})
    assert "1 déclaration de ce fichier sert depuis" in unescape(theirs.get(epd).text)
    assert theirs.get(f"{epd}/avancement.json").json == {"done": 1, "rows": 1, "working": False}
    assert "board.xml" in theirs.get(at).text


def test_a_table_of_boavizta_is_proposed_under_its_licence(author: Actor, now: datetime) -> None:
    content = as_csv([APPLE_TV | {"gwp_total": "48.0"}], MODELS, "utf-8")
    id = brought(author, content, now, "boavizta.csv")
    services.describe_file(author, id, Said(release="2026-12"), now)
    page = factor_file_page(author, id)
    assert page.line.kind is FileKind.BOAVIZTA and page.wanted
    services.confirm_file(author, id, partial=True, now=now)
    rows = db.session.scalars(select(FactorProposal)).all()
    assert len(rows) == page.wanted
    assert all("ODbL" in row.row["licence"]["fr"] and "2026-12" in row.row["source"]["fr"] for row in rows)


def test_a_long_file_that_is_none_says_so_after_its_dry_run(
    author: Actor, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reading, "MOST_AT_ONCE", 5)
    id = brought(author, b"nom;valeur\nchaise;12\n", now)
    services.describe_file(author, id, Said(licence="CC0"), now)
    page = factor_file_page(author, id)
    assert page.line.has_failed and page.refusal is not None and page.may_say
    assert page.refusal.message == NotADeclaration.message
    assert not page.is_tried
    with pytest.raises(NotTried):
        services.confirm_file(author, id, partial=False, now=now)
