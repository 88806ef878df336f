"""People of a journey: each has a browser of their own and does things by the words on the page."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, ConsoleMessage, Page, Request, expect

from tests.given.accounts import PASSWORD
from tests.journeys.conftest import new_context
from tests.servers import Server


class Person:
    """Somebody at a screen."""

    def __init__(self, page: Page) -> None:
        self.page = page

    def go(self, path: str) -> "Person":
        """Type an address."""
        answer = self.page.goto(path)
        assert answer and answer.ok, f"{path}: {answer and answer.status}"
        return self

    def sign_in(self, email: str) -> "Person":
        """Open a session through the page."""
        self.go("/connexion").write("Adresse", email).write("Mot de passe", PASSWORD).press("Se connecter")
        return self

    def write(self, label: str, text: str) -> "Person":
        """Fill the field that bears *label*."""
        self.main.get_by_label(re.compile(f"^{re.escape(label)}")).first.fill(text)
        return self

    def choose(self, label: str, option: str) -> "Person":
        """Pick *option* in the list that bears *label*."""
        self.main.get_by_label(re.compile(f"^{re.escape(label)}")).first.select_option(label=option)
        return self

    def tick(self, label: str) -> "Person":
        """Tick the box or radio that bears *label*."""
        self.main.get_by_label(label, exact=False).first.check()
        return self

    def give(self, label: str, *files: Path) -> "Person":
        """Choose files in the field that bears *label*."""
        self.main.get_by_label(label, exact=False).first.set_input_files(list(files))
        return self

    def press(self, name: str) -> "Person":
        """Press a button and wait for the page that answers."""
        with self.page.expect_navigation(wait_until="load"):
            self.main.get_by_role("button", name=name).first.click()
        return self

    def follow(self, name: str, exact: bool = False) -> "Person":
        """Follow a link and wait for its page."""
        with self.page.expect_navigation(wait_until="load"):
            self.main.get_by_role("link", name=name, exact=exact).first.click()
        return self

    def sees(self, *texts: str) -> "Person":
        """The page says this, in the eyes of a reader."""
        for text in texts:
            expect(self.main.get_by_text(text).filter(visible=True).first).to_be_visible()
        return self

    @property
    def main(self):  # type: ignore[no-untyped-def]
        """The part of the page that is its own."""
        return self.page.locator("main")


@contextmanager
def a_person_at(chromium: Browser, server: Server, width: int = 1280, scripts: bool = True) -> Iterator[Person]:
    """A new visitor; a request to elsewhere or an error on the console fails the test."""
    context = new_context(chromium, server, width, scripts)
    page, wrong = context.new_page(), []

    def heard(request: Request) -> None:
        if not request.url.startswith((server.url, "data:", "blob:")):
            wrong.append(f"request to {request.url}")

    def said(message: ConsoleMessage) -> None:
        if message.type == "error" and "status of 4" not in message.text:
            wrong.append(f"console: {message.text} on {page.url}")

    page.on("request", heard)
    page.on("console", said)
    yield Person(page)
    context.close()
    assert not wrong, wrong
