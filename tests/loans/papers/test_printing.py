"""The PDF says what the page says, figure by figure, and one version is always the same bytes."""

import html
import re
from datetime import datetime, timedelta

import pypdfium2
import pytest
from flask import Flask

from app.core.actor import Actor, Role
from app.loans.domain.papers.kinds import PaperKind
from app.loans.domain.papers.writing import WRITERS
from app.loans.labels_of_papers import PAPER_WORDS
from app.loans.queries.papers.paper_page import paper_page
from app.loans.queries.papers.printing import paper_pdf
from tests.given.accounts import a_person
from tests.given.papers import a_loan_for_papers, came_back, handed_over, signed
from tests.pages import Browser

FIGURE = re.compile(r"\d[\d\u202f\u00a0 ,.:]*")


def text_of(pdf: bytes) -> str:
    document = pypdfium2.PdfDocument(pdf)
    try:
        pages = []
        for number in range(len(document)):
            page = document[number]
            read = page.get_textpage()
            pages.append(read.get_text_bounded())
            read.close()
            page.close()
        return "".join(pages)
    finally:
        document.close()


def squeezed(text: str) -> str:
    """Without blanks, breaks and the hyphens a printer puts at the end of a line."""
    return re.sub(r"[\s\u00a0\u202f\ufffe\u00ad\u0002-]+", "", text)


def figures(text: str) -> list[str]:
    return [re.sub(r"\D", "", found) for found in FIGURE.findall(text)]


@pytest.mark.parametrize("language", ["fr", "en"])
def test_the_pdf_and_the_page_say_the_same(app: Flask, now: datetime, language: str) -> None:
    museums, loan_id = a_loan_for_papers(now)
    signed(museums, loan_id, now)
    handed_over(museums, loan_id, now + timedelta(days=56))
    came_back(museums, loan_id, now + timedelta(days=60))
    a_person(museums.lender_id, Role.TECHNICIAN, email="regie@preteur.example.org")
    lender = Browser(app).sign_in("regie@preteur.example.org")
    lender.client.set_cookie("lang", language)
    for kind in WRITERS:
        path = f"/prets/{loan_id}/papiers/{PAPER_WORDS[kind]}"
        printed = squeezed(text_of(lender.get(f"{path}.pdf").data))
        shown = squeezed(html.unescape(re.sub(r"<[^>]+>", " ", lender.get(path).text)))
        content = paper_page(museums.technician, loan_id, kind, now, language).content
        for said in content.texts():
            assert squeezed(said) in shown, (kind, said)
        for said in (said for part in content.parts for table in part.tables for row in table.rows for said in row):
            assert all(squeezed(word) in printed for word in said.split() if word != "☐"), (kind, said)
        for said in content.texts():
            assert all(figure in re.sub(r"\D", "", printed) for figure in figures(said)), (kind, said)


def test_one_stored_version_is_always_the_same_bytes(app: Flask, now: datetime) -> None:
    museums, loan_id = a_loan_for_papers(now)
    signed(museums, loan_id, now)

    def printed(actor: Actor, at: datetime, language: str = "fr") -> bytes:
        return paper_pdf(actor, paper_page(actor, loan_id, PaperKind.AGREEMENT, at, language, 1))

    once = printed(museums.technician, now)
    assert once == printed(museums.team, now + timedelta(days=9))
    assert once.startswith(b"%PDF-") and b"/StructTreeRoot" in once and b"/Lang" in once
    assert "Courtesy" in text_of(printed(museums.team, now, "en")) or "courtoisie" in text_of(
        printed(museums.team, now, "en")
    )


def test_the_print_names_who_signed_when_and_which_seal(app: Flask, now: datetime) -> None:
    museums, loan_id = a_loan_for_papers(now)
    draft = paper_page(museums.technician, loan_id, PaperKind.AGREEMENT, now, "fr")
    assert "Projet" in text_of(paper_pdf(museums.technician, draft))
    signed(museums, loan_id, now)
    page = paper_page(museums.technician, loan_id, PaperKind.AGREEMENT, now, "fr")
    said = text_of(paper_pdf(museums.technician, page))
    for words in ("Ada Ndiaye, Régisseuse", "11 janv. 2027 10:00", page.sha256, page.sha256[:12], "2 sur 2"):
        assert words in said.replace("\r\n", " "), words
