"""News travels upward as events, heard inside the same transaction.

A package publishes what happened (a frozen dataclass of ids and dates); ``app/wiring.py`` says who listens.
A handler that raises undoes the whole business event, which is what one transaction means.
"""

from collections import defaultdict
from collections.abc import Callable
from typing import Any

Handler = Callable[[Any], None]
_handlers: dict[type, list[Handler]] = defaultdict(list)


def listen(event_type: type, handler: Handler) -> None:
    """Have *handler* called for every published *event_type*; registering twice changes nothing."""
    if handler not in _handlers[event_type]:
        _handlers[event_type].append(handler)


def publish(event: object) -> None:
    """Tell every listener, in order of registration, in the caller's transaction."""
    for handler in _handlers[type(event)]:
        handler(event)


def listeners(event_type: type) -> list[Handler]:
    """Who hears *event_type*: read by the documentation and the tests."""
    return list(_handlers[event_type])
