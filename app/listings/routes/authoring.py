"""Pages that write: my listings, a new one, editing, units, photos, preview, publishing."""

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext
from werkzeug.datastructures import MultiDict

from app.core.access import signed_in
from app.core.clock import now
from app.core.context import current_actor
from app.core.error_pages import sentence
from app.core.errors import Forbidden, NotFound, Refusal, Stale
from app.core.i18n import language
from app.core.text import one_line
from app.listings import labels, services
from app.listings.domain.categories import categories
from app.listings.domain.recategorise import carried_over
from app.listings.domain.states import ListingState
from app.listings.forms.asking import AskingForm
from app.listings.forms.drafting import start_form
from app.listings.forms.listing import ListingForm, listing_form, whole
from app.listings.forms.units import QuantityForm, UnitsForm, quantity_form, units_form
from app.listings.queries.authoring import WorkPage, Workplace, my_listings, work_page
from app.listings.queries.preview import Reader, preview_page
from app.listings.routes.blueprint import blueprint
from app.listings.routes.drafting import asks_to_publish, saved
from app.listings.routes.reading import shown
from app.media.forms import received_photos


def _asked_state() -> ListingState | None:
    word = request.args.get("etat", "")
    return ListingState(word) if word in {state.value for state in ListingState} else None


@blueprint.get("/mes-annonces")
@signed_in
def mine() -> str:
    """The inventory of my institution, in every state."""
    state, import_id = _asked_state(), request.args.get("import", type=int)
    words = one_line(request.args.get("q", ""))[:100]
    page = my_listings(
        current_actor(),
        now(),
        institution_id=request.args.get("etablissement", type=int),
        state=state,
        import_id=import_id,
        words=words,
        number=request.args.get("page", 1, type=int),
    )
    asked: dict[str, Any] = {
        "etablissement": page.place.id,
        "etat": state.value if state else None,
        "import": import_id,
        "q": words or None,
    }
    return render_template(
        "listings/mine.html",
        page=page,
        state=state,
        words=words,
        import_id=import_id,
        page_url=lambda number: url_for("listings.mine", page=number, **asked),
        labels=labels,
        categories=categories(),
    )


@blueprint.post("/mes-annonces/publier")
@signed_in
def publish_selected() -> ResponseReturnValue:
    """Publish or withdraw what is ticked; what is not ready is named with its reason."""
    place, import_id = request.form.get("etablissement", type=int), request.form.get("import", type=int)
    chosen = {number for text in request.form.getlist("annonce") if (number := whole(text))}
    if request.form.get("toutes") and place is not None:
        _say_published(*services.publish_ready(current_actor(), place, import_id=import_id, now=now()))
    elif not chosen:
        flash(_("Cochez au moins une annonce."), "refusal")
    elif request.form.get("faire") == "retirer":
        done = services.withdraw_many(current_actor(), sorted(chosen), now=now())
        flash(ngettext("%(num)s annonce retirée.", "%(num)s annonces retirées.", done), "success")
    else:
        refused = services.publish_many(current_actor(), sorted(chosen), now=now())
        _say_published(len(chosen) - len(refused), refused)
    back: dict[str, Any] = {"etablissement": place, "import": import_id}
    return redirect(url_for("listings.mine", **back), 303)


def _say_published(done: int, refused: dict[int, Refusal]) -> None:
    if done:
        flash(ngettext("%(num)s annonce publiée.", "%(num)s annonces publiées.", done), "success")
    if refused:
        flash(_left_as_drafts(refused), "attention")


@blueprint.route("/annonces/<int:listing_id>/modifier", methods=["GET", "POST"])
@signed_in
def edit(listing_id: int) -> ResponseReturnValue:
    """Change what a listing says."""
    page = _editable(listing_id)
    form = listing_form(
        categories()[page.fields.category],
        page.place.sites,
        page.fields,
        photos=[photo.id for photo in page.photos],
        version=str(page.version),
    )
    if form.is_submitted() and _received(form, page.place) and (fields := form.fields()) is not None:
        try:
            services.edit_listing(
                current_actor(),
                listing_id,
                fields,
                version=whole(form.version.data) or 0,
                photo_ids=form.photos.data,
                then_publish=asks_to_publish(),
                now=now(),
            )
        except Refusal as refusal:
            form.refuse(refusal)
            if isinstance(refusal, Stale):  # sending it again, now that it is said, is a decision
                form.version.data = str(page.version)
                return _form_page(form, page.place, page, is_stale=True)
        else:
            return saved(listing_id)
    return _form_page(form, page.place, page)


@blueprint.route("/annonces/<int:listing_id>/exemplaires", methods=["GET", "POST"])
@signed_in
def units(listing_id: int) -> ResponseReturnValue:
    """The units of a listing, by name."""
    page = _editable(listing_id)
    form = units_form(page)
    version = whole(form.version.data) or 0
    if form.is_submitted() and not form.comes_back(
        lambda: services.set_units(current_actor(), listing_id, form.wanted(), version=version, now=now())
    ):
        flash(_("Les exemplaires sont enregistrés."), "success")
        return redirect(url_for("listings.units", listing_id=listing_id), 303)
    return _units_page(page, form, quantity_form(page))


