"""The conversation of a loan: writing in it, opening a file of it."""

import secrets

from flask import Response, flash, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.core.access import signed_in
from app.core.clock import now
from app.core.context import current_actor
from app.core.downloads import sent_file
from app.core.errors import Forbidden, NotFound, Refusal
from app.core.idempotency import KeyReused
from app.loans import queries, services
from app.loans.forms import MessageForm
from app.loans.queries import LoanPage
from app.loans.routes.blueprint import blueprint
from app.loans.routes.showing import loan_html


@blueprint.post("/prets/<int:loan_id>/messages")
@signed_in
def post_message(loan_id: int) -> ResponseReturnValue:
    """Write to the other side."""
    actor, at = current_actor(), now()
    page = queries.loan_page(actor, loan_id, at)
    talk = queries.loan_talk(actor, page)
    if talk.house_id is None:
        raise Forbidden() if talk.may_read else NotFound()
    form = MessageForm()
    if not form.validate() or not form.receive(actor, talk.house_id, at):
        return loan_html(actor, page, form), 422
    try:
        services.post_message(
            actor, loan_id, form.text.data or "", form.document_ids, key=form.once.data or "", now=at
        )
    except (NotFound, Forbidden):
        raise
    except KeyReused:
        return _sent_before(form, page)
    except Refusal as refusal:
        form.refuse(refusal)
        return loan_html(actor, queries.loan_page(actor, loan_id, at), form), refusal.status
    flash(_("Votre message est envoyé."), "success")
    return redirect(url_for("loans.show", loan_id=loan_id, _anchor="conversation"), 303)


def _sent_before(form: MessageForm, page: LoanPage) -> ResponseReturnValue:
    """One came back to a page whose message had left, and wrote another: it leaves with a key of its own."""
    form.once.data = secrets.token_hex(16)
    form.form_errors.append(_("Votre message précédent est bien parti. Pour envoyer aussi celui-ci, validez encore."))
    return loan_html(current_actor(), page, form), 422


@blueprint.get("/prets/<int:loan_id>/messages/pieces/<int:piece_id>")
@signed_in
def piece(loan_id: int, piece_id: int) -> Response:
    """A file of the conversation, as a download."""
    file = queries.talk_piece(current_actor(), loan_id, piece_id)
    return sent_file(file.key, file.media_type, file.name, f"piece-{piece_id}")
