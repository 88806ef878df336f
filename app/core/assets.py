"""Built assets by their source name: ``asset('main.css')`` -> an address that never changes content."""

import json
from pathlib import Path

from flask import Flask, Response, request, url_for

YEAR = 31_536_000


def init_app(app: Flask) -> None:
    """Give templates ``asset()``; let browsers keep hashed files for a year."""
    manifest_file = Path(app.static_folder or "static") / "build" / "manifest.json"
    manifest: dict[str, str] = json.loads(manifest_file.read_text()) if manifest_file.exists() else {}

    def asset(name: str) -> str:
        return url_for("static", filename=manifest.get(name, f"build/{name}"))

    def keep(response: Response) -> Response:
        if request.path.startswith("/static/build/") and response.status_code == 200:
            response.headers["Cache-Control"] = f"public, max-age={YEAR}, immutable"
        return response

    app.jinja_env.globals["asset"] = asset
    app.after_request(keep)
