"""The command line: ``.venv/bin/flask --help``. Packages bring their own groups; this one gathers them."""

from importlib import import_module
from importlib.util import find_spec
from typing import Any

import click
from flask import Flask
from flask.signals import appcontext_pushed

from app import wiring

GROUPS = (
    "app.core.cli",
    "app.accounts.cli",
    "app.listings.cli",
    "app.listings.search_cli",
    "app.listings.categories_cli",
    "app.impact.cli",
    "app.impact.factors.cli",
    "app.notifications.cli",
    "app.admin.cli",
    "app.demo.cli",
)


def init_app(app: Flask) -> None:
    """Register every command: each package lists its own in ``COMMANDS``."""
    for name in GROUPS:
        if find_spec(name) is None:
            continue
        for command in import_module(name).COMMANDS:
            app.cli.add_command(command)
    appcontext_pushed.connect(_prepare, app)


def _prepare(_app: Flask, **_more: Any) -> None:
    """A command knows the categories as they stand; a page asks for itself."""
    if click.get_current_context(silent=True) is not None:
        wiring.prepare()
