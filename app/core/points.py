"""Named points at which a test may stop the process dead, as a power cut would: ``kill -9``, nothing runs after it.

Only an application whose ``APP_ENV`` is ``test`` looks for the name, in the variable ``STOP_AT``.
"""

import os
import signal

from flask import current_app

POINTS = (
    "outbox.before_claim",
    "outbox.claimed",
    "outbox.accepted",
    "outbox.marked",
    "digest.written",
    "digest.committed",
    "reminder.written",
    "reminder.committed",
    "jobs.claimed",
    "jobs.done",
)


def reach(name: str) -> None:
    """Say that the work is at *name*; a test that asked for it ends the process here."""
    if current_app.config["APP_ENV"] == "test" and os.environ.get("STOP_AT") == name:
        os.kill(os.getpid(), signal.SIGKILL)
