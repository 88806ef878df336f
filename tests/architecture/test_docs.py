"""The documentation is tested: generated pages are what the code says, links lead somewhere, commands exist."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

import config

PAGES = sorted([*config.ROOT.glob("*.md"), *(config.ROOT / "docs").rglob("*.md")])
LINK = re.compile(r"\]\(([^)#\s]+)(?:#[^)]*)?\)")
FLASK = re.compile(r"flask ([a-z]+(?: [a-z]+)?)")


def test_generated_pages_are_what_the_code_says() -> None:
    done = subprocess.run(
        [sys.executable, "scripts/generate_docs.py", "--check"], capture_output=True, text=True, cwd=config.ROOT
    )
    assert done.returncode == 0, done.stdout


@pytest.mark.parametrize("page", PAGES, ids=lambda p: str(p.relative_to(config.ROOT)))
def test_every_link_leads_somewhere(page: Path) -> None:
    dead = [
        target
        for target in LINK.findall(page.read_text())
        if not target.startswith(("http://", "https://", "mailto:")) and not (page.parent / target).exists()
    ]
    assert not dead


def test_every_command_the_readme_names_exists() -> None:
    known = (config.ROOT / "docs/commands.md").read_text()
    for page in ("README.md", "README.fr.md"):
        for command in FLASK.findall((config.ROOT / page).read_text()):
            first = command.split()[0]
            assert f"## `flask {command}`" in known or f"## `flask {first}`" in known, command


def test_every_make_target_the_readme_names_exists() -> None:
    makefile = (config.ROOT / "Makefile").read_text()
    for target in set(re.findall(r"`?make ([a-z]+)`?", (config.ROOT / "README.md").read_text())):
        assert re.search(rf"^{target}:", makefile, re.M), target
