"""Pages of wanted ads: what the network looks for, and one's own."""

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from app.accounts.queries import institution_refs
from app.core import clock
from app.core.access import signed_in
from app.core.context import current_actor
from app.core.errors import Forbidden, Refusal
from app.core.geo import regions
from app.core.i18n import language
from app.exhibitions.queries import exhibition_facts
from app.listings.domain.categories import categories
from app.listings.domain.spec_wanted import SpecWanted
from app.listings.forms.search import SearchForm, arguments
from app.listings.labels import OFFER
from app.needs.domain.permissions import may_publish_wanted
from app.needs.domain.wanted import WantedFields, with_wishes_of_title
from app.needs.domain.watching import WantedState
from app.needs.forms.alerts import WantedForm, typed_from
from app.needs.labels import WANTED_STATE, WANTED_TONE
from app.needs.queries.wanted import wanted_index, wanted_page, wanted_to_edit
from app.needs.routes.blueprint import blueprint
from app.needs.services.wanted import close_wanted, edit_wanted, propose_listing, publish_wanted

_WORDS = {"states": WANTED_STATE, "tones": WANTED_TONE, "offers": OFFER}


@blueprint.get("/avis-de-recherche")
@signed_in
def wanted() -> str:
    """What the network looks for, and what we do."""
    asked: dict[str, Any] = {"categorie": request.args.get("categorie", ""), "region": request.args.get("region", "")}
    page = wanted_index(
        current_actor(),
        clock.now(),
        category=asked["categorie"] if asked["categorie"] in categories() else None,
        region=asked["region"] if asked["region"] in regions() else None,
        number=max(1, request.args.get("page", 1, type=int)),
    )
    return render_template(
        "needs/wanted.html",
        page=page,
        asked=asked,
        categories=[(id, one.plural[language()]) for id, one in categories().items()],
        regions=[(code, one.name) for code, one in regions().items()],
        page_url=lambda number: url_for("needs.wanted", page=number, **asked),
        **_WORDS,
    )


@blueprint.route("/avis-de-recherche/nouveau", methods=["GET", "POST"])
@signed_in
def wanted_new() -> ResponseReturnValue:
    """Write an ad; the address may carry a search or an exhibition to begin with."""
    form, wishes = _new_form()
    if request.method == "POST":
        form.offer_wishes([])
        if status := form.comes_back(
            lambda: publish_wanted(current_actor(), _read(form), key=form.once.data or "", now=clock.now())
        ):
            return render_template("needs/wanted_new.html", form=form), status
        flash(gettext("Votre avis est publié : nous vous écrirons quand une annonce y répondra."))
        return redirect(url_for("needs.wanted_show", ad_id=form.made), 303)
    form.offer_wishes(wishes)
    return render_template("needs/wanted_new.html", form=form)


@blueprint.get("/avis-de-recherche/<int:ad_id>")
@signed_in
def wanted_show(ad_id: int) -> str:
    """One ad, and what meets it now."""
    page = wanted_page(current_actor(), ad_id, clock.now(), language())
    return render_template("needs/wanted_show.html", page=page, **_WORDS, **_links(page.criteria))


@blueprint.route("/avis-de-recherche/<int:ad_id>/modifier", methods=["GET", "POST"])
@signed_in
def wanted_edit(ad_id: int) -> ResponseReturnValue:
    """Change an open ad."""
    fields, version = wanted_to_edit(current_actor(), ad_id)
    form = WantedForm(_institutions(), data=typed_from(fields, version))
    form.offer_wishes(list(fields.specs))
    if request.method == "GET":
        return render_template("needs/wanted_edit.html", form=form, ad_id=ad_id)
    if status := form.comes_back(
        lambda: edit_wanted(current_actor(), ad_id, form.fields(), version=form.version_seen, now=clock.now())
    ):
        return render_template("needs/wanted_edit.html", form=form, ad_id=ad_id), status
    flash(gettext("L'avis est modifié."))
    return redirect(url_for("needs.wanted_show", ad_id=ad_id), 303)


@blueprint.post("/avis-de-recherche/<int:ad_id>/clore")
@signed_in
def wanted_close(ad_id: int) -> ResponseReturnValue:
    """Say that it was found, or is no longer looked for."""
    state = WantedState.MET if request.form.get("trouve") == "oui" else WantedState.WITHDRAWN
    close_wanted(current_actor(), ad_id, state, now=clock.now())
    flash(gettext("L'avis est clos."))
    return redirect(url_for("needs.wanted_show", ad_id=ad_id), 303)


@blueprint.post("/avis-de-recherche/<int:ad_id>/proposer")
@signed_in
def wanted_propose(ad_id: int) -> ResponseReturnValue:
    """Answer an ad with one of one's own listings."""
    listing_id = request.form.get("listing_id", 0, type=int)
    try:
        propose_listing(current_actor(), ad_id, listing_id, request.form.get("note", ""), now=clock.now())
        flash(gettext("Votre annonce est proposée : l'établissement qui cherche est prévenu."))
    except Refusal as refusal:
        if refusal.status == 404:
            raise
        flash(gettext(refusal.message) % refusal.params, "error")
    return redirect(url_for("needs.wanted_show", ad_id=ad_id), 303)


def _new_form() -> tuple[WantedForm, list[SpecWanted]]:
    """An empty ad, begun with the search of the address and the dates of its exhibition."""
    institutions = _institutions()
    if not institutions:
        raise Forbidden()
    asked = SearchForm(request.args, clock.today())
    asked.validate()
    criteria = asked.criteria()
    typed: dict[str, Any] = {
        "title": criteria.text,
        "category": criteria.category or "",
        "quantity": criteria.quantity,
        "first_day": criteria.first_day,
        "last_day": criteria.last_day,
        "place": criteria.place.name if criteria.place else "",
        "offer": criteria.offer.value if criteria.offer else "",
        "radius": str(criteria.radius_km or 0) if criteria.place else "0",
        "wishes": [],
    }
    typed |= _of_exhibition(request.args.get("exposition", type=int), {id for id, _ in institutions})
    return WantedForm(institutions, data=typed), list(criteria.specs)


def _read(form: WantedForm) -> WantedFields:
    """A new ad as typed; wishes that were not offered as boxes are read in its title."""
    fields = form.fields()
    return fields if form.wishes.choices else with_wishes_of_title(fields, clock.today())


def _of_exhibition(exhibition_id: int | None, institution_ids: set[int]) -> dict[str, Any]:
    """What an exhibition of ours already says: its days and its place."""
    facts = exhibition_facts([exhibition_id]).get(exhibition_id) if exhibition_id else None
    if facts is None or facts.institution_id not in institution_ids:
        return {}
    first, last = facts.loan_period
    return {
        "exhibition_id": str(facts.id),
        "institution_id": facts.institution_id,
        "first_day": first,
        "last_day": last,
        "place": facts.city,
    }


def _institutions() -> list[tuple[int, str]]:
    actor = current_actor()
    mine = [i for i in sorted(actor.institution_ids) if may_publish_wanted(actor, i)]
    return [(id, ref.name) for id, ref in institution_refs(mine).items()]


def _links(criteria: Any) -> dict[str, Any]:
    address: Any = arguments(criteria)
    days = {"du": criteria.first_day, "au": criteria.last_day}
    return {
        "search_url": url_for("listings.search", **address),
        "card_url": lambda card: url_for("listings.show", listing_id=card.id, **days),
    }
