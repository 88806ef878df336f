"""Pages of saved searches: what a person keeps an eye on, and the way to stop from a letter."""

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from app.core import clock
from app.core.access import public, signed_in
from app.core.context import current_actor
from app.core.errors import Invalid, Refusal
from app.core.i18n import language
from app.listings.domain.categories import categories
from app.listings.forms.search import SearchForm, arguments
from app.listings.queries.search import Criteria
from app.listings.queries.search.kept import kept
from app.needs.domain.watching import Rhythm
from app.needs.forms.alerts import RhythmForm, SaveSearchForm
from app.needs.labels import RHYTHM
from app.needs.queries.watching import alerts_page, stop_page
from app.needs.routes.blueprint import blueprint
from app.needs.services.watching import change_rhythm, forget_search, save_search, search_of_token, stop_search


@blueprint.get("/alertes")
@signed_in
def alerts() -> str:
    """The saved searches of this person."""
    page = alerts_page(current_actor(), clock.now())
    forms = {one.id: RhythmForm(rhythm=one.rhythm.value) for one in page.searches}
    return render_template("needs/alerts.html", page=page, forms=forms, search_url=_search_url, rhythms=RHYTHM)


@blueprint.route("/alertes/nouvelle", methods=["GET", "POST"], endpoint="save_search")
@signed_in
def save() -> ResponseReturnValue:
    """Keep the search that stands in the address."""
    asked = SearchForm(request.args, clock.today())
    asked.validate()
    criteria = asked.criteria()
    form = SaveSearchForm(data={"name": _proposed_name(criteria)})
    if request.method == "POST" and form.validate():
        try:
            save_search(
                current_actor(),
                form.name.data,
                kept(criteria),
                Rhythm(form.rhythm.data),
                key=form.once.data or "",
                now=clock.now(),
            )
            flash(gettext("C'est enregistré : nous vous écrirons quand il y aura du nouveau."))
            return redirect(url_for("needs.alerts"), 303)
        except Refusal as refusal:
            form.refuse(refusal)
    status = 422 if request.method == "POST" else 200
    return render_template("needs/save_search.html", form=form, criteria=criteria, search_url=_search_url), status


@blueprint.post("/alertes/<int:search_id>/rythme")
@signed_in
def rhythm(search_id: int) -> ResponseReturnValue:
    """Hear of a search more or less often."""
    form = RhythmForm()
    if not form.validate():
        raise Invalid()
    change_rhythm(current_actor(), search_id, Rhythm(form.rhythm.data), now=clock.now())
    flash(gettext("C'est changé."))
    return redirect(url_for("needs.alerts"), 303)


@blueprint.post("/alertes/<int:search_id>/supprimer")
@signed_in
def forget(search_id: int) -> ResponseReturnValue:
    """Delete a saved search."""
    forget_search(current_actor(), search_id, now=clock.now())
    flash(gettext("La recherche est supprimée."))
    return redirect(url_for("needs.alerts"), 303)


@blueprint.route("/alertes/arreter/<token>", methods=["GET", "POST"])
@public
def stop(token: str) -> ResponseReturnValue:
    """Stop the letters about one search, without signing in: the link of the letter is enough for that alone."""
    if request.method == "POST":
        stop_search(token, now=clock.now())
        return redirect(url_for("needs.stop", token=token), 303)
    return render_template("needs/stop.html", page=stop_page(search_of_token(token)), token=token)


def _search_url(criteria: Criteria) -> str:
    address: Any = arguments(criteria)
    return url_for("listings.search", **address)


def _proposed_name(criteria: Criteria) -> str:
    known = categories().get(criteria.category or "")
    parts = [criteria.text or (known.plural[language()] if known else ""), criteria.place_text]
    return ", ".join(part for part in parts if part)[:120]
