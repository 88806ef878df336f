"""Built assets by their source name: ``asset('main.css')`` -> an address that never changes content."""

import json
from collections.abc import Callable
from pathlib import Path

from flask import Flask, Response, request, url_for

YEAR = 31_536_000
Instead = Callable[[str], str]
_instead: list[Instead] = []


def draw_instead(rule: Instead) -> None:
    """Have *rule* name the drawing for what none was made for."""
    _instead[:] = [rule]


def init_app(app: Flask) -> None:
    """Give templates ``asset()``; let browsers keep hashed files for a year."""
    manifest_file = Path(app.static_folder or "static") / "build" / "manifest.json"
    manifest: dict[str, str] = json.loads(manifest_file.read_text()) if manifest_file.exists() else {}

    def asset(name: str) -> str:
        return url_for("static", filename=manifest.get(name, f"build/{name}"))

    def drawn(name: str) -> str:
        if not manifest or f"illustrations/{name}.svg" in manifest or f"{name}.svg" in manifest or not _instead:
            return name
        return _instead[0](name)

    def keep(response: Response) -> Response:
        if request.path.startswith("/static/build/") and response.status_code == 200:
            response.headers["Cache-Control"] = f"public, max-age={YEAR}, immutable"
        return response

    app.jinja_env.globals["asset"] = asset
    app.jinja_env.globals["drawn"] = drawn
    app.after_request(keep)
