"""Time what people wait for most, each beside floors of the same run, at sizes that a laptop builds in minutes.

The search page and the listing page in one process; then the days of a large lender, and loans being asked for, over
HTTP on a PostgreSQL of its own. Each module has its full size: ``python -m benchmarks.requests`` and the like.
"""

import statistics
import sys
import tempfile
import time
from datetime import date, timedelta
from pathlib import Path

from flask import Flask, render_template_string
from flask.testing import FlaskClient

from app import create_app
from app.core import clock
from app.core.access import public
from app.listings.domain.states import Offer
from app.listings.queries.cards import ListingCard
from benchmarks import calendar, requests
from benchmarks.network import a_large_network
from tests.databases import migrate

TURNS, WARM_UP = 60, 5
CARDS = """{% extends "base.html" %}{% from "components/cards.html" import listing_cards %}
{% block title %}24{% endblock %}{% block content %}<h1>24</h1>{{ listing_cards(cards, url) }}{% endblock %}"""


def main() -> None:
    """Build, measure turn by turn so that every page meets the same machine, print."""
    with tempfile.TemporaryDirectory() as folder:
        app = _an_app(Path(folder))
        _add_floors(app)
        with app.app_context():
            started = time.monotonic()
            houses = a_large_network(clock.now())
            print(f"built in {time.monotonic() - started:.0f} s", file=sys.stderr)
        listing_id = houses[len(houses) // 2].listing_ids[1]
        show(measure(app.test_client(), _pages(listing_id)))
    calendar.main(["--listings", "1000", "--loans", "10000"])
    requests.main(["--listings", "2000", "--allocations", "100000", "--requests", "200"])


def measure(client: FlaskClient, pages: dict[str, str]) -> dict[str, list[float]]:
    """Milliseconds of each page, in turns."""
    times: dict[str, list[float]] = {name: [] for name in pages}
    for turn in range(WARM_UP + TURNS):
        for name, path in pages.items():
            started = time.perf_counter()
            answer = client.get(path)
            took = (time.perf_counter() - started) * 1000
            assert answer.status_code == 200, (path, answer.status_code)
            if turn >= WARM_UP:
                times[name].append(took)
    return times


def show(times: dict[str, list[float]]) -> None:
    """Medians, p95, and how many times the floors."""
    medians = {name: statistics.median(took) for name, took in times.items()}
    route, rows = medians["bare route"], medians["bare page of 24 cards"]
    print(f"{'':32} {'median ms':>10} {'p95 ms':>8} {'x route':>8} {'x 24 cards':>11}")
    for name, took in times.items():
        p95 = statistics.quantiles(took, n=20)[-1]
        median = medians[name]
        print(f"{name:32} {median:10.1f} {p95:8.1f} {median / route:8.1f} {median / rows:11.1f}")


def _pages(listing_id: int) -> dict[str, str]:
    first = date.today() + timedelta(days=(7 - date.today().weekday()) + 56)  # noqa: DTZ011
    days = f"du={first}&au={first + timedelta(days=11)}"
    return {
        "bare route": "/floor/route",
        "bare page of 24 cards": "/floor/cards",
        "search, nothing asked": "/annonces",
        "search, words": "/annonces?q=%C3%A9cran+4K",
        "search, words, place, days, two": f"/annonces?q=%C3%A9cran+4K&lieu=Lyon&rayon=200&{days}&quantite=2",
        "search, nothing found": f"/annonces?q=introuvable&{days}",
        "listing": f"/annonces/{listing_id}",
        "listing, days asked": f"/annonces/{listing_id}?{days}&quantite=1",
    }


def _an_app(folder: Path) -> Flask:
    url = f"sqlite:///{folder / 'bench.db'}"
    migrate(url, folder)
    return create_app(
        {
            "APP_ENV": "test",
            "DATABASE_URL": url,
            "UPLOAD_DIR": str(folder / "uploads"),
            "GEOCODER": "offline",
            "SECRET_KEY": "bench-key-0123456789-abcdefghijklmnop",
        }
    )


def _add_floors(app: Flask) -> None:
    """What any page costs: a route that answers a word, and a page of cards that were already there."""
    cards = [
        ListingCard(n, f"Écran {n}", "screen", None, ("55 pouces", "4K UHD"), 2, 2, Offer.LOAN, "Musée", "Lyon", 12)
        for n in range(24)
    ]

    @app.get("/floor/route")
    @public
    def floor_route() -> str:
        return "ok"

    @app.get("/floor/cards")
    @public
    def floor_cards() -> str:
        return render_template_string(CARDS, cards=cards, url=lambda card: f"/annonces/{card.id}")


if __name__ == "__main__":
    main()
