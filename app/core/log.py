"""Log lines as JSON, one per request, with the request id and nothing secret."""

import logging
import time

from flask import Flask, Response, g, request

from app.core.context import request_id
from app.core.lean_import import without

structlog = without("rich", "structlog")  # its coloured tracebacks weigh 4 MB, and we write JSON

log = structlog.get_logger("ressourcerie")


def _started() -> None:
    g.started = time.perf_counter()


def _finished(response: Response) -> Response:
    if request.endpoint != "static":
        log.info(
            "request",
            method=request.method,
            path=request.path,
            status=response.status_code,
            ms=round((time.perf_counter() - g.get("started", time.perf_counter())) * 1000, 1),
            request_id=request_id(),
        )
    return response


def init_app(app: Flask) -> None:
    """Write a line for each request, outside tests."""
    structlog.configure(
        processors=[
            structlog.processors.TimeStamper(fmt="iso"),
            structlog.processors.add_log_level,
            structlog.processors.JSONRenderer(),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(
            logging.WARNING if app.config["APP_ENV"] == "test" else logging.INFO
        ),
    )
    app.before_request(_started)
    app.after_request(_finished)
