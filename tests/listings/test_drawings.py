"""Every kind of gear has its line drawing: shown where a photo is missing."""

import xml.etree.ElementTree as ET

import pytest

import config
from app.listings.domain.categories import categories

FOLDER = config.ROOT / "static" / "illustrations"


@pytest.mark.parametrize("id", categories())
def test_a_category_has_its_drawing_and_it_asks_for_nothing_else(id: str) -> None:
    text = (FOLDER / f"{id}.svg").read_text()
    root = ET.fromstring(text)
    assert root.attrib["viewBox"] == "0 0 240 180"
    assert root.find("{http://www.w3.org/2000/svg}g[@id='art']") is not None
    assert len(text) < 2500
    assert not any(word in text for word in ("<script", "href", "http://www.w3.org/1999", "style=", "url("))
