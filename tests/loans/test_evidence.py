"""What shows the answer given before the loan: joined by the borrower, unseen by the lender, judged by somebody else."""

from datetime import date, datetime
from html import unescape
from typing import Any

import pytest
from flask import Flask

from app.accounts.models import User
from app.core.actor import Actor, Role
from app.core.db import db
from app.core.errors import Forbidden, NotFound
from app.impact import verification
from app.impact.models import ImpactRecord
from app.loans.domain.evidence import (
    AlreadyJudged,
    EvidenceEmpty,
    EvidenceKind,
    EvidenceLater,
    EvidencePaper,
    JudgementMissing,
)
from app.loans.domain.lifecycle import State
from app.loans.domain.refusals import EvidenceNotNamed
from app.loans.domain.words import Evidence
from app.loans.models import Loan, LoanEvidence
from app.loans.queries.evidence import evidence_page
from app.loans.services import request_loan
from app.loans.services.evidence import file_evidence, judge_evidence
from app.media.documents import receive_document
from tests.given.accounts import a_person
from tests.given.loans import Museums, a_loan, a_request, two_museums
from tests.given.media import an_upload
from tests.pages import Browser

PDF = b"%PDF-1.4\n1 0 obj << /Type /Catalog >> endobj\ntrailer << /Root 1 0 R >>\n%%EOF\n"
SAID = {"evidence": Evidence.E3, "evidence_note": "Devis 12 de la société Untel"}


@pytest.fixture
def museums(app: Flask, now: datetime) -> Museums:
    return two_museums(made_in_year=2025, now=now)


@pytest.fixture
def officer(museums: Museums, now: datetime) -> Actor:
    return a_person(museums.borrower_id, Role.CSR, email="rse@exemple.fr", now=now)


def papers() -> list[LoanEvidence]:
    db.session.expire_all()
    return list(db.session.query(LoanEvidence).order_by(LoanEvidence.id))


def as_person(app: Flask, actor: Actor) -> Browser:
    return Browser(app).sign_in(db.session.get_one(User, actor.user_id).email)


def words_of(answer: Any) -> str:
    return unescape(answer.text).replace("\N{NO-BREAK SPACE}", " ")


def test_an_answer_at_level_e3_leaves_a_paper_to_look_at(museums: Museums, now: datetime) -> None:
    a_loan(museums, **SAID)
    (paper,) = papers()
    assert (paper.reference, paper.document_id, paper.is_accepted) == ("Devis 12 de la société Untel", None, None)
    a_loan(museums)
    assert len(papers()) == 1


def test_a_file_alone_names_itself_and_nothing_at_all_is_refused(museums: Museums, now: datetime) -> None:
    with pytest.raises(EvidenceNotNamed):
        request_loan(museums.team, a_request(museums, evidence=Evidence.E3), "", now)
    document = receive_document(museums.team, museums.borrower_id, an_upload(PDF, "devis.pdf"), now)
    paper = EvidencePaper(EvidenceKind.TENDER, date(2027, 1, 4), document_id=document)
    request_loan(museums.team, a_request(museums, evidence=Evidence.E3, paper=paper), "", now)
    (row,) = papers()
    assert (row.kind, row.dated_on, row.document_id) == (EvidenceKind.TENDER, date(2027, 1, 4), document)


def test_a_paper_of_after_the_request_shows_nothing(museums: Museums, now: datetime) -> None:
    loan = a_loan(museums, **SAID)
    with pytest.raises(EvidenceLater):
        file_evidence(museums.team, loan, EvidencePaper(dated_on=date(2027, 2, 1), reference="Devis 13"), now)
    with pytest.raises(EvidenceEmpty):
        file_evidence(museums.team, loan, EvidencePaper(), now)
    with pytest.raises(Forbidden):
        file_evidence(museums.technician, loan, EvidencePaper(reference="Devis 13"), now)


def test_who_judges_is_not_who_joined(museums: Museums, officer: Actor, now: datetime) -> None:
    loan = a_loan(museums, **SAID)
    (paper,) = papers()
    for actor in (museums.team, museums.technician):
        with pytest.raises(Forbidden):
            judge_evidence(actor, loan, paper.id, True, "", now)
    with pytest.raises(JudgementMissing):
        judge_evidence(officer, loan, paper.id, False, " ", now)
    judge_evidence(officer, loan, paper.id, True, "", now)
    with pytest.raises(AlreadyJudged):
        judge_evidence(officer, loan, paper.id, False, "Trop tard", now)
    assert db.session.get_one(Loan, loan).evidence is Evidence.E3


