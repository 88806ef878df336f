"""A new listing in two plain pages, photo first; with scripts, kept as a draft while one types."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from flask import flash, jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.core.access import signed_in
from app.core.clock import now
from app.core.context import current_actor
from app.core.error_pages import sentence
from app.core.errors import Forbidden, Refusal, Stale
from app.listings import services
from app.listings.domain.categories import Category, categories, proposed
from app.listings.forms.drafting import StartForm, start_form
from app.listings.forms.listing import ListingForm, listing_form, whole
from app.listings.queries.authoring import Workplace, workplace, writable_places
from app.listings.queries.drafts import DraftPage, draft_page, last_choices, my_drafts
from app.listings.queries.fields import UnknownCategory
from app.listings.routes.blueprint import blueprint
from app.listings.services import DraftKey
from app.media.domain.refusals import RefusedFile
from app.media.forms import received_photos
from app.media.queries import photos


@blueprint.route("/annonces/nouvelle", methods=["GET", "POST"])
@signed_in
def new() -> ResponseReturnValue:
    """First the photos and what it is; an address that names the category goes straight to its questions."""
    place = writable(request.args.get("etablissement", type=int))
    known = proposed() if request.method == "GET" else categories()  # what was opened before it was retired is read
    category = known.get(request.args.get("categorie", ""))
    if category is not None:
        return _questions(place, category, None)
    form = start_form()
    if form.is_submitted() and _received(form, place) and (chosen := form.chosen()):
        kept = services.save_draft(
            current_actor(), place.id, category=chosen.id, typed={}, photo_ids=form.photos.data or (), now=now()
        )
        return redirect(url_for("listings.draft", draft_id=kept.id), 303)
    html = render_template(
        "listings/new.html",
        form=form,
        place=place,
        places=writable_places(current_actor()),
        drafts=my_drafts(current_actor(), place.id),
        categories=categories(),
    )
    return html, 422 if form.is_submitted() else 200


@blueprint.route("/annonces/brouillons/<int:draft_id>", methods=["GET", "POST"])
@signed_in
def draft(draft_id: int) -> ResponseReturnValue:
    """The questions of a draft, as its author left them."""
    page = draft_page(current_actor(), draft_id)
    place = writable(page.institution_id)
    category = categories().get(page.category)
    if category is None:
        return redirect(url_for("listings.draft_category", draft_id=draft_id), 303)
    return _questions(place, category, page)


@blueprint.route("/annonces/brouillons/<int:draft_id>/categorie", methods=["GET", "POST"])
@signed_in
def draft_category(draft_id: int) -> ResponseReturnValue:
    """Say that a draft is another kind of object."""
    page = draft_page(current_actor(), draft_id)
    form = start_form()
    del form.photos
    if form.validate_on_submit() and (chosen := form.chosen()):
        services.change_draft_category(current_actor(), DraftKey(draft_id), chosen.id, now=now())
        return redirect(url_for("listings.draft", draft_id=draft_id), 303)
    if not form.is_submitted():
        form.category.data = page.category
    html = render_template("listings/draft_category.html", form=form, page=page)
    return html, 422 if form.is_submitted() else 200


@blueprint.post("/annonces/brouillons/<int:draft_id>/abandonner")
@signed_in
def discard_draft(draft_id: int) -> ResponseReturnValue:
    """Throw a draft away."""
    page = draft_page(current_actor(), draft_id)
    services.discard_draft(current_actor(), draft_id)
    flash(_("Le brouillon est abandonné."), "success")
    return redirect(url_for("listings.new", etablissement=page.institution_id), 303)


@blueprint.post("/annonces/brouillons")
@signed_in
def save_draft() -> ResponseReturnValue:
    """Keep the form as it stands, for a script: nothing is judged, nothing is lost. Answers JSON."""
    place, category = writable(request.args.get("etablissement", type=int)), _category_asked()
    form, at = listing_form(category, place.sites), now()
    try:
        kept = services.save_draft(
            current_actor(),
            place.id,
            category=category.id,
            typed=form.typed(),
            photo_ids=form.photos.data or (),
            draft=form.draft_key(),
            now=at,
        )
    except Stale as refusal:
        return jsonify(_overtaken(form, place, refusal)), refusal.status
    except Refusal as refusal:
        return jsonify(said=sentence(refusal)), refusal.status
    return jsonify(
        draft=kept.id,
        version=kept.version,
        address=url_for("listings.draft", draft_id=kept.id),
        said=_("Brouillon enregistré à %(time)s", time=_hour(at, place)),
    )


@blueprint.post("/annonces/photos")
@signed_in
def receive_photo() -> ResponseReturnValue:
    """Receive one photo at once, for a script; the form then carries its number. Answers JSON."""
    place, form = writable(request.args.get("etablissement", type=int)), start_form()
    try:
        received = received_photos(form.photos, current_actor(), place.id, now())
    except RefusedFile as refusal:
        return jsonify(said=sentence(refusal)), refusal.status
    if form.photos.errors or not received:
        return jsonify(said=" ".join(form.photos.errors) or _("Aucune photo n'est arrivée.")), 422
    photo = photos(received[-1:])[0]
    return jsonify(
        photo=photo.id, address=photo.small_url, width=photo.thumbnail_width, height=photo.thumbnail_height
    )


def _questions(place: Workplace, category: Category, page: DraftPage | None) -> ResponseReturnValue:
    """The form of a category: published, kept as a listing not yet published, or shown with what is wrong."""
    form, is_stale = _form_for(place, category, page), False
    if form.is_submitted() and _received(form, place) and (fields := form.fields()) is not None:
        try:
            listing_id = services.create_listing(
                current_actor(),
                place.id,
                fields,
                quantity=form.quantity.data or 0,
                photo_ids=form.photos.data or (),
                then_publish=asks_to_publish(),
                key=form.once.data or "",
                draft=form.draft_key(),
                now=now(),
            )
        except Refusal as refusal:
            form.refuse(refusal)
            if is_stale := isinstance(refusal, Stale):  # sending it again, now that it is said, is a decision
                form.draft_version.data = str(draft_page(current_actor(), whole(form.draft.data) or 0).version)
        else:
            return saved(listing_id)
    html = render_template(
        "listings/edit.html", form=form, place=place, page=None, draft=page, category=category, is_stale=is_stale
    )
    return html, 422 if form.is_submitted() else 200


def _form_for(place: Workplace, category: Category, page: DraftPage | None) -> ListingForm:
    again = last_choices(place.id)
    if again.get("site_id") not in dict(place.sites):
        again.pop("site_id", None)
    if page is None:
        return listing_form(category, place.sites, **again)
    kept: Mapping[str, Any] = {"photos": list(page.photo_ids), "draft": page.id, "draft_version": page.version}
    return listing_form(category, place.sites, typed=page.typed, **again, **kept)


def _overtaken(form: ListingForm, place: Workplace, refusal: Stale) -> dict[str, Any]:
    """What a window that was overtaken by another one is told."""
    present = draft_page(current_actor(), whole(form.draft.data) or 0)
    time = _hour(present.saved_at, place)
    return {
        "said": _("Ce brouillon a été enregistré à %(time)s depuis une autre fenêtre.", time=time),
        "version": present.version,
        "address": url_for("listings.draft", draft_id=present.id),
    }


def _category_asked() -> Category:
    category = categories().get(request.args.get("categorie", ""))
    if category is None:
        raise UnknownCategory()
    return category


def _received(form: StartForm | ListingForm, place: Workplace) -> bool:
    received_photos(form.photos, current_actor(), place.id, now())
    valid: bool = form.validate()
    return valid


def _hour(instant: datetime, place: Workplace) -> str:
    return instant.astimezone(ZoneInfo(place.time_zone)).strftime("%H:%M")


def writable(institution_id: int | None) -> Workplace:
    """The institution whose inventory the actor keeps. Raises NotFound, Forbidden."""
    place = workplace(current_actor(), institution_id)
    if not place.may_write:
        raise Forbidden()
    return place


def asks_to_publish() -> bool:
    """Whether the button pressed was the one that publishes."""
    return request.form.get("suite") == "publier"


def saved(listing_id: int) -> ResponseReturnValue:
    """To the preview, with a word."""
    flash(_("L'annonce est publiée.") if asks_to_publish() else _("L'annonce est enregistrée."), "success")
    return redirect(url_for("listings.preview", listing_id=listing_id), 303)
