"""`flask factors`: the library to read, to review, to feed from the official files."""

import hashlib
import json
from collections.abc import Callable, Sequence
from pathlib import Path

import click
from flask.cli import AppGroup

from app.core import clock
from app.core.actor import SYSTEM
from app.core.error_pages import sentence
from app.core.errors import Refusal
from app.impact.diagnostic import services as epds
from app.impact.diagnostic.importing.reading import read_declarations
from app.impact.diagnostic.telling import tell_declarations
from app.impact.factors import services
from app.impact.factors.files.working import run_file
from app.impact.factors.importing.base_carbone import read_base_carbone
from app.impact.factors.importing.boavizta import read_boavizta
from app.impact.factors.importing.trial import Line, Trial, Verdict
from app.impact.factors.models import Origin
from app.impact.factors.rows import row_of_factor
from app.impact.factors.standing import faults_of_standing
from app.impact.factors.table import loaded
from app.impact.factors.toml import toml_of_factor

group = AppGroup("factors", help="Emission factors: listed, exported, checked, imported.")
imports = AppGroup("import", help="Read an official file into proposals, which the staff review.")
group.add_command(imports)

_FILE = click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
_RELEASE = click.option("--release", required=True, help="How the file is quoted, e.g. V23.8.")
_DRY = click.option("--dry-run", is_flag=True, help="Say what would become of each row, write nothing.")
_PARTIAL = click.option("--partial", is_flag=True, help="Take the good rows even if some are bad.")
_JSON = click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")


@group.command("list")
@_JSON
def list_all(as_json: bool) -> None:
    """Name every factor: its newest version, stage, value, unit and source."""
    rows = [{**row_of_factor(one), "version": one.version, "file": one.file} for one in loaded().newest()]
    if as_json:
        click.echo(json.dumps({"factors": rows}, ensure_ascii=False))
        return
    for one in loaded().newest():
        click.echo(f"{one.reference:56} {one.stage:9} {one.value:>12} {one.unit:18} {one.source['fr']} ({one.year})")


@group.command("export")
@click.argument("reference")
def export(reference: str) -> None:
    """Print one factor as TOML: the form of the reviewed files, to be carried into them."""
    found = loaded().factors.get(reference)
    if found is None:
        raise click.ClickException(f"no factor {reference}")
    click.echo(toml_of_factor(found), nl=False)


@group.command("check")
def check() -> None:
    """Judge the library as it stands; exit 1 and a list when something is wrong. Expired defaults are named."""
    faults, notes = faults_of_standing(clock.now().date())
    for name, said in (*faults, *notes):
        click.echo(f"{name}\t{said}")
    click.echo(f"{len(loaded().newest())} factors, {len(faults)} faults, {len(notes)} expired defaults")
    if faults:
        raise SystemExit(1)


@imports.command("base-carbone")
@_FILE
@_RELEASE
@click.option("--element", "also", multiple=True, help="Add this element of the file to the library.")
@_DRY
@_PARTIAL
@_JSON
def base_carbone(file: Path, release: str, also: Sequence[str], dry_run: bool, partial: bool, as_json: bool) -> None:
    """Read FILE, ADEME's official export of Base Carbone (CSV or XLSX). Exit status 1 if any row is bad."""
    _import(Origin.BASE_CARBONE, read_base_carbone, file, release, also, dry_run, partial, as_json)


