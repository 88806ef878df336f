"""The proofs catch what they are there to catch; the commands answer as their pages say."""

import json
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import text

from app.core.db import db, is_sqlite, transaction
from app.impact import verification
from tests.impact.given import (
    a_returned_loan,
    a_world,
    an_agreed_loan,
    an_offer,
    cancel,
    hand_over,
    records,
    take_back,
)

CHECKS: dict[str, Callable[[datetime], list[str]]] = {
    check.__name__: check
    for check in (
        verification.legs_sum_to_zero,
        verification.chain_is_unbroken,
        verification.caps_are_respected,
        verification.records_match_the_ledger,
        verification.columns_match_the_results,
        verification.posted_after_the_return,
        verification.corrections_are_reversals,
    )
}


def broken(now: datetime) -> set[str]:
    db.session.expire_all()
    return {name for name, check in CHECKS.items() if check(now)}


def force(*statements: str) -> None:
    """Rewrite history behind the triggers' back, as a stolen database would."""
    triggers = {
        table: f"{table}_no_{verb}"
        for table in ("impact_record", "ledger_entry", "ledger_posting")
        for verb in ("update",)
    }
    with transaction() as session:
        for table, name in triggers.items():
            drop = f"DROP TRIGGER {name}" if is_sqlite() else f"DROP TRIGGER {name} ON {table}"
            session.execute(text(drop))
        if is_sqlite():
            session.execute(text("DROP TRIGGER ledger_posting_no_delete"))
            session.execute(text("DROP TRIGGER ledger_entry_no_delete"))
        else:
            session.execute(text("DROP TRIGGER ledger_posting_no_delete ON ledger_posting"))
            session.execute(text("DROP TRIGGER ledger_entry_no_delete ON ledger_entry"))
        for statement in statements:
            session.execute(text(statement))


@pytest.fixture
def lived(app: Flask, now: datetime) -> Flask:
    """A ledger with every kind of event in it."""
    world = a_world(now)
    a_returned_loan(world, quantity=2)
    cancel(world, an_agreed_loan(world, {an_offer(world): 1}), now)
    partial = an_agreed_loan(world, {an_offer(world, "plinth", 3, mass_kg=15): 3})
    first, *_ = hand_over(world, partial, date(2027, 3, 2))
    take_back(world, partial, date(2027, 4, 2), [first])
    return app


def test_nothing_is_broken_after_every_kind_of_event(lived: Flask, now: datetime) -> None:
    assert broken(now) == set()
    assert all(same for _, same in verification.recomputed())


@pytest.mark.parametrize(
    ("statement", "caught_by"),
    [
        (
            "UPDATE ledger_posting SET amount_kg = amount_kg + 1 WHERE id = 3",
            {"legs_sum_to_zero", "chain_is_unbroken"},
        ),
        ("UPDATE ledger_entry SET reason = 'autre' WHERE id = 2", {"chain_is_unbroken"}),
        ("UPDATE ledger_posting SET account = 'exhibition:99' WHERE id = 2", {"chain_is_unbroken"}),
        ("UPDATE impact_record SET results = replace(results, '1', '2') WHERE id = 2", {"chain_is_unbroken"}),
        ("UPDATE impact_record SET net_kg = 0 WHERE id = 2", {"records_match_the_ledger"}),
        ("UPDATE impact_record SET footprint_kg = 1 WHERE id = 2", {"columns_match_the_results"}),
        ("UPDATE loan_unit SET returned_at = NULL WHERE id = 1", {"posted_after_the_return"}),
        ("UPDATE ledger_head SET hash = prev FROM (SELECT 'x' AS prev) AS p", {"chain_is_unbroken"}),
        (
            "UPDATE ledger_posting SET amount_kg = 0 WHERE entry_id IN (SELECT id FROM ledger_entry WHERE kind = 'cap')",
            {"caps_are_respected", "chain_is_unbroken"},
        ),
    ],
)
def test_tampering_is_caught(lived: Flask, now: datetime, statement: str, caught_by: set[str]) -> None:
    force(statement)
    assert broken(now) >= caught_by


