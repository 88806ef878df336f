"""Files that people sent, handed back to those who may read them: as downloads that no browser runs or keeps."""

from flask import Response

from app.core import storage

SUFFIXES = {"application/pdf": ".pdf"}


def sent_file(key: str, media_type: str, file_name: str, unnamed: str) -> Response:
    """The file kept under *key*, named as it came but for its suffix, or *unnamed*.

    Raises NotFound when it is gone.
    """
    response = Response(storage.read(key), mimetype=media_type)
    name = file_name.rpartition(".")[0] or unnamed
    response.headers.set("Content-Disposition", "attachment", filename=f"{name}{SUFFIXES.get(media_type, '.webp')}")
    response.headers["Content-Security-Policy"] = "sandbox; default-src 'none'"
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Cross-Origin-Resource-Policy"] = "same-origin"
    response.headers["Cache-Control"] = "private, no-store"
    return response
