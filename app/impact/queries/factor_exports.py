"""The table behind the chart of a factor, as CSV."""

import csv
import io

from app.impact.queries.factors import FactorPage

_RISKY = ("=", "+", "-", "@", "\t", "\r")
HEADER = (
    "facteur",
    "libelle",
    "valeur",
    "unite",
    "etape",
    "source",
    "annee",
    "valable_jusqu_au",
    "licence",
    "retenu",
)


def sources_csv(page: FactorPage, language: str) -> str:
    """One line per source of the same object, the lowest first; the last column marks the one that is used."""
    out = io.StringIO()
    writer = csv.writer(out, delimiter=";", lineterminator="\r\n")
    writer.writerow(HEADER)
    for one in page.others:
        until = one.valid_until.isoformat() if one.valid_until else ""
        chosen = "oui" if one.reference == page.default else ""
        words = [_safe(said[language]) for said in (one.label, one.source, one.licence)]
        label, source, licence = words
        writer.writerow(
            [one.reference, label, one.value, one.unit, one.stage, source, one.year, until, licence, chosen]
        )
    return out.getvalue()


def _safe(words: str) -> str:
    """Words that no spreadsheet takes for a formula."""
    return f"'{words}" if words.startswith(_RISKY) else words
