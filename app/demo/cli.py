"""``flask demo``: load the demonstration, say whether it is needed, list its accounts."""

import json
import time

import click
from flask import current_app

from app.core import clock


@click.command("demo")
@click.option("--seed", type=int, default=1, show_default=True, help="The same seed on the same day, the same demo.")
@click.option("--is-empty", "only_ask", is_flag=True, help="Only say yes or no: is the database empty?")
@click.option("--accounts", "only_accounts", is_flag=True, help="Only list the accounts of the demo.")
def demo(seed: int, only_ask: bool, only_accounts: bool) -> None:
    """Fill an empty database with a network of museums; print it as JSON. Refused in production."""
    from app.demo.summary import accounts_table, is_empty  # the demo weighs on every worker otherwise

    if only_ask:
        click.echo("yes" if is_empty() else "no")
        return
    if current_app.config["APP_ENV"] == "production":
        raise click.ClickException("the demo has a known password: never in production")
    if only_accounts:
        click.echo("\n".join(accounts_table()))
        return
    if not is_empty():
        raise click.ClickException("the database is not empty: the demo only fills an empty one")
    _load(seed)


def _load(seed: int) -> None:
    from app.demo.building import build
    from app.demo.summary import described

    now, started = clock.now(), time.monotonic()

    def say(step: str) -> None:
        click.echo(f"{time.monotonic() - started:5.1f} s  {step}", err=True)

    made = described(build(seed, now, say), seed, now)
    say("terminé / done")
    click.echo(json.dumps(made, ensure_ascii=False, indent=1))


COMMANDS = (demo,)
