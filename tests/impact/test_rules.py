"""Every rule of the method, each held by the test that names it. What each one proves:

R1   no schema, export, page or paper holds a footprint less what was avoided, and no test data makes them one figure
R2   a loan that did harm is stored, shown, summed and exported negative
R3   the question is put before the loan, about this loan; the answer is in its plan and cannot be changed after it
R4   a report covers every use of its year, those that did harm included
R6   what the public sees of an exhibition's avoided emissions comes with its footprint, from the same records
R7   every record lists the nine consequences, each with an amount or with a reason
R8   a plan enters no total; the return makes another record
R9   a loan is a lesser increase, and a reduction only by a correction that says why
R10  what nobody knows takes the conservative value: age, test, counterfactual, the alternative's power, factors
R14  an unknown counterfactual stays out of public pages, exports and sums, and the page says so
R17  the lender is told objects and days, and what it contributed to, apart and without a unit for programs
R19  no page, paper or export says neutral, offset or zero emission
R20  a record holds its inputs, factors with versions, method, time and author; a correction supersedes it; sums of
     several versions of the method say so

The specification numbers no other rule (R5, R11, R12, R15, R16 and R18 do not exist); R13, the platform's own
footprint, is held by tests/impact/test_network.py.
"""

import json
import re
from datetime import datetime
from decimal import Decimal
from html import unescape
from typing import Any

import pytest
from flask import Flask

import config
from app.accounts.models import User
from app.core.actor import Actor
from app.core.db import db
from app.impact import corrections, exports
from app.impact.credits.domain.kinds import ClaimLabel, ConsequenceKind
from app.impact.footprint.domain.lines import Phase
from app.impact.models import ImpactRecord
from app.impact.queries import sums
from app.impact.queries.exhibition import avoided_panel, exhibition_rows, footprint_panel
from app.impact.queries.record import record_page
from app.impact.queries.report import report, report_rows
from app.impact.queries.rows import counted, planned, standing_records
from app.impact.record_paper import paper_of
from app.impact.records.domain.canonical import read
from app.impact.records.domain.correcting import Correction
from app.impact.records.domain.inputs import Inputs, result_of
from app.loans.domain.words import Alternative, Evidence, TransportMode
from app.loans.models import Loan
from tests.impact.given import FIRST, LAST, World, a_returned_loan, a_world, an_agreed_loan, an_offer, records
from tests.pages import FORBIDDEN, Browser

D = Decimal
STAFF = Actor(user_id=None, name="équipe", is_staff=True)
HARM: dict[str, Any] = {
    "alternative": Alternative.NONE,
    "evidence": Evidence.E0,
    "transport": TransportMode.DEDICATED_VAN,
}


@pytest.fixture
def world(app: Flask, now: datetime) -> World:
    return a_world(now)


def as_person(app: Flask, actor: Actor) -> Browser:
    return Browser(app).sign_in(db.session.get_one(User, actor.user_id).email)


def actual() -> list[ImpactRecord]:
    return records(phase=Phase.ACTUAL)


def test_r1_no_figure_nets_avoided_against_footprint(app: Flask, world: World) -> None:
    a_returned_loan(world)
    (row,) = counted(standing_records(), with_internal=True)
    total, inventory = sums.avoided([row]), sums.inventory([row])
    assert total is not None and inventory is not None
    netted = {row.footprint - row.net, row.net - row.footprint}
    shown = [value for found in (total, inventory, row) for value in _decimals(found)]
    assert not netted & set(shown)
    with app.test_request_context("/"):
        paper = json.dumps(paper_of(record_page(STAFF, row.id)), ensure_ascii=False)
    told = (
        paper + exports.borrower_csv([row]) + unescape(as_person(app, world.csr).get(f"/bilan/calculs/{row.id}").text)
    )
    for value in netted:
        assert not re.search(rf"(?<![\d]){re.escape(f'{abs(value):.3f}')}(?!\d)", told.replace(",", "."))
    described = Browser(app).get("/api/v1/openapi.json").text
    assert not re.search(
        r"net_footprint|footprint_net|balance|bilan_net|empreinte_nette", described + str(exports.HEADER)
    )


def _decimals(found: object) -> list[Decimal]:
    names = getattr(found, "__slots__", None) or vars(found)
    return [value for name in names if isinstance(value := getattr(found, name), Decimal)]


