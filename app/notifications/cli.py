"""Commands of the outbox."""

import click
from flask.cli import AppGroup

from app.core import clock
from app.notifications.services import send_outbox

outbox = AppGroup("outbox", help="Mail that waits to leave.")


@outbox.command("send")
def send() -> None:
    """Send now what is due."""
    click.echo(f"{send_outbox(clock.now())} sent")


COMMANDS = (outbox,)
