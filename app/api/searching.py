"""The search's criteria in the words of programs: judged by the very form of the search page."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from werkzeug.datastructures import MultiDict

from app.core.errors import Invalid
from app.core.text import N_
from app.listings.domain.sheet import SeveralRefusals
from app.listings.forms.search import SearchForm
from app.listings.queries.search import Criteria

WORDS = {
    "q": "q",
    "category": "categorie",
    "near": "lieu",
    "radius_km": "rayon",
    "region": "region",
    "department": "departement",
    "first_day": "du",
    "last_day": "au",
    "quantity": "quantite",
    "condition": "etat",
    "offer": "offre",
}
"""The name of each criterion here, and in the address of the search page."""


class NotSearchable(Invalid):
    """A criterion that cannot be: the search page's own sentence. Params: *why*."""

    message = N_("%(why)s")


def criteria_of(asked: Mapping[str, Any], today: date) -> Criteria:
    """What is asked. Raises ``SeveralRefusals``, each naming its criterion."""
    typed = MultiDict({french: str(asked[name]) for name, french in WORDS.items() if name in asked})
    form = SearchForm(typed, today)
    if not form.validate():
        names = {french: name for name, french in WORDS.items()}
        raise SeveralRefusals(
            tuple(
                NotSearchable(field=names.get(field, field), why=str(errors[0]))
                for field, errors in form.errors.items()
            )
        )
    return form.criteria()
