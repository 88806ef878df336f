"""Render the style guide and the error pages without the product, serve them, and picture them.

Usage: `.venv/bin/python -m tests.look.styleguide FOLDER` writes one PNG per width and scheme into FOLDER
and prints what axe-core found.
"""

import json
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from decimal import Decimal
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from itertools import product
from pathlib import Path
from typing import TYPE_CHECKING, Any

from babel.dates import format_date
from jinja2 import Environment, FileSystemLoader, Undefined

from tests.browsers import chromium_of_the_system
from tests.look.samples import context

if TYPE_CHECKING:
    from playwright.sync_api import Page

ROOT = Path(__file__).resolve().parents[2]
STATIC = ROOT / "static"
ERRORS = (403, 404, 409, 422, 429, 500, 503)
CSP = (
    "default-src 'none'; script-src 'nonce-look' 'strict-dynamic'; style-src 'self'; img-src 'self' data:; "
    "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'; object-src 'none'"
)


def number(value: Decimal | int | float | None, digits: int = 0) -> str:
    """Stand-in for the product's filter: French number with no-break spaces."""
    return f"{value:,.{digits}f}".replace(",", "\u202f").replace(".", ",").replace("-", "\u2212")


def environment() -> Environment:
    """The templates with harmless stand-ins for what the product provides."""
    made = json.loads((STATIC / "build" / "manifest.json").read_text())
    env = Environment(
        loader=FileSystemLoader(ROOT / "templates"),
        autoescape=True,
        undefined=Undefined,
        extensions=["jinja2.ext.i18n"],
    )
    env.install_gettext_callables(str, lambda one, many, n: one if n < 2 else many, newstyle=True)
    env.filters["number"] = number
    env.filters["day"] = lambda value, style="long": format_date(value, style, locale="fr")
    env.globals.update(
        asset=lambda name: "/" + made[name],
        csp_nonce=lambda: "look",
        csrf_token=lambda: "sample",
        get_locale=lambda: "fr",
        punctuation=lambda mark: f"\N{NO-BREAK SPACE}{mark} ",
        get_flashed_messages=lambda with_categories: [("success", "Votre demande est partie.")],
        request=None,
    )
    return env


def pages() -> dict[str, str]:
    """Every page of the guide, by address."""
    env = environment()
    shared: dict[str, Any] = context()
    found = {"/styleguide": env.get_template("styleguide.html").render(shared)}
    bare = {**context(signed_in=False), "form": None, "request_id": "7f3a-22c1"}
    for code in ERRORS:
        found[f"/errors/{code}"] = env.get_template(f"errors/{code}.html").render(bare)
    return found


class Handler(SimpleHTTPRequestHandler):
    """Pages from memory, the rest from static/, all under the product's content policy."""

    found: dict[str, str] = {}

    def do_GET(self) -> None:
        page = self.found.get(self.path.split("?")[0])
        if page is None:
            return super().do_GET()
        body = page.encode()
        self.send_response(200)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)
        return None

    def end_headers(self) -> None:
        self.send_header("Content-Security-Policy", CSP)
        super().end_headers()

    def log_message(self, format: str, *args: Any) -> None:
        """Silent."""


@contextmanager
def served() -> Iterator[str]:
    """Serve the guide on a free port of the loopback."""
    Handler.found = pages()
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Handler, directory=str(STATIC)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}"
    finally:
        server.shutdown()
        server.server_close()


def picture(folder: Path, addresses: list[str]) -> None:
    """One PNG per page, width and colour scheme, and what axe-core says of each."""
    folder.mkdir(parents=True, exist_ok=True)
    with served() as base, chromium_of_the_system() as browser:
        for address, width, scheme in product(addresses, (360, 768, 1280), ("light", "dark")):
            page = browser.new_page(viewport={"width": width, "height": 900}, color_scheme=scheme)
            page.goto(base + address, wait_until="networkidle")
            name = f"{address.strip('/').replace('/', '-')}-{width}-{scheme}.png"
            page.screenshot(path=str(folder / name), full_page=True)
            sys.stdout.write(f"{name} {problems(page)}\n")
            page.close()


def problems(page: "Page") -> list[str]:
    """What axe-core finds, and how far the page runs over its width."""
    from axe_playwright_python.sync_playwright import Axe

    over = page.evaluate("document.documentElement.scrollWidth - innerWidth")
    found = [violation["id"] for violation in Axe().run(page).response["violations"]]
    return found + ([f"{over} px too wide"] if over > 0 else [])


if __name__ == "__main__":
    picture(Path(sys.argv[1]), sys.argv[2:] or list(pages()))
