"""The method judged from outside: JSON in, JSON out, exit status 1 and a named refusal when it cannot be."""

import sys
from collections.abc import Callable
from typing import Any, TextIO

import click
from flask.cli import AppGroup

from app.core.errors import Refusal
from app.impact import verification
from app.impact.conformance import described, dumps, evaluate_footprint, evaluate_uses, loads, score_answers

impact = AppGroup("impact", help="What a reuse avoided (REEMPLOI-1.0).")
footprint = AppGroup("footprint", help="What an exhibition emits.")
assessment = AppGroup("assessment", help="The eco-production questionnaire.")
FILE = click.argument("file", type=click.File("r", encoding="utf-8"))


@impact.command("evaluate")
@FILE
def impact_evaluate(file: TextIO) -> None:
    """Evaluate the uses in FILE (JSON; - reads the standard input)."""
    _answer(file, evaluate_uses)


@footprint.command("evaluate")
@FILE
def footprint_evaluate(file: TextIO) -> None:
    """Evaluate the activity lines in FILE (JSON; - reads the standard input)."""
    _answer(file, evaluate_footprint)


@assessment.command("score")
@FILE
def assessment_score(file: TextIO) -> None:
    """Score the answers in FILE (JSON; - reads the standard input)."""
    _answer(file, score_answers)


@click.command("recompute")
@click.option("--check", is_flag=True, required=True, help="Compare only: a record is never rewritten.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
def recompute(check: bool, as_json: bool) -> None:
    """Compute every record again from its stored inputs; exit status 1 if a byte differs."""
    count, different = 0, []
    for record_id, is_same in verification.recomputed():
        count += 1
        if not is_same:
            different.append(record_id)
    if as_json:
        click.echo(dumps({"records": count, "different": different}))
    else:
        click.echo(f"{count} records, {len(different)} different")
        for record_id in different:
            click.echo(f"record {record_id}")
    sys.exit(1 if different else 0)


def _answer(file: TextIO, evaluate: Callable[[object], dict[str, Any]]) -> None:
    try:
        answer = evaluate(loads(_text(file)))
    except Refusal as refusal:
        click.echo(dumps(described(refusal)))
        sys.exit(1)
    click.echo(dumps(answer))


def _text(file: TextIO) -> str:
    """What the file holds; bytes that are not UTF-8 are not JSON either."""
    try:
        return file.read()
    except UnicodeDecodeError:
        return ""


COMMANDS = (impact, footprint, assessment, recompute)
