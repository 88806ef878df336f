"""The command line of accounts: `flask user`, `flask token`, `flask institutions`."""

from pathlib import Path

import click
from flask.cli import AppGroup

from app.accounts import queries, services
from app.accounts.domain.states import TokenScope
from app.accounts.services.mails import link
from app.core import clock
from app.core.actor import SYSTEM, Actor, Role
from app.core.errors import Refusal

user = AppGroup("user", help="People: make an account, give a one-time link.")
token = AppGroup("token", help="Keys to the API.")
institutions = AppGroup("institutions", help="Institutions: bring in the official register.")
COMMANDS = (user, token, institutions)


@user.command("create")
@click.argument("email")
@click.option("--name", required=True, help="First name and name.")
@click.option("--staff", is_flag=True, help="One of the platform's own people.")
@click.option("--institution", "institution_id", type=int, help="The institution to belong to.")
@click.option("--role", type=click.Choice([role.value for role in Role]), default=Role.ADMIN.value)
def create_user(email: str, name: str, staff: bool, institution_id: int | None, role: str) -> None:
    """Make an account and print a one-time link to choose its password (24 hours)."""
    now = clock.now()
    try:
        user_id = services.create_person(email, name, None, now, is_staff=staff)
        if institution_id is not None:
            services.grant_role(SYSTEM, institution_id, user_id, Role(role), now)
    except Refusal as refusal:
        raise click.ClickException(str(refusal)) from refusal
    _print_link(user_id)


@user.command("link")
@click.argument("email")
def one_time_link(email: str) -> None:
    """Print a one-time link to choose a password (24 hours); older links die."""
    _print_link(_person(email))


@token.command("create")
@click.argument("email")
@click.option("--scope", type=click.Choice([scope.value for scope in TokenScope]), default=TokenScope.READ.value)
@click.option("--name", default="cli", show_default=True, help="What the key is for.")
@click.option("--days", default=90, show_default=True, help="How long it lives.")
def create_token(email: str, scope: str, name: str, days: int) -> None:
    """Print a new key to the API, this once."""
    actor: Actor | None = queries.actor_of(_person(email))
    if actor is None:
        raise click.ClickException("this account is closed")
    try:
        click.echo(services.create_token(actor, name, TokenScope(scope), days, clock.now()))
    except Refusal as refusal:
        raise click.ClickException(str(refusal)) from refusal


@institutions.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
def import_institutions(file: Path) -> None:
    """Add the museums of an official Muséofile CSV; what is here already stays as it is."""
    try:
        report = services.import_register(SYSTEM, file, clock.now())
    except Refusal as refusal:
        raise click.ClickException(str(refusal)) from refusal
    for row in report.refused:
        click.echo(f"line {row.line}: {row.reason}")
    click.echo(f"{report.added} added, {report.known} already here, {len(report.refused)} refused")


def _person(email: str) -> int:
    user_id = queries.person_id(email)
    if user_id is None:
        raise click.ClickException(f"no account has the address {email}")
    return user_id


def _print_link(user_id: int) -> None:
    click.echo(link("accounts.reset_link", token=services.one_time_link(user_id, clock.now())))
