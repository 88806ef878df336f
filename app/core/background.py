"""Long work is done by a process of its own: a web worker stays small, and pages stay quick.

The scheduler does what nobody started, or what died; this only spares the person the wait for its next minute.
"""

import subprocess
import sys

from flask import current_app

from app.core.log import log
from config import ROOT

_running: list[subprocess.Popen[bytes]] = []


def start_command(*words: str) -> bool:
    """Start ``flask WORDS``; whether it could be. Tests and other places without a shell wait for the job."""
    _running[:] = [process for process in _running if process.poll() is None]
    if current_app.config["APP_ENV"] == "test":
        return False
    command = [sys.executable, "-m", "flask", "--app", "app", *words]
    try:
        process = subprocess.Popen(  # noqa: S603 (our own command and its numbers)
            command, cwd=ROOT, start_new_session=True, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL
        )
    except OSError as error:
        log.warning("work not started", command=" ".join(words), error=str(error))
        return False
    _running.append(process)
    return True
