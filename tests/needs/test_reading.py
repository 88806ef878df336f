"""Lines of a list as people type them."""

from datetime import date
from decimal import Decimal

import pytest

from app.needs.domain.reading import read_lines, read_need

TODAY = date(2026, 11, 21)


@pytest.mark.parametrize(
    ("typed", "category", "amount", "measured_by"),
    [
        ("4 vidéoprojecteurs 5000 lumens", "video_projector", 4, None),
        ("- 12 socles 40x40x100", "plinth", 12, None),
        ("30 m de cimaise", "picture_wall", 30, "length"),
        ("20 m linéaires de cimaises", "picture_wall", 20, "length"),
        ("7,5 mètres de cimaise", "picture_wall", Decimal("7.5"), "length"),
        ("socle", "plinth", 1, None),
        ("6 enceintes", "loudspeaker", 6, None),
    ],
)
def test_a_line_is_read(typed: str, category: str, amount: Decimal, measured_by: str | None) -> None:
    said = read_need(typed, TODAY)
    assert (said.category, said.amount, said.measured_by) == (category, amount, measured_by)


def test_bounds_and_days_are_read_by_the_reader_of_the_search() -> None:
    said = read_need("2 écrans 55 pouces du 3 au 12 mars", TODAY)
    assert [one.key for one in said.specs] == ["diagonal"]
    assert (said.first_day, said.last_day) == (date(2027, 3, 3), date(2027, 3, 12))


@pytest.mark.parametrize("typed", ["un truc bizarre", "0 m de cimaise", "£$%", "9999999 machins", "x" * 500])
def test_what_is_not_understood_keeps_its_words(typed: str) -> None:
    said = read_need(typed, TODAY)
    assert said.category is None or said.measured_by is None
    assert said.text or said.category
    assert len(said.text) <= 200


def test_empty_lines_say_nothing() -> None:
    assert len(list(read_lines("\n\n4 vidéoprojecteurs\n \n2 socles\n", TODAY))) == 2
