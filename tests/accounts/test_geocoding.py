"""Where an address is: the BAN when it answers, the gazetteer otherwise, nowhere clearly said."""

from typing import Any

import pytest
from flask import Flask
from geopy.exc import GeocoderTimedOut
from geopy.location import Location

from app.core.db import transaction
from app.core.geocoding import AddressNotFound, geocode

ADDRESS = ("2 rue Sainte-Catherine", "69001", "Lyon")


def answer(score: float = 0.9, insee: str = "69381") -> Location:
    """What geopy makes of the BAN's answer."""
    facts = {"properties": {"score": score, "citycode": insee}}
    return Location("2 Rue Sainte-Catherine", (45.7679, 4.8336), facts)


@pytest.fixture
def ban(app: Flask, monkeypatch: pytest.MonkeyPatch) -> Any:
    """A BAN that says what it is told to."""

    class Ban:
        says: Any = None
        asked = 0

        def geocode(self, _text: str) -> Any:
            Ban.asked += 1
            if isinstance(Ban.says, Exception):
                raise Ban.says
            return Ban.says

    app.config["GEOCODER"] = "auto"
    monkeypatch.setattr("geopy.geocoders.BANFrance", lambda **_: Ban())
    return Ban


def test_a_sure_answer_gives_the_door(ban: Any) -> None:
    """And the region is derived from its commune."""
    ban.says = answer()
    found = geocode(*ADDRESS)
    assert (found.source, found.point.lat, found.department, found.region) == ("ban", 45.7679, "69", "84")


@pytest.mark.parametrize(
    "says", [None, GeocoderTimedOut("3 s"), OSError("no network"), answer(score=0.2), answer(insee="00000")]
)
def test_without_a_sure_answer_the_town_will_do(ban: Any, says: Any) -> None:
    """Silence, lateness, no network, a guess, a commune we don't know."""
    ban.says = says
    found = geocode(*ADDRESS)
    assert (found.source, found.region) == ("offline", "84")


def test_an_unknown_town_is_asked_to_nobody(ban: Any) -> None:
    """The refusal names what was typed and its field."""
    with pytest.raises(AddressNotFound) as refused:
        geocode("1 place", "99999", "Nulle-Part")
    assert (refused.value.field, ban.asked) == ("city", 0)
    assert "99999 Nulle-Part" in str(refused.value)


def test_the_network_is_never_asked_inside_a_transaction(ban: Any) -> None:
    """Whoever holds the write lock waits for nobody."""
    ban.says = answer()
    with transaction():
        assert geocode(*ADDRESS).source == "offline"
    assert ban.asked == 0
