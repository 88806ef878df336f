"""The eyes of the journeys do see: what they have never refused would prove nothing."""

from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.journeys.looking import WIDTHS, Eyes
from tests.journeys.test_weights import SEARCH, TEXT, Weight

pytestmark = pytest.mark.journey

BAD = """<!doctype html><html lang="fr"><head><title>Page</title></head><body><main><h1>Page</h1>
<input type="text"><p style="width: 900px">Trop large</p></main></body></html>"""


def test_a_control_without_a_label_and_a_page_too_wide_are_seen(
    chromium: Browser, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SCREENSHOTS", str(tmp_path))
    page = chromium.new_page(viewport={"width": 1280, "height": 900})
    page.set_content(BAD)
    eyes = Eyes(tmp_path)
    eyes.look(page, "bad")
    page.close()
    assert sum("label:" in fault for fault in eyes.faults) == len(WIDTHS)
    assert sum("wider than the window" in fault for fault in eyes.faults) == 2
    assert {path.name for path in tmp_path.iterdir()} == {f"bad-{width}.png" for width in WIDTHS}


@pytest.mark.parametrize(
    "heavy", [Weight(61, 6, 300, 5), Weight(60, 7, 300, 5), Weight(60, 6, 301, 5), Weight(60, 6, 300, 6)]
)
def test_one_figure_too_many_is_over_budget(heavy: Weight) -> None:
    assert not heavy.within(TEXT)
    assert TEXT.within(TEXT)
    assert TEXT.within(SEARCH)


def test_a_button_that_touches_a_text_is_seen(chromium: Browser, tmp_path: Path) -> None:
    page = chromium.new_page()
    page.set_content("<main><h1>Page</h1><p>Au-dessus</p><button>Envoyer</button></main>")
    eyes = Eyes(tmp_path, widths=(1280,), sees_crowding=True)
    page.add_style_tag(content="p { margin: 0 }")
    eyes.look(page, "tight")
    page.add_style_tag(content="p { margin: 0 0 16px }")
    before = len(eyes.faults)
    eyes.look(page, "roomy")
    page.close()
    assert any('"Envoyer" is 0 px from "Au-dessus"' in fault for fault in eyes.faults[:before])
    assert not any("px from" in fault for fault in eyes.faults[before:])
