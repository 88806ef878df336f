"""What shows what a borrower would have done without a loan: a dated paper, named at least, joined at best."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from app.core.errors import Invalid, Refusal
from app.core.text import N_

LONGEST_REFERENCE = 300
MOST_PAPERS = 10


class EvidenceKind(StrEnum):
    """The papers that ISO 14064-2's functional equivalence can rest on."""

    QUOTE = "quote"
    ORDER = "order"
    TENDER = "tender"
    BUDGET = "budget"


class EvidenceEmpty(Invalid):
    """Neither a file nor a reference."""

    message = N_("Joignez le document, ou dites lequel c'est : société, numéro et date.")
    field = "reference"


class EvidenceLater(Invalid):
    """A paper of after the request shows nothing of before it."""

    message = N_("Ce document est daté d'après la demande : il ne montre pas ce que vous auriez fait sans elle.")
    field = "dated_on"


class TooMuchEvidence(Refusal):
    """More papers than one loan needs."""

    message = N_("%(most)s pièces au plus pour un prêt.")


class JudgementMissing(Invalid):
    """A paper is not refused without saying why."""

    message = N_("Dites pourquoi cette pièce ne suffit pas.")
    field = "reason"


class AlreadyJudged(Refusal):
    """Somebody decided about it first."""

    message = N_("Cette pièce a déjà été examinée.")
    status = 409


@dataclass(frozen=True, slots=True)
class EvidencePaper:
    """One paper: what it is, its date, what names it, and the received file if there is one."""

    kind: EvidenceKind = EvidenceKind.QUOTE
    dated_on: date | None = None
    reference: str = ""
    document_id: int | None = None

    def require_sense(self, asked_on: date) -> None:
        """Raises EvidenceEmpty and EvidenceLater; *asked_on* is the day of the request."""
        if not self.reference.strip() and self.document_id is None:
            raise EvidenceEmpty
        if self.dated_on is not None and self.dated_on > asked_on:
            raise EvidenceLater