def test_r2_a_negative_result_stays_negative_everywhere(app: Flask, world: World) -> None:
    a_returned_loan(world, **HARM)
    (record,) = actual()
    assert record.net_kg == -record.burdens_kg < 0
    rows = counted(standing_records(), with_internal=True)
    total = sums.avoided(rows)
    assert total is not None and total.central == record.net_kg
    assert f",{record.net_kg:.3f}," in exports.borrower_csv(rows)
    page = as_person(app, world.csr).get(f"/bilan/calculs/{record.id}").text
    assert f"\N{MINUS SIGN}{abs(record.net_kg):.3f}".replace(".", ",") in page


def test_r3_the_question_is_asked_before_the_loan_and_its_answer_kept(app: Flask, world: World) -> None:
    loan = an_agreed_loan(world, {an_offer(world): 1}, alternative=Alternative.RENTAL, evidence=Evidence.E2)
    (plan,) = records()
    assert (plan.alternative, plan.evidence.value) == (Alternative.RENTAL, "E2")
    assert read(Inputs, plan.inputs).alternative == "rental"
    team = as_person(app, world.curator)
    listing = db.session.get_one(Loan, loan).lines[0].listing_id
    page = team.get(f"/annonces/{listing}/demander").text
    assert all(f'value="{one.value}"' in page for one in Alternative)
    refused = team.post(f"/annonces/{listing}/demander", {"once": "a", "quantity": "1"}, status=422)
    assert "Dites ce que vous auriez fait sans ce prêt" in unescape(refused.text)


def test_r4_a_report_covers_every_use_of_its_year(app: Flask, world: World, now: datetime) -> None:
    a_returned_loan(world)
    a_returned_loan(world, **HARM)
    a_returned_loan(world, alternative=Alternative.UNKNOWN, evidence=Evidence.E1)
    found = report_rows(world.csr, world.borrower, LAST.year)
    assert {row.id for row in found} >= {one.id for one in actual()}
    with app.test_request_context("/"):
        page = report(world.csr, LAST, world.borrower, LAST.year)
    assert page is not None and page.public is not None
    assert page.public.central == sum(one.net_kg for one in actual() if not one.internal_only)


def test_r6_the_public_sees_avoided_emissions_only_beside_a_footprint(app: Flask, world: World) -> None:
    a_returned_loan(world)
    with app.test_request_context("/"):
        beside, apart = footprint_panel(Actor(), world.exhibition), avoided_panel(Actor(), world.exhibition)
    assert apart is not None and beside is not None
    shown = {row.id for part in apart.parts for row in part.rows}
    assert shown == {one.id for one in actual()}
    assert all(one.footprint_kg > 0 for one in actual())
    assert [part.phase for part in beside.parts] == ["actual"]


def test_r7_every_consequence_has_an_amount_or_a_reason(app: Flask, world: World) -> None:
    a_returned_loan(world)
    a_returned_loan(world, an_offer(world, "plinth", 1, mass_kg=15), **HARM)
    with app.test_request_context("/"):
        for record in records():
            page = record_page(STAFF, record.id)
            assert {one.kind for one in page.consequences} == set(ConsequenceKind)
            assert all((one.amount is None) is bool(one.reason) for one in page.consequences)
            amounts = sum((one.amount for one in page.consequences if one.amount is not None), D(0))
            assert abs(amounts - record.net_kg) < D("0.005")


def test_r8_plans_enter_no_total(app: Flask, world: World) -> None:
    an_agreed_loan(world, {an_offer(world): 1})
    rows = standing_records()
    assert counted(rows, with_internal=True) == []
    assert [row.phase for row in planned(rows)] == [Phase.PLANNED]
    a_returned_loan(world)
    with app.test_request_context("/"):
        (record,) = actual()
        page = record_page(STAFF, record.id)
    assert page.comparison is not None and page.comparison.planned_id != record.id
    assert [row.id for row in counted(standing_records(), with_internal=True)] == [record.id]


def test_r9_a_loan_is_a_lesser_increase_unless_documented_otherwise(app: Flask, world: World, now: datetime) -> None:
    a_returned_loan(world)
    (record,) = actual()
    assert record.label is ClaimLabel.LESSER_INCREASE
    change = Correction(label="reduction")
    new = corrections.correct_record(world.csr, record.id, change, "Lot annulé, marché réduit d'autant", now)
    assert db.session.get_one(ImpactRecord, new).label is ClaimLabel.REDUCTION


