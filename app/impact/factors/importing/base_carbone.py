"""The official export of Base Carbone (ADEME): one line per element ("Elément") and per item of it ("Poste").

A factor of the library names its element in its locator: "(élément 28313)" is the published total,
"... + Poste Distribution" that item, "... + Poste rows" the sum of the items that are not distribution.
"""

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any
from unicodedata import combining, normalize

from app.core.errors import Invalid
from app.core.text import fold
from app.impact.factors import refusals
from app.impact.factors.importing.tables import rows_by_heading
from app.impact.factors.importing.trial import Found, Line, Trial, Verdict, judged, judged_new
from app.impact.factors.rows import is_rounding, number
from app.impact.factors.stages import STAGES
from app.impact.factors.table import Factor, last_day, loaded

TYPE, ELEMENT, STATUS, NAME, ATTRIBUTE, NAME_EN = (
    "Type Ligne", "Identifiant de l'élément", "Statut de l'élément", "Nom base français",
    "Nom attribut français", "Nom base anglais",
)  # fmt: skip
UNIT, VALIDITY, DOUBT, ITEM, TOTAL, CHANGED = (
    "Unité français", "Période de validité", "Incertitude", "Nom poste français",
    "Total poste non décomposé", "Date de modification",
)  # fmt: skip
WANTED = (TYPE, ELEMENT, STATUS, NAME, UNIT, VALIDITY, DOUBT, TOTAL)
_CITED = re.compile(r"\(élément (\d+)\)(?: \+ (Poste .+))?$")
_PER = {
    "unite": "unit", "kg": "kg", "m2": "m2", "m3": "m3", "m": "m", "ml": "m", "kwh": "kWh", "litre": "l", "l": "l",
    "t.km": "t.km", "tonne.km": "t.km", "passager.km": "p.km", "personne.km": "p.km", "peq.km": "p.km",
    "km": "km", "m3.km": "m3.km", "nuit": "night", "repas": "meal",
}  # fmt: skip
_MONTHS = ("janv", "fevr", "mars", "avri", "mai", "juin", "juil", "aout", "sept", "octo", "nove", "dece")
_LAST_DAYS = (31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)


@dataclass(slots=True)
class Element:
    """One element of the file with its items (name, value)."""

    line: int
    cells: Mapping[str, str]
    items: list[tuple[str, Decimal | None]] = field(default_factory=list)

    @property
    def name(self) -> str:
        """As the file calls it."""
        return " ".join(part for part in (self.cells[NAME], self.cells.get(ATTRIBUTE, "")) if part)


def read_base_carbone(content: bytes, *, release: str, on: date, also: Sequence[str] = ()) -> Trial:
    """What the file would change in the library, and the elements *also* asked for by number that it would add.

    *release* is how the file is quoted ("V23.6"). Raises what is wrong with the whole file.
    """
    elements, read = _elements(content)
    lines = [_cited(one, elements, release, on) for one in loaded().newest() if _CITED.search(one.locator["fr"])]
    lines += [_asked(number, elements, release, on) for number in also]
    return Trial(tuple(sorted(lines, key=lambda one: (one.line, one.factor_id))), read)


def _elements(content: bytes) -> tuple[dict[str, Element], int]:
    found: dict[str, Element] = {}
    items: defaultdict[str, list[tuple[str, Decimal | None]]] = defaultdict(list)
    read = 0
    for line, cells in rows_by_heading(content, WANTED):
        read += 1
        if fold(cells.get(TYPE, "")) == "element":
            found.setdefault(cells.get(ELEMENT, ""), Element(line, {key: cells.get(key, "") for key in cells}))
        else:
            items[cells.get(ELEMENT, "")].append((cells.get(ITEM, ""), number(cells.get(TOTAL))))
    for id, one in found.items():
        one.items = items[id]
    return found, read


def _cited(of: Factor, elements: Mapping[str, Element], release: str, on: date) -> Line:
    match = _CITED.search(of.locator["fr"])
    assert match is not None
    element = elements.get(match[1])
    if element is None:
        return Line(0, match[1], of.id, Verdict.SKIPPED, str(of.value), refusal=refusals.NotInTheFile())
    try:
        said = _said(element, match[2] or "", release, of)
    except Invalid as refusal:
        kind = Verdict.SKIPPED if isinstance(refusal, refusals.WithdrawnAtSource) else Verdict.BAD
        return Line(element.line, element.name, of.id, kind, str(of.value), refusal=refusal)
    return judged(Found(element.line, element.name, said), of, on)


def _asked(id: str, elements: Mapping[str, Element], release: str, on: date) -> Line:
    element = elements.get(id)
    if element is None:
        return Line(0, id, f"bc_{id}", Verdict.BAD, refusal=refusals.NotInTheFile())
    try:
        row = _new_row(element, id, release)
    except Invalid as refusal:
        return Line(element.line, element.name, f"bc_{id}", Verdict.BAD, refusal=refusal)
    return judged_new(Found(element.line, element.name, {}), row, on)