@blueprint.post("/annonces/<int:listing_id>/quantite")
@signed_in
def quantity(listing_id: int) -> ResponseReturnValue:
    """Have more or fewer units."""
    page = _editable(listing_id)
    form = QuantityForm()
    if not form.comes_back(
        lambda: services.set_quantity(current_actor(), listing_id, form.quantity.data or 0, now=now())
    ):
        flash(_("Le nombre d'exemplaires est enregistré."), "success")
        return redirect(url_for("listings.units", listing_id=listing_id), 303)
    return _units_page(page, units_form(page, fresh=True), form)


@blueprint.post("/annonces/<int:listing_id>/photos/<int:photo_id>/couverture")
@signed_in
def cover(listing_id: int, photo_id: int) -> ResponseReturnValue:
    """Show this photo first."""
    services.show_first(current_actor(), listing_id, photo_id, now=now())
    return redirect(url_for("listings.edit", listing_id=listing_id), 303)


@blueprint.get("/annonces/<int:listing_id>/apercu")
@signed_in
def preview(listing_id: int) -> str:
    """The listing as a visitor, the network or one's own people will see it, and what is still missing."""
    word = request.args.get("vue", "")
    reader = Reader(word) if word in set(Reader) else Reader.NETWORK
    page = preview_page(current_actor(), listing_id, reader, now(), language())
    form = AskingForm(MultiDict())
    drawn = shown(page.stand_in, page.seen, form) if page.seen else {"page": None, "labels": labels}
    return render_template("listings/preview.html", work=page.work, reader=page.reader, **drawn)


@blueprint.route("/annonces/<int:listing_id>/categorie", methods=["GET", "POST"])
@signed_in
def category(listing_id: int) -> ResponseReturnValue:
    """Another category: first what would be kept and lost, then the change."""
    page, form = _editable(listing_id), start_form()
    del form.photos
    if not form.is_submitted():
        form.category.data = request.args.get("vers", "")
    new, version = form.chosen(), whole(request.form.get("version")) or page.version
    if form.is_submitted() and form.validate() and new and request.form.get("suite") == "changer":
        try:
            services.change_category(current_actor(), listing_id, new.id, version=version, now=now())
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            flash(_("La catégorie est changée. Complétez ce qu'elle demande."), "success")
            return redirect(url_for("listings.edit", listing_id=listing_id), 303)
    old = categories()[page.fields.category]
    carried = carried_over(old, new, page.fields.specs) if new and new != old else None
    html = render_template("listings/category.html", form=form, page=page, old=old, new=new, carried=carried)
    return html, 422 if form.is_submitted() and form.errors else 200


@blueprint.post("/annonces/<int:listing_id>/publier")
@signed_in
def publish(listing_id: int) -> ResponseReturnValue:
    """Let others see it; what is missing is said on the form."""
    try:
        services.publish_listing(current_actor(), listing_id, now=now())
    except (NotFound, Forbidden):
        raise
    except Refusal as refusal:
        flash(_sentences(refusal), "refusal")
        return redirect(url_for("listings.edit", listing_id=listing_id), 303)
    flash(_("L'annonce est publiée."), "success")
    return redirect(url_for("listings.preview", listing_id=listing_id), 303)


@blueprint.post("/annonces/<int:listing_id>/retirer")
@signed_in
def withdraw(listing_id: int) -> ResponseReturnValue:
    """Take it off the shelf."""
    services.withdraw_listing(current_actor(), listing_id, now=now())
    flash(_("L'annonce est retirée. Les prêts déjà promis restent promis."), "success")
    return redirect(url_for("listings.preview", listing_id=listing_id), 303)


@blueprint.post("/annonces/<int:listing_id>/dupliquer")
@signed_in
def duplicate(listing_id: int) -> ResponseReturnValue:
    """A draft that says the same."""
    made = services.duplicate_listing(current_actor(), listing_id, key=request.form.get("once", "")[:80], now=now())
    flash(_("Voici une copie en brouillon. Complétez ce qui change."), "success")
    return redirect(url_for("listings.edit", listing_id=made), 303)


def _left_as_drafts(refused: dict[int, Refusal]) -> str:
    text: str = ngettext(
        "%(num)s annonce reste en brouillon : %(why)s",
        "%(num)s annonces restent en brouillon. La première : %(why)s",
        len(refused),
        why=_sentences(next(iter(refused.values()))),
    )
    return text


def _sentences(refusal: Refusal) -> str:
    refusals: tuple[Refusal, ...] = getattr(refusal, "refusals", (refusal,))
    return " ".join(sentence(one) for one in refusals)


def _editable(listing_id: int) -> WorkPage:
    page = work_page(current_actor(), listing_id, now())
    if "edit" not in page.actions:
        raise Forbidden()
    return page


def _received(form: ListingForm, place: Workplace) -> bool:
    received_photos(form.photos, current_actor(), place.id, now())
    valid: bool = form.validate()
    return valid


def _form_page(form: ListingForm, place: Workplace, page: WorkPage, *, is_stale: bool = False) -> ResponseReturnValue:
    body = render_template(
        "listings/edit.html", form=form, place=place, page=page, draft=None, category=form.category, is_stale=is_stale
    )
    return body, 422 if form.is_submitted() else 200


def _units_page(page: WorkPage, form: UnitsForm, count: QuantityForm) -> ResponseReturnValue:
    body = render_template("listings/units.html", page=page, form=form, count=count)
    return body, 422 if request.method == "POST" else 200
