"""Every pair of colours that meets on a page can be read, in both schemes and on paper."""

import re
from itertools import pairwise
from pathlib import Path

import pytest

CSS = Path(__file__).resolve().parents[2] / "assets" / "css"
TEXT, SHAPE = 4.5, 3.0
PAIRS = [
    *[(ink, ground, TEXT) for ink in ("ink", "quiet", "accent", "accent-strong", "refusal")
      for ground in ("paper", "surface")],
    ("ink", "mount", TEXT), ("quiet", "mount", TEXT),
    ("ink", "accent-wash", TEXT), ("accent", "accent-wash", TEXT), ("accent-strong", "accent-wash", TEXT),
    ("on-accent", "accent", TEXT), ("on-accent", "accent-strong", TEXT),
    ("attention", "attention-wash", TEXT), ("success", "success-wash", TEXT), ("refusal", "refusal-wash", TEXT),
    ("ink", "attention-wash", TEXT), ("ink", "refusal-wash", TEXT),
    *[(line, ground, SHAPE) for line in ("edge", "focus", "emitted", "avoided", "c1", "c2", "c3", "c4", "c5", "c6")
      for ground in ("paper", "surface")],
]  # fmt: skip


def tokens(text: str) -> dict[str, str]:
    """The colours named in one block of the style sheet."""
    return dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6});", text))


def schemes() -> dict[str, dict[str, str]]:
    """The colours of each scheme; what a later one does not name stays as it was."""
    light, dark = (CSS / "tokens.css").read_text().split("@media screen and (prefers-color-scheme: dark)")
    printed = (CSS / "print.css").read_text()
    return {
        "light": tokens(light),
        "dark": tokens(light) | tokens(dark),
        "print": tokens(light) | tokens(printed),
    }


def luminance(colour: str) -> float:
    """Relative luminance as WCAG 2.2 defines it."""
    channels = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    """Contrast ratio as WCAG 2.2 defines it, from 1 to 21."""
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("scheme", ["light", "dark", "print"])
def test_every_pair_can_be_read(scheme: str) -> None:
    colours = schemes()[scheme]
    weak = {
        f"{front} on {ground}": round(contrast(colours[front], colours[ground]), 2)
        for front, ground, least in PAIRS
        if contrast(colours[front], colours[ground]) < least
    }
    assert weak == {}


def test_the_measure_itself_is_right() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_chart_colours_grow_lighter_one_by_one_so_that_grey_keeps_them_apart(scheme: str) -> None:
    colours = schemes()[scheme]
    steps = [luminance(colours[f"c{n}"]) for n in range(1, 7)]
    assert all(b > a * 1.1 for a, b in pairwise(steps))


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_avoided_never_wears_the_colour_of_emissions(scheme: str) -> None:
    colours = schemes()[scheme]
    assert colours["avoided"] not in {colours[name] for name in ("emitted", "c1", "c2", "c3", "c4", "c5", "c6")}


def test_no_colour_is_named_outside_the_tokens() -> None:
    others = [p for p in CSS.glob("*.css") if p.name not in ("tokens.css", "print.css")]
    assert {p.name for p in others if re.search(r"#[0-9a-fA-F]{3,8}\b|rgba?\(", p.read_text())} == set()
