"""What a borrower asks for, and what is said of each object at its hand-over and return."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from app.listings.domain.availability import Period
from app.listings.domain.refusals import EmptyBundle, QuantityNotPositive
from app.listings.domain.states import Condition
from app.loans.domain.evidence import LONGEST_REFERENCE, EvidencePaper
from app.loans.domain.refusals import EvidenceNotNamed
from app.loans.domain.words import Alternative, Evidence, TransportMode

LONGEST_TEXT = 4000


@dataclass(frozen=True, slots=True)
class LineWanted:
    """*quantity* of one listing."""

    listing_id: int
    quantity: int = 1


@dataclass(frozen=True, slots=True)
class LoanRequest:
    """A request to one lender for one exhibition, days both included, with its counterfactual.

    *paper* is the document that shows it, where one is more than named in *evidence_note*.
    """

    lines: tuple[LineWanted, ...]
    exhibition_id: int
    first_day: date
    last_day: date
    transport: TransportMode = TransportMode.DEDICATED_VAN
    message: str = ""
    alternative: Alternative = Alternative.UNKNOWN
    evidence: Evidence = Evidence.E1
    evidence_note: str = ""
    paper: EvidencePaper | None = None

    @property
    def period(self) -> Period[date]:
        """The days as storage keeps them. Raises ``EndBeforeStart`` or ``NoSuchDay``."""
        return Period.of_days(self.first_day, self.last_day)

    @property
    def quantities(self) -> dict[int, int]:
        """How many of each listing, lines of one listing summed, by listing id in order."""
        summed: Counter[int] = Counter()
        for line in self.lines:
            summed[line.listing_id] += line.quantity
        return dict(sorted(summed.items()))


@dataclass(frozen=True, slots=True)
class UnitReport:
    """How one object looks, with photos received for the lender.

    *there*: the names of the accessories that were ticked; None when nobody was asked.
    """

    unit_id: int
    condition: Condition
    note: str = ""
    photo_ids: tuple[int, ...] = ()
    there: tuple[str, ...] | None = None


def require_complete(request: LoanRequest) -> None:
    """Raise what is missing from the request itself, whatever the calendar says."""
    if not request.lines:
        raise EmptyBundle
    if any(line.quantity < 1 for line in request.lines):
        raise QuantityNotPositive
    has_file = request.paper is not None and request.paper.document_id is not None
    if request.evidence is Evidence.E3 and not (request.evidence_note.strip() or has_file):
        raise EvidenceNotNamed
    _ = request.period


def paper_of(request: LoanRequest) -> EvidencePaper | None:
    """The paper behind an answer of level E3: the one described, or what the note names; None at other levels."""
    if request.evidence is not Evidence.E3:
        return None
    named = request.evidence_note.strip()[:LONGEST_REFERENCE]
    return replace(request.paper, reference=named) if request.paper else EvidencePaper(reference=named)


def unit_ids(reports: Sequence[UnitReport]) -> list[int]:
    """The units reported on, each once, in order."""
    return list(dict.fromkeys(report.unit_id for report in reports))
