"""Pages of this package: parse, call one verb or a few questions, answer."""

from collections.abc import Callable
from typing import Any

from flask import Blueprint, current_app, flash, redirect, render_template, request, url_for
from flask.blueprints import BlueprintSetupState
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.core import clock
from app.core.access import public, signed_in
from app.core.context import current_actor
from app.core.error_pages import sentence
from app.core.errors import Refusal
from app.core.unsubscribing import read_stop
from app.core.wishes import NoticeKind
from app.notifications import queries, services
from app.notifications.forms import WishesForm
from app.notifications.labels import KINDS

blueprint = Blueprint("notifications", __name__)


@blueprint.get("/avis")
@signed_in
def notices() -> str:
    """What this person was told."""
    asked = request.args.get("sujet", "")
    kind = NoticeKind(asked) if asked in set(NoticeKind) else None
    only_new = request.args.get("lus") == "non"
    page = queries.notices_page(current_actor(), kind, only_new, request.args.get("page", 1, type=int))
    return render_template("notifications/notices.html", page=page, kinds=KINDS, page_url=_page_url(page))


def _page_url(page: queries.NoticesPage) -> Callable[[int], str]:
    said: dict[str, Any] = {"sujet": page.kind.value if page.kind else None, "lus": "non" if page.only_new else None}
    return lambda number: url_for("notifications.notices", page=number, **said)


@blueprint.get("/avis/<int:notice_id>")
@signed_in
def notice(notice_id: int) -> ResponseReturnValue:
    """Go where a notice leads; it is read from now on."""
    endpoint, address = services.open_notice(current_actor(), notice_id, clock.now())
    known = endpoint in current_app.view_functions
    return redirect(url_for(endpoint, **address) if known else url_for("notifications.notices"), 303)


@blueprint.post("/avis/lus")
@signed_in
def read() -> ResponseReturnValue:
    """Everything was seen."""
    services.read_everything(current_actor(), clock.now())
    flash(_("Tout est marqué comme lu."), "success")
    return redirect(url_for("notifications.notices"), 303)


@blueprint.route("/compte/avis", methods=["GET", "POST"])
@signed_in
def wishes() -> ResponseReturnValue:
    """Choose what comes by mail, and when."""
    form = WishesForm(queries.wish_lines(current_actor()))
    if request.method == "GET":
        return render_template("notifications/wishes.html", form=form, kinds=list(NoticeKind))
    if status := form.comes_back(lambda: services.choose_wishes(current_actor(), form.chosen(), clock.now())):
        return render_template("notifications/wishes.html", form=form, kinds=list(NoticeKind)), status
    flash(_("C'est enregistré."), "success")
    return redirect(url_for("notifications.wishes"), 303)


@blueprint.route("/desabonnement/<token>", methods=["GET", "POST"])
@public
def unsubscribe(token: str) -> ResponseReturnValue:
    """Hear less, from the foot of a letter, without signing in: the link is enough for that alone.

    A mail program's one click is answered in place (RFC 8058, 3.1: no redirection); a person is sent on.
    """
    at, page = clock.now(), "notifications/unsubscribe.html"
    try:
        if request.method == "GET":
            done = request.args.get("fait") == "oui"
            return render_template(page, stop=read_stop(token, at), kinds=KINDS, done=done, token=token)
        stop = services.stop_by_link(token, at)
    except Refusal as refusal:
        return render_template(page, refusal=sentence(refusal)), refusal.status
    if request.form.get("List-Unsubscribe") == "One-Click":
        return render_template(page, stop=stop, kinds=KINDS, done=True, token=token)
    return redirect(url_for("notifications.unsubscribe", token=token, fait="oui"), 303)


@blueprint.record_once
def _no_csrf(state: BlueprintSetupState) -> None:
    """The signed link is what lets in; a mail program has no session to forge."""
    state.app.extensions["csrf"].exempt(f"{__name__}.unsubscribe")
