"""The diagnostic as a table: one row per line, indicator and stage, and one for each figure that is missing."""

import csv
import io

from flask_babel import gettext as _

from app.impact.diagnostic.domain.indicators import INDICATORS
from app.impact.diagnostic.domain.lines import GAP_LABELS
from app.impact.diagnostic.domain.stages import Stage
from app.impact.diagnostic.importing.names import METHODS
from app.impact.diagnostic.queries import DiagnosticPage

HEAD = (
    "line", "label", "component", "amount", "unit", "factor", "indicator", "indicator_unit", "stage", "value",
    "not_available_because", "edition",
)  # fmt: skip
_RISKY = ("=", "+", "-", "@", "\t", "\r")


def diagnostic_csv(page: DiagnosticPage) -> str:
    """Every figure, exact. A figure that is not available has an empty value and its reason."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(HEAD)
    for one in page.diagnostic.lines:
        line = one.line
        amount = "" if line.amount is None else str(line.amount)
        about = [_safe(line.key), _safe(line.label), line.component.value, amount, line.unit]
        factor = line.factor.reference if line.factor and one.method else ""
        for id in page.diagnostic.totals:
            unit, edition = INDICATORS[id].unit, METHODS.get(one.method_of(id), "")
            found = [(stage, one.amounts[stage, id]) for stage in Stage if (stage, id) in one.amounts]
            for stage, value in found:
                writer.writerow([*about, factor, id, unit, stage.value, str(value), "", edition])
            if not found:
                why = one.gap_of(id)
                writer.writerow([*about, factor, id, unit, "", "", _(GAP_LABELS[why]) if why else "", ""])
    return out.getvalue()


def _safe(text: str) -> str:
    """A text that no spreadsheet takes for a formula."""
    return f"'{text}" if text.startswith(_RISKY) else text
