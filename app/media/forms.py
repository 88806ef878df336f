"""A field for photos that loses nothing: what was received stays when the form comes back with errors.

    class ListingForm(Form):
        photos = PhotosField(_l("Photos"), most=8)

    form = ListingForm(data={"photos": listing_photo_ids})
    if form.is_submitted():
        received_photos(form.photos, actor, institution_id, now())
        if form.validate(): ... form.photos.data ...

Files cannot be put back into a file input; so they are received at once, attached to nothing, and travel as
hidden ids until the form succeeds. ``templates/media/photos_field.html`` draws it; it needs no script.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from flask_babel import gettext
from werkzeug.datastructures import FileStorage
from wtforms import Field
from wtforms.widgets import FileInput

from app.core.actor import Actor
from app.core.error_pages import sentence
from app.core.errors import NotFound
from app.core.forms import Form
from app.media import services
from app.media.documents import DocumentFile, document_files, receive_document, received_document
from app.media.domain.refusals import ReceivedElsewhere, RefusedFile, TooManyPhotos
from app.media.queries import PhotoView, photo_ids_of, photos
from app.media.services import RefusedUpload


class PhotosField(Field):
    """New files, and the ids of those received before. *data* is the list of ids, the cover first."""

    def __init__(self, label: Any = None, validators: Any = None, most: int = 8, **kwargs: Any) -> None:
        super().__init__(label, validators, widget=FileInput(multiple=most > 1), **kwargs)
        self.most = most
        self.errors: Sequence[str]
        self.process_errors: list[str]
        self.uploads: list[FileStorage] = []

    @property
    def kept_name(self) -> str:
        """The form name under which received ids come back."""
        return f"{self.name}_kept"

    @property
    def removed_name(self) -> str:
        """The form name of the « retirer » boxes."""
        return f"{self.name}_removed"

    def process_data(self, value: Iterable[int] | None) -> None:
        """Begin with the photos the object already has."""
        self.data = list(value or ())

    def process(self, formdata: Any, data: Any = None, extra_filters: Any = None) -> None:
        """Read what came: ids kept, ids struck out, files chosen."""
        super().process(formdata, *([] if data is None else [data]), extra_filters=extra_filters)
        if not formdata:
            return
        removed = set(_numbers(formdata.getlist(self.removed_name)))
        kept = _numbers(formdata.getlist(self.kept_name))
        self.data = [photo_id for photo_id in dict.fromkeys(kept) if photo_id not in removed]
        chosen = formdata.getlist(self.name)
        self.uploads = [file for file in chosen if isinstance(file, FileStorage) and file.filename]

    def process_formdata(self, valuelist: list[Any]) -> None:
        """Nothing: :meth:`process` reads three names, not one."""

    def photos(self) -> list[PhotoView]:
        """What the page shows of the photos received so far."""
        return photos(self.data or ())

    def refuse(self, upload: RefusedUpload) -> None:
        """Name the file and say why, at the field; the form will not validate."""
        text = gettext("%(file)s : %(reason)s", file=upload.file_name, reason=sentence(upload.refusal))
        self.process_errors = [*self.process_errors, text]
        self.errors = [*self.errors, text]


def _numbers(texts: Iterable[Any]) -> list[int]:
    return [int(text) for text in texts if isinstance(text, str) and text.isascii() and text.isdigit()]


def received_photos(field: PhotosField, actor: Actor, institution_id: int, now: datetime) -> list[int]:
    """Receive the chosen files for *institution_id* and answer every id of *field*, which holds them from now on.

    Call it before ``form.validate()``. Raises NotFound when an id that came back is somebody else's photo;
    files that are refused become errors of the field. Where one photo is the most, a new one replaces it.
    """
    kept = _own(field, actor, institution_id)
    uploads, field.uploads = field.uploads, []
    room = max(0, field.most - len(kept)) if field.most > 1 else 1
    for upload in uploads[room:]:
        field.refuse(RefusedUpload(upload.filename or "", TooManyPhotos(most=field.most)))
    if uploads[:room]:
        received = services.receive_photos(actor, institution_id, uploads[:room], now)
        kept = [*kept, *received.photo_ids][-field.most :]
        for refused in received.refusals:
            field.refuse(refused)
    field.data = kept
    return kept


def _own(field: PhotosField, actor: Actor, institution_id: int) -> list[int]:
    """The ids that came back, without those received for another institution of this person."""
    asked = list(field.data or ())
    own = photo_ids_of([institution_id], asked)
    if own != asked:
        if photo_ids_of(actor.institution_ids, asked) != asked:
            raise NotFound()
        field.refuse(RefusedUpload(gettext("Photo"), ReceivedElsewhere()))
    return own


def received_file(
    file: Any, kept: Any, actor: Actor, institution_id: int, now: datetime, key: str
) -> DocumentFile | None:
    """The paper chosen in the field *file*, or the one that the field *kept* names; *kept* then names it.

    Called before a form is judged, it keeps a file that came with wrong answers. Raises a RefusedFile, at *file*.
    """
    numbers = _numbers([kept.data])
    found = received_document(institution_id, numbers[0] if numbers and len(kept.data) < 10 else None)
    if isinstance(file.data, FileStorage) and file.data.filename:
        try:
            document_id = receive_document(actor, institution_id, file.data, now, key=key)
        except RefusedFile as refusal:
            refusal.field = file.short_name
            raise
        found = document_files([document_id])[document_id]
    kept.data = str(found.id) if found else ""
    return found


class PaperForm(Form):
    """A form that takes a paper, in the fields *once*, *file* and *file_kept*: chosen once, it comes back with the
    form as *received*."""

    once: Any
    file: Any
    file_kept: Any
    received: DocumentFile | None = None

    def receive(self, actor: Actor, institution_id: int, now: datetime) -> bool:
        """Keep the chosen file, or find the one received before; False, with a message, when it is not taken."""
        try:
            self.received = received_file(self.file, self.file_kept, actor, institution_id, now, self.once.data or "")
        except RefusedFile as refusal:
            self.refuse(refusal)
            return False
        return True
