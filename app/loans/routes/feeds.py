"""Addresses of calendars: the page where they are made and revoked, and the door that programs read."""

import hashlib

from flask import Response, current_app, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import force_locale
from flask_babel import gettext as _

from app.accounts.domain.throttle import network_of
from app.accounts.services.hashing import digest
from app.core.access import public, signed_in
from app.core.clock import now
from app.core.context import current_actor
from app.core.error_pages import sentence
from app.core.errors import NotFound, TooMany
from app.core.limits import Limiter
from app.loans.domain.feeds import FeedKind, TooManyFeeds
from app.loans.ical import as_icalendar
from app.loans.queries.feeds import FeedReading, feed_by_hash, feed_language, feed_targets, my_feeds
from app.loans.routes.blueprint import blueprint
from app.loans.services.feeds import create_feed, revoke_feed

FRESH_SECONDS = 900
READS_A_MINUTE = 60
_LIMITER = "ressourcerie_feed_limiter"


@blueprint.get("/calendrier/flux")
@signed_in
def feeds() -> str:
    """My addresses, and what I can make one of."""
    return _page()


@blueprint.post("/calendrier/flux")
@signed_in
def add_feed() -> ResponseReturnValue:
    """Make one; it is shown here once, and never again."""
    kind, target = _asked(request.form.get("quoi", ""))
    try:
        token = create_feed(current_actor(), kind, target, now())
    except TooManyFeeds as refusal:
        flash(sentence(refusal), "attention")
        return _page(), refusal.status
    base = current_app.config["BASE_URL"].rstrip("/")
    answer = Response(_page(base + url_for("loans.feed", token=token)))
    answer.headers["Cache-Control"] = "no-store"
    return answer


@blueprint.post("/calendrier/flux/<int:feed_id>/revoquer")
@signed_in
def revoke(feed_id: int) -> ResponseReturnValue:
    """End one at once."""
    revoke_feed(current_actor(), feed_id, now())
    flash(_("Cette adresse ne donne plus rien."), "success")
    return redirect(url_for("loans.feeds"), 303)


@blueprint.get("/calendrier/flux/<token>.ics")
@public
def feed(token: str) -> Response:
    """A calendar, to whoever holds its address; as its maker may see it now, in the maker's language."""
    limiter: Limiter = current_app.extensions.setdefault(_LIMITER, Limiter(reads=READS_A_MINUTE))
    seconds = limiter.wait(network_of(request.remote_addr), False, now())
    if seconds:
        raise TooMany(retry_after=seconds)
    hashed = digest(token)
    with force_locale(feed_language(hashed)):
        reading = feed_by_hash(hashed, now())
        body = as_icalendar(_name(reading), reading.events)
    answer = Response(body, mimetype="text/calendar")
    answer.headers["Content-Disposition"] = 'inline; filename="ressourcerie.ics"'
    answer.headers["Cache-Control"] = f"private, max-age={FRESH_SECONDS}"
    answer.headers["X-Robots-Tag"] = "noindex"
    answer.headers["Referrer-Policy"] = "no-referrer"
    answer.set_etag(hashlib.sha256(body).hexdigest()[:32])
    answer.make_conditional(request)
    return answer


def _name(reading: FeedReading) -> str:
    return f"Ressourcerie, {reading.name or _('mes prêts')}"


def _page(made: str = "") -> str:
    actor = current_actor()
    exhibition_id, listing_id = (request.args.get(name, type=int) for name in ("exposition", "annonce"))
    targets = feed_targets(actor, _plausible(exhibition_id), _plausible(listing_id))
    return render_template("loans/feeds.html", lines=my_feeds(actor), targets=targets, made=made)


def _plausible(id: int | None) -> int | None:
    return id if id is not None and 0 < id < 2**31 else None


def _asked(typed: str) -> tuple[FeedKind, int | None]:
    """``institution-3`` or ``mine``. Raises ``NotFound`` for what is none."""
    word, _dash, number = typed.partition("-")
    target = _plausible(int(number)) if number.isdecimal() and len(number) < 11 else None
    if word not in {kind.value for kind in FeedKind} or (target is None) != (word == FeedKind.MINE.value):
        raise NotFound()
    return FeedKind(word), target
