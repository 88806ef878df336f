"""What people type in the one field, and what it is read as. Today is Saturday 21 November 2026."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.listings.domain.asking import Sentence, read_days, read_sentence
from app.listings.domain.states import Condition, Offer

TODAY = date(2026, 11, 21)
MARCH = (date(2027, 3, 1), date(2027, 3, 31))


def told(text: str) -> Sentence:
    """What *text* says; it must say something."""
    said = read_sentence(text, TODAY)
    assert said, text
    return said


def bounds(said: Sentence) -> list[tuple[str, str, str]]:
    """Key, low and high of each bound, as text."""
    return [(one.key, str(one.low or ""), str(one.high or "")) for one in said.bounds]


@pytest.mark.parametrize("text", ["vitrine de 2 m près de Lyon en mars", "a 2 m display case near Lyon in March"])
def test_the_sentence_of_the_brief_is_read_whole_in_both_languages(text: str) -> None:
    said = told(text)
    assert said.category == "display_case" and bounds(said) == [("inner_width", "180", "250")]
    assert said.where and said.where.place and said.where.place.name == "Lyon"
    assert (said.first_day, said.last_day) == MARCH and said.rest == "" and said.quantity == 1


@pytest.mark.parametrize(
    ("text", "category", "measured"),
    [
        ("projecteur 5000 lumens", "video_projector", [("luminous_flux", "5000", "")]),
        ("4 projectors >= 5,000 lm", "video_projector", [("luminous_flux", "5000", "")]),
        ("vidéoprojecteur de moins de 3 000 lm", "video_projector", [("luminous_flux", "", "3000")]),
        ("vidéoprojecteur entre 3000 et 5000 lumens", "video_projector", [("luminous_flux", "3000", "5000")]),
        ("projecteur LED 3000 K", "led_spot", [("colour_temperature", "2700", "3300")]),
        ("écran 55 pouces", "screen", [("diagonal", "52", "58")]),
        ('écran 55"', "screen", [("diagonal", "52", "58")]),
        ("écran de 140 cm", "screen", [("diagonal", "52", "58")]),
        ("socle de 1 m de haut", "plinth", [("height", "90", "125")]),
        ("12 plinths 40x40x100", "plinth", [("width", "36", "50"), ("depth", "36", "50"), ("height", "90", "125")]),
        ("vitrine 200 x 80 cm", "display_case", [("inner_width", "180", "250"), ("inner_height", "72", "100")]),
        ("cimaise de 3 m", "picture_wall", [("length", "270", "375")]),
    ],
)
def test_a_measure_is_a_bound_on_the_spec_it_measures(
    text: str, category: str, measured: list[tuple[str, str, str]]
) -> None:
    said = told(text)
    assert (said.category, bounds(said), said.rest) == (category, measured, "")


@pytest.mark.parametrize(
    ("text", "place", "radius"),
    [
        ("vitrine près du Mans", "Le Mans", None),
        ("vitrine près des Sables-d'Olonne", "Les Sables-d'Olonne", None),
        ("vitrine à moins de 30 km d'Angers", "Angers", 30),
        ("showcase within 50 km of Lille", "Lille", 50),
        ("vitrine à Saint-Étienne", "Saint-Étienne", None),
        ("écran 55 pouces Lille", "Lille", None),
        ("écran, 44000", "Nantes", None),
    ],
)
def test_a_place_is_read_wherever_it_stands(text: str, place: str, radius: int | None) -> None:
    where = told(text).where
    assert where and where.place and (where.place.name, where.radius_km) == (place, radius)


@pytest.mark.parametrize(
    ("text", "region", "department"), [("vitrines en Bretagne", "53", None), ("cimaise dans le Rhône", None, "69")]
)
def test_a_region_or_a_department_is_an_area(text: str, region: str | None, department: str | None) -> None:
    where = told(text).where
    assert where and (where.region, where.department, where.place) == (region, department, None)


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("mars", MARCH),
        ("en mars 2028", (date(2028, 3, 1), date(2028, 3, 31))),
        ("novembre", (TODAY, date(2026, 11, 30))),
        ("du 3 au 12 mars", (date(2027, 3, 3), date(2027, 3, 12))),
        ("du 1er au 12 mars 2028", (date(2028, 3, 1), date(2028, 3, 12))),
        ("du 20 décembre au 5 janvier", (date(2026, 12, 20), date(2027, 1, 5))),
        ("3-12 mars", (date(2027, 3, 3), date(2027, 3, 12))),
        ("de mars à mai", (date(2027, 3, 1), date(2027, 5, 31))),
        ("from March 3 to April 12, 2028", (date(2028, 3, 3), date(2028, 4, 12))),
        ("3rd to 12th March", (date(2027, 3, 3), date(2027, 3, 12))),
        ("03/03/2027 au 12/03/2027", (date(2027, 3, 3), date(2027, 3, 12))),
        ("le 5 mai", (date(2027, 5, 5), date(2027, 5, 5))),
    ],
)
def test_days_are_those_that_come_next(text: str, days: tuple[date, date]) -> None:
    assert read_days(text, TODAY) == days


@pytest.mark.parametrize("text", ["bof", "31 février", "mars et la planète", "", "du 12 au 3", "le 40 mars"])
def test_what_is_no_day_is_not_read(text: str) -> None:
    assert read_days(text, TODAY) is None


def test_how_many_is_said_before_the_name_or_behind_it() -> None:
    asked = ["4 écrans à Lille", "deux écrans à Lille", "écrans x4 à Lille", "écran à Lille, 6 exemplaires"]
    assert [told(text).quantity for text in asked] == [4, 2, 4, 6]


def test_options_loan_and_state_are_read_beside_something_else() -> None:
    said = told("écran tactile 4K iiyama en bon état à Lille, en don")
    assert said.category == "touch_screen" and said.rest == "iiyama"
    assert {(one.key, *one.options) for one in said.bounds} == {("resolution", "UHD-4K")}
    assert (said.offer, said.condition) == (Offer.GIFT, Condition.GOOD)


@pytest.mark.parametrize(
    "text", ["écran", "écran 4K", "Lyon", "écran 4K ViewSonic", "2 écrans et 3 socles", "enceinte 2 m", "mars"]
)
def test_plain_words_stay_words(text: str) -> None:
    assert read_sentence(text, TODAY) is None


def test_what_is_not_understood_stays_as_words_in_its_own_letters() -> None:
    assert told("je cherche une vitrine Goppion très élégante près de Lyon").rest == "Goppion très élégante"
    assert told("projecteurs pour la fête en mars").rest == "projecteurs fête"


@given(st.text(alphabet=st.sampled_from("0123456789 xX.,-'\"¦/€éèmcklwK>=≥abcdefghij"), max_size=80))
def test_nothing_that_is_typed_breaks_it(text: str) -> None:
    read_sentence(f"vitrine {text} en mars", TODAY)
    read_days(text, TODAY)
