"""The exhibition as a project: who may write it, what is kept when something is wrong, the passport and its later questions."""

import io
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from html import unescape

import pytest
from flask import Flask
from sqlalchemy import func, select

from app.core.actor import Actor, Role
from app.core.db import db
from app.core.errors import Forbidden, NotFound, Stale
from app.core.notices import Notice
from app.exhibitions.domain.passport import BorrowedArrivesByItself, Fate, NextLife, NotAskedYet, Origin
from app.exhibitions.domain.project import Member, ProjectDraft, ProjectRole, Space, Venue
from app.exhibitions.project import borrowed, services
from app.exhibitions.project.asking import ask_fates
from app.exhibitions.project.borrowed import Borrowed
from app.exhibitions.project.queries import passport_page, passport_shown, project_document, project_page
from app.media.documents import receive_document
from tests.conftest import Clock
from tests.given.accounts import a_person, an_institution
from tests.given.exhibitions import A_WALL, an_exhibition
from tests.given.media import an_upload
from tests.pages import Browser

TEAM, READER, STRANGER = "projet@exemple.fr", "projet.lecteur@exemple.fr", "projet.autre@exemple.fr"
CLOSES = date(2027, 6, 20)
PDF = b"%PDF-1.4\n1 0 obj << /Type /Catalog >> endobj\ntrailer << /Root 1 0 R >>\n%%EOF\n"


@pytest.fixture
def world(app: Flask, now: datetime) -> tuple[Actor, Actor, Actor, int]:
    """The team, a reader of the house, a stranger, a show that closes on 20 June 2027."""
    house, other = an_institution(name="Musée A", now=now), an_institution(name="Musée B", now=now)
    team = a_person(house, Role.EXHIBITIONS, email=TEAM, now=now)
    reader = a_person(house, Role.READER, email=READER, now=now)
    stranger = a_person(other, Role.EXHIBITIONS, email=STRANGER, now=now)
    return team, reader, stranger, an_exhibition(team, house, now, closes_on=CLOSES, is_public=True)


@pytest.fixture(autouse=True)
def as_plugged(app: Flask) -> Iterator[None]:
    """What a test plugs in is taken out again, and nothing of what the application did."""
    before = list(borrowed._plugged)
    yield
    borrowed._plugged[:] = before


def test_only_the_team_writes_and_only_the_house_reads(world: tuple[Actor, Actor, Actor, int], now: datetime) -> None:
    team, reader, stranger, show = world
    services.add_space(team, show, Space("Salle 1", Decimal("120.5")), now)
    assert project_page(reader, show, now.date()).spaces_m2 == Decimal("120.5")
    with pytest.raises(Forbidden):
        services.add_space(reader, show, Space("Salle 2", Decimal(10)), now)
    with pytest.raises(NotFound):
        services.add_space(stranger, show, Space("Salle 2", Decimal(10)), now)
    with pytest.raises(NotFound):
        project_page(stranger, show, now.date())


def test_two_people_do_not_overwrite_each_other(world: tuple[Actor, Actor, Actor, int], now: datetime) -> None:
    team, _, _, show = world
    services.describe_project(team, show, ProjectDraft(actual_visitors=900), 0, now)
    with pytest.raises(Stale):
        services.describe_project(team, show, ProjectDraft(actual_visitors=1), 0, now)
    assert project_page(team, show, now.date()).project.actual_visitors == 900


def test_a_double_click_adds_one(world: tuple[Actor, Actor, Actor, int], now: datetime) -> None:
    team, _, _, show = world
    first = services.add_member(team, show, Member("Ana", ProjectRole.LIGHTING), now, "key")
    assert services.add_member(team, show, Member("Ana", ProjectRole.LIGHTING), now, "key") == first


def test_visitors_of_a_tour_are_known_when_every_stage_is(
    world: tuple[Actor, Actor, Actor, int], now: datetime
) -> None:
    team, _, _, show = world
    services.describe_project(team, show, ProjectDraft(actual_visitors=1000), 0, now)
    said = Venue("Halle", "Lille", date(2027, 9, 1), date(2027, 10, 1), expected_visitors=500)
    stage = services.add_venue(team, show, said, now)
    assert project_page(team, show, now.date()).visitors[1] is None
    services.edit_row(team, show, stage, replace(said, actual_visitors=400), now)
    assert project_page(team, show, now.date()).visitors[1] == 1400
    services.remove_row(team, show, "venues", stage, now)
    assert project_page(team, show, now.date()).visitors[1] == 1000


def test_the_passport_holds_what_is_borrowed_without_anybody_typing_it(
    world: tuple[Actor, Actor, Actor, int], now: datetime
) -> None:
    team, _, _, show = world
    borrowed.plug_in(lambda _show: (Borrowed("Écran 55", 2, "Musée B", 7, NextLife.RETURN),))
    services.add_element(team, show, A_WALL, now)
    page = passport_page(team, show, now.date())
    assert (page.balance.count, page.balance.reused) == (6, 2)
    assert page.strike == "4 cloison blanche"
    with pytest.raises(BorrowedArrivesByItself):
        services.add_element(team, show, replace(A_WALL, origin=Origin.BORROWED), now)


