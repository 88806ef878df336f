"""What a dry run found, laid out in tables for the page, in the reader's language."""

from collections.abc import Sequence
from typing import Any

from flask_babel import gettext as _

from app.core.error_pages import sentence
from app.core.i18n import language
from app.listings import labels
from app.listings.domain.categories import categories
from app.listings.domain.spreadsheets import COMMON, RowFault, specs_of
from app.listings.queries.import_report import ImportReport, RowShown
from app.listings.queries.importing import ImportPage, import_report

FAULTS_SHOWN = 50
_CHANGED = {
    "replacement_value_cents": "replacement_value",
    "units": "labels",
}


def trial_tables(page: ImportPage) -> dict[str, Any]:
    """The counts, the faults and notes, the first rows as they would become."""
    report = import_report(page)
    columns, rows = _as_they_would_become(report.first)
    return {
        "columns": columns,
        "rows": rows,
        **wrong_lines(report),
        "notes": _reason_first(said_of(report.notes[:FAULTS_SHOWN])),
        "updates": [[row.title, str(row.line), row.reference, _names_of(row.changed)] for row in report.updates],
    }


def wrong_lines(report: ImportReport) -> dict[str, Any]:
    """The report, and the first of its faults: the reason, then where it stands."""
    return {"report": report, "faults": _reason_first(said_of(report.faults[:FAULTS_SHOWN]))}


def said_of(faults: Sequence[RowFault]) -> list[list[str]]:
    """Line, column, value and reason of each."""
    return [[str(one.line), one.column, one.value, sentence(one.refusal)] for one in faults]


def _reason_first(rows: list[list[str]]) -> list[list[str]]:
    """On a phone only the first columns are seen: the line and the reason, which names the value."""
    return [[line, reason, column, value] for line, column, value, reason in rows]


def _names_of(changed: Sequence[str]) -> str:
    return ", ".join(_name_of(name) for name in changed)


def _name_of(name: str) -> str:
    if name == "specs":
        return str(_("caractéristiques"))
    label = COMMON.get(_CHANGED.get(name, name))
    return str(_(label[0])) if label else name


def _as_they_would_become(shown: Sequence[RowShown]) -> tuple[list[tuple[str, str]], list[list[str]]]:
    """A table of listings to be: what all have, then a column for each characteristic that one of them has."""
    specs = specs_of([categories()[id] for id in dict.fromkeys(row.category for row in shown) if id in categories()])
    used = [key for key in specs if any(key in row.specs for row in shown)]
    columns = [(_("Titre"), "text"), (_("Ligne"), "number"), (_("Catégorie"), "text"), (_("Référence"), "text")]
    columns += [(_("Quantité"), "number"), (_("État"), "text"), (_("Année"), "number")]
    columns += [(specs[key].label[language()], "text") for key in used]
    return columns, [_as_row(row, used) for row in shown]


def _as_row(row: RowShown, used: Sequence[str]) -> list[str]:
    category = categories()[row.category]
    told = [_told(row, key) if key in row.specs else "" for key in used]
    return [
        row.title,
        str(row.line),
        category.label[language()],
        row.reference,
        str(row.quantity),
        _(labels.CONDITION[row.condition]),
        str(row.made_in_year or ""),
        *told,
    ]


def _told(row: RowShown, key: str) -> str:
    spec = categories()[row.category].spec(key)
    return spec.format(spec.restore(row.specs[key]), language())
