"""The templates keep the content policy, and draw valid pages from sample data."""

import re
from pathlib import Path

import pytest

from tests.look.styleguide import ERRORS, pages
from tests.pages import parse

TEMPLATES = Path(__file__).resolve().parents[2] / "templates"
OURS = [
    *sorted((TEMPLATES / "components").glob("*.html")),
    *sorted((TEMPLATES / "errors").glob("*.html")),
    TEMPLATES / "base.html",
]


@pytest.mark.parametrize("path", OURS, ids=lambda p: p.stem)
def test_nothing_is_inline(path: Path) -> None:
    text = path.read_text()
    assert not re.search(r"\sstyle=", text)
    assert not re.search(r"\son[a-z]+=", text)
    assert all("nonce=" in tag for tag in re.findall(r"<script[^>]*>", text))
    assert not re.search(r"(src|href)=\"https?:", text)


@pytest.mark.parametrize("path", sorted((TEMPLATES / "components").glob("*.html")), ids=lambda p: p.stem)
def test_every_public_macro_says_how_to_call_it(path: Path) -> None:
    text = path.read_text()
    public = [name for name in re.findall(r"{% macro (\w+)", text) if not name.startswith("_")]
    assert [name for name in public if not re.search(rf"{{#[^#]*\b{name}\(", text)] == []


def test_every_sample_page_is_valid_html(built: Path) -> None:
    for html in pages().values():
        parse(html)


@pytest.mark.parametrize("code", ERRORS)
def test_a_failure_page_says_what_to_do_next_and_its_number(built: Path, code: int) -> None:
    html = pages()[f"/errors/{code}"]
    assert html.count("<h1>") == 1
    assert "7f3a-22c1" in html
    assert 'class="button"' in html


@pytest.mark.parametrize("code", [500, 503])
def test_a_failure_page_does_not_ask_who_is_there(code: int) -> None:
    assert "{% set bare = true %}" in (TEMPLATES / "errors" / f"{code}.html").read_text()
