"""The command line: ``.venv/bin/flask --help``. Packages bring their own groups; this one gathers them."""

from flask import Flask


def init_app(app: Flask) -> None:
    """Register every command."""
