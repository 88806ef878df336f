"""The pages of papers: read, signed, refused with everything typed, closed to others."""

import re
from datetime import date, datetime, timedelta

import pytest
from flask import Flask

from app.core.actor import Role
from app.core.db import db
from app.loans.domain.lifecycle import State
from app.loans.domain.papers.kinds import BornBy, Insurance, PaperKind
from app.loans.labels_of_papers import PAPER_OF
from app.loans.models import Certificate, LoanClause, Paper, PaperSetting, Signature
from tests.given.accounts import a_person, an_institution
from tests.given.loans import Museums, a_loan, the_loan, two_museums
from tests.given.media import an_upload
from tests.given.papers import a_loan_for_papers, came_back, handed_over, seal_of, signed
from tests.pages import Browser

PDF = b"%PDF-1.4\n1 0 obj << /Type /Catalog >> endobj\ntrailer << /Root 1 0 R >>\n%%EOF\n"


def people(museums: Museums) -> dict[str, str]:
    """Somebody of each kind, by their address."""
    a_person(museums.lender_id, Role.TECHNICIAN, email="regie@preteur.example.org", name="Ada Ndiaye")
    a_person(museums.borrower_id, Role.EXHIBITIONS, email="expo@emprunteur.example.org", name="Max Roux")
    a_person(museums.borrower_id, Role.READER, email="lecture@emprunteur.example.org")
    a_person(an_institution("Ailleurs"), *Role, email="direction@ailleurs.example.org")
    return {"lender": "regie@preteur.example.org", "borrower": "expo@emprunteur.example.org"}


def typed(loan_id: int, side: str, kind: PaperKind = PaperKind.AGREEMENT, **other: str) -> dict[str, str]:
    said = {"side": side, "name": "Ada Ndiaye", "function": "Régisseuse", "agreed": "y", "once": f"k-{side}"}
    return said | {"sha256": seal_of(loan_id, kind)} | other


def test_both_sides_sign_on_their_own_pages(app: Flask, now: datetime) -> None:
    museums, loan_id = a_loan_for_papers(now)
    who = people(museums)
    lender, borrower = Browser(app).sign_in(who["lender"]), Browser(app).sign_in(who["borrower"])
    page = lender.get(f"/prets/{loan_id}/papiers/convention").text
    assert "Projet" in page and 'id="signer"' in page and seal_of(loan_id) in page
    assert "Lire et signer" in lender.get(f"/prets/{loan_id}").text
    lender.post(f"/prets/{loan_id}/papiers/convention/signer", typed(loan_id, "lender", strokes="[[[1,2],[3,4]]]"))
    again = lender.get(f"/prets/{loan_id}/papiers/convention").text
    assert 'id="signer"' not in again and "<polyline" in again and "Version 1" in again
    borrower.post(f"/prets/{loan_id}/papiers/convention/signer", typed(loan_id, "borrower"))
    assert the_loan(loan_id).state is State.SIGNED
    assert "signé des deux côtés" in borrower.get(f"/prets/{loan_id}").text
    assert "signatures\N{NO-BREAK SPACE}: 2 sur 2" in borrower.get(
        f"/prets/{loan_id}/papiers/convention"
    ).text.replace(" : ", "\N{NO-BREAK SPACE}: ")


def test_a_refused_signature_keeps_what_was_typed(app: Flask, now: datetime) -> None:
    museums, loan_id = a_loan_for_papers(now)
    lender = Browser(app).sign_in(people(museums)["lender"])
    path = f"/prets/{loan_id}/papiers/convention/signer"
    wrong = {
        "Cochez la case": {"agreed": ""},
        "en entier": {"name": "Ada"},
        "votre fonction": {"function": ""},
        "illisible": {"strokes": "[[[9999,2]]]"},
        "trop longue": {"strokes": "not json"},
    }
    for sentence, said in wrong.items():
        page = lender.post(path, typed(loan_id, "lender", **said), status=422).text
        assert sentence in page
        assert said.get("name", "Ada Ndiaye") in page
    page = lender.post(path, typed(loan_id, "lender", sha256="0" * 64), status=422).text
    assert "tel que le dit cette empreinte" in page and seal_of(loan_id) in page
    lender.post(path, typed(loan_id, "borrower"), status=422)
    assert db.session.query(Paper).count() == db.session.query(Signature).count() == 0