@imports.command("epd")
@_FILE
@click.option("--licence", required=True, help="Under which licence, or by whose leave, the figures may be used.")
@click.option("--institution", type=int, help="Id of the one house that may use them; without it, everybody may.")
@click.option("--source", default="", help="Who published them; the owner named in the file by default.")
@click.option("--unit", default="", help="The declared unit, where the file does not hold it: kg, m2, m3, m, unit.")
@click.option("--method", type=click.Choice(["ef30", "ef31"]), help="The edition of the A2 columns of a table.")
@_DRY
@_PARTIAL
@_JSON
def epd(
    file: Path,
    licence: str,
    institution: int | None,
    source: str,
    unit: str,
    method: str | None,
    dry_run: bool,
    partial: bool,
    as_json: bool,
) -> None:
    """Read FILE, environmental declarations: ILCD+EPD (XML, ZIP), ÖKOBAUDAT's CSV, or our table (CSV, XLSX).

    Exit status 1 if any is bad.
    """
    now, content = clock.now(), file.read_bytes()
    edition = f"en15804_a2_{method}" if method else None
    brought = epds.Brought(institution, licence, source, file.name, hashlib.sha256(content).hexdigest())
    try:
        found = read_declarations(content, unit=unit, method=edition)
        trial, made = epds.try_declarations(found, brought, now), []
        if not dry_run and trial.wanted and (partial or not trial.bad):
            made = epds.take_declarations(SYSTEM, found, brought, now)
    except Refusal as refusal:
        raise click.ClickException(sentence(refusal)) from refusal
    tell_declarations(trial, made, as_json)
    if trial.bad:
        raise SystemExit(1)


@imports.command("boavizta")
@_FILE
@_RELEASE
@click.option("--model", "also", multiple=True, help="Add this model of the file to the library.")
@_DRY
@_PARTIAL
@_JSON
def boavizta(file: Path, release: str, also: Sequence[str], dry_run: bool, partial: bool, as_json: bool) -> None:
    """Read FILE, Boavizta's table of manufacturers' sheets (CSV, ODbL). Exit status 1 if any row is bad."""
    _import(Origin.BOAVIZTA, read_boavizta, file, release, also, dry_run, partial, as_json)


@group.command("run")
@click.argument("file_id", type=int)
def run(file_id: int) -> None:
    """Do what was asked, by its page, of the factor file FILE_ID; nothing when somebody does it already."""
    run_file(file_id, clock.now())


def _import(
    origin: Origin,
    read: Callable[..., Trial],
    file: Path,
    release: str,
    also: Sequence[str],
    dry_run: bool,
    partial: bool,
    as_json: bool,
) -> None:
    now, content = clock.now(), file.read_bytes()
    try:
        trial = read(content, release=release, on=now.date(), also=also)
        written = []
        if not dry_run and trial.proposals and (partial or not trial.bad):
            of = services.Read(origin, file.name[:200], hashlib.sha256(content).hexdigest())
            written = services.propose_all(SYSTEM, trial.proposals, file=of, reason=f"{file.name} {release}", now=now)
    except Refusal as refusal:
        raise click.ClickException(sentence(refusal)) from refusal
    _tell(trial, written, as_json)
    if trial.bad:
        raise SystemExit(1)


def _tell(trial: Trial, written: Sequence[int], as_json: bool) -> None:
    counts = {verdict.value: trial.count(verdict) for verdict in Verdict}
    if as_json:
        rows = [_told(one) for one in trial.lines if one.verdict is not Verdict.SAME]
        click.echo(json.dumps({"read": trial.read, **counts, "proposals": list(written), "rows": rows}))
        return
    for one in trial.lines:
        if one.verdict is not Verdict.SAME:
            said = _told(one)
            click.echo("\t".join(str(said[key]) for key in ("line", "verdict", "factor", "before", "value", "why")))
    click.echo(f"{trial.read} lignes lues ; " + ", ".join(f"{name} {n}" for name, n in counts.items()))
    click.echo(f"{len(written)} propositions écrites, à relire par l'équipe." if written else "Rien n'a été écrit.")


def _told(one: Line) -> dict[str, object]:
    why = sentence(one.refusal) if one.refusal else ""
    return {
        "line": one.line,
        "name": one.name,
        "factor": one.factor_id,
        "verdict": one.verdict.value,
        "before": one.before,
        "value": one.value,
        "why": why,
    }


COMMANDS = (group,)
