"""The look is tested without the product: its templates, its built files, a browser."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from scripts import build_assets
from tests.look.styleguide import served

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="session")
def built() -> Path:
    """The folder of built files, made afresh when a source is younger."""
    if not build_assets.is_current():
        build_assets.build()
    return build_assets.MANIFEST.parent


@pytest.fixture(scope="module")
def address(built: Path) -> Iterator[str]:
    """Where the style guide and the failure pages are served, under the product's content policy."""
    with served() as base:
        yield base
