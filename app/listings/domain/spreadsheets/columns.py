"""Which column of somebody's spreadsheet means which field of ours."""

import hashlib
import re
from collections.abc import Iterable, Sequence
from functools import lru_cache

from app.core.text import fold
from app.listings.domain.categories import Category, Spec, categories
from app.listings.domain.categories.standing import turn
from app.listings.domain.spreadsheets.fields import COMMON, REASON, SPEC, STATE
from app.listings.domain.spreadsheets.profiles import profile_of
from app.listings.domain.spreadsheets.values import Sheet

_KEY = re.compile(r"\[([a-z0-9_]+)\]\s*$")
_NEVER = frozenset(map(fold, (REASON, STATE)))


def guess_columns(headings: Sequence[str], wanted: Iterable[Category]) -> dict[str, str]:
    """Our field -> the file's own heading, as far as it can be told; a heading is used once.

    What a known programme's export means is read from its profile first; "[diagonal]" at the end of a heading is
    how our own exports name a characteristic.
    """
    wanted = list(wanted)
    folded = _by_words(headings)
    profile = profile_of(headings)
    found = profile.columns_of(headings) if profile else {}
    ignored = profile.ignored if profile else frozenset()
    used = set(found.values()) | {heading for heading in headings if fold(heading) in ignored}
    keyed = {match[1]: heading for heading in headings if (match := _KEY.search(heading))}
    used |= set(keyed.values())
    for name, (label, words) in COMMON.items():
        heading = next((folded[w] for w in (fold(label), *words) if w in folded and folded[w] not in used), None)
        if name not in found and heading is not None:
            found[name] = heading
            used.add(heading)
    for key, spec in specs_of(wanted).items():
        names = [fold(word) for word in (spec.key, spec.label.fr, spec.label.en, spec.label.es, *spec.columns)]
        heading = keyed.get(key) or next((folded[w] for w in names if w in folded and folded[w] not in used), None)
        if heading is not None:
            found[SPEC + key] = heading
            used.add(heading)
    return found


def _by_words(headings: Sequence[str]) -> dict[str, str]:
    folded: dict[str, str] = {}
    readable = [heading for heading in headings if fold(heading) not in _NEVER]
    for heading in readable:
        folded.setdefault(fold(heading), heading)
    for heading in readable:
        folded.setdefault(fold(heading.partition("(")[0]), heading)  # "Diagonale (pouces)" says its unit beside
    return folded


def headings_digest(headings: Sequence[str]) -> str:
    """What tells the same headings come again, in whatever order, with our column of reasons or without."""
    words = sorted({fold(heading) or heading for heading in headings} - {fold(REASON)})
    return hashlib.sha256("\n".join(words).encode()).hexdigest()


def specs_of(wanted: Iterable[Category]) -> dict[str, Spec]:
    """The characteristics of these categories by key; one key means the same in all of them."""
    found: dict[str, Spec] = {}
    for one in wanted:
        for spec in one.specs:
            found.setdefault(spec.key, spec)
    return found


def categories_in(sheet: Sheet, column: str) -> list[Category]:
    """The categories that a column names, in the order they appear."""
    if column not in sheet.headings:
        return []
    place = sheet.headings.index(column)
    values = dict.fromkeys(cells[place] for _line, cells in sheet.rows if place < len(cells))
    found = (category_called(value) for value in values)
    return list({one.id: one for one in found if one is not None}.values())


def category_called(text: str) -> Category | None:
    """The category that *text* names in one of three languages, by a synonym, or by its id.

    The last step of a path counts too: "Audiovisuel > Écrans" is a screen, as GLPI and leihs write their trees.
    """
    known = categories()
    found = _category_id(text.strip(), turn())
    return known.get(found) if found else None


@lru_cache(maxsize=4096)
def _category_id(text: str, _turn: int) -> str | None:
    if text in categories():
        return text
    names: dict[str, str] = {}
    for one in categories().values():
        for name in one.names():
            names.setdefault(fold(name), one.id)
    for words in (text, re.split(r"[>/;]", text)[-1]):
        if (wanted := fold(words)) and wanted in names:
            return names[wanted]
    return None
