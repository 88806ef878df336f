"""Public holidays are not the same everywhere in France."""

from datetime import date

import holidays
import pytest

from app.core.geo import departments
from app.core.public_holidays import SUBDIVISIONS, public_holidays


@pytest.mark.parametrize(
    ("department", "day", "name"),
    [
        ("67", date(2027, 3, 26), "Good Friday in Alsace"),
        ("68", date(2027, 12, 26), "Saint Stephen in Alsace"),
        ("57", date(2027, 12, 26), "Saint Stephen in Moselle"),
        ("971", date(2027, 5, 27), "abolition in Guadeloupe"),
        ("972", date(2027, 5, 22), "abolition in Martinique"),
        ("973", date(2027, 6, 10), "abolition in Guyane"),
        ("974", date(2027, 12, 20), "abolition at La Réunion"),
        ("976", date(2027, 4, 27), "abolition at Mayotte"),
    ],
)
def test_local_days_are_kept_there_and_not_in_lyon(department: str, day: date, name: str) -> None:
    assert day in public_holidays(department, 2027, 2027), name
    assert day not in public_holidays("69", 2027, 2027), name


def test_eleven_national_days_a_year() -> None:
    assert len(public_holidays("69", 2027, 2027)) == 11
    assert date(2027, 7, 14) in public_holidays("69", 2027, 2027)


def test_every_department_has_its_days_and_the_library_knows_each_subdivision() -> None:
    assert set(SUBDIVISIONS.values()) <= set(holidays.country_holidays("FR").subdivisions)
    for code in departments():
        assert len(public_holidays(code, 2026, 2028)) >= 30, code
