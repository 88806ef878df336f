"""Pictures and photos for tests: made here, sent through the real verbs."""

from collections.abc import Sequence
from datetime import datetime
from io import BytesIO

from PIL import Image, ImageDraw
from werkzeug.datastructures import FileStorage

from app.core.actor import Actor
from app.core.db import transaction
from app.media import services


def a_picture(width: int = 640, height: int = 480, kind: str = "JPEG", **save: object) -> bytes:
    """A drawn picture: red above, blue below, so that one sees which way is up."""
    picture = Image.new("RGB", (width, height), (200, 30, 30))
    ImageDraw.Draw(picture).rectangle((0, height // 2, width, height), fill=(30, 30, 200))
    out = BytesIO()
    picture.save(out, kind, **save)
    return out.getvalue()


def an_upload(content: bytes | None = None, name: str = "photo.jpg") -> FileStorage:
    """A file as a browser sends it."""
    return FileStorage(BytesIO(a_picture() if content is None else content), filename=name)


def a_photo(
    actor: Actor, institution_id: int, now: datetime, *, attached: bool = True, is_public: bool = False
) -> int:
    """A received photo; attached unless said otherwise."""
    return some_photos(actor, institution_id, now, 1, attached=attached, is_public=is_public)[0]


def some_photos(
    actor: Actor, institution_id: int, now: datetime, count: int, *, attached: bool = True, is_public: bool = False
) -> Sequence[int]:
    """Several received photos."""
    uploads = [an_upload(name=f"photo {n}.jpg") for n in range(1, count + 1)]
    received = services.receive_photos(actor, institution_id, uploads, now)
    if attached:
        with transaction():
            services.attach(received.photo_ids, institution_id, is_public=is_public)
    return received.photo_ids
