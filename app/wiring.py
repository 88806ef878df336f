"""Three lists to read: blueprints, event -> handlers, jobs. This is where packages meet."""

from collections.abc import Callable
from importlib import import_module
from typing import Any

from flask import Blueprint

from app.core.jobs import Job

BLUEPRINTS: tuple[str, ...] = (
    "app.core.routes",
    "app.accounts.routes",
    "app.media.routes",
    "app.exhibitions.routes",
    "app.listings.routes",
    "app.loans.routes",
    "app.impact.routes",
    "app.notifications.routes",
    "app.admin.routes",
    "app.api.routes",
)


JOBS: tuple[str, ...] = ("app.accounts.jobs", "app.media.jobs")
"""Modules whose ``JOBS`` the scheduler looks after."""


def blueprints() -> list[Blueprint]:
    """Every package's pages, in the order above."""
    return [import_module(name).blueprint for name in BLUEPRINTS]


def handlers() -> dict[type, list[Callable[[Any], None]]]:
    """Which event is heard by whom, in the same transaction."""
    return {}


def jobs() -> list[Job]:
    """What the scheduler looks after."""
    return [job for name in JOBS for job in import_module(name).JOBS]
