"""Pages that read: home, a listing, its calendar."""

from datetime import date, datetime
from typing import Any

from flask import current_app, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.datastructures import MultiDict

from app.core.access import public
from app.core.actor import Actor
from app.core.clock import now, today
from app.core.context import current_actor
from app.core.error_pages import sentence
from app.core.i18n import language
from app.listings import labels
from app.listings.forms.asking import AskingForm
from app.listings.forms.search import SearchForm
from app.listings.panels import listing_panels
from app.listings.queries.depth import depth_of
from app.listings.queries.dismantling import dismantled_by
from app.listings.queries.home import member_home, visitor_home
from app.listings.queries.listing_page import Asking, ListingPage, calendar_page, listing_page
from app.listings.routes.blueprint import blueprint
from app.listings.routes.searching import maybe_url


@blueprint.get("/")
@public
def home() -> str:
    """What this is, what is near; for members, what waits for them."""
    actor = current_actor()
    if actor.is_signed_in:
        return _home("listings/home_member.html", member_home(actor, now(), language()))
    return _home("listings/home.html", visitor_home(request.args.get("region"), now(), language()))


@blueprint.get("/annonces/<int:listing_id>")
@public
def show(listing_id: int) -> ResponseReturnValue:
    """A listing as its label, with the answer for the days asked in the address."""
    at = now()
    form = AskingForm(request.args)
    is_asked = bool(request.args.keys() & {"du", "au", "quantite"})
    is_valid = not is_asked or form.validate()
    days = form.asked() if is_asked and is_valid else {}
    page = listing_page(current_actor(), listing_id, at, language=language(), **days)
    html = render_template("listings/show.html", **shown(current_actor(), page, form))
    return html, 200 if is_valid else 422


@blueprint.get("/annonces/<int:listing_id>/calendrier")
@public
def calendar(listing_id: int) -> str:
    """Three months of a listing, from the one the address names (``mois=2027-04``)."""
    page = calendar_page(current_actor(), listing_id, now(), _month(request.args.get("mois", "")))
    return render_template("listings/calendar.html", page=page)


def shown(actor: Actor, page: ListingPage, form: AskingForm) -> dict[str, Any]:
    """What the page of a listing is drawn from, when *actor* looks at it."""
    depth = depth_of(actor, page, now(), language())
    return {
        "page": page,
        "depth": depth,
        "elsewhere": depth.equivalents,
        "comes_out": dismantled_by(actor, page.id, now()),
        "form": form,
        "panels": listing_panels(actor, page.id, page),
        "request_url": _request_url(page),
        "reason": sentence(page.box.found.refusal) if page.box and page.box.found.refusal else "",
        "labels": labels,
        "maybe_url": maybe_url,
    }


def _month(typed: str) -> date | None:
    """The first of the month typed as ``2027-04``; None for what is none, or is out of reach."""
    try:
        found = datetime.strptime(typed, "%Y-%m").date()  # noqa: DTZ007  (a month has no time zone)
    except ValueError:
        return None
    return found if found.year < 2200 else None


def _request_url(page: ListingPage) -> str | None:
    """Where loans takes the request, with the days that were found free; None where there is nothing to ask."""
    if "loans.new" not in current_app.view_functions or page.box is None or page.asking is not Asking.POSSIBLE:
        return None
    box = page.box
    return url_for("loans.new", listing_id=page.id, du=box.first_day, au=box.last_day, quantite=box.quantity)


def _home(template: str, page: Any) -> str:
    """A home page: with an empty search form, and the ways out of it."""
    return render_template(
        template,
        page=page,
        search_form=SearchForm(MultiDict(), today()),
        maybe_url=maybe_url,
        card_url=lambda card: url_for("listings.show", listing_id=card.id),
    )
