"""A file of factors: what it is, how far it is, what becomes of each of its rows."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from app.core.errors import Refusal
from app.core.text import N_


class FileKind(StrEnum):
    """Which official file it is."""

    BASE_CARBONE = "base_carbone"
    BOAVIZTA = "boavizta"
    DECLARATIONS = "declarations"


KIND_LABELS: Mapping[FileKind, str] = {
    FileKind.BASE_CARBONE: N_("Base Carbone (ADEME), CSV ou XLSX"),
    FileKind.BOAVIZTA: N_("Boavizta, CSV"),
    FileKind.DECLARATIONS: N_("Déclarations environnementales : ILCD+EPD (XML, ZIP), ÖKOBAUDAT (CSV) ou tableau"),
}


class FileState(StrEnum):
    """Received, tried, confirmed by its bringer; declarations are then taken or refused by somebody else."""

    RECEIVED = "received"
    TRIED = "tried"
    PROPOSED = "proposed"
    TAKEN = "taken"
    REFUSED = "refused"


STATE_LABELS: Mapping[FileState, str] = {
    FileState.RECEIVED: N_("Reçu"),
    FileState.TRIED: N_("Essayé, rien n'est écrit"),
    FileState.PROPOSED: N_("Confirmé, à relire"),
    FileState.TAKEN: N_("Accepté"),
    FileState.REFUSED: N_("Refusé"),
}


class FileVerdict(StrEnum):
    """What becomes of a row."""

    NEW = "new"
    CHANGED = "changed"
    BAD = "bad"
    WAITING = "waiting"
    SKIPPED = "skipped"
    SAME = "same"


VERDICT_LABELS: Mapping[FileVerdict, str] = {
    FileVerdict.NEW: N_("nouveau"),
    FileVerdict.CHANGED: N_("changé"),
    FileVerdict.BAD: N_("refusé"),
    FileVerdict.WAITING: N_("déjà proposé, attend sa relecture"),
    FileVerdict.SKIPPED: N_("laissé de côté"),
    FileVerdict.SAME: N_("identique"),
}


@dataclass(frozen=True, slots=True)
class Said:
    """What its bringer tells of a file. *also* are elements or models to add; *method* the edition of a table."""

    release: str = ""
    also: tuple[str, ...] = ()
    licence: str = ""
    source: str = ""
    unit: str = ""
    method: str = ""
    institution_id: int | None = None


@dataclass(frozen=True, slots=True)
class FileLine:
    """One row of the file, or (line 0) something that it should have held.

    *row* is what would be proposed after version *after* of a factor of the library; declarations have none: they
    are read again from the file. *left_out* names indicators that were not understood.
    """

    line: int
    name: str
    id: str
    verdict: FileVerdict
    before: str = ""
    value: str = ""
    refusals: tuple[Refusal, ...] = ()
    left_out: tuple[str, ...] = ()
    after: int = 0
    row: Mapping[str, Any] | None = None


@dataclass(frozen=True, slots=True)
class FileTrial:
    """Every row that matters, the wrong ones first, and how many the file has."""

    lines: tuple[FileLine, ...]
    read: int

    def count(self, verdict: FileVerdict) -> int:
        """How many rows of one kind."""
        return sum(one.verdict is verdict for one in self.lines)

    @property
    def counts(self) -> dict[str, int]:
        """By verdict, and how many were read."""
        return {"read": self.read, **{verdict.value: self.count(verdict) for verdict in FileVerdict}}
