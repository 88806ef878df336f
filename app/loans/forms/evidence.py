"""A paper that shows what would have been done without a loan, and what somebody says of it."""

from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import FileField, HiddenField, SelectField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import Length, Optional

from app.core.forms import DayField, Form, OnceField, TextField
from app.loans.domain.evidence import LONGEST_REFERENCE, EvidenceKind, EvidencePaper
from app.loans.labels_of_evidence import EVIDENCE_KINDS
from app.media.forms import PaperForm


class EvidenceForm(PaperForm):
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
