"""Tables of declarations: ÖKOBAUDAT's export (a row per module, a column per indicator), or ours (a row per figure).

Ours has the headings id, name, unit, amount, method, module, scenario, indicator, value; amount and scenario may be
left out. In both, an empty cell is an indicator that was not assessed, never a zero.
"""

from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal

from app.core.errors import Invalid
from app.impact.diagnostic.domain.factors import Figure
from app.impact.diagnostic.domain.indicators import INDICATORS
from app.impact.diagnostic.importing.declared import Declared, is_module
from app.impact.diagnostic.importing.names import A1, EF30, EF31, indicator_of, method_of, unit_of
from app.impact.diagnostic.importing.numbers import exact
from app.impact.diagnostic.importing.refusals import FigureNotRead, ModuleUnknown, NotADeclaration
from app.impact.factors.importing.tables import rows_by_heading
from app.impact.factors.refusals import NotThatFile

Row = Mapping[str, str]
Rows = list[tuple[int, Row]]

_OURS = ("id", "name", "unit", "method", "module", "indicator", "value")
_GERMAN: Mapping[str, str | tuple[str, ...]] = {
    "name": ("Name (en)", "Name (de)"), "module": "Modul", "scenario": "Szenario", "amount": "Bezugsgroesse",
    "unit": "Bezugseinheit",
}  # fmt: skip
_ENGLISH: Mapping[str, str | tuple[str, ...]] = {
    "name": ("Name (en)", "Name (de)"), "module": "Module", "scenario": "Scenario", "amount": "Ref. quantity",
    "unit": "Ref. unit",
}  # fmt: skip
_DENSITY, _PER_M2, _PER_UNIT = "Rohdichte (kg/m3)", "Flaechengewicht (kg/m2)", "Stueckgewicht (kg/Stueck)"
_NOT_FIGURES = ("name (", "url", "uuid", "version")


def read_table(content: bytes, method: str | None = None, unit: str = "") -> list[Declared]:
    """Every declaration of the table. *method* says the edition of ÖKOBAUDAT's A2 columns (EF 3.0 by default)."""
    for wanted, read in ((_OURS, _ours), (("UUID", "Modul"), _german), (("UUID", "Module"), _english)):
        try:
            rows = list(rows_by_heading(content, wanted))
        except NotThatFile:
            continue
        return read(rows, method, unit)
    raise NotADeclaration()


def _ours(rows: Rows, _method: str | None, unit: str) -> list[Declared]:
    return [_of_long(group, unit) for group in _grouped(rows, "id").values()]


def _german(rows: Rows, method: str | None, unit: str) -> list[Declared]:
    return [_of_wide(group, _GERMAN, method, unit) for group in _grouped(rows, "UUID").values()]


def _english(rows: Rows, method: str | None, unit: str) -> list[Declared]:
    return [_of_wide(group, _ENGLISH, method, unit) for group in _grouped(rows, "UUID").values()]


def _grouped(rows: Iterable[tuple[int, Row]], key: str) -> dict[str, Rows]:
    found: dict[str, Rows] = {}
    for line, cells in rows:
        if cells.get(key):
            found.setdefault(cells[key], []).append((line, cells))
    return found


def _of_long(rows: Rows, unit: str) -> Declared:
    line, first = rows[0]
    method = method_of(first["method"])
    figures: list[Figure] = []
    left_out: list[str] = []
    troubles: list[Invalid] = []
    for _, row in rows:
        name = row["indicator"]
        indicator = name if name in INDICATORS else indicator_of(name, method) if method else None
        if indicator is None:
            left_out.append(name)
        else:
            _take(row["value"], row["module"], row.get("scenario", ""), indicator, figures, troubles)
    return Declared(
        line=line,
        id=first["id"],
        name=first["name"][:200],
        unit=_unit(first["unit"], unit),
        amount=exact(first.get("amount") or "1") or Decimal(0),
        method=method,
        figures=tuple(figures),
        owner=first.get("owner", "")[:200],
        year=_year(first.get("year", "")),
        valid_until=_day(first.get("valid_until", "")),
        kg_per_unit=exact(first["kg_per_unit"]) if first.get("kg_per_unit") else None,
        left_out=tuple(dict.fromkeys(left_out)),
        troubles=tuple(troubles),
    )


def _of_wide(rows: Rows, words: Mapping[str, str | tuple[str, ...]], asked: str | None, unit: str) -> Declared:
    line, first = rows[0]
    has_a2 = any(value for _, row in rows for key, value in row.items() if key.endswith("(A2)"))
    method = (asked or EF30) if has_a2 else A1
    figures: list[Figure] = []
    troubles: list[Invalid] = []
    for _, row in rows:
        for heading, text in row.items():
            indicator = _of_heading(heading, method)
            if indicator and text:
                module, scenario = row.get(str(words["module"]), ""), row.get(str(words["scenario"]), "")
                _take(text, module, scenario, indicator, figures, troubles)
    declared = _unit(first.get(str(words["unit"]), ""), unit)
    return Declared(
        line=line,
        id=first["UUID"],
        name=next((first[key] for key in words["name"] if first.get(key)), "")[:200],
        unit=declared,
        amount=exact(first.get(str(words["amount"])) or "1") or Decimal(0),
        method=method,
        figures=tuple(figures),
        owner=(first.get("Declaration owner") or first.get("Deklarationsinhaber") or "")[:200],
        year=_year(first.get("Referenzjahr") or first.get("Reference year") or ""),
        valid_until=_day(first.get("Gueltig bis") or first.get("Valid until") or ""),
        kg_per_unit=_kg(first, declared),
        troubles=tuple(troubles),
    )


def _of_heading(heading: str, method: str) -> str | None:
    """A column of the export: those of the other edition are not read, so that the two never mix."""
    if heading.casefold().startswith(_NOT_FIGURES):
        return None
    found = indicator_of(heading, method)
    if found is None or found in ("pert", "penrt", "fresh_water"):
        return found
    return found if heading.endswith("(A2)") == (method in (EF30, EF31)) else None


def _take(
    text: str, module: str, scenario: str, indicator: str, figures: list[Figure], troubles: list[Invalid]
) -> None:
    if not text:
        return
    value = exact(text)
    if value is None:
        troubles.append(FigureNotRead(text=text[:40]))
    elif not is_module(module):
        troubles.append(ModuleUnknown(module=module[:20]))
    else:
        figures.append(Figure(module, scenario, indicator, value))


def _kg(row: Row, unit: str) -> Decimal | None:
    heading = {"m3": _DENSITY, "m2": _PER_M2, "unit": _PER_UNIT}.get(unit)
    text = row.get(heading, "") if heading else ""
    found = exact(text) if text else None
    return found if found and found > 0 else None


def _unit(text: str, given: str) -> str:
    if not text:
        return given
    return unit_of(text) or f"?{text[:20]}"


def _year(text: str) -> int:
    return int(text[:4]) if text[:4].isdigit() else 0


def _day(text: str) -> date | None:
    if text[:4].isdigit() and len(text.strip()) == 4:
        return date(int(text[:4]), 12, 31)
    try:
        return date.fromisoformat(text.strip()[:10]) if text.strip() else None
    except ValueError:
        return None
