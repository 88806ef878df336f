"""Mail that does not leave, for the platform's staff."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.admin.routes.blueprint import blueprint
from app.core import clock
from app.core.access import staff
from app.core.context import current_actor
from app.notifications import queries, services


@blueprint.get("/plateforme/courriels")
@staff
def mails() -> str:
    """What waits, and what was given up with what the server said."""
    page = queries.outbox_page(current_actor(), request.args.get("page", 1, type=int))
    return render_template("admin/mails.html", page=page, page_url=lambda number: url_for("admin.mails", page=number))


@blueprint.post("/plateforme/courriels/<int:mail_id>/reessayer")
@staff
def retry_mail(mail_id: int) -> ResponseReturnValue:
    """Try a dead letter again."""
    services.retry_mail(current_actor(), mail_id, clock.now())
    flash(_("Ce courriel repart avec le prochain envoi."), "success")
    return redirect(url_for("admin.mails"), 303)