def test_a_refused_paper_lowers_the_answer_and_the_computation(
    museums: Museums, officer: Actor, now: datetime
) -> None:
    loan = a_loan(museums, State.CLOSED, **SAID)
    (old,) = db.session.query(ImpactRecord).filter_by(loan_id=loan, phase="actual")
    assert old.evidence.value == "E3"
    (paper,) = papers()
    judge_evidence(officer, loan, paper.id, False, "Le devis porte sur un autre appareil", now)
    db.session.expire_all()
    assert db.session.get_one(Loan, loan).evidence is Evidence.E2
    new = db.session.query(ImpactRecord).filter_by(supersedes_id=old.id).one()
    assert (new.evidence.value, new.reason) == ("E2", "Le devis porte sur un autre appareil")
    assert new.draw_kg < old.draw_kg
    assert verification.corrections_are_reversals(now) == [] == verification.records_match_the_ledger(now)


def test_a_refused_paper_plans_anew_what_is_still_expected(museums: Museums, officer: Actor, now: datetime) -> None:
    loan = a_loan(museums, State.APPROVED, **SAID)
    (paper,) = papers()
    judge_evidence(officer, loan, paper.id, False, "Sans date", now)
    first, second = db.session.query(ImpactRecord).order_by(ImpactRecord.id)
    assert (first.evidence.value, second.evidence.value, second.supersedes_id) == ("E3", "E2", first.id)


def test_another_paper_that_stands_keeps_the_level(museums: Museums, officer: Actor, now: datetime) -> None:
    loan = a_loan(museums, **SAID)
    file_evidence(museums.team, loan, EvidencePaper(EvidenceKind.ORDER, date(2027, 1, 2), "Commande 7"), now)
    first, _ = papers()
    judge_evidence(officer, loan, first.id, False, "Sans date", now)
    assert db.session.get_one(Loan, loan).evidence is Evidence.E3


def test_the_lender_sees_no_paper(museums: Museums, officer: Actor, now: datetime) -> None:
    loan = a_loan(museums, **SAID)
    assert evidence_page(officer, loan).lines[0].may_judge
    with pytest.raises(NotFound):
        evidence_page(museums.technician, loan)


def test_the_page_joins_keeps_and_judges(app: Flask, museums: Museums, officer: Actor, now: datetime) -> None:
    loan = a_loan(museums, **SAID)
    team, path = as_person(app, museums.team), f"/prets/{loan}/preuves"
    assert path in team.get(f"/prets/{loan}").text
    assert path not in as_person(app, museums.technician).get(f"/prets/{loan}").text
    sent = {"kind": "quote", "dated_on": "2027-06-01", "once": "a", "file": an_upload(PDF, "devis.pdf")}
    refused = words_of(team.post(path, sent, status=422))
    assert "daté d'après la demande" in refused and "Déjà reçu : devis.pdf" in refused
    kept = refused.split('name="file_kept"')[1].split('value="')[1].split('"')[0]
    team.post(path, {"kind": "quote", "dated_on": "2027-01-03", "once": "b", "file_kept": kept}, status=303)
    _, paper = papers()
    answer = team.get(f"{path}/{paper.id}/fichier")
    assert (answer.mimetype, answer.data) == ("application/pdf", PDF)
    csr = as_person(app, officer)
    assert "Dites pourquoi" in unescape(
        csr.post(f"{path}/{paper.id}/examiner", {"verdict": "refusee"}, status=422).text
    )
    csr.post(f"{path}/{paper.id}/examiner", {"verdict": "acceptee"}, status=303)
    assert "retenue" in csr.get(path).text
    assert as_person(app, museums.technician)._fetched("GET", f"{path}/{paper.id}/fichier").status_code == 404


def test_a_file_is_joined_with_the_request_itself(app: Flask, museums: Museums, now: datetime) -> None:
    team, ask = as_person(app, museums.team), f"/annonces/{museums.listing_id}/demander"
    typed = {
        "exhibition_id": str(museums.exhibition_id), "starts_on": "2027-03-08", "ends_on": "2027-03-19",
        "quantity": "1", "transport": "dedicated_van", "alternative": "new", "evidence": "E3", "once": "x",
        "evidence_kind": "order", "evidence_day": "2027-01-04",
    }  # fmt: skip
    again = words_of(team.post(ask, {**typed, "quantity": "", "file": an_upload(PDF, "bon.pdf")}, status=422))
    assert "Déjà reçu : bon.pdf" in again
    kept = again.split('name="file_kept"')[1].split('value="')[1].split('"')[0]
    team.post(ask, {**typed, "file_kept": kept}, status=303)
    (row,) = papers()
    assert (row.kind, str(row.document_id), row.dated_on) == (EvidenceKind.ORDER, kept, date(2027, 1, 4))
