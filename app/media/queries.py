"""Questions about photos. What a person may see is judged where the file is served."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from sqlalchemy import select

from app.accounts.models import Institution
from app.core.actor import Actor
from app.core.db import db
from app.core.errors import NotFound
from app.media.access import is_let_in
from app.media.domain.permissions import may_see_photo
from app.media.models import Photo
from app.media.pictures import LARGE, MEDIUM, SMALL


class Size(StrEnum):
    """The three pictures of a photo."""

    SMALL = "small"
    MEDIUM = "medium"
    LARGE = "large"


@dataclass(frozen=True, slots=True)
class PhotoView:
    """A photo ready for the ``picture`` macro: *width* and *height* are those of the large picture, in pixels."""

    id: int
    alt: str
    width: int
    height: int
    file_name: str = ""
    srcset: str = ""

    @property
    def small_url(self) -> str:
        """For cards and lists: at most 10 kB."""
        return photo_url(self.id, Size.SMALL)

    @property
    def medium_url(self) -> str:
        """For half a page: at most 60 kB."""
        return photo_url(self.id, Size.MEDIUM)

    @property
    def large_url(self) -> str:
        """The whole picture: at most 120 kB."""
        return photo_url(self.id, Size.LARGE)

    @property
    def src(self) -> str:
        """What a browser without ``srcset`` loads; a thumbnail has no ``srcset`` and is small."""
        return self.medium_url if self.srcset else self.small_url

    @property
    def thumbnail_width(self) -> int:
        """In pixels, of the small picture."""
        return min(SMALL[0], self.width)

    @property
    def thumbnail_height(self) -> int:
        """In pixels, of the small picture, to within one."""
        return max(1, round(self.height * self.thumbnail_width / self.width))

    @property
    def thumbnail(self) -> "PhotoView":
        """The same for a page of many: the small picture alone, whatever the screen."""
        return PhotoView(self.id, self.alt, self.thumbnail_width, self.thumbnail_height, self.file_name)


@dataclass(frozen=True, slots=True)
class PhotoFile:
    """Which file to send, and whether shared caches may keep it."""

    key: str
    is_public: bool


def photo_url(photo_id: int, size: Size) -> str:
    """The address of one picture (also outside a request: mails, documents)."""
    return f"/photos/{photo_id}/{size}.webp"


def photos(ids: Iterable[int]) -> list[PhotoView]:
    """The photos with these ids, in the order asked, in one query; unknown ids are left out."""
    asked = list(dict.fromkeys(ids))
    if not asked:
        return []
    found = {photo.id: photo for photo in db.session.scalars(select(Photo).where(Photo.id.in_(asked)))}
    return [_view(found[photo_id]) for photo_id in asked if photo_id in found]


def photos_by_id(ids: Iterable[int]) -> dict[int, PhotoView]:
    """The same, by id: for pages of many cards."""
    return {photo.id: photo for photo in photos(ids)}


def _view(photo: Photo) -> PhotoView:
    return PhotoView(photo.id, photo.alt, photo.width, photo.height, photo.file_name, _srcset(photo))


def _srcset(photo: Photo) -> str:
    """Each picture once, by its true width: a small original has fewer than three."""
    sizes = zip((LARGE, MEDIUM, SMALL), reversed(list(Size)), strict=True)
    distinct = {min(nominal, photo.width): size for (nominal, _), size in sizes}
    return ", ".join(f"{photo_url(photo.id, size)} {width}w" for width, size in sorted(distinct.items()))


def photo_file(actor: Actor, photo_id: int, size: Size) -> PhotoFile:
    """The file to send to *actor*. Raises NotFound when it is not there or not for them."""
    photo = db.session.get(Photo, photo_id)
    if photo is None:
        raise NotFound()
    is_shown_to_all = photo.is_public and photo.attached
    if not may_see_photo(actor, photo.institution_id, is_shown_to_all) and not (
        photo.attached and is_let_in(actor, photo_id)
    ):
        raise NotFound()
    key = {Size.SMALL: photo.small_key, Size.MEDIUM: photo.medium_key, Size.LARGE: photo.large_key}[size]
    return PhotoFile(key, is_shown_to_all)


def photo_ids_of(institution_ids: Iterable[int], ids: Iterable[int]) -> list[int]:
    """Those of *ids* that are photos of one of these institutions, in the order asked."""
    asked = list(dict.fromkeys(ids))
    statement = select(Photo.id).where(Photo.id.in_(asked), Photo.institution_id.in_(list(institution_ids)))
    found = set(db.session.scalars(statement)) if asked else set()
    return [photo_id for photo_id in asked if photo_id in found]


def logo_key(institution_id: int) -> str:
    """The storage key of an institution's logo. Raises NotFound when it has none."""
    key = db.session.scalar(select(Institution.logo_key).where(Institution.id == institution_id))
    if key is None:
        raise NotFound()
    return key
