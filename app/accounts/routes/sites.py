"""The places of an institution."""

from flask import flash, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.accounts import queries, services
from app.accounts.forms import ClosureForm, SiteForm, SiteRulesForm
from app.accounts.routes.answers import refused, unread
from app.accounts.routes.blueprint import blueprint
from app.accounts.routes.home import back_home, home_of
from app.core import clock
from app.core.access import signed_in
from app.core.context import current_actor
from app.core.errors import Refusal


@blueprint.route("/mon-etablissement/<int:institution_id>/sites/nouveau", methods=["GET", "POST"])
@signed_in
def add_site(institution_id: int) -> ResponseReturnValue:
    """One more place."""
    page, form = home_of(institution_id, "edit"), SiteForm()
    if not form.validate_on_submit():
        return unread(form, "accounts/site.html", page=page, site=None)
    try:
        services.add_site(current_actor(), institution_id, form.site(), clock.now())
    except Refusal as refusal:
        return refused(form, refusal, "accounts/site.html", page=page, site=None)
    return back_home(institution_id, _("Le site est ajouté."))


@blueprint.route("/sites/<int:site_id>/modifier", methods=["GET", "POST"])
@signed_in
def edit_site(site_id: int) -> ResponseReturnValue:
    """Describe a place anew."""
    site = queries.site_of(site_id)
    page, form = home_of(site.institution_id, "edit"), SiteForm(**_typed(site))
    if not form.validate_on_submit():
        return unread(form, "accounts/site.html", page=page, site=site)
    try:
        services.edit_site(current_actor(), site_id, form.site(), clock.now())
    except Refusal as refusal:
        return refused(form, refusal, "accounts/site.html", page=page, site=site)
    return back_home(site.institution_id, _("Le site est à jour."))


@blueprint.route("/sites/<int:site_id>/fermetures", methods=["GET", "POST"])
@signed_in
def closures(site_id: int) -> ResponseReturnValue:
    """The days on which a place is closed."""
    site, form = queries.site_of(site_id), ClosureForm()
    page = home_of(site.institution_id, "edit")
    if not form.validate_on_submit():
        return unread(form, "accounts/closures.html", page=page, site=site)
    days = form.days()
    try:
        services.add_closure(current_actor(), site_id, *days, form.reason.data or "", clock.now())
    except Refusal as refusal:
        return refused(form, refusal, "accounts/closures.html", page=page, site=site)
    flash(_("La fermeture est notée."), "success")
    return redirect(url_for("accounts.closures", site_id=site_id), 303)


@blueprint.post("/sites/<int:site_id>/fermetures/<int:closure_id>/retirer")
@signed_in
def remove_closure(site_id: int, closure_id: int) -> ResponseReturnValue:
    """Open again on those days."""
    services.remove_closure(current_actor(), site_id, closure_id, clock.now())
    flash(_("La fermeture est retirée."), "success")
    return redirect(url_for("accounts.closures", site_id=site_id), 303)


@blueprint.route("/sites/<int:site_id>/regles", methods=["GET", "POST"])
@signed_in
def site_rules(site_id: int) -> ResponseReturnValue:
    """What a place asks of borrowers."""
    site = queries.site_of(site_id)
    page, form = home_of(site.institution_id, "edit"), SiteRulesForm(obj=site.rules)
    if not form.validate_on_submit():
        return unread(form, "accounts/site_rules.html", page=page, site=site)
    try:
        services.set_site_rules(current_actor(), site_id, form.rules(), clock.now())
    except Refusal as refusal:
        return refused(form, refusal, "accounts/site_rules.html", page=page, site=site)
    return back_home(site.institution_id, _("Les règles du site sont à jour."))


def _typed(site: queries.SiteView) -> dict[str, object]:
    return {
        "site_name": site.name,
        "address": site.address,
        "postcode": site.postcode,
        "city": site.city,
        "open_weekdays": list(site.open_weekdays),
        "access_notes": site.access_notes,
    }
