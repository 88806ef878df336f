"""Labels in the browser: printed, decoded by a program, opened by who may."""

from datetime import timedelta

import pypdfium2
import pytest
import zxingcpp
from flask import Flask

from app.accounts.models import User
from app.core.actor import Actor, Role
from app.core.db import db
from app.listings.domain.codes import CodeKind, code_of
from app.listings.domain.label_sheets import FORMATS
from app.listings.domain.states import Visibility
from app.loans import services
from app.loans.domain.lifecycle import State
from tests.conftest import NOW
from tests.given.accounts import a_person, an_institution
from tests.given.listings import a_listing, unit_ids
from tests.given.loans import a_loan, reports_to_leave, two_museums
from tests.pages import Browser

DOTS = 300 / 72


def decoded(pdf: bytes) -> list[list[str]]:
    """What a phone would read on each page, printed at 300 dots an inch."""
    document = pypdfium2.PdfDocument(pdf)
    return [[one.text for one in zxingcpp.read_barcodes(page.render(scale=DOTS).to_pil())] for page in document]


@pytest.mark.parametrize("sheet", FORMATS, ids=lambda one: one.id)
def test_a_program_reads_every_label_of_every_format(app: Flask, browser: Browser, sheet) -> None:  # type: ignore[no-untyped-def]
    museum = an_institution("Musée des Confluences")
    keeper = a_person(museum, email="regie@exemple.fr")
    listing = a_listing(keeper, museum, quantity=3, title="Vidéoprojecteur laser Epson EB-L1075U, optique standard")
    browser.sign_in("regie@exemple.fr")
    asked = f"?annonce={listing}&planche={sheet.id}&debut={sheet.per_page}"
    browser.get(f"/etiquettes{asked}")
    answer = browser.get(f"/etiquettes/planche.pdf{asked}")
    assert answer.content_type == "application/pdf"
    pages = decoded(answer.data)
    read = [text for page in pages for text in page]
    wanted = [f"HTTP://127.0.0.1:8000/E/{code_of(CodeKind.UNIT, unit)}" for unit in unit_ids(listing)]
    assert sorted(read) == sorted(wanted)
    assert len(pages[0]) == 1, "the sheet was used up to its last place"
    width, height = pypdfium2.PdfDocument(answer.data)[0].get_size()
    assert (round(width / 72 * 25.4), round(height / 72 * 25.4)) == (int(sheet.page[0]), int(sheet.page[1]))


def test_the_pdf_says_its_title_and_language(app: Flask, browser: Browser) -> None:
    museum = an_institution()
    listing = a_listing(a_person(museum, email="regie@exemple.fr"), museum)
    browser.sign_in("regie@exemple.fr")
    pdf = pypdfium2.PdfDocument(browser.get(f"/etiquettes/planche.pdf?annonce={listing}").data)
    assert pdf.get_metadata_dict()["Title"].startswith("Étiquettes")
    assert pypdfium2.raw.FPDFCatalog_IsTagged(pdf)


def test_only_keepers_print_and_only_their_own(app: Flask, browser: Browser) -> None:
    museum, other = an_institution(), an_institution()
    listing = a_listing(a_person(museum), museum)
    a_person(museum, Role.READER, email="lecture@exemple.fr")
    a_person(other, email="autre@exemple.fr")
    browser.sign_in("lecture@exemple.fr").get(f"/etiquettes?annonce={listing}", status=403)
    other_browser = Browser(app).sign_in("autre@exemple.fr")
    other_browser.get(f"/etiquettes?annonce={listing}", status=404)
    other_browser.get(f"/etiquettes/planche.pdf?annonce={listing}", status=404)


def test_a_unit_opens_with_its_next_action_for_its_own_people(app: Flask, browser: Browser) -> None:
    museums = two_museums(quantity=1)
    code = code_of(CodeKind.UNIT, museums.units[0])
    browser.sign_in(email_of(museums.technician))
    assert "Aucun prêt" in browser.get(f"/e/{code}").text
    loan = a_loan(museums, State.APPROVED)
    assert f"/prets/{loan}/remise" in browser.get(f"/e/{code}").text
    services.hand_over(museums.technician, loan, reports_to_leave(loan), NOW + timedelta(days=56))
    page = browser.get(f"/e/{code}").text
    assert f"/prets/{loan}/retour" in page and f"/prets/{loan}/remise" not in page


def email_of(actor: Actor) -> str:
    """The address one signs in with."""
    return db.session.get_one(User, actor.user_id).email


def test_a_code_opens_what_the_reader_may_see(app: Flask, browser: Browser) -> None:
    museum, other = an_institution(), an_institution()
    keeper = a_person(museum, email="regie@exemple.fr")
    a_person(other, email="autre@exemple.fr")
    own = a_listing(keeper, museum, visibility=Visibility.INSTITUTION)
    shown = a_listing(keeper, museum, visibility=Visibility.PUBLIC)
    hidden_code = code_of(CodeKind.UNIT, unit_ids(own)[0])
    public_code = code_of(CodeKind.UNIT, unit_ids(shown)[0])

    assert browser.get(f"/E/{public_code}", status=303).location.endswith(f"/annonces/{shown}")
    assert "/connexion" in browser.get(f"/E/{hidden_code}", status=303).location
    assert "/connexion" in browser.get(f"/e/{code_of(CodeKind.UNIT, 999999)}", status=303).location
    wrong = public_code[:-1] + ("0" if public_code[-1] != "0" else "1")
    assert "Relisez-le" in browser.get(f"/e/{wrong}", status=404).text

    browser.sign_in("autre@exemple.fr")
    assert "montrée" in browser.get(f"/e/{hidden_code}", status=404).text
    browser = Browser(app).sign_in("regie@exemple.fr")
    page = browser.get(f"/e/{hidden_code.lower()}").text
    assert "Que faire maintenant" in page and "Constats et inspection" in page
    assert browser.get(f"/etiquettes/lire?code={hidden_code}", status=303).location.endswith(hidden_code)
    assert "contient une erreur" in browser.get("/etiquettes/lire?code=E0", status=422).text
