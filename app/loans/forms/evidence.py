"""A paper that shows what would have been done without a loan, and what somebody says of it."""

from datetime import datetime
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import FileField, HiddenField, SelectField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import Length, Optional

from app.core.actor import Actor
from app.core.forms import DayField, Form, OnceField, TextField
from app.loans.domain.evidence import LONGEST_REFERENCE, EvidenceKind, EvidencePaper
from app.loans.labels_of_evidence import EVIDENCE_KINDS
from app.media.documents import DocumentFile
from app.media.domain.refusals import RefusedFile
from app.media.forms import received_file


class EvidenceForm(Form):
    """One paper: its file travels as a hidden id once it is received."""

    once = OnceField()
    kind = SelectField(_l("Document"))
    dated_on = DayField(_l("Daté du"), [Optional()])
    reference = TextField(_l("Référence"), [Length(max=LONGEST_REFERENCE)])
    file = FileField(_l("Fichier"))
    file_kept = HiddenField()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.kind.choices = [SelectChoice(one.value, str(words)) for one, words in EVIDENCE_KINDS.items()]
        self.received: DocumentFile | None = None

    def receive(self, actor: Actor, institution_id: int, now: datetime) -> bool:
        """Receive the chosen file, or find the one received before; False, with a message, when it is not taken."""
        try:
            self.received = received_file(self.file, self.file_kept, actor, institution_id, now, self.once.data or "")
        except RefusedFile as refusal:
            self.refuse(refusal)
            return False
        return True

    def said(self) -> EvidencePaper:
        """The paper. Call after ``receive`` and ``validate()``."""
        return EvidencePaper(
            kind=EvidenceKind(self.kind.data),
            dated_on=self.dated_on.data,
            reference=self.reference.data or "",
            document_id=self.received.id if self.received else None,
        )


class JudgementForm(Form):
    """What one says of a paper."""

    once = OnceField()
    reason = TextField(_l("Motif"), [Length(max=LONGEST_REFERENCE)])
