"""The categories as a list to choose from."""

from app.core.text import fold
from app.listings.domain.categories import Category, proposed
from app.listings.queries.search.families import family_name


def families_shown(language: str) -> list[tuple[str, list[Category]]]:
    """Each family's name with its categories, in the order of the file, names by the alphabet."""
    found: dict[str, list[Category]] = {}
    for one in proposed().values():
        found.setdefault(one.family, []).append(one)
    return [
        (family_name(family, language), sorted(members, key=lambda one: fold(one.label[language])))
        for family, members in found.items()
    ]
