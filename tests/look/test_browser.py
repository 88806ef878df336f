"""The style guide in a real browser: accessible, unbroken at every width, and pleasant with its script."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page

TAGS = ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa", "RGAAv4", "best-practice"]
SPACED = "* { line-height: 1.5 !important; letter-spacing: .12em !important; word-spacing: .16em !important }"


def opened(chromium: Browser, address: str, width: int = 1280, **options: str | bool) -> Page:
    """The style guide at one width; what it prints on the console is kept."""
    page = chromium.new_page(viewport={"width": width, "height": 900}, **options)  # type: ignore[arg-type]
    page.goto(f"{address}/styleguide")
    return page


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [360, 768, 1280])
def test_axe_finds_nothing(chromium: Browser, address: str, width: int, scheme: str) -> None:
    page = opened(chromium, address, width, color_scheme=scheme)
    found = Axe().run(page, options={"runOnly": TAGS}).response["violations"]
    page.close()
    assert [(v["id"], [n["target"] for n in v["nodes"]]) for v in found] == []


@pytest.mark.parametrize("width", [320, 360, 768, 1280])
def test_nothing_overflows_even_with_spaced_text(chromium: Browser, address: str, width: int) -> None:
    page = opened(chromium, address, width, bypass_csp=True)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    page.add_style_tag(content=SPACED)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    page.close()


def test_the_content_policy_is_kept(chromium: Browser, address: str) -> None:
    page = chromium.new_page()
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    page.goto(f"{address}/styleguide", wait_until="networkidle")
    page.close()
    assert [text for text in said if "Content Security Policy" in text or "Failed to load" in text] == []


def test_the_drawings_are_really_drawn(chromium: Browser, address: str) -> None:
    page = opened(chromium, address)
    page.wait_for_load_state("networkidle")
    sizes = page.eval_on_selector_all(".drawn use", "all => all.map(use => use.getBBox().width)")
    page.close()
    assert sizes
    assert min(sizes) > 100


def test_the_skip_link_comes_first_and_leads_to_the_content(chromium: Browser, address: str) -> None:
    page = chromium.new_page(viewport={"width": 1280, "height": 900})
    page.goto(f"{address}/errors/404")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "contenu"
    page.close()


def test_the_account_menu_opens_without_script_and_closes_with_escape(chromium: Browser, address: str) -> None:
    bare = opened(chromium, address, java_script_enabled=False)
    bare.locator(".menu > summary").click()
    assert bare.get_by_role("button", name="Se déconnecter").is_visible()
    bare.close()
    page = opened(chromium, address)
    page.locator(".menu > summary").click()
    page.get_by_role("link", name="Mon compte").focus()
    page.keyboard.press("Escape")
    assert page.get_by_role("button", name="Se déconnecter").is_hidden()
    assert page.evaluate("document.activeElement.tagName") == "SUMMARY"
    page.close()


def test_the_error_summary_takes_the_focus_and_leads_to_the_field(chromium: Browser, address: str) -> None:
    page = opened(chromium, address)
    assert page.evaluate("document.activeElement.className") == "summary"
    page.get_by_role("link", name="Donnez un titre").click()
    assert page.evaluate("document.activeElement.name") == "title"
    assert page.title().startswith("Erreur")
    page.close()


def test_what_was_typed_stays_even_when_it_is_no_number(chromium: Browser, address: str) -> None:
    page = opened(chromium, address)
    assert page.get_by_label("Masse").input_value() == "lourd"
    page.close()


def test_a_form_is_sent_once(chromium: Browser, address: str) -> None:
    page = opened(chromium, address)
    # The last listener of all counts what would leave, and keeps it here.
    page.evaluate(
        "window.sent = 0; addEventListener('submit', e => { sent += !e.defaultPrevented; e.preventDefault() })"
    )
    page.evaluate("const b = [...document.querySelectorAll('main button')].at(-1); b.click(); b.click()")
    assert page.evaluate("sent") == 1
    assert page.locator("#live").inner_text() == "Envoi en cours."
    page.close()


def test_chosen_files_are_named_and_heavy_ones_are_told(chromium: Browser, address: str) -> None:
    page = opened(chromium, address)
    heavy = {"name": "plan.png", "mimeType": "image/png", "buffer": b"0" * 10_000_001}
    light = {"name": "vue.jpg", "mimeType": "image/jpeg", "buffer": b"0" * 2_000}
    page.get_by_label("Photos").set_input_files([heavy, light])  # type: ignore[list-item]
    text = page.locator(".file-names").inner_text()
    assert "plan.png" in text
    assert "trop lourd" in text
    assert "vue.jpg (2" in text
    page.close()


def test_the_focus_ring_is_seen(chromium: Browser, address: str) -> None:
    page = opened(chromium, address)
    page.keyboard.press("Tab")
    width = page.evaluate("parseFloat(getComputedStyle(document.activeElement).outlineWidth)")
    page.close()
    assert width >= 2
