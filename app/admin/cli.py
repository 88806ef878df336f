"""Commands of the platform's staff."""

import json
from datetime import datetime

import click
from flask.cli import AppGroup

from app.admin.retention import RULES, run_retention
from app.core import clock

retention = AppGroup("retention", help="How long passing things are kept.")


@retention.command("run")
@click.option("--now", "instant", help="Pretend it is this ISO instant.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
def run(instant: str | None, as_json: bool) -> None:
    """Forget what has had its time."""
    moment = datetime.fromisoformat(instant) if instant else clock.now()
    if moment.tzinfo is None:
        raise click.BadParameter("an instant needs a time zone, e.g. 2027-03-01T08:00:00+01:00")
    gone = run_retention(moment)
    click.echo(json.dumps({"deleted": gone}) if as_json else "\n".join(f"{n:6} {name}" for name, n in gone.items()))


@retention.command("list")
def list_rules() -> None:
    """Say what is kept for how long."""
    for rule in RULES:
        click.echo(f"{', '.join(rule.tables)}: {rule.sentence}")


COMMANDS = (retention,)
