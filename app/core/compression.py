"""Text travels gzipped: pages, style sheets, drawings, tables (RGESN 6.3; a page is a fifth of its size).

A page that holds a secret and repeats what was typed could be guessed from its compressed length (BREACH, 2013):
each answer carries a file name of random length in the gzip header, so that lengths tell nothing.
"""

import gzip
import io
import secrets

from flask import Flask, Response, request

TEXTS = frozenset(
    {
        "text/html",
        "text/css",
        "text/javascript",
        "text/csv",
        "text/plain",
        "image/svg+xml",
        "application/json",
        "application/problem+json",
        "application/javascript",
    }
)
SMALLEST = 500
"""Bytes under which a packet is a packet."""

LONGEST_NAME = 100
BUILT = "/static/build/"


def init_app(app: Flask) -> None:
    """Compress every text for those who can read it; a built file once for all."""
    kept: dict[str, bytes] = {}

    def compress(response: Response) -> Response:
        if not _may_compress(response):
            return response
        response.vary.add("Accept-Encoding")
        if not request.accept_encodings.quality("gzip"):
            return response
        response.direct_passthrough = False
        plain = response.get_data()
        if not request.path.startswith(BUILT):
            response.set_data(_with_a_name(plain))
        else:
            if request.path not in kept:
                kept[request.path] = gzip.compress(plain, 9, mtime=0)
            response.set_data(kept[request.path])
        response.headers["Content-Encoding"] = "gzip"
        etag, _ = response.get_etag()
        if etag:
            response.set_etag(etag, weak=True)
        return response

    app.after_request(compress)


def _may_compress(response: Response) -> bool:
    return (
        response.status_code not in (204, 206, 304)
        and response.mimetype in TEXTS
        and "Content-Encoding" not in response.headers
        and (response.content_length is None or response.content_length >= SMALLEST)
        and request.method != "HEAD"
    )


def _with_a_name(body: bytes) -> bytes:
    out = io.BytesIO()
    name = "x" * (1 + secrets.randbelow(LONGEST_NAME))
    with gzip.GzipFile(filename=name, mode="wb", fileobj=out, compresslevel=6, mtime=0) as packed:
        packed.write(body)
    return out.getvalue()
