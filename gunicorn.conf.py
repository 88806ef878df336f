"""How gunicorn serves the product; it reads this file by itself, and ``PORT`` and ``WORKERS`` from the environment.

The application is loaded once and forked: a worker that dies is replaced in a fraction of a second, and the
workers share its memory. Nothing is connected before the fork.
"""

import ctypes
import gc
import logging
import os
from threading import Thread
from typing import Any

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # the search counts, it multiplies no matrices
_libc = ctypes.CDLL(None)
if hasattr(_libc, "mallopt"):
    _libc.mallopt(-8, 1)  # M_ARENA_MAX of glibc: threads that take turns need no heap each, with its own holes

bind = f"{os.environ.get('HOST', '127.0.0.1')}:{os.environ.get('PORT', '8000')}"
workers = int(os.environ.get("WORKERS", "2"))
worker_class = "gthread"
threads = 4
preload_app = True
control_socket_disable = True
graceful_timeout = 10
keepalive = 130  # seconds an idle connection stays open: longer than proxies (Caddy 120, nginx 60) and browsers
# (Firefox 115) keep theirs, so that they let go first. With gunicorn's 2 s a form sent at that very moment met a
# closing connection and was lost: "connection reset" in the browser, 502 behind a proxy.
accesslog = None  # the application writes a line for each request, without addresses


def when_ready(server: Any) -> None:
    """What was loaded lasts as long as the process: no collection looks through it again, in any worker, and memory
    that nobody writes stays shared. What a request makes dies with it: to look for cycles after every 700 objects,
    as Python does by itself, takes one part in twelve of the time of a request; to look much later would let a worker
    grow by a fifth."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(7_000, 5, 5)


def post_worker_init(worker: Any) -> None:
    """A new worker answers at once, and reads the catalogue beside."""
    Thread(target=_warm, args=(worker.wsgi,), name="warm", daemon=True).start()


def _warm(application: Any) -> None:
    from app.core import clock
    from app.listings.queries.search import warm

    try:
        with application.app_context():
            warm(clock.local_day(clock.now()))
    except Exception:  # the first search will read it, or say what is wrong
        logging.getLogger(__name__).warning("the catalogue could not be read at start", exc_info=True)
