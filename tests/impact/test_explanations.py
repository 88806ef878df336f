"""A person with a calculator finds the same figures: every step of every kind of record is worked out again from the
numbers that the page shows, and the paper has the digits of the page."""

import re
from datetime import datetime
from decimal import Decimal, localcontext
from html import unescape

import pypdfium2
import pytest
from flask import Flask

from app.core.actor import Actor
from app.core.db import db
from app.core.i18n import number
from app.impact import corrections, exports
from app.impact.footprint.domain.lines import Phase
from app.impact.queries.explain import Step
from app.impact.queries.record import record_page
from app.impact.queries.rows import records as rows_of
from app.impact.record_paper import paper_of
from app.impact.records.domain.correcting import Correction
from app.loans.domain.words import Alternative, Evidence, TransportMode
from tests.impact.given import World, a_returned_loan, a_world, an_offer, records
from tests.pages import Browser

D = Decimal
STAFF = Actor(user_id=None, name="équipe", is_staff=True)
UNITS = re.compile(r"kg CO2e/kg|\bkg\b|\bh\b|\bj\b")
SPACES = re.compile(r"[\s\u00a0\u202f]+")


def worked_out(text: str) -> Decimal:
    """What a calculator makes of the numbers of a step, as the page writes them in French."""
    told = UNITS.sub("", text).replace("\N{MINUS SIGN}", "-").replace(",", ".").replace(";", ",")
    told = SPACES.sub("", told).replace("×", "*").replace("²", "**2").replace("√", "root")
    told = re.sub(r"\d+(\.\d+)?", lambda found: f"D('{found[0]}')", told).replace("**D('2')", "**2")
    told = re.sub(r"²|\*\*D\('2'\)", "**2", told)
    with localcontext() as context:
        context.prec = 40
        value = eval(told, {"D": D, "min": min, "max": max, "root": lambda x: D(x).sqrt()})
    return D(value)


def told(step: Step) -> Decimal:
    return worked_out(step.value)


def strange_uses(now: datetime) -> World:
    """Every path through the method: by van, by freight, rental, by uses, old and unknown, E0 to E3, stated burdens."""
    world = a_world(now, public_borrower=True)
    a_returned_loan(world, quantity=2, transport=TransportMode.DEDICATED_VAN, evidence=Evidence.E3)
    a_returned_loan(world, alternative=Alternative.RENTAL)
    a_returned_loan(world, alternative=Alternative.UNKNOWN, evidence=Evidence.E1)
    a_returned_loan(world, alternative=Alternative.NONE, evidence=Evidence.E0)
    a_returned_loan(world, an_offer(world, "plinth", 1, mass_kg=15))
    a_returned_loan(world, an_offer(world, "video_projector", 1, specs={"lumens": "6000"}, made_in_year=2001))
    a_returned_loan(world, an_offer(world, made_in_year=None, tested_on=None))
    change = Correction(packaging=D("1.25"), refurbishment=D(2), evidence="E3")
    corrections.correct_record(world.csr, records(phase=Phase.ACTUAL)[0].id, change, "Caisse neuve", now)
    return world


def test_every_step_can_be_worked_out_by_hand(app: Flask, now: datetime) -> None:
    strange_uses(now)
    worked = 0
    with app.test_request_context("/"):
        for record in records():
            page = record_page(STAFF, record.id)
            for step in page.steps:
                if not step.numbers or step.number == "90 %":
                    continue
                found, said = worked_out(step.numbers), told(step)
                # Numbers are shown to six decimals: a product of a few of them is right to some 1e-5 of its size,
                # and what the ledger keeps is whole grams.
                assert abs(found - said) <= D("0.0011") + abs(said) * D("0.00002"), (record.id, step, found)
                worked += 1
    assert worked > 200


def test_the_interval_and_the_weights_are_worked_out_too(app: Flask, now: datetime) -> None:
    strange_uses(now)
    with app.test_request_context("/"):
        for record in records():
            steps = {step.number: step for step in record_page(STAFF, record.id).steps}
            assert worked_out(steps["w"].numbers) == 1 == told(steps["w"])
            low, high = (worked_out(end) for end in steps["90 %"].value.strip("[]").split(";"))
            centre, _, spread = steps["90 %"].numbers.partition("±")
            assert abs(worked_out(centre) - worked_out(spread) - low) <= D("0.001")
            assert abs(worked_out(centre) + worked_out(spread) - high) <= D("0.001")


def test_the_steps_name_the_factors_whose_numbers_they_use(app: Flask, now: datetime) -> None:
    strange_uses(now)
    with app.test_request_context("/"):
        for record in records():
            page = record_page(STAFF, record.id)
            named = {one for step in page.steps for one in step.factors}
            expected = {page.inputs.made.reference, page.inputs.journey.factor}
            if page.inputs.electricity:
                expected.add(page.inputs.electricity.factor)
            assert named == expected
            assert all("@" in one for one in named)


def test_screen_formula_csv_and_paper_show_the_same_digits(app: Flask, now: datetime) -> None:
    world = a_world(now)
    a_returned_loan(world)
    (record,) = records(phase=Phase.ACTUAL)
    visitor = Browser(app).sign_in(_email(world))
    shown = unescape(visitor.get(f"/bilan/calculs/{record.id}").text)
    with app.test_request_context("/"):
        page = record_page(STAFF, record.id)
        paper = paper_of(page)
        ((row,),) = [rows_of()[1:]]
        written = exports.borrower_csv([row])
        for kg in (record.net_kg, record.low_kg, record.high_kg, record.low_bound_kg):
            assert number(kg, 3) in shown
            assert number(kg, 3) in str(paper["figures"])
            assert f";{kg}".replace(";", ",") in written or str(kg) in written
        for step in page.steps:
            assert step.value in shown
            assert any(step.value in line[4] for line in paper["steps"])


def test_the_paper_is_a_pdf_for_whoever_may_read_the_page(app: Flask, now: datetime) -> None:
    world = a_world(now)
    a_returned_loan(world)
    (record,) = records(phase=Phase.ACTUAL)
    answer = Browser(app).sign_in(_email(world))._fetched("GET", f"/bilan/calculs/{record.id}.pdf")
    assert (answer.status_code, answer.mimetype) == (200, "application/pdf")
    printed = SPACES.sub(
        "", "".join(one.get_textpage().get_text_range() for one in pypdfium2.PdfDocument(answer.data))
    )
    with app.test_request_context("/"):
        for step in record_page(STAFF, record.id).steps:
            assert SPACES.sub("", step.value) in printed
        assert SPACES.sub("", number(record.net_kg, 3)) in printed
    internal = a_returned_loan(world, alternative=Alternative.UNKNOWN, evidence=Evidence.E1)
    hidden = next(one for one in records(phase=Phase.ACTUAL) if one.loan_id == internal)
    assert Browser(app)._fetched("GET", f"/bilan/calculs/{hidden.id}.pdf").status_code == 404


@pytest.mark.parametrize("language", ["fr", "en"])
def test_the_page_shows_planned_beside_actual_and_what_moves_it(app: Flask, now: datetime, language: str) -> None:
    strange_uses(now)
    with app.test_request_context("/"):
        for record in records(phase=Phase.ACTUAL):
            page = record_page(STAFF, record.id)
            assert page.comparison is not None and page.comparison.actual_days == page.inputs.days
            widths = [bar.width for bar in page.doubts.bars]
            assert widths == sorted(widths, reverse=True) and len(widths) >= 1
            assert page.doubts.check.draws == 10_000


def _email(world: World) -> str:
    from app.accounts.models import User

    return str(db.session.get_one(User, world.csr.user_id).email)
