"""Commands of the house itself: migrations, scheduler, outbox, proofs, backups."""

import json
import sys
from datetime import datetime
from pathlib import Path

import click
from flask import current_app
from flask.cli import AppGroup

from app.core import archive, clock, verification
from app.core.canonical import canonical as canonical_lines
from app.core.errors import Refusal
from app.core.schema import present_version, wanted_version

migrate = AppGroup("migrate", help="Bring the database to a version of the tables.")


@migrate.command("up")
def migrate_up() -> None:
    """Apply every migration that is missing."""
    from flask_migrate import upgrade

    upgrade()


@migrate.command("down")
@click.argument("revision", default="-1")
def migrate_down(revision: str) -> None:
    """Undo one migration, or go back to REVISION (``base`` empties the database)."""
    from flask_migrate import downgrade

    downgrade(revision=revision)


@migrate.command("status")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
def migrate_status(as_json: bool) -> None:
    """Say where the database is and where the code is; exit 1 when they differ."""
    at, head = present_version(), wanted_version()
    if as_json:
        click.echo(json.dumps({"ok": at == head, "database": at, "code": head}))
    else:
        click.echo(f"database: {at or 'never migrated'}\ncode:     {head}")
    sys.exit(0 if at == head else 1)


@click.command("verify")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
def verify(as_json: bool) -> None:
    """Check the invariants of loans, allocations and the ledger; exit 1 and a list when one is broken."""
    findings = verification.run_all(clock.now())
    broken = {name: problems for name, problems in findings.items() if problems}
    if as_json:
        click.echo(json.dumps({"ok": not broken, "checks": findings}, ensure_ascii=False))
    else:
        for name, problems in findings.items():
            click.echo(f"{'BROKEN' if problems else 'ok':6} {name}")
            for problem in problems:
                click.echo(f"       {problem}")
    sys.exit(1 if broken else 0)


@click.command("export")
@click.option("--canonical", is_flag=True, required=True, help="Engine-independent, sorted, nothing volatile.")
def export(canonical: bool) -> None:
    """Print the whole business as JSON lines."""
    for line in canonical_lines():
        click.echo(line)


@click.command("backup")
@click.argument("target", type=click.Path(path_type=Path, dir_okay=False))
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
def backup(target: Path, as_json: bool) -> None:
    """Write the database and the uploaded files to TARGET (.tar.gz)."""
    count = archive.backup(target)
    click.echo(json.dumps({"rows": count, "file": str(target)}) if as_json else f"{count} rows -> {target}")


@click.command("restore")
@click.argument("source", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
def restore(source: Path, as_json: bool) -> None:
    """Fill an empty database from a backup."""
    try:
        count = archive.restore(source)
    except Refusal as refusal:
        raise click.ClickException(str(refusal)) from refusal
    click.echo(json.dumps({"rows": count}) if as_json else f"{count} rows restored")


@click.command("tick")
@click.option("--now", "instant", help="Pretend it is this ISO instant.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
def tick(instant: str | None, as_json: bool) -> None:
    """Make one pass of the scheduler."""
    from app.core.jobs import prepare, registered
    from app.core.jobs import tick as one_pass

    moment = datetime.fromisoformat(instant) if instant else clock.now()
    if moment.tzinfo is None:
        raise click.BadParameter("an instant needs a time zone, e.g. 2027-03-01T08:00:00+01:00")
    prepare()
    ran = one_pass(registered(), moment)
    click.echo(json.dumps({"ran": ran}) if as_json else "\n".join(ran) or "nothing due")


jobs = AppGroup("jobs", help="The scheduler.")


@jobs.command("run")
def jobs_run() -> None:
    """Tick every minute until stopped; only the leader of several schedulers works."""
    from app.core.scheduler import run

    run(current_app._get_current_object())  # type: ignore[attr-defined]


@jobs.command("list")
def jobs_list() -> None:
    """Name every job and how often it looks."""
    from app.core.jobs import registered

    for job in registered():
        click.echo(f"{job.name:28} every {job.every_minutes} min")


COMMANDS = (migrate, verify, export, backup, restore, tick, jobs)
