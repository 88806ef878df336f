"""What the command line says of a file of declarations, one line each, and what each one leaves out."""

import json
from collections.abc import Sequence
from typing import Any

import click

from app.core.error_pages import sentence
from app.impact.diagnostic.importing.reading import Line, Trial, Verdict


def tell_declarations(trial: Trial, made: Sequence[str], as_json: bool) -> None:
    """Every declaration with its verdict and its reasons, then the counts."""
    counts = {verdict.value: trial.count(verdict) for verdict in Verdict}
    rows = [_told(one) for one in trial.lines]
    if as_json:
        click.echo(json.dumps({"read": len(rows), **counts, "factors": list(made), "rows": rows}, ensure_ascii=False))
        return
    for row in rows:
        click.echo(
            "\t".join(str(row[key]) for key in ("line", "verdict", "id", "name", "unit", "edition", "figures", "why"))
        )
        if row["left_out"]:
            click.echo(f"\tnon repris : {', '.join(row['left_out'])}")
    click.echo(f"{len(rows)} déclarations lues ; " + ", ".join(f"{name} {n}" for name, n in counts.items()))
    click.echo(f"{len(made)} facteurs écrits." if made else "Rien n'a été écrit.")


def _told(one: Line) -> dict[str, Any]:
    found = one.declared
    return {
        "line": found.line,
        "id": found.id,
        "name": found.name,
        "verdict": one.verdict.value,
        "unit": found.unit,
        "edition": found.method or "",
        "figures": len(one.figures),
        "left_out": list(found.left_out),
        "why": " ".join(sentence(refusal) for refusal in one.refusals),
    }
