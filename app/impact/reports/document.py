"""A report as a document: words and cells that a page and a PDF print without computing anything."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

GRAIN = Decimal("0.0001")


@dataclass(frozen=True, slots=True)
class Table:
    """*columns* are (label, whether it holds numbers); cells are words."""

    caption: str
    columns: tuple[tuple[str, bool], ...]
    rows: tuple[tuple[str, ...], ...]
    foot: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar of a chart: its figure, its range where it has one, the account that it belongs to."""

    label: str
    value: Decimal
    said: str
    tone: str
    low: Decimal | None = None
    high: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Chart:
    """Bars from one zero, in one unit and of one account."""

    id: str
    title: str
    takeaway: str
    bars: tuple[Bar, ...]
    unit: str


@dataclass(frozen=True, slots=True)
class Section:
    """A chapter."""

    id: str
    title: str
    paragraphs: tuple[str, ...] = ()
    charts: tuple[Chart, ...] = ()
    tables: tuple[Table, ...] = ()


@dataclass(frozen=True, slots=True)
class Document:
    """A whole report. *foot* is printed on every page."""

    title: str
    reference: str
    lead: str
    sections: tuple[Section, ...]
    foot: str
    language: str


def for_print(document: Document) -> dict[str, Any]:
    """The document as plain data for the PDF; positions of bars as shares of the width."""
    return {
        "title": document.title,
        "reference": document.reference,
        "lead": document.lead,
        "foot": document.foot,
        "language": document.language,
        "sections": [
            {
                "title": section.title,
                "paragraphs": list(section.paragraphs),
                "charts": [_chart(chart) for chart in section.charts if chart.bars],
                "tables": [
                    {
                        "caption": table.caption,
                        "columns": [{"label": label, "is_number": is_number} for label, is_number in table.columns],
                        "rows": [list(row) for row in table.rows],
                        "foot": list(table.foot),
                    }
                    for table in section.tables
                    if table.rows
                ],
            }
            for section in document.sections
        ],
    }


def _chart(chart: Chart) -> dict[str, Any]:
    low, high = _ends(chart.bars)
    reach = (high - low) or Decimal(1)

    def share(value: Decimal) -> str:
        return str(((value - low) / reach).quantize(GRAIN))

    return {
        "title": chart.title,
        "takeaway": chart.takeaway,
        "zero": share(Decimal(0)),
        "bars": [
            {
                "label": bar.label,
                "said": bar.said,
                "tone": bar.tone if bar.value >= 0 else "negative",
                "start": share(min(bar.value, Decimal(0))),
                "length": str((abs(bar.value) / reach).quantize(GRAIN)),
                "low": None if bar.low is None else share(bar.low),
                "high": None if bar.high is None else share(bar.high),
            }
            for bar in chart.bars
        ],
    }


def _ends(bars: Sequence[Bar]) -> tuple[Decimal, Decimal]:
    ends = [end for bar in bars for end in (bar.value, bar.low, bar.high) if end is not None]
    return min(Decimal(0), *ends), max(Decimal(0), *ends)
