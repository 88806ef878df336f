"""Pages of the search: its answers as a list and as a map."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any
from urllib.parse import urlencode

from flask import current_app, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from app.core.access import public
from app.core.clock import now, today
from app.core.context import current_actor
from app.core.geo import departments, regions
from app.core.i18n import language
from app.listings import labels
from app.listings.domain.asking import read_sentence
from app.listings.domain.categories import Spec, categories
from app.listings.forms.search import SearchForm, arguments, with_sentence
from app.listings.forms.search.address import spec_name
from app.listings.forms.search.specs import options_of
from app.listings.queries.search import Criteria, search
from app.listings.queries.search.facets import slider_step
from app.listings.queries.search.families import family_name
from app.listings.queries.search.map import map_page
from app.listings.queries.search.page import FINDER
from app.listings.routes.blueprint import blueprint

EVERYTHING = "tous"
_IN_FILTERS = frozenset({"region", "departement", "etat", "offre", "transport", "page"})
_IN_LINES = frozenset({"q", "lieu", "rayon", "du", "au", "quantite"})


@blueprint.get("/annonces", endpoint="search")
@public
def search_listings() -> ResponseReturnValue:
    """Everything one may see, narrowed by what the address asks; a sentence is read and leads to its criteria."""
    form = SearchForm(request.args, today())
    is_valid = form.validate()
    criteria = form.criteria()
    said = read_sentence(criteria.text, form.today) if criteria.text and not form.words_only else None
    if said and is_valid:
        return redirect(search_url(with_sentence(criteria, said), phrase=criteria.text), 303)
    everything = request.args.get("filtres") == EVERYTHING
    page = search(current_actor(), criteria, now(), language=language(), everything=everything)
    if page.results.total and criteria.page > page.results.count:
        return redirect(search_url(replace(criteria, page=page.results.count)), 303)
    html = render_template("listings/search.html", form=form, page=page, **_search_words(form, criteria, everything))
    return html, 200 if is_valid else 422


@blueprint.get("/annonces/carte", endpoint="map")
@public
def map_of_listings() -> ResponseReturnValue:
    """The same answers on a map of regions and departments, and as a table."""
    form = SearchForm(request.args, today())
    if not form.validate():
        typed: Any = request.args.to_dict(flat=False)
        return redirect(url_for("listings.search", **typed), 303)
    criteria = form.criteria()
    page = map_page(current_actor(), criteria, now(), FINDER)
    return render_template(
        "listings/map.html",
        page=page,
        list_url=search_url(criteria),
        map_of=lambda **changes: map_url(replace(criteria, page=1, **changes)),
        map_url=map_url,
        search_url=search_url,
        **_names(),
    )


def search_url(criteria: Criteria, **more: str) -> str:
    """The address of a search."""
    asked = urlencode({**arguments(criteria), **more}, doseq=True)
    return f"{url_for('listings.search')}{'?' if asked else ''}{asked}"


def map_url(criteria: Criteria) -> str:
    """The address of its map."""
    address: Any = arguments(replace(criteria, page=1, sort=None))
    return url_for("listings.map", **address)


def maybe_url(endpoint: str, **arguments: Any) -> str | None:
    """The address of a page of another package, None while nobody serves it: a link is never dead."""
    return url_for(endpoint, **arguments) if endpoint in current_app.view_functions else None


def _search_words(form: SearchForm, criteria: Criteria, everything: bool) -> dict[str, Any]:
    """How the search page names things and writes addresses."""
    asked: Any = arguments(replace(criteria, page=1))
    return {
        **_names(),
        "search_url": search_url,
        "but": lambda **changes: search_url(replace(criteria, **{"page": 1, **changes})),
        "page_url": lambda number: search_url(replace(criteria, page=number)),
        "card_url": lambda card: url_for("listings.show", listing_id=card.id, **_asked_days(criteria)),
        "map_url": map_url(criteria),
        "everything_url": search_url(replace(criteria, page=1), filtres=EVERYTHING),
        "save_url": maybe_url("needs.save_search", **asked),
        "wanted_url": maybe_url("needs.wanted_new", **asked) if current_actor().institution_ids else None,
        "phrase": request.args.get("phrase", "")[:200],
        "words_url": url_for("listings.search", q=request.args.get("phrase", "")[:200], mots="1"),
        "kept_hidden": _kept_hidden(form, criteria, everything),
        "filter_errors": any(form[name].errors for name in _shown_in_filters(form)),
        "spec_name": spec_name,
        "slider_step": slider_step,
    }


def _names() -> dict[str, Any]:
    """What the criteria are called."""
    own = language()
    say: Callable[[str], str] = gettext
    return {
        "labels": labels,
        "category_name": lambda id: categories()[id].plural[own],
        "family_name": lambda key: family_name(key, own),
        "region_name": lambda code: regions()[code].name,
        "department_name": lambda code: departments()[code].name,
        "option_names": lambda spec, keys: _option_names(spec, keys),
        "condition_names": {
            one.value: gettext("%(state)s ou mieux", state=say(text)) for one, text in labels.CONDITION.items()
        },
        "offer_names": {one.value: say(text) for one, text in labels.OFFER.items()},
    }


def _option_names(spec: Spec, keys: frozenset[str]) -> str:
    return ", ".join(str(label) for key, label in options_of(spec) if key in keys)


def _kept_hidden(form: SearchForm, criteria: Criteria, everything: bool) -> dict[str, str]:
    """What the search asks and no visible control holds."""
    said = {
        name: value
        for name, value in arguments(replace(criteria, page=1)).items()
        if isinstance(value, str) and name not in _IN_LINES | _IN_FILTERS and name not in form.specs.names
    }
    more = {"filtres": EVERYTHING} if everything else {}
    return said | more | ({"mots": "1"} if form.words_only else {})


def _shown_in_filters(form: SearchForm) -> list[str]:
    return ["etat", "offre", "region", "transport", *form.specs.names]


def _asked_days(criteria: Criteria) -> dict[str, Any]:
    """The days of the search, carried to the listing."""
    if criteria.dates is None:
        return {}
    return {"du": criteria.first_day, "au": criteria.last_day, "quantite": criteria.quantity}
