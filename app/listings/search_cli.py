"""`flask search`: is the index what the database says, and have it made anew."""

import click
from flask.cli import AppGroup

from app.core import clock
from app.listings.queries.search.index.checking import faults_of_search
from app.listings.services.searching import rebuild_search

search = AppGroup("search", help="The search index: checked, made anew.")


@search.command("check")
def check() -> None:
    """Compare the index that follows the log with one made afresh; exit 1 and a list when they differ."""
    faults = faults_of_search(clock.today())
    for fault in faults:
        click.echo(fault)
    click.echo(f"{len(faults)} faults" if faults else "ok")
    if faults:
        raise SystemExit(1)


@search.command("rebuild")
def rebuild() -> None:
    """Have every running process read the catalogue anew at its next search."""
    rebuild_search()
    click.echo("every process reads the catalogue anew at its next search")


COMMANDS = [search]
