"""A message of a conversation, and the files that come with it: what was received stays when the form comes back."""

from datetime import datetime

from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from werkzeug.datastructures import FileStorage
from wtforms import MultipleFileField, SelectMultipleField, TextAreaField

from app.core.actor import Actor
from app.core.error_pages import sentence
from app.core.forms import Form, OnceField
from app.loans.domain.talk import MOST_FILES
from app.media.documents import DocumentFile, document_files, receive_document, received_document
from app.media.domain.refusals import RefusedFile


class MessageForm(Form):
    """What one writes, kept as typed, and files. New files, and under ``files_kept`` those received before."""

    once = OnceField(id="message-once")
    text = TextAreaField(_l("Votre message"), id="message-text")
    files = MultipleFileField(_l("Joindre des fichiers"), id="message-files")
    files_kept = SelectMultipleField(validate_choice=False)

    def receive(self, actor: Actor, institution_id: int, now: datetime) -> bool:
        """Receive the chosen files for *institution_id*; False, with a message at the field, when one is refused."""
        self.kept_files = self._kept(institution_id)
        known = [file.id for file in self.kept_files]
        refused = []
        for chosen in self._chosen()[: MOST_FILES + 1]:
            try:
                known.append(receive_document(actor, institution_id, chosen, now, key=self.once.data or ""))
            except RefusedFile as refusal:
                refused.append(gettext("%(file)s : %(reason)s", file=chosen.filename, reason=sentence(refusal)))
        found = document_files(known)
        self.kept_files = [found[one] for one in dict.fromkeys(known) if one in found]
        self.files.errors = [*self.files.errors, *refused]
        return not refused

    @property
    def document_ids(self) -> list[int]:
        """Every file that was received."""
        return [file.id for file in self.kept_files]

    kept_files: list[DocumentFile] = []

    def _kept(self, institution_id: int) -> list[DocumentFile]:
        numbers = [int(text) for text in self.files_kept.data or () if _is_number(text)][:MOST_FILES]
        found = [received_document(institution_id, number) for number in numbers]
        return [file for file in found if file is not None]

    def _chosen(self) -> list[FileStorage]:
        return [file for file in self.files.data or () if isinstance(file, FileStorage) and file.filename]


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) < 10