def test_the_seal_of_an_old_version_is_refused_on_the_page_of_the_new(app: Flask, now: datetime) -> None:
    museums, loan_id = a_loan_for_papers(now)
    lender = Browser(app).sign_in(people(museums)["lender"])
    old = seal_of(loan_id)
    signed(museums, loan_id, now)
    lender.post(f"/prets/{loan_id}/papiers/conditions", {"insurance": "liability", "transport_by": "lender"})
    assert the_loan(loan_id).state is State.APPROVED
    path = f"/prets/{loan_id}/papiers/convention"
    page = lender.post(f"{path}/signer", typed(loan_id, "lender", sha256=old), status=409).text
    assert "Ce papier a changé" in page and "à signer de nouveau" in page
    assert "remplacée" not in page and "remplacée" not in lender.get(path).text
    lender.post(f"{path}/signer", typed(loan_id, "lender"))
    assert "remplacée" in lender.get(path).text
    first = lender.get(f"{path}?version=1").text
    assert old in first and "plus ce qui est convenu" in first and 'id="signer"' not in first


def test_every_paper_opens_for_both_sides_and_for_nobody_else(app: Flask, now: datetime) -> None:
    museums, loan_id = a_loan_for_papers(now)
    who = people(museums)
    handed_over(museums, loan_id, now + timedelta(days=56))
    came_back(museums, loan_id, now + timedelta(days=60))
    lender, borrower = Browser(app).sign_in(who["lender"]), Browser(app).sign_in(who["borrower"])
    reader = Browser(app).sign_in("lecture@emprunteur.example.org")
    outsider = Browser(app).sign_in("direction@ailleurs.example.org")
    for word in PAPER_OF:
        path = f"/prets/{loan_id}/papiers/{word}"
        for suffix in ("", ".pdf"):
            lender.get(path + suffix, status=404 if word == "acte-de-don" else 200)
            hidden = word in ("acte-de-don", "liste-de-preparation")
            borrower.get(path + suffix, status=404 if hidden else 200)
            reader.get(path + suffix, status=404 if hidden else 200)
            outsider.get(path + suffix, status=404)
            Browser(app).get(path + suffix, status=303)
        outsider.post(f"{path}/signer", typed(loan_id, "lender"), status=404)
    assert 'id="signer"' not in reader.get(f"/prets/{loan_id}/papiers/convention").text
    reader.post(f"/prets/{loan_id}/papiers/convention/signer", typed(loan_id, "borrower"), status=403)
    for path in ("papiers/rien", "papiers/convention?version=7", "papiers/convention?version=x"):
        lender.get(f"/prets/{loan_id}/{path}", status=404)


@pytest.mark.parametrize("state", [State.REQUESTED, State.REFUSED, State.CANCELLED])
def test_no_papers_where_nothing_was_agreed(app: Flask, now: datetime, state: State) -> None:
    museums = two_museums()
    loan_id = a_loan(museums, state)
    lender = Browser(app).sign_in(people(museums)["lender"])
    lender.get(f"/prets/{loan_id}/papiers/convention", status=404)
    assert 'id="papiers"' not in lender.get(f"/prets/{loan_id}").text


def test_an_english_reader_gets_a_copy_and_signs_the_french_text(app: Flask, now: datetime) -> None:
    museums, loan_id = a_loan_for_papers(now)
    lender = Browser(app).sign_in(people(museums)["lender"])
    lender.client.set_cookie("lang", "en")
    path = f"/prets/{loan_id}/papiers/convention"
    assert seal_of(loan_id) in lender.get(path).text
    assert "langue=fr" in lender.get(path).text
    lender.post(f"{path}/signer", typed(loan_id, "lender"))
    assert "Convention de prêt à usage" in lender.get(f"{path}?langue=fr").text


