"""The product with three floors beside it, served by gunicorn as it is in production.

A route that answers a word, a page of 24 cards that were already there, and a route that asks the database once.
"""

import os

from flask import Flask, render_template_string
from sqlalchemy import text

from app import create_app
from app.core.access import public
from app.core.db import db
from app.listings.domain.states import Offer
from app.listings.queries.cards import ListingCard

CARDS = """{% extends "base.html" %}{% from "components/cards.html" import listing_cards %}
{% block title %}24{% endblock %}{% block content %}<h1>24</h1>{{ listing_cards(cards, url) }}{% endblock %}"""


def with_floors() -> Flask:
    """The application gunicorn loads."""
    app = create_app()
    cards = [
        ListingCard(n, f"Écran {n}", "screen", None, ("55 pouces", "4K UHD"), 2, 2, Offer.LOAN, "Musée", "Lyon", 12)
        for n in range(24)
    ]

    @app.get("/floor/route")
    @public
    def floor_route() -> str:
        return "ok"

    @app.get("/floor/worker")
    @public
    def floor_worker() -> str:
        return str(os.getpid())

    @app.get("/floor/cards")
    @public
    def floor_cards() -> str:
        return render_template_string(CARDS, cards=cards, url=lambda card: f"/annonces/{card.id}")

    @app.get("/floor/query")
    @public
    def floor_query() -> str:
        return str(db.session.execute(text("SELECT 1")).scalar())

    return app
