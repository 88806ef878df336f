"""Production refuses to start unsafely."""

import pytest

import config

GOOD_KEY = "0123456789abcdefghijklmnopqrstuvwxyz"


@pytest.mark.parametrize(
    ("environment", "says"),
    [
        ({}, "SECRET_KEY is missing"),
        ({"SECRET_KEY": config.DEVELOPMENT_KEY}, "SECRET_KEY is missing or is the default"),
        ({"SECRET_KEY": "short"}, "too short"),
        ({"SECRET_KEY": "a" * 64}, "too short"),
        ({"SECRET_KEY": "changeme-changeme-changeme-changeme"}, "too short"),
        ({"SECRET_KEY": GOOD_KEY, "APP_CLOCK_FILE": "/tmp/clock"}, "test clock"),
        ({"SECRET_KEY": GOOD_KEY, "FLASK_DEBUG": "1"}, "FLASK_DEBUG"),
    ],
)
def test_production_refuses(environment: dict[str, str], says: str) -> None:
    with pytest.raises(config.UnsafeSettings, match=says):
        config.load({"APP_ENV": "production", **environment})


def test_production_starts_with_a_real_secret() -> None:
    assert config.load({"APP_ENV": "production", "SECRET_KEY": GOOD_KEY})["APP_ENV"] == "production"


def test_an_unknown_environment_is_refused() -> None:
    with pytest.raises(config.UnsafeSettings):
        config.load({"APP_ENV": "staging"})


def test_every_setting_has_its_sentence_in_the_docs() -> None:
    page = (config.ROOT / "docs/settings.md").read_text()
    for setting in config.SETTINGS:
        assert f"`{setting.name}`" in page
        assert setting.sentence in page
