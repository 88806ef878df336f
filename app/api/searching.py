"""The search's criteria in the words of programs: judged by the very form of the search page."""

import re
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from werkzeug.datastructures import MultiDict

from app.core.errors import Invalid, SeveralRefusals
from app.core.text import N_
from app.listings.forms.search import SearchForm
from app.listings.forms.search.address import EASY, HIGH, LOW, OPTION, spec_name
from app.listings.queries.search import Criteria

WORDS = {
    "q": "q",
    "category": "categorie",
    "family": "famille",
    "spec": "spec",
    "near": "lieu",
    "radius_km": "rayon",
    "region": "region",
    "department": "departement",
    "first_day": "du",
    "last_day": "au",
    "quantity": "quantite",
    "condition": "etat",
    "offer": "offre",
    "easy_to_move": "transport",
}
"""The name of each criterion here, and in the address of the search page."""
_PREFIX = {">=": LOW, "<=": HIGH, "=": OPTION}
_ASKED = re.compile(r"([a-z0-9_]+)(>=|<=|=)(.+)", re.DOTALL)


class NotSearchable(Invalid):
    """A criterion that cannot be: the search page's own sentence. Params: *why*."""

    message = N_("%(why)s")


def criteria_of(asked: Mapping[str, Any], today: date) -> Criteria:
    """What is asked. Raises ``SeveralRefusals``, each naming its criterion."""
    form = SearchForm(MultiDict(_typed(asked)), today)
    if not form.validate():
        raise SeveralRefusals(
            tuple(NotSearchable(field=_named(field), why=str(errors[0])) for field, errors in form.errors.items())
        )
    return form.criteria()


def _typed(asked: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """The same criteria as the address of the page has them."""
    for name, value in asked.items():
        if name == "spec":
            yield from (_spec(one) for one in value)
        elif name == "easy_to_move":
            yield from [(WORDS[name], EASY)] if value else []
        elif name in WORDS:
            yield WORDS[name], str(value)


def _spec(asked: str) -> tuple[str, str]:
    said = _ASKED.fullmatch(asked)
    assert said  # the schema lets nothing else in
    return spec_name(_PREFIX[said[2]], said[1]), said[3].strip()


def _named(field: str) -> str:
    """The criterion that a field of the form stands for; what belongs to no field is about a characteristic."""
    names = {french: name for name, french in WORDS.items()}
    return "spec" if not field or field.startswith((LOW, HIGH, OPTION)) else names.get(field, field)
