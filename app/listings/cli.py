"""`flask import`, `flask export-inventory`: an inventory in and out. `flask availability check`: the one formula."""

import json
from pathlib import Path

import click
from flask.cli import AppGroup, with_appcontext

from app.core import clock
from app.core.actor import SYSTEM
from app.core.error_pages import sentence
from app.core.errors import Refusal
from app.listings import services
from app.listings.domain.conformance import check_cases
from app.listings.domain.spreadsheets import Trial
from app.listings.queries.importing import import_page
from app.listings.queries.sheets.writing import SheetKind


@click.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--institution", "institution_id", type=int, required=True, help="Whose inventory it goes to.")
@click.option("--site", "site_id", type=int, help="Where the objects are; the institution's first site if not said.")
@click.option("--category", default="", help="The category of rows that say none.")
@click.option("--dry-run", is_flag=True, help="Say what would become of each row, write nothing.")
@click.option("--partial", is_flag=True, help="Take the good rows even if some are bad.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
@with_appcontext
def import_inventory(
    file: Path, institution_id: int, site_id: int | None, category: str, dry_run: bool, partial: bool, as_json: bool
) -> None:
    """Import FILE (CSV, XLSX or ODS): new rows as drafts, known ones changed. Exit status 1 if any row is bad."""
    try:
        trial, done = _import(file, institution_id, site_id, category, dry_run, partial)
    except Refusal as refusal:
        raise click.ClickException(sentence(refusal)) from refusal
    told = {
        "made": done.made if done else 0,
        "changed": done.changed if done else 0,
        "left_out": done.same if done else len(trial.same),
        "bad_lines": trial.bad_lines,
    }
    if as_json:
        click.echo(json.dumps(told))
    else:
        _print(trial, told, dry_run)
    if trial.bad_lines:
        raise SystemExit(1)


def _import(
    file: Path, institution_id: int, site_id: int | None, category: str, dry_run: bool, partial: bool
) -> tuple[Trial, services.Imported | None]:
    now = clock.now()
    site_id = site_id or services.first_site(institution_id)
    import_id = services.receive_import(
        SYSTEM, institution_id, file.name, file.read_bytes(), site_id=site_id, category=category, now=now
    )
    page = import_page(SYSTEM, import_id, now)
    services.map_import(SYSTEM, import_id, page.columns, page.defaults, now=now)
    trial = services.check_import(SYSTEM, import_id, now=now)
    if dry_run or (trial.faults and not partial):
        return trial, None
    return trial, services.confirm_import(SYSTEM, import_id, partial=partial, now=now)


def _print(trial: Trial, told: dict[str, int], dry_run: bool) -> None:
    for fault in (*trial.faults, *trial.notes):
        click.echo(f"ligne {fault.line}\t{fault.column}\t{fault.value}\t{sentence(fault.refusal)}")
    if dry_run:
        click.echo(
            f"{len(trial.drafts)} brouillons seraient créés, {len(trial.changes)} annonces modifiées, "
            f"{len(trial.same)} laissées telles quelles ; rien n'a été écrit."
        )
    else:
        click.echo(
            f"{told['made']} brouillons, {told['changed']} annonces modifiées, {told['left_out']} déjà là, "
            f"{told['bad_lines']} lignes à corriger."
        )


imports = AppGroup("imports", help="Imports that were asked for on a page.")


@imports.command("run")
@click.argument("import_id", type=int)
def run_one_import(import_id: int) -> None:
    """Do what was asked of the import IMPORT_ID: its check or its writing. Pages start this for big files."""
    services.run_import(import_id, clock.now())


@click.command("export-inventory")
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@click.option("--institution", "institution_id", type=int, required=True, help="Whose inventory.")
@with_appcontext
def export_inventory(file: Path, institution_id: int) -> None:
    """Write an inventory to FILE (.csv, .xlsx or .ods). Importing it back changes nothing."""
    try:
        kind = SheetKind(file.suffix.removeprefix(".").lower())
    except ValueError as error:
        raise click.BadParameter("the file must end in .csv, .xlsx or .ods") from error
    try:
        file.write_bytes(services.export_inventory(SYSTEM, institution_id, kind, now=clock.now()))
    except Refusal as refusal:
        raise click.ClickException(sentence(refusal)) from refusal
    click.echo(str(file))


availability = AppGroup("availability", help="The one availability formula, checked from outside.")


@availability.command("check")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
def check_availability(file: Path) -> None:
    """Judge the cases of FILE (JSON) with no database: a line per case, then a count; exit 1 if any fails."""
    try:
        report = check_cases(json.loads(file.read_text(encoding="utf-8")))
    except (ValueError, AttributeError) as problem:
        raise click.ClickException(f"{file}: not a file of cases ({problem})") from problem
    for line in report.lines:
        click.echo(line)
    if not report.is_ok:
        raise SystemExit(1)


COMMANDS = [import_inventory, imports, export_inventory, availability]
