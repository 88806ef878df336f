"""The institution as its own people see it: sites, members, invitations, requests, journal."""

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.accounts import queries, services
from app.accounts.forms import EditInstitutionForm, GrantForm, InviteForm, LogoForm
from app.accounts.labels import KINDS, ROLES, STATES, WEEKDAYS
from app.accounts.routes.answers import refused, unread
from app.accounts.routes.blueprint import blueprint
from app.core import clock, journal_words
from app.core.access import signed_in
from app.core.actor import Role
from app.core.context import current_actor
from app.core.errors import Forbidden, Invalid, NotFound, Refusal
from app.media import services as media

WORDS: dict[str, Any] = {"roles": ROLES, "states": STATES, "kinds": KINDS, "weekdays": WEEKDAYS}


def back_home(institution_id: int, said: str) -> ResponseReturnValue:
    """To the institution's page, with what was done."""
    flash(said, "success")
    return redirect(url_for("accounts.institution_home", id=institution_id), 303)


def home_of(institution_id: int, action: str) -> queries.HomePage:
    """The page of an institution in which this person may do *action*: 404 for strangers, 403 for colleagues."""
    page = queries.home_page(current_actor(), institution_id, clock.now())
    if action not in page.actions:
        raise Forbidden()
    return page


@blueprint.get("/mon-etablissement")
@signed_in
def institution_home() -> ResponseReturnValue:
    """One of my institutions; how to get one when I have none."""
    actor = current_actor()
    mine = queries.memberships_of(actor)
    asked = request.args.get("id", type=int)
    if asked is None and not mine:
        return render_template("accounts/no_institution.html", asked=queries.asked_by(actor))
    chosen = asked if asked is not None else mine[0].institution.id
    page = queries.home_page(actor, chosen, clock.now())
    return render_template("accounts/institution_home.html", page=page, mine=mine, grant=GrantForm(), **WORDS)


@blueprint.route("/mon-etablissement/<int:institution_id>/modifier", methods=["GET", "POST"])
@signed_in
def edit_institution(institution_id: int) -> ResponseReturnValue:
    """Describe the institution anew."""
    page = home_of(institution_id, "edit")
    draft = page.draft
    form = EditInstitutionForm(
        name=draft.name,
        kind=draft.kind.value,
        is_public="1" if draft.is_public else "0",
        siret=draft.siret,
        website=draft.website,
    )
    if not form.validate_on_submit():
        return unread(form, "accounts/edit_institution.html", page=page)
    try:
        services.edit_institution(current_actor(), institution_id, form.institution(), clock.now())
    except Refusal as refusal:
        return refused(form, refusal, "accounts/edit_institution.html", page=page)
    return back_home(institution_id, _("L'établissement est à jour."))


@blueprint.route("/mon-etablissement/<int:institution_id>/logo", methods=["GET", "POST"])
@signed_in
def edit_logo(institution_id: int) -> ResponseReturnValue:
    """Show another logo."""
    page, form = home_of(institution_id, "edit"), LogoForm()
    if not form.validate_on_submit():
        return unread(form, "accounts/edit_logo.html", page=page)
    try:
        key = media.receive_logo(form.logo.data.read())
    except Invalid as refusal:
        refusal.field = "logo"
        return refused(form, refusal, "accounts/edit_logo.html", page=page)
    services.set_logo(current_actor(), institution_id, key, clock.now())
    return back_home(institution_id, _("Le logo est à jour."))


@blueprint.get("/mon-etablissement/<int:institution_id>/journal")
@signed_in
def journal(institution_id: int) -> str:
    """Who did what here."""
    page = home_of(institution_id, "edit")
    number = request.args.get("page", 1, type=int)
    lines = queries.journal_lines(current_actor(), institution_id, number)
    return render_template("accounts/journal.html", page=page, lines=lines, words=journal_words)


@blueprint.route("/mon-etablissement/<int:institution_id>/inviter", methods=["GET", "POST"])
@signed_in
def invite(institution_id: int) -> ResponseReturnValue:
    """Invite a colleague."""
    page, form = home_of(institution_id, "invite"), InviteForm()
    if not form.validate_on_submit():
        return unread(form, "accounts/invite.html", page=page)
    try:
        services.invite(current_actor(), institution_id, form.email.data, Role(form.role.data), clock.now())
    except Refusal as refusal:
        return refused(form, refusal, "accounts/invite.html", page=page)
    return back_home(institution_id, _("L'invitation est partie."))


@blueprint.post("/invitations/<int:invitation_id>/annuler")
@signed_in
def revoke_invitation(invitation_id: int) -> ResponseReturnValue:
    """Take an invitation back."""
    institution_id = services.revoke_invitation(current_actor(), invitation_id, clock.now())
    return back_home(institution_id, _("L'invitation est annulée."))


@blueprint.post("/mon-etablissement/<int:institution_id>/membres/<int:user_id>/donner-un-role")
@signed_in
def grant_role(institution_id: int, user_id: int) -> ResponseReturnValue:
    """Give a colleague one more role."""
    page, form = home_of(institution_id, "edit"), GrantForm()
    if user_id not in {member.user_id for member in page.members}:
        raise NotFound()
    if not form.validate_on_submit():
        raise Invalid()
    services.grant_role(current_actor(), institution_id, user_id, Role(form.role.data), clock.now())
    return back_home(institution_id, _("Le rôle est donné."))


@blueprint.post("/mon-etablissement/<int:institution_id>/membres/<int:user_id>/retirer-un-role")
@signed_in
def revoke_role(institution_id: int, user_id: int) -> ResponseReturnValue:
    """Take a role away from a colleague, or leave."""
    form = GrantForm()
    if not form.validate_on_submit():
        raise Invalid()
    services.revoke_role(current_actor(), institution_id, user_id, Role(form.role.data), clock.now())
    if user_id == current_actor().user_id:
        flash(_("Vous n'avez plus ce rôle."), "success")
        return redirect(url_for("accounts.account"), 303)
    return back_home(institution_id, _("Le rôle est retiré."))


@blueprint.post("/demandes-d-adhesion/<int:request_id>/accepter")
@signed_in
def accept_request(request_id: int) -> ResponseReturnValue:
    """Let somebody in."""
    institution_id = services.accept_request(current_actor(), request_id, clock.now())
    return back_home(institution_id, _("Cette personne fait maintenant partie de l'établissement."))


@blueprint.post("/demandes-d-adhesion/<int:request_id>/refuser")
@signed_in
def refuse_request(request_id: int) -> ResponseReturnValue:
    """Turn a request down."""
    institution_id = services.refuse_request(current_actor(), request_id, clock.now())
    return back_home(institution_id, _("La demande est refusée."))
