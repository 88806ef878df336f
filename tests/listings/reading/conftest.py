"""Listings alone: what other packages plug into these pages is tested with them."""

import pytest

from app.listings import panels


@pytest.fixture(autouse=True)
def unplugged(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Empty registries, once the application has filled them."""
    if "app" in request.fixturenames:
        request.getfixturevalue("app")
    for name in ("_panels", "_tasks", "_figures"):
        monkeypatch.setattr(panels, name, {})
