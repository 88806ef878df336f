"""Lists to read: blueprints, event -> handlers, jobs, and what is plugged in where. This is where packages meet."""

from collections.abc import Callable
from importlib import import_module
from typing import Any

from flask import Blueprint

from app.core import assets, verification
from app.core.db import db
from app.core.jobs import Job
from app.exhibitions import panels as exhibition_panels
from app.exhibitions.panels import Panel
from app.exhibitions.project import borrowed
from app.exhibitions.project import checks as project_checks
from app.impact.factors.accepted import keep_fresh as keep_factors_fresh
from app.listings import panels as listing_panels
from app.listings.domain.categories.examples import drawing_instead
from app.listings.queries.editions import keep_fresh
from app.listings.queries.photo_access import shows_photo
from app.loans import queries as loan_queries
from app.loans.queries import checks as loan_checks
from app.loans.queries.passport import borrowed_elements
from app.media import access as photo_access

BLUEPRINTS: tuple[str, ...] = (
    "app.core.routes",
    "app.accounts.routes",
    "app.media.routes",
    "app.exhibitions.routes",
    "app.listings.routes",
    "app.loans.routes",
    "app.needs.routes",
    "app.impact.routes",
    "app.impact.assessment.routes",
    "app.impact.footprint.routes",
    "app.notifications.routes",
    "app.admin.routes",
    "app.api.routes",
)


JOBS: tuple[str, ...] = (
    "app.accounts.jobs",
    "app.media.jobs",
    "app.exhibitions.jobs",
    "app.listings.jobs",
    "app.loans.jobs",
    "app.needs.jobs",
    "app.impact.jobs",
    "app.notifications.jobs",
    "app.admin.retention",
)
"""Modules whose ``JOBS`` the scheduler looks after."""

HANDLERS: tuple[str, ...] = ("app.impact.handlers",)
"""Modules whose ``HANDLERS`` say which event they hear."""


def blueprints() -> list[Blueprint]:
    """Every package's pages, in the order above."""
    return [import_module(name).blueprint for name in BLUEPRINTS]


def handlers() -> dict[type, list[Callable[[Any], None]]]:
    """Which event is heard by whom, in the same transaction."""
    heard: dict[type, list[Callable[[Any], None]]] = {}
    for name in HANDLERS:
        for event_type, functions in import_module(name).HANDLERS.items():
            heard.setdefault(event_type, []).extend(functions)
    return heard


def jobs() -> list[Job]:
    """What the scheduler looks after."""
    return [job for name in JOBS for job in import_module(name).JOBS]


def prepare() -> None:
    """What a process that serves no pages asks before it works: its categories and factors must not lag behind."""
    keep_fresh()
    keep_factors_fresh()
    db.session.rollback()  # what it read keeps no table from a migration


def plug_in() -> None:
    """Where a package above fills a place that one below keeps open, without being known there."""
    photo_access.allow(shows_photo)
    assets.draw_instead(drawing_instead)
    photo_access.allow(loan_queries.is_party_to_photo)
    listing_panels.plug_in_tasks("loans", loan_queries.tasks_for)
    listing_panels.plug_in_tasks("baskets", loan_queries.basket_tasks)
    listing_panels.plug_in("queue", "loans/_queue_listing.html", loan_queries.listing_queue)
    listing_panels.plug_in("road", "loans/_listing_road.html", loan_queries.listing_roads)
    borrowed.plug_in(borrowed_elements)
    project_checks.register()
    exhibition_panels.plug_in(Panel.MATERIAL, "loans/_exhibition_panel.html", loan_queries.exhibition_material)
    for name, check in loan_checks.CHECKS.items():
        verification.register(name, check)
    for package in ("needs", "impact"):
        import_module(f"app.{package}.plugs").plug_in()