def test_r10_unknown_is_conservative(app: Flask, world: World) -> None:
    known = a_returned_loan(world)
    a_returned_loan(world, an_offer(world, made_in_year=None, tested_on=None))
    a_returned_loan(world, alternative=Alternative.UNKNOWN, evidence=Evidence.E1)
    sure, ageless, unsaid = actual()
    assert sure.loan_id == known
    assert ageless.draw_kg == 0 and ageless.net_kg < 0
    assert unsaid.draw_kg < sure.draw_kg
    made = read(Inputs, sure.inputs).made
    assert made.value == made.low, "the lowest credible factor stands for a new one"
    old = result_of(read(Inputs, ageless.inputs)).use.energy
    assert old is not None and old.new_watts == 0, "an alternative of unknown power draws none"


def test_r14_an_unknown_counterfactual_is_for_internal_use(app: Flask, world: World) -> None:
    a_returned_loan(world, alternative=Alternative.UNKNOWN, evidence=Evidence.E1)
    (record,) = actual()
    assert record.internal_only
    visitor = Browser(app)
    assert visitor._fetched("GET", f"/bilan/calculs/{record.id}").status_code == 404
    assert visitor._fetched("GET", f"/bilan/calculs/{record.id}.pdf").status_code == 404
    assert exhibition_rows(Actor(), world.exhibition) == []
    assert counted(standing_records(), with_internal=False) == []
    assert "à usage interne" in as_person(app, world.csr).get(f"/bilan/calculs/{record.id}").text


def test_r17_the_lender_is_told_activity_and_claims_nothing(app: Flask, world: World) -> None:
    a_returned_loan(world)
    rows = standing_records(ImpactRecord.phase == Phase.ACTUAL)
    written = exports.lender_csv(rows)
    assert not re.search("kgco2e|evite|carbone", written, re.I)
    assert f",{(LAST - FIRST).days + 1}," in written
    with app.test_request_context("/"):
        assert report(world.technician, LAST, world.lender, LAST.year) is not None
    assert "vous avez contribué à" in unescape(as_person(app, world.technician).get("/prets/activite").text)


def test_r19_no_paper_page_or_export_claims_neutrality(app: Flask, world: World) -> None:
    """Every page that tests fetch is searched (tests/pages.py); so are the templates, the paper and the export."""
    a_returned_loan(world)
    with app.test_request_context("/"):
        paper = json.dumps(paper_of(record_page(STAFF, actual()[0].id)), ensure_ascii=False)
    assert not FORBIDDEN.search(paper + exports.borrower_csv(standing_records()))
    for folder in ("templates", "app/translations"):
        for path in (config.ROOT / folder).rglob("*.*"):
            if path.suffix in (".html", ".typ", ".po"):
                found = FORBIDDEN.search(path.read_text(encoding="utf-8"))
                assert not found, (path, found)
    with pytest.raises(AssertionError):
        assert not FORBIDDEN.search("une exposition neutre en carbone")


def test_r20_a_record_holds_all_it_was_made_from_and_a_correction_supersedes_it(
    app: Flask, world: World, now: datetime
) -> None:
    a_returned_loan(world)
    (record,) = actual()
    inputs = read(Inputs, record.inputs)
    assert all("@" in one for one in (*inputs.made.references, inputs.journey.factor))
    assert record.method == "REEMPLOI-1.0" and record.created_at is not None
    assert record.author_id == world.technician.user_id
    before = (record.inputs, record.results)
    new = corrections.correct_record(world.csr, record.id, Correction(evidence="E3"), "Devis retrouvé", now)
    old, made = db.session.get_one(ImpactRecord, record.id), db.session.get_one(ImpactRecord, new)
    assert (old.inputs, old.results) == before
    assert (made.supersedes_id, made.author_id, made.reason) == (old.id, world.csr.user_id, "Devis retrouvé")
    visitor = as_person(app, world.csr)
    assert visitor.get(f"/bilan/calculs/{old.id}").status_code == 200
    rows = counted(standing_records(), with_internal=True)
    other = sums.avoided([rows[0], _of_another_method(rows[0])])
    assert other is not None and len(other.methods) == 2, "the page warns when methods are several"


def _of_another_method(row: Any) -> Any:
    from dataclasses import replace

    return replace(row, method="REEMPLOI-1.1")


def test_every_rule_of_the_method_s_page_is_held_here() -> None:
    told = (config.ROOT / "docs/method.md").read_text(encoding="utf-8")
    rules = set(re.findall(r"^\| R(\d+) \|", told, re.M))
    here = set(re.findall(r"def test_r(\d+)_", (config.ROOT / "tests/impact/test_rules.py").read_text()))
    assert rules - {"13"} == here
