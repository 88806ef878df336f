"""A real browser on the product as it is served."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import Browser, BrowserContext, Page

from tests.servers import Server, serving


@pytest.fixture
def server(app: Flask, environment: dict[str, str], tmp_path: Path) -> Iterator[Server]:
    """The product served on the test's own database, with the real clock."""
    served = {key: value for key, value in environment.items() if key != "APP_CLOCK_FILE"}
    app.config["APP_CLOCK_FILE"] = ""
    with serving({**served, "APP_ENV": "test"}, tmp_path / "server.log") as running:
        yield running


def new_context(chromium: Browser, server: Server, width: int = 1280, scripts: bool = True) -> BrowserContext:
    """A visitor of their own: cookies, width, language; any request to elsewhere fails the test."""
    context = chromium.new_context(
        base_url=server.url,
        viewport={"width": width, "height": 900},
        locale="fr-FR",
        java_script_enabled=scripts,
        accept_downloads=True,
    )
    context.set_default_timeout(8_000)
    return context


@pytest.fixture
def page(chromium: Browser, server: Server) -> Iterator[Page]:
    """A page at desktop width that refuses third-party requests and console errors."""
    context = new_context(chromium, server)
    made = context.new_page()
    foreign: list[str] = []
    errors: list[str] = []
    made.on("request", lambda r: None if r.url.startswith((server.url, "data:", "blob:")) else foreign.append(r.url))
    made.on("console", lambda m: errors.append(m.text) if m.type == "error" and "status of 4" not in m.text else None)
    yield made
    context.close()
    assert not foreign, foreign
    assert not errors, errors


@pytest.fixture(scope="session")
def pictures(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where screenshots go: SCREENSHOTS, and nowhere when it is not set (``looking.keep``)."""
    folder = Path(os.environ.get("SCREENSHOTS") or tmp_path_factory.mktemp("screenshots"))
    folder.mkdir(parents=True, exist_ok=True)
    return folder
