"""A category survives being written down, and what stands over the files is told everywhere at once."""

from collections.abc import Iterator
from dataclasses import replace

import pytest

from app.listings.domain.categories import categories, category, proposed, understand
from app.listings.domain.categories.rows import category_of_row, row_of_category
from app.listings.domain.categories.standing import filed, stand
from app.listings.domain.choosing import categories_meant
from app.listings.domain.spreadsheets.columns import category_called


@pytest.fixture(autouse=True)
def files_alone() -> Iterator[None]:
    yield
    stand(())


@pytest.mark.parametrize("id", filed())
def test_a_category_read_back_from_its_row_is_the_same(id: str) -> None:
    assert category_of_row(row_of_category(filed()[id])) == filed()[id]


def test_a_new_name_is_understood_as_soon_as_it_stands() -> None:
    assert understand("zoetrope").categories == ()
    assert category_called("zoetrope") is None
    stand([replace(category("screen"), synonyms=("zoetrope",))])
    assert understand("zoetrope").categories == ("screen",)
    assert category_called("zoetrope") == category("screen")
    stand(())
    assert understand("zoetrope").categories == ()


def test_a_retired_category_is_understood_and_proposed_no_longer() -> None:
    stand([replace(category("screen"), is_retired=True)])
    assert "screen" in categories() and "screen" not in proposed()
    assert understand("écran").categories == ("screen",)
    assert "screen" not in {one.id for one in categories_meant("écran")}


def test_an_option_that_is_gone_is_read_and_shown_where_it_was_said() -> None:
    spec = category("screen").spec("resolution")
    gone = next(one for one in spec.options if one.key == "UHD-4K")
    changed = replace(spec, options=tuple(one for one in spec.options if one is not gone), gone_options=(gone,))
    assert changed.parse("4K UHD") == "UHD-4K"
    assert changed.format("UHD-4K") == "4K UHD"


def test_an_edition_keeps_its_place_among_the_families() -> None:
    order = list(categories())
    stand([replace(category("screen"), cpv="00000000")])
    assert list(categories()) == order
