"""A big import is done by a process of its own: a web worker stays small, and pages stay quick.

The scheduler does what nobody started, or what died; this only spares the person the wait for its next minute.
"""

import subprocess
import sys

from flask import current_app

from app.core.log import log
from config import ROOT

_running: list[subprocess.Popen[bytes]] = []


def start_worker(import_id: int) -> bool:
    """Start ``flask imports run``; whether it could be. Tests and other places without a shell wait for the job."""
    _running[:] = [process for process in _running if process.poll() is None]
    if current_app.config["APP_ENV"] == "test":
        return False
    command = [sys.executable, "-m", "flask", "--app", "app", "imports", "run", str(import_id)]
    try:
        process = subprocess.Popen(  # noqa: S603 (our own command and a number)
            command, cwd=ROOT, start_new_session=True, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL
        )
    except OSError as error:
        log.warning("import worker not started", import_id=import_id, error=str(error))
        return False
    _running.append(process)
    return True
