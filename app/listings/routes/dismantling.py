"""Pages of what comes out of shows: the list of one, and what comes out soon anywhere."""

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext, ngettext

from app.core import clock
from app.core.access import public, signed_in
from app.core.context import current_actor
from app.core.errors import Refusal
from app.core.geo import regions
from app.core.i18n import language
from app.listings import labels
from app.listings.domain.categories import categories
from app.listings.domain.dismantling import pieces_of
from app.listings.forms.dismantling import DismantlingForm, LinesForm, SlotForm
from app.listings.queries.dismantling import DismantlingPage, dismantling_page, require_lister, soon_page
from app.listings.routes.blueprint import blueprint
from app.listings.services.dismantling import PiecesRefused, list_dismantling, move_dismantling


@blueprint.get("/expositions/<int:exhibition_id>/demontage")
@signed_in
def dismantling(exhibition_id: int) -> str:
    """The list of what comes out of a show, and the way to write it."""
    page = dismantling_page(current_actor(), exhibition_id, clock.now())
    return _drawn(page, LinesForm(formdata=None), None)


@blueprint.post("/expositions/<int:exhibition_id>/demontage/lire")
@signed_in
def dismantling_read(exhibition_id: int) -> ResponseReturnValue:
    """Read the typed lines into rows; nothing is written yet."""
    page = dismantling_page(current_actor(), exhibition_id, clock.now())
    require_lister(current_actor(), page)
    lines = LinesForm()
    if not lines.validate():
        return _drawn(page, lines, None), 422
    try:
        pieces = pieces_of(lines.lines.data or "")
    except Refusal as refusal:
        lines.refuse(refusal)
        return _drawn(page, lines, None), 422
    slot = page.usual
    form = DismantlingForm(formdata=None, data={"first_day": slot.first_day, "last_day": slot.last_day})
    form.offer_rows(pieces)
    return _drawn(page, LinesForm(formdata=None), form)


@blueprint.post("/expositions/<int:exhibition_id>/demontage")
@signed_in
def dismantling_write(exhibition_id: int) -> ResponseReturnValue:
    """Write the rows as listings, all or none."""
    page = dismantling_page(current_actor(), exhibition_id, clock.now())
    require_lister(current_actor(), page)
    form = DismantlingForm()
    form.prepare(page.sites)
    then_publish = request.form.get("action") != "brouillons"
    if form.validate():
        try:
            made = list_dismantling(
                current_actor(),
                exhibition_id,
                form.wanted(),
                then_publish=then_publish,
                key=form.once.data or "",
                now=clock.now(),
            )
            flash(_done(len(made), then_publish))
            return redirect(url_for("listings.dismantling", exhibition_id=exhibition_id), 303)
        except PiecesRefused as refusal:
            form.refuse(refusal)
            form.refuse_rows(refusal.refused)
        except Refusal as refusal:
            form.refuse(refusal)
    form.offer_empty_rows()
    return _drawn(page, LinesForm(formdata=None), form), 422


@blueprint.post("/expositions/<int:exhibition_id>/demontage/dates")
@signed_in
def dismantling_move(exhibition_id: int) -> ResponseReturnValue:
    """Give the whole list other days."""
    page = dismantling_page(current_actor(), exhibition_id, clock.now())
    require_lister(current_actor(), page)
    form = SlotForm()
    if status := form.comes_back(
        lambda: move_dismantling(current_actor(), exhibition_id, form.slot(), now=clock.now())
    ):
        return _drawn(page, LinesForm(formdata=None), None, form), status
    flash(gettext("Toute la liste suit les nouvelles dates."))
    return redirect(url_for("listings.dismantling", exhibition_id=exhibition_id), 303)


@blueprint.get("/demontages")
@public
def soon() -> str:
    """What comes out of shows soon, for whoever may see it."""
    asked: dict[str, Any] = {name: request.args.get(name, "") for name in ("region", "categorie")}
    page = soon_page(
        current_actor(),
        clock.now(),
        region=asked["region"] if asked["region"] in regions() else None,
        category=asked["categorie"] if asked["categorie"] in categories() else None,
        number=max(1, min(9999, request.args.get("page", 1, type=int))),
        language=language(),
    )
    return render_template(
        "listings/soon.html",
        page=page,
        asked=asked,
        regions=[(code, one.name) for code, one in regions().items()],
        categories=[(id, one.plural[language()]) for id, one in categories().items()],
        page_url=lambda number: url_for("listings.soon", page=number, **asked),
        card_url=lambda card: url_for("listings.show", listing_id=card.id),
    )


def _drawn(
    page: DismantlingPage, lines: LinesForm, form: DismantlingForm | None, slot: SlotForm | None = None
) -> str:
    if form is not None:
        form.prepare(page.sites)
    days = page.pieces[0].slot if page.pieces else page.usual
    moved = page.usual if page.differs else days
    typed = {"first_day": moved.first_day, "last_day": moved.last_day}
    return render_template(
        "listings/dismantling.html",
        page=page,
        lines=lines,
        form=form,
        slot_form=slot or SlotForm(formdata=None, data=typed),
        labels=labels,
    )


def _done(count: int, then_publish: bool) -> str:
    if then_publish:
        said = ngettext("%(num)s pièce publiée.", "%(num)s pièces publiées.", count)
    else:
        said = ngettext("%(num)s brouillon gardé.", "%(num)s brouillons gardés.", count)
    return str(said)
