"""Boavizta's table of manufacturers' sheets (environmental-footprint-data, CSV): one line per model, under ODbL.

A factor of the library names its line and its model in its locator: "...#line 39 (Apple TV 4K ...)". Medians of
several sheets are not read again: they are ours, and belong to a release.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from app.core.errors import Invalid
from app.core.text import fold
from app.impact.factors import refusals
from app.impact.factors.importing.base_carbone import plain
from app.impact.factors.importing.tables import rows_by_heading
from app.impact.factors.importing.trial import Found, Line, Trial, Verdict, judged, judged_new
from app.impact.factors.rows import is_rounding, number
from app.impact.factors.table import Factor, loaded

MAKER, NAME, TOTAL, MADE, MOVED, ENDED, ERROR, REPORT, LIFE = (
    "manufacturer", "name", "gwp_total", "gwp_manufacturing_ratio", "gwp_transport_ratio", "gwp_eol_ratio",
    "gwp_error_ratio", "report_date", "lifetime",
)  # fmt: skip
WANTED = (MAKER, NAME, TOTAL, MADE)
SHARES = {"A1-A3": MADE, "A4": MOVED, "C1-C4": ENDED}
DIGITS = 6
_CITED = re.compile(r"#line \d+ \((.+)\)$")


@dataclass(frozen=True, slots=True)
class Sheet:
    """One model of one maker."""

    line: int
    cells: Mapping[str, str]

    @property
    def name(self) -> str:
        """Maker and model."""
        return f"{self.cells[MAKER]} {self.cells[NAME]}"


def read_boavizta(content: bytes, *, release: str, on: date, also: Sequence[str] = ()) -> Trial:
    """What the file would change in the library, and the models *also* asked for by name that it would add.

    *release* is how the file is quoted ("2024-05"). Raises what is wrong with the whole file.
    """
    sheets: dict[str, list[Sheet]] = {}
    read = 0
    for line, cells in rows_by_heading(content, WANTED):
        read += 1
        sheets.setdefault(fold(cells.get(NAME, "")), []).append(Sheet(line, cells))
    cited = [one for one in loaded().newest() if one.share_alike and _CITED.search(one.locator["fr"])]
    lines = [_cited(one, sheets, release, on) for one in cited]
    lines += [_asked(name, sheets, release, on) for name in also]
    return Trial(tuple(sorted(lines, key=lambda one: (one.line, one.factor_id))), read)


def _cited(of: Factor, sheets: Mapping[str, Sequence[Sheet]], release: str, on: date) -> Line:
    match = _CITED.search(of.locator["fr"])
    assert match is not None
    sheet = next((one for one in sheets.get(fold(match[1]), ()) if _is_maker(one, of)), None)
    if sheet is None:
        return Line(0, match[1], of.id, Verdict.SKIPPED, str(of.value), refusal=refusals.NotInTheFile())
    try:
        said = _said(sheet, of.stage)
    except Invalid as refusal:
        return Line(sheet.line, sheet.name, of.id, Verdict.BAD, str(of.value), refusal=refusal)
    new = number(said["value"])
    said = {} if new is None or is_rounding(new, of.value) else said | _edition(sheet, release)
    return judged(Found(sheet.line, sheet.name, said), of, on)


def _is_maker(sheet: Sheet, of: Factor) -> bool:
    """Two makers may sell a model of one name."""
    return of.source["fr"].partition(",")[0].casefold() in (sheet.cells[MAKER].casefold(), "boavizta")


def _said(sheet: Sheet, stage: str) -> dict[str, Any]:
    total = number(sheet.cells[TOTAL])
    share = Decimal(1) if stage == "A-C" else number(sheet.cells.get(SHARES.get(stage, ""), ""))
    if total is None or share is None:
        raise refusals.ValueMissing()
    if not 0 <= share <= 1:
        raise refusals.NotAShare()
    return {"value": plain(round(total * share, DIGITS))}


def _edition(sheet: Sheet, release: str) -> dict[str, Any]:
    locator = f"Boavizta environmental-footprint-data {release}, boavizta-data-us.csv#line {sheet.line}"
    locator += f" ({sheet.cells[NAME]})"
    year = re.search(r"20\d\d", sheet.cells.get(REPORT, ""))
    doubt = number(sheet.cells.get(ERROR, ""))
    known = {"year": year[0]} if year else {}
    known |= {"u_rel": plain(doubt)} if doubt and doubt <= 1 else {}
    maker = sheet.cells[MAKER]
    return {
        "source": {
            "fr": f"{maker}, fiche d'empreinte carbone du produit, par Boavizta ({release})",
            "en": f"{maker}, product carbon footprint sheet, through Boavizta ({release})",
        },
        "locator": {"fr": locator, "en": locator},
        **known,
    }


def _asked(name: str, sheets: Mapping[str, Sequence[Sheet]], release: str, on: date) -> Line:
    found = sheets.get(fold(name), ())
    id = re.sub(r"[^a-z0-9]+", "_", fold(name)).strip("_")[:60] + "_pcf"
    if len(found) != 1:
        return Line(0, name, id, Verdict.BAD, refusal=refusals.NotInTheFile())
    try:
        said = _said(found[0], "A1-A3")
    except Invalid as refusal:
        return Line(found[0].line, found[0].name, id, Verdict.BAD, refusal=refusal)
    return judged_new(Found(found[0].line, found[0].name, {}), _new_row(found[0], id, release) | said, on)


def _new_row(sheet: Sheet, id: str, release: str) -> dict[str, Any]:
    model = next(one for one in loaded().newest() if one.share_alike)
    value = _said(sheet, "A1-A3")["value"]
    label = f"{sheet.cells[MAKER]} {sheet.cells[NAME]}"
    why = {
        "fr": "Chiffre d'un seul modèle, publié par son fabricant : un repère, jamais une moyenne.",
        "en": "Figure of one model, published by its maker: a landmark, never an average.",
    }
    return {
        "id": id if id[0].isalpha() else f"model_{id}", "stage": "A1-A3", "object": id.removesuffix("_pcf"),
        "label": {"fr": label, "en": label}, "value": value, "unit": "kgCO2e/unit", "low": value, "high": value,
        "u_rel": "", "year": "2023", "why": why, "share_alike": True, "licence": dict(model.licence), "gwp": "",
        "valid_from": "", "valid_until": "", "caveats": [], **_edition(sheet, release),
    }  # fmt: skip