def test_cutting_the_end_of_the_ledger_is_caught(lived: Flask, now: datetime) -> None:
    last = db.session.scalar(text("SELECT max(id) FROM ledger_entry"))
    force(
        f"DELETE FROM ledger_posting WHERE entry_id = {last}",
        f"DELETE FROM ledger_entry WHERE id = {last}",
    )
    assert "chain_is_unbroken" in broken(now)


def test_a_clipped_negative_would_be_caught(lived: Flask, now: datetime) -> None:
    """The mutant: a program that stores 0 instead of a negative net."""
    negative = [record for record in records(phase="actual") if record.net_kg < 0]
    assert negative, "the fixture holds a negative credit"
    force(f"UPDATE impact_record SET net_kg = 0 WHERE id = {negative[0].id}")
    assert "records_match_the_ledger" in broken(now)


def test_recomputing_names_a_record_whose_results_were_changed(lived: Flask) -> None:
    runner = lived.test_cli_runner()
    assert runner.invoke(args=["recompute", "--check"]).exit_code == 0
    force("UPDATE impact_record SET results = replace(results, '1', '2') WHERE id = 2")
    done = runner.invoke(args=["recompute", "--check", "--json"])
    assert done.exit_code == 1
    assert json.loads(done.output)["different"] == [2]


def test_verify_knows_the_ledger(lived: Flask) -> None:
    done = lived.test_cli_runner().invoke(args=["verify", "--json"])
    checks = json.loads(done.output)["checks"]
    told = {name for name in checks if name.startswith("impact: ")} - {"impact: sums match the records"}
    assert len(told) == len(CHECKS)


USE = {
    "id": "ex1", "E": 600, "L_years": 5, "R_years": 5, "days": 120, "transport": 25,
    "counterfactual": {"evidence": "E3", "alternative": "new"},
}  # fmt: skip


@pytest.mark.parametrize("way", ["file", "stdin"])
def test_a_use_is_evaluated_from_a_file_or_the_standard_input(app: Flask, tmp_path: Path, way: str) -> None:
    text_in = json.dumps({"method": "REEMPLOI-1.0", "uses": [USE]})
    source = tmp_path / "uses.json"
    source.write_text(text_in)
    args = ["impact", "evaluate", "-" if way == "stdin" else str(source)]
    done = app.test_cli_runner().invoke(args=args, input=text_in)
    assert done.exit_code == 0
    result = json.loads(done.output)["results"][0]
    assert (result["gross"], result["net"]) == (39.4521, 14.4521)


@pytest.mark.parametrize(
    ("args", "sent", "error"),
    [
        (["impact", "evaluate"], {"uses": [{**USE, "weights": {"new": 0.5}}]}, "WeightsDoNotSumToOne"),
        (["impact", "evaluate"], {"uses": [{**USE, "colour": 1}]}, "UnknownField"),
        (["impact", "evaluate"], "not json", "NotJson"),
        (["impact", "evaluate"], b"\xff\xfe", "NotJson"),
        (["footprint", "evaluate"], {"lines": [{"component": "joy", "value": 1, "unit": "kg", "factor": {}}]}, "UnknownComponent"),
        (["assessment", "score"], {"questionnaire": "1", "answers": {"Q01": {"value": 9}}}, "AnswerOutOfScale"),
    ],
)  # fmt: skip
def test_what_cannot_be_is_named_on_the_standard_output(
    app: Flask, args: list[str], sent: object, error: str
) -> None:
    raw = sent if isinstance(sent, str | bytes) else json.dumps(sent)
    done = app.test_cli_runner().invoke(args=[*args, "-"], input=raw)
    assert done.exit_code == 1
    assert json.loads(done.output)["error"] == error


def test_the_other_two_commands_answer(app: Flask) -> None:
    runner = app.test_cli_runner()
    line = {"component": "works_transport", "value": 1.2, "unit": "t.km",
            "factor": {"value": 0.0875, "unit": "kgCO2e/t.km", "u_rel": 0.3}}  # fmt: skip
    done = runner.invoke(args=["footprint", "evaluate", "-"], input=json.dumps({"lines": [line]}))
    assert json.loads(done.output)["total"] == 0.105
    done = runner.invoke(args=["assessment", "score", "-"], input='{"questionnaire": "1", "answers": {}}')
    assert done.exit_code == 0
