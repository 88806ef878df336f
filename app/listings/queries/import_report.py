"""What a check found, kept as a file between the check and the confirmation: counts, faults, the first rows."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from app.core import storage
from app.core.errors import Refusal
from app.listings.domain.categories import categories
from app.listings.domain.spreadsheets import RowDraft, RowFault, Trial
from app.listings.domain.states import Condition

SHOWN = 20


@dataclass(frozen=True, slots=True)
class RowShown:
    """A row as it would become, for the eye. *specs* are as they are kept; *changed* names fields."""

    line: int
    title: str
    category: str
    reference: str
    quantity: int
    condition: Condition
    made_in_year: int | None
    specs: Mapping[str, Any]
    changed: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ImportReport:
    """What a check found. *masses*: how many faults are only masses that somebody may confirm."""

    created: int = 0
    changed: int = 0
    same: int = 0
    bad: int = 0
    masses: int = 0
    faults: tuple[RowFault, ...] = ()
    notes: tuple[RowFault, ...] = ()
    first: tuple[RowShown, ...] = ()
    updates: tuple[RowShown, ...] = ()


def report_of(trial: Trial) -> ImportReport:
    """What is worth keeping of a trial."""
    return ImportReport(
        created=len(trial.drafts),
        changed=len(trial.changes),
        same=len(trial.same),
        bad=trial.bad_lines,
        masses=trial.implausible_masses,
        faults=tuple(sorted(trial.faults, key=lambda one: one.line)),
        notes=trial.notes,
        first=tuple(map(_shown, trial.drafts[:SHOWN])),
        updates=tuple(map(_shown, trial.changes[:SHOWN])),
    )


def save_report(report: ImportReport) -> str:
    """Keep it; the key it is found by."""
    kept = {
        "counts": [report.created, report.changed, report.same, report.bad, report.masses],
        "faults": list(map(_fault_kept, report.faults)),
        "notes": list(map(_fault_kept, report.notes)),
        "first": list(map(_row_kept, report.first)),
        "updates": list(map(_row_kept, report.updates)),
    }
    return storage.save(json.dumps(kept, ensure_ascii=False).encode(), ".report")


def load_report(key: str) -> ImportReport:
    """What was kept. Raises NotFound when the file had its time."""
    kept = json.loads(storage.read(key))
    created, changed, same, bad, masses = kept["counts"]
    return ImportReport(
        created=created,
        changed=changed,
        same=same,
        bad=bad,
        masses=masses,
        faults=tuple(map(_fault_read, kept["faults"])),
        notes=tuple(map(_fault_read, kept["notes"])),
        first=tuple(_row_read(row) for row in kept["first"]),
        updates=tuple(_row_read(row) for row in kept["updates"]),
    )


def refusal_kept(refusal: Refusal) -> dict[str, Any]:
    """A refusal as JSON: its sentence is translated when it is read, not now."""
    params = {name: _param(value) for name, value in refusal.params.items()}
    return {"message": refusal.message, "params": params, "field": refusal.field}


def refusal_read(kept: Mapping[str, Any]) -> Refusal:
    """The refusal that says the same."""
    message = str(kept["message"])
    refusal: type[Refusal] = type("Refusal", (Refusal,), {"message": message})
    return refusal(field=kept.get("field"), **kept["params"])


def _param(value: object) -> Any:
    if isinstance(value, date):
        return value.isoformat()
    return value if isinstance(value, str | int) else str(value)


def _fault_kept(fault: RowFault) -> list[Any]:
    return [fault.line, fault.column, fault.value[:500], refusal_kept(fault.refusal)]


def _fault_read(kept: Iterable[Any]) -> RowFault:
    line, column, value, refusal = kept
    return RowFault(line, column, value, refusal_read(refusal))


def _shown(draft: RowDraft) -> RowShown:
    fields = draft.fields
    category = categories()[fields.category]
    return RowShown(
        line=draft.line,
        title=fields.title,
        category=fields.category,
        reference=fields.reference or "",
        quantity=draft.quantity,
        condition=fields.condition,
        made_in_year=fields.made_in_year,
        specs={key: category.spec(key).store(value) for key, value in fields.specs.items()},
        changed=draft.changed,
    )


def _row_kept(row: RowShown) -> dict[str, Any]:
    return {name: getattr(row, name) for name in RowShown.__dataclass_fields__}


def _row_read(kept: Mapping[str, Any]) -> RowShown:
    return RowShown(**{**kept, "condition": Condition(kept["condition"]), "changed": tuple(kept["changed"])})
