"""Pages of this package: parse, call one verb or a few questions, answer."""

from app.loans.routes import (
    acting,
    asking,
    basket,
    calendars,
    dates,
    desk,
    evidence,
    feeds,
    gifts,
    own_uses,
    papers,
    proposing,
    queueing,
    reading,
    swapping,
    talking,
    transport,
)
from app.loans.routes.blueprint import blueprint

__all__ = [
    "acting",
    "asking",
    "basket",
    "blueprint",
    "calendars",
    "dates",
    "desk",
    "evidence",
    "feeds",
    "gifts",
    "own_uses",
    "papers",
    "proposing",
    "queueing",
    "reading",
    "swapping",
    "talking",
    "transport",
]
