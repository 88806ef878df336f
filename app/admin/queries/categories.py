"""The categories as the staff see them: what each holds, who changed it last, and what it may become."""

from dataclasses import dataclass

from app.core.errors import NotFound
from app.core.text import fold
from app.listings.domain.categories import Category, categories, families
from app.listings.domain.categories.differences import Difference, differences
from app.listings.domain.categories.standing import filed
from app.listings.queries.category_list import listing_counts
from app.listings.queries.editions import EditionLine, category_at, history_of, last_editions


@dataclass(frozen=True, slots=True)
class CategoryLine:
    """One line of the list. *edition* is None when the files stand."""

    of: Category
    listings: int
    edition: EditionLine | None


@dataclass(frozen=True, slots=True)
class CategoryFamily:
    """A family and its categories, in the order of the files."""

    label: str
    lines: tuple[CategoryLine, ...]


@dataclass(frozen=True, slots=True)
class CategoryHistory:
    """Every edition, the last first, and what differs between two of them. *numbers* are those one may compare."""

    of: Category
    lines: tuple[EditionLine, ...]
    numbers: tuple[int, ...]
    before: int | None
    after: int
    differences: tuple[Difference, ...]


def category_families(words: str, language: str) -> tuple[CategoryFamily, ...]:
    """The categories that *words* are found in (all of them for none), by family."""
    counts, editions, wanted = listing_counts(), last_editions(), fold(words)
    found: dict[str, list[CategoryLine]] = {id: [] for id in families()}
    for one in categories().values():
        if not wanted or any(wanted in fold(name) for name in (one.id, *one.names())):
            found[one.family].append(CategoryLine(one, counts.get(one.id, 0), editions.get(one.id)))
    return tuple(CategoryFamily(families()[id].label[language], tuple(lines)) for id, lines in found.items() if lines)


def known_category(category_id: str) -> Category:
    """The category. Raises NotFound."""
    found = categories().get(category_id)
    if found is None:
        raise NotFound()
    return found


def edition_number(category_id: str) -> int:
    """The number of the edition that stands; 0 for the files."""
    lines = history_of(category_id)
    return lines[0].number if lines else 0


def category_history(category_id: str, before: int | None, after: int | None) -> CategoryHistory:
    """The history of a category; what differs between two editions, the last two unless told. Raises NotFound."""
    of, lines = known_category(category_id), history_of(category_id)
    numbers = (*(line.number for line in lines), *((0,) if category_id in filed() else ()))
    if {before, after} - {None, *numbers}:
        raise NotFound()
    newest = (numbers[0] if after is None else after) or 0
    older = next((number for number in numbers if number < newest), None) if before is None else before
    old = None if older is None else category_at(category_id, older)
    return CategoryHistory(of, lines, numbers, older, newest, differences(old, category_at(category_id, newest)))
