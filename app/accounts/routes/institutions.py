"""Institutions as anybody sees them, and the two ways into one: create it, or ask to join."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.accounts import queries, services
from app.accounts.forms import CreateInstitutionForm, RoleForm, SearchForm
from app.accounts.labels import KINDS, STATES
from app.accounts.routes.answers import refused, unread
from app.accounts.routes.blueprint import blueprint
from app.core import clock
from app.core.access import public, signed_in
from app.core.actor import Role
from app.core.context import current_actor
from app.core.errors import Refusal


@blueprint.get("/etablissements")
@public
def institutions() -> str:
    """Every verified institution, by name and region."""
    form = SearchForm(request.args)
    number = request.args.get("page", 1, type=int)
    page = queries.search_institutions(form.q.data or "", form.region.data or "", number)
    return render_template("accounts/institutions.html", form=form, page=page, kinds=KINDS)


@blueprint.get("/etablissements/<int:institution_id>")
@public
def institution(institution_id: int) -> str:
    """One institution."""
    page = queries.institution_page(current_actor(), institution_id)
    return render_template("accounts/institution.html", page=page, kinds=KINDS, states=STATES)


@blueprint.route("/etablissements/nouveau", methods=["GET", "POST"])
@signed_in
def create_institution() -> ResponseReturnValue:
    """A new institution with its first site."""
    form = CreateInstitutionForm()
    if not form.validate_on_submit():
        return unread(form, "accounts/create_institution.html")
    try:
        institution_id = services.create_institution(current_actor(), form.institution(), form.site(), clock.now())
    except Refusal as refusal:
        return refused(form, refusal, "accounts/create_institution.html")
    flash(_("L'établissement est enregistré. L'équipe de la plateforme va le vérifier."), "success")
    return redirect(url_for("accounts.institution_home", id=institution_id), 303)


@blueprint.route("/etablissements/<int:institution_id>/rejoindre", methods=["GET", "POST"])
@signed_in
def ask_to_join(institution_id: int) -> ResponseReturnValue:
    """Ask for a role in an institution."""
    page, form = queries.institution_page(current_actor(), institution_id), RoleForm()
    if not form.validate_on_submit():
        return unread(form, "accounts/ask_to_join.html", page=page)
    try:
        services.ask_to_join(
            current_actor(), institution_id, Role(form.role.data), form.message.data or "", clock.now()
        )
    except Refusal as refusal:
        return refused(form, refusal, "accounts/ask_to_join.html", page=page)
    flash(_("Votre demande est partie."), "success")
    return redirect(url_for("accounts.institution_home"), 303)
