"""A verified museum, its technician, and the technician's browser."""

import pytest
from flask import Flask

from app.core.actor import Actor
from tests.given.accounts import a_person, an_institution
from tests.pages import Browser

EMAIL = "technique@exemple.fr"


@pytest.fixture
def museum(app: Flask) -> int:
    """A verified museum."""
    return an_institution("Musée des Tissages")


@pytest.fixture
def actor(museum: int) -> Actor:
    """Its technician."""
    return a_person(museum, email=EMAIL)


@pytest.fixture
def technician(browser: Browser, actor: Actor) -> Browser:
    """The technician, signed in."""
    return browser.sign_in(EMAIL)
