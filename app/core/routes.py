"""Pages that belong to no package: health, language, and the texts at the foot of every page."""

from typing import Any

from flask import Blueprint, current_app, jsonify, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import func, select
from sqlalchemy.exc import SQLAlchemyError

from app.core import i18n, jobs
from app.core.access import public
from app.core.db import db
from app.core.log import log
from app.core.mail import MailState, OutboxMail
from app.core.schema import present_version, wanted_version

blueprint = Blueprint("core", __name__)


def local_target(target: str | None) -> str:
    """*target* when it is a path of ours, else the home page: no open redirect.

    A browser reads a backslash as a slash and drops tabs and line ends: an address that holds one is not kept.
    """
    if not target or not target.startswith("/") or target.startswith("//"):
        return "/"
    return "/" if "\\" in target or any(letter < " " or letter == "\x7f" for letter in target) else target


@blueprint.get("/healthz")
@public
def health() -> ResponseReturnValue:
    """The process answers."""
    return jsonify(status="ok")


@blueprint.get("/readyz")
@public
def ready() -> ResponseReturnValue:
    """The process can work: database, migrations, scheduler, outbox. 503 with what is known when it can't."""
    try:
        state = _readiness()
    except SQLAlchemyError as error:
        db.session.rollback()
        log.error("not ready", error=type(error).__name__)
        state = {"status": "not ready", "database": "unreachable"}
    return jsonify(state), 200 if state["status"] == "ok" else 503


def _readiness() -> dict[str, Any]:
    at, head = present_version(), wanted_version()
    state: dict[str, Any] = {
        "status": "ok" if at == head else "not ready",
        "database": db.engine.dialect.name,
        "migrations": {"at": at, "head": head},
    }
    if at != head:
        return state  # the tables below may not be there yet
    counted = db.session.execute(select(OutboxMail.state, func.count()).group_by(OutboxMail.state))
    counts: dict[MailState, int] = dict(counted.all())
    last = jobs.last_tick()
    return state | {
        "scheduler_last_tick": last.isoformat() if last else None,
        "outbox": {"pending": counts.get(MailState.PENDING, 0), "dead": counts.get(MailState.DEAD, 0)},
    }


@blueprint.get("/langue/<code>")
@public
def set_language(code: str) -> ResponseReturnValue:
    """Read the site in another language; comes back to the same page."""
    response = make_response(redirect(local_target(request.args.get("retour")), 303))
    if code in i18n.LANGUAGES:
        response.set_cookie(
            i18n.COOKIE,
            code,
            max_age=31_536_000,
            httponly=True,
            samesite="Lax",
            secure=current_app.config["SESSION_COOKIE_SECURE"],
        )
    return response


@blueprint.get("/accessibilite")
@public
def accessibility() -> str:
    """The declaration: not conforming until an audit says otherwise."""
    return render_template("core/accessibility.html")


@blueprint.get("/mentions-legales")
@public
def legal() -> str:
    """Publisher, host, contact."""
    return render_template("core/legal.html")


@blueprint.get("/confidentialite")
@public
def privacy() -> str:
    """What is kept about people, why and how long."""
    return render_template("core/privacy.html")


@blueprint.get("/ecoconception")
@public
def ecodesign() -> str:
    """The page-weight budget and what was measured."""
    return render_template("core/ecodesign.html")


@blueprint.get("/plan-du-site")
@public
def sitemap() -> str:
    """Every public page on one."""
    return render_template("core/sitemap.html")


@blueprint.get("/.well-known/security.txt")
@public
def security_txt() -> ResponseReturnValue:
    """Where to report a weakness (RFC 9116)."""
    lines = [
        f"Contact: mailto:{current_app.config['CONTACT_EMAIL']}",
        "Expires: 2027-12-31T23:59:59Z",
        "Preferred-Languages: fr, en",
        f"Canonical: {current_app.config['BASE_URL']}{url_for('core.security_txt')}",
    ]
    return "\n".join(lines) + "\n", 200, {"Content-Type": "text/plain; charset=utf-8"}
