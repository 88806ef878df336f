"""Pages of what belongs to a listing: its kit, accessories, equivalents and papers; a unit and its findings."""

from collections.abc import Callable

from flask import Response, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.core.access import public, signed_in
from app.core.clock import now
from app.core.context import current_actor
from app.core.downloads import sent_file
from app.core.forms import Form
from app.core.i18n import language
from app.listings import labels
from app.listings.domain.documents import DocumentKind, DocumentReaders
from app.listings.domain.states import Condition
from app.listings.forms.details import (
    AccessoryForm,
    DocumentForm,
    EquivalentForm,
    InspectionForm,
    MemberForm,
    details_forms,
)
from app.listings.forms.listing import whole
from app.listings.queries.conditions import unit_page
from app.listings.queries.depth import DetailsPage, details_page
from app.listings.queries.documents import document_to_read
from app.listings.routes.blueprint import blueprint
from app.listings.services.accessories import drop_accessory, put_accessory
from app.listings.services.conditions import inspect_unit
from app.listings.services.documents import file_document, remove_document
from app.listings.services.equivalents import add_equivalent, drop_equivalent
from app.listings.services.kits import put_in_kit, take_out_of_kit

Answer = ResponseReturnValue


@blueprint.get("/annonces/<int:listing_id>/details")
@signed_in
def details(listing_id: int) -> str:
    """What goes with a listing, arranged by its keepers."""
    return _html(_page(listing_id))


@blueprint.post("/annonces/<int:listing_id>/details/lot")
@signed_in
def add_member(listing_id: int) -> Answer:
    """Put a listing into the kit."""
    page, form = _page(listing_id), MemberForm()
    form.offer(page.choices)

    def verb() -> None:
        put_in_kit(current_actor(), listing_id, whole(form.member.data) or 0, form.quantity.data or 0, now=now())

    return _write(page, form, verb, _("Le lot est enregistré."), "lot")


@blueprint.post("/annonces/<int:listing_id>/details/lot/<int:member_id>/retirer")
@signed_in
def remove_member(listing_id: int, member_id: int) -> Answer:
    """Take a listing out of the kit."""
    take_out_of_kit(current_actor(), listing_id, member_id, now=now())
    return _done(listing_id, _("L'objet ne fait plus partie du lot. Ce qui est promis le reste."), "lot")


@blueprint.post("/annonces/<int:listing_id>/details/accessoires")
@signed_in
def add_accessory(listing_id: int) -> Answer:
    """Say that something goes with each unit."""
    page, form = _page(listing_id), AccessoryForm()

    def verb() -> None:
        name, quantity = form.name.data or "", form.quantity.data or 0
        put_accessory(current_actor(), listing_id, name, quantity, bool(form.is_essential.data), now=now())

    return _write(page, form, verb, _("L'accessoire est enregistré."), "accessoires")


@blueprint.post("/annonces/<int:listing_id>/details/accessoires/<int:accessory_id>/retirer")
@signed_in
def remove_accessory(listing_id: int, accessory_id: int) -> Answer:
    """It goes with the object no more."""
    drop_accessory(current_actor(), listing_id, accessory_id, now=now())
    return _done(listing_id, _("L'accessoire est retiré de la liste."), "accessoires")


@blueprint.post("/annonces/<int:listing_id>/details/equivalents")
@signed_in
def name_equivalent(listing_id: int) -> Answer:
    """Name a model that would do as well."""
    page, form = _page(listing_id), EquivalentForm()

    def verb() -> None:
        add_equivalent(current_actor(), listing_id, form.words.data or "", now=now())

    return _write(page, form, verb, _("L'équivalent est enregistré."), "equivalents")


@blueprint.post("/annonces/<int:listing_id>/details/equivalents/<int:equivalent_id>/retirer")
@signed_in
def remove_equivalent(listing_id: int, equivalent_id: int) -> Answer:
    """It would not do any more."""
    drop_equivalent(current_actor(), listing_id, equivalent_id, now=now())
    return _done(listing_id, _("L'équivalent est retiré."), "equivalents")


@blueprint.post("/annonces/<int:listing_id>/details/documents")
@signed_in
def add_document(listing_id: int) -> Answer:
    """File a paper; a file that was received stays when another answer is to be corrected."""
    page, form = _page(listing_id), DocumentForm()
    is_valid = form.validate()
    if not (form.receive(current_actor(), page.institution_id, now()) and is_valid):
        return _html(page, form), 422

    def verb() -> None:
        assert form.received is not None
        file_document(
            current_actor(),
            listing_id,
            form.received.id,
            DocumentKind(form.kind.data),
            DocumentReaders(form.readers.data),
            title=form.title.data or "",
            expires_on=form.expires_on.data,
            key=form.once.data or "",
            now=now(),
        )

    return _write(page, form, verb, _("Le document est enregistré."), "documents", is_valid=True)


@blueprint.post("/annonces/<int:listing_id>/details/documents/<int:filed_id>/retirer")
@signed_in
def take_document_away(listing_id: int, filed_id: int) -> Answer:
    """The paper is no longer there."""
    remove_document(current_actor(), listing_id, filed_id, now=now())
    return _done(listing_id, _("Le document est retiré."), "documents")


@blueprint.get("/annonces/<int:listing_id>/documents/<int:filed_id>")
@public
def document(listing_id: int, filed_id: int) -> Response:
    """A paper, as a download, to those who may open it."""
    file = document_to_read(current_actor(), listing_id, filed_id)
    return sent_file(file.key, file.media_type, file.file_name, f"document-{filed_id}")


@blueprint.route("/annonces/<int:listing_id>/exemplaires/<int:unit_id>", methods=["GET", "POST"])
@signed_in
def unit(listing_id: int, unit_id: int) -> Answer:
    """A unit: its numbers, every finding on it, and what an inspection says."""
    page = unit_page(current_actor(), listing_id, unit_id, now())
    form = InspectionForm(page)

    def inspect() -> None:
        condition, note = Condition(form.condition.data), form.note.data or ""
        inspect_unit(current_actor(), unit_id, condition, note, key=form.once.data or "", now=now())

    if form.is_submitted() and not form.comes_back(inspect):
        flash(_("Le constat est enregistré."), "success")
        return redirect(url_for("listings.unit", listing_id=listing_id, unit_id=unit_id), 303)
    html = render_template("listings/unit.html", page=page, form=form, labels=labels)
    return html, 422 if form.errors else 200


def _page(listing_id: int) -> DetailsPage:
    return details_page(current_actor(), listing_id, now(), language())


def _html(page: DetailsPage, sent: Form | None = None) -> str:
    forms = details_forms(page, sent)
    return render_template("listings/details.html", page=page, forms=forms, sent=sent, labels=labels)


def _write(
    page: DetailsPage, form: Form, verb: Callable[[], None], done: str, part: str, *, is_valid: bool = False
) -> Answer:
    if not is_valid and not form.validate():
        return _html(page, form), 422
    if status := form.refused_by(verb):
        return _html(page, form), status
    return _done(page.id, done, part)


def _done(listing_id: int, said: str, part: str) -> Answer:
    flash(said, "success")
    return redirect(url_for("listings.details", listing_id=listing_id, _anchor=part), 303)