def test_certificates_are_filed_by_the_right_side_and_judged(app: Flask, now: datetime) -> None:
    museums, loan_id = a_loan_for_papers(now)
    who = people(museums)
    lender, borrower = Browser(app).sign_in(who["lender"]), Browser(app).sign_in(who["borrower"])
    path = f"/prets/{loan_id}/papiers/certificats"
    assert "manquant" in borrower.get(path).text
    said = {"kind": "insurance", "valid_until": "2027-03-15", "amount": "9 000,50", "note": "Assureur", "once": "c1"}
    page = borrower.post(path, {**said, "file": an_upload(PDF, "a.pdf"), "amount": ""}, status=422).text
    assert "montant assuré" in page and "Déjà reçu" in page and "Assureur" in page
    kept = re.search(r'name="file_kept"[^>]*value="(\d+)"', page) or re.search(
        r'value="(\d+)"[^>]*name="file_kept"', page
    )
    assert kept
    borrower.post(path, {**said, "file_kept": kept[1]})
    assert "périmé avant la fin du prêt" in lender.get(path).text
    assert "périmé avant la fin du prêt" in lender.get(f"/prets/{loan_id}").text
    row = db.session.query(Certificate).one()
    assert (row.amount_cents, row.valid_until) == (900_050, date(2027, 3, 15))
    assert lender.get(f"{path}/{row.id}").data == PDF
    Browser(app).sign_in("direction@ailleurs.example.org").get(f"{path}/{row.id}", status=404)
    lender.post(f"{path}/{row.id}/retirer", status=403)
    lender.post(path, {**said, "file": an_upload(PDF, "b.pdf"), "once": "c2"}, status=403)
    good = {**said, "valid_until": "2027-03-19", "once": "c3", "file": an_upload(PDF, "c.pdf")}
    borrower.post(path, good)
    assert "valable</span>" in lender.get(f"/prets/{loan_id}").text
    borrower.post(f"{path}/{row.id}/retirer")
    assert db.session.query(Certificate).count() == 1


def test_a_lender_says_how_its_papers_are_written(app: Flask, now: datetime) -> None:
    museums = two_museums()
    who = people(museums)
    lender = Browser(app).sign_in(who["lender"])
    path = f"/etablissements/{museums.lender_id}/papiers"
    lender.get(path)
    said = {"insurance": "nail_to_nail", "transport_by": "lender", "deductible": "300", "requires_agreement": "y"}
    lender.post(path, said | {"represented_by": "Claire Fontaine", "represented_as": "Directrice"})
    row = db.session.query(PaperSetting).one()
    assert (row.insurance, row.transport_by, row.deductible_cents) == (Insurance.NAIL_TO_NAIL, BornBy.LENDER, 30_000)
    assert row.requires_agreement and row.represented_by == "Claire Fontaine"
    lender.post(path, said | {"deductible": "-1"}, status=422)
    loan_id = a_loan(museums, State.APPROVED)
    assert "avant toute remise" in lender.get(f"/prets/{loan_id}").text
    lender.post(f"/prets/{loan_id}/papiers/conditions", {"insurance": "not_asked", "transport_by": "borrower"})
    assert db.session.query(LoanClause).one().insurance is Insurance.NOT_ASKED
    Browser(app).sign_in(who["borrower"]).get(path, status=404)
    Browser(app).sign_in(who["borrower"]).get(f"/prets/{loan_id}/papiers/conditions", status=404)
    a_person(museums.lender_id, Role.READER, email="lecture@preteur.example.org")
    Browser(app).sign_in("lecture@preteur.example.org").get(path, status=403)


def test_whoever_would_hand_over_too_early_is_led_to_the_agreement(app: Flask, now: datetime) -> None:
    museums, loan_id = a_loan_for_papers(now)
    lender = Browser(app).sign_in(people(museums)["lender"])
    path = f"/etablissements/{museums.lender_id}/papiers"
    lender.post(path, {"insurance": "liability", "transport_by": "lender", "requires_agreement": "y"})
    page = lender.get(f"/prets/{loan_id}").text
    assert "signer la convention" in page and f"/prets/{loan_id}/remise" not in page
    answer = lender.get(f"/prets/{loan_id}/remise", status=303)
    assert answer.location.endswith(f"/prets/{loan_id}/papiers/convention")
    assert "avant toute remise" in lender.get(answer.location).text
    signed(museums, loan_id, now)
    lender.get(f"/prets/{loan_id}/remise")
