"""Commands of the outbox."""

import json

import click
from flask.cli import AppGroup

from app.core import clock
from app.notifications.services import send_outbox

outbox = AppGroup("outbox", help="Mail that waits to leave.")


@outbox.command("send")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
def send(as_json: bool) -> None:
    """Send now what is due."""
    count = send_outbox(clock.now())
    click.echo(json.dumps({"sent": count}) if as_json else f"{count} sent")


COMMANDS = (outbox,)