def _said(element: Element, items: str, release: str, of: Factor) -> dict[str, Any]:
    """What the file says of a factor that the library has."""
    if not fold(element.cells[STATUS]).startswith("valide"):
        raise refusals.WithdrawnAtSource(status=element.cells[STATUS])
    unit, scale = unit_of(element.cells[UNIT])
    if unit != of.unit and (unit, of.unit) != ("kgCO2e/km", "kgCO2e/vehicle.km"):
        raise refusals.StageChanged()
    value = _value(element, items)
    if value is None:
        raise refusals.ValueMissing()
    if is_rounding(value * scale, of.value):
        return {}
    return {"value": plain(value * scale)} | _edition(element, release, items)


def _edition(element: Element, release: str, items: str) -> dict[str, Any]:
    """Where a changed figure comes from, and until when it holds."""
    doubt = number(element.cells[DOUBT])
    place = f"élément {element.cells[ELEMENT]}"
    locator = f"Base Carbone {release}, ligne {element.line} ({place})" + (f" + {items}" if items else "")
    source = f"ADEME, Base Carbone {release}"
    until = validity(element.cells[VALIDITY])
    known = {"valid_until": until.isoformat() if until else ""}
    known |= {"u_rel": plain(doubt / 100)} if doubt and doubt <= 100 else {}
    year = re.search(r"(19|20)\d\d", element.cells.get(CHANGED, ""))
    known |= {"year": year[0]} if year else {}
    return {"source": {"fr": source, "en": source}, "locator": {"fr": locator, "en": locator}, **known}


def _new_row(element: Element, id: str, release: str) -> dict[str, Any]:
    if not fold(element.cells[STATUS]).startswith("valide"):
        raise refusals.WithdrawnAtSource(status=element.cells[STATUS])
    unit, scale = unit_of(element.cells[UNIT])
    value = number(element.cells[TOTAL])
    if value is None:
        raise refusals.ValueMissing()
    shown = plain(value * scale)
    why = {"fr": f"Chiffre de la Base Carbone {release}.", "en": f"Figure of Base Carbone {release}."}
    label = {"fr": element.name, "en": element.cells.get(NAME_EN) or element.name}
    return {
        "id": f"bc_{id}", "stage": _stage(element), "object": f"bc_{id}", "label": label, "value": shown,
        "unit": unit, "low": shown, "high": shown, "u_rel": "", "year": "2025", "why": why, "share_alike": False,
        "licence": dict(_licence()), "gwp": "", "valid_from": "", "caveats": [], **_edition(element, release, ""),
    }  # fmt: skip


def _licence() -> Mapping[str, str]:
    """As the other rows of this source say it."""
    return next(one.licence for one in loaded().newest() if one.source["fr"].startswith("ADEME, Base Carbone"))


def _stage(element: Element) -> str:
    """Cradle to gate when the figure comes with items of manufacture; else an activity, whole."""
    names = " ".join(fold(name) for name, _ in element.items)
    if "distribution" in names:
        return "A1-A4"
    chosen = "A1-A3" if "matieres premieres" in names or "assemblage" in names else "activity"
    assert chosen in STAGES
    return chosen


def _value(element: Element, items: str) -> Decimal | None:
    if not items:
        return number(element.cells[TOTAL])
    is_distribution = items == "Poste Distribution"
    values = [value for name, value in element.items if ("distribution" in fold(name)) == is_distribution]
    if not values or None in values:
        return None
    return sum((value for value in values if value is not None), Decimal(0))


def unit_of(said: str) -> tuple[str, Decimal]:
    """The unit of the file as the library writes it, and what to multiply the figure by.

    >>> unit_of("kgCO2e/tonne")
    ('kgCO2e/kg', Decimal('0.001'))
    """
    mass, _, per = _bare(said).replace(" ", "").replace("²", "2").replace("³", "3").partition("/")
    if mass not in ("kgco2e", "kgco2eq"):
        raise refusals.UnitNotRead(unit=said)
    if per in ("tonne", "t"):
        return "kgCO2e/kg", Decimal("0.001")
    if per not in _PER:
        raise refusals.UnitNotRead(unit=said)
    return f"kgCO2e/{_PER[per]}", Decimal(1)


def validity(said: str) -> date | None:
    """The last day of a period as the file writes it: "2026", "2023-12-20", "20/12/2023", "déc.-18"."""
    text = _bare(said).strip()
    if match := re.fullmatch(r"(\d\d)/(\d\d)/(\d{4})", text):
        return last_day(f"{match[3]}-{match[2]}-{match[1]}")
    if match := re.fullmatch(r"([a-z]{3,9})\.?[- ]+(?:20)?(\d\d)", text):
        month = next((place for place, name in enumerate(_MONTHS) if name[:3] == match[1][:3]), None)
        if match[1].startswith("jui"):
            month = 6 if match[1].startswith("juil") else 5
        return None if month is None else date(2000 + int(match[2]), month + 1, _LAST_DAYS[month])
    return last_day(text)


def plain(value: Decimal) -> str:
    """A figure as files write it: no exponent, no idle zero."""
    return format(value.normalize(), "f")


def _bare(said: str) -> str:
    """Small letters without accents; signs stay, for units and days are made of them."""
    return "".join(one for one in normalize("NFD", said.lower()) if not combining(one))


def elements_cited() -> Iterator[str]:
    """The elements that the library rests on, each once."""
    found = (_CITED.search(one.locator["fr"]) for one in loaded().newest())
    yield from dict.fromkeys(match[1] for match in found if match)