def test_fate_is_told_only_when_it_is_asked(world: tuple[Actor, Actor, Actor, int], now: datetime) -> None:
    team, _, _, show = world
    element = services.add_element(team, show, A_WALL, now)
    with pytest.raises(NotAskedYet):
        services.tell_fate(team, element, 6, Fate.USED_AGAIN, "", now)
    later = datetime(2028, 1, 10, 9, tzinfo=now.tzinfo)
    services.tell_fate(team, element, 6, Fate.IN_STORE, "", later)
    services.tell_fate(team, element, 6, Fate.USED_AGAIN, "à Lille", later)
    (line,) = passport_page(team, show, later.date()).elements
    assert line.fates == ((6, Fate.USED_AGAIN, "à Lille"),)
    assert line.due == ()
    with pytest.raises(NotFound):
        services.remove_row(team, show, "elements", element, later)


def test_the_question_is_asked_once_after_six_months_and_once_after_twelve(
    world: tuple[Actor, Actor, Actor, int], now: datetime
) -> None:
    team, _, _, show = world
    services.add_element(team, show, A_WALL, now)

    def asked() -> int:
        return db.session.scalar(select(func.count()).select_from(Notice)) or 0

    ask_fates(datetime(2027, 12, 1, tzinfo=now.tzinfo))
    assert asked() == 0
    for hours in range(3):
        ask_fates(datetime(2027, 12, 22, tzinfo=now.tzinfo) + timedelta(hours=hours))
    assert asked() == 1
    ask_fates(datetime(2028, 6, 25, tzinfo=now.tzinfo))
    assert asked() == 2


def test_pages_open_for_the_team(app: Flask, browser: Browser, world: tuple[Actor, Actor, Actor, int]) -> None:
    *_, show = world
    browser.sign_in(TEAM)
    for page in ("projet", "passeport", "origines"):
        assert browser.get(f"/expositions/{show}/{page}").status_code == 200
    assert browser.get(f"/expositions/{show}/panneau.pdf").data.startswith(b"%PDF")


def test_the_page_of_the_poster_opens_with_a_public_show(
    app: Flask, world: tuple[Actor, Actor, Actor, int], now: datetime
) -> None:
    team, reader, stranger, show = world
    services.add_element(team, show, A_WALL, now)
    assert passport_shown(reader, show, now.date()).balance.count == 4
    with pytest.raises(NotFound):
        passport_shown(stranger, show, date(2027, 3, 9))
    assert passport_shown(stranger, show, date(2027, 3, 10)).balance.count == 4


def test_a_paper_sent_twice_is_filed_once(app: Flask, world: tuple[Actor, Actor, Actor, int], now: datetime) -> None:
    team, _, stranger, show = world
    (house,) = team.institution_ids
    paper = receive_document(team, house, an_upload(PDF, "plan.pdf"), now, key="k")
    filed = services.file_project_document(team, show, paper, "Plan", now, "k")
    assert services.file_project_document(team, show, paper, "Plan", now, "k") == filed
    (line,) = project_page(team, show, now.date()).documents
    assert (line.title, line.file.file_name) == ("Plan", "plan.pdf")
    assert project_document(team, show, filed, now.date()).id == paper
    with pytest.raises(NotFound):
        project_document(stranger, show, filed, now.date())


def test_a_file_chosen_in_a_refused_form_is_kept(
    browser: Browser, world: tuple[Actor, Actor, Actor, int], now: datetime
) -> None:
    team, _, _, show = world
    browser.sign_in(TEAM)
    at = f"/expositions/{show}/projet/documents"
    once = {"document-once": "a" * 32}
    chosen = {"document-file": (io.BytesIO(PDF), "plan.pdf")}
    refused = browser.post(at, {**once, "document-title": "x" * 200, **chosen}, status=422)
    assert "Garder plan.pdf, déjà reçu" in unescape(refused.text)
    kept = re.search(r'name="document-file_kept" value="(\d+)"', refused.text)
    assert kept is not None
    again = {**once, "document-title": "Plan", "document-file_kept": kept[1]}
    for _click in range(2):
        browser.post(at, dict(again), status=303)
    (line,) = project_page(team, show, now.date()).documents
    assert (line.title, line.file.file_name) == ("Plan", "plan.pdf")
    for stale in (kept[1], "99999", "x"):
        nothing = {"document-once": "b" * 32, "document-title": "Rien", "document-file_kept": stale}
        assert "Choisissez un fichier." in unescape(browser.post(at, nothing, status=422).text)
    bad = {"document-once": "c" * 32, "document-file": (io.BytesIO(b"rien"), "a.exe")}
    assert browser.post(at, bad, status=422).status_code == 422


def test_the_team_says_on_the_page_what_became_of_an_element(
    browser: Browser, world: tuple[Actor, Actor, Actor, int], now: datetime, clock: Clock
) -> None:
    team, _, _, show = world
    element = services.add_element(team, show, A_WALL, now)
    clock.at(datetime(2028, 1, 10, 9, tzinfo=now.tzinfo))
    browser.sign_in(TEAM)
    at = f"/expositions/{show}/passeport"
    assert f"{at}/{element}/devenir/6" in browser.get(at).text
    refused = browser.post(f"{at}/{element}/devenir/12", {"outcome": "used_again"}, status=422)
    assert "Cette question se pose six mois" in refused.text
    browser.post(f"{at}/{element}/devenir/6", {"outcome": "used_again", "note": "à Lille"}, status=303)
    assert "a resservi" in browser.get(at).text
