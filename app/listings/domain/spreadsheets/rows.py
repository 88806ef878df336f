"""Rows read into listings, and what is wrong with them."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from app.core.errors import Refusal
from app.core.text import fold
from app.listings.domain.categories import (
    Category,
    InvalidSpec,
    Kind,
    Spec,
    SpecValue,
    Words,
    categories,
    read_specs,
)
from app.listings.domain.sheet import LETTERS, ListingFields, TitleMissing, faults_of
from app.listings.domain.spreadsheets.columns import SPEC, category_called
from app.listings.domain.spreadsheets.faults import (
    AlreadyThere,
    CategoryNotUnderstood,
    ChoiceNotUnderstood,
    NotAWholeNumber,
    NoTitle,
    NoYear,
    ReferenceTwice,
)
from app.listings.domain.spreadsheets.values import Defaults, RowDraft, RowFault, Sheet, Trial
from app.listings.domain.states import Condition

_CONDITIONS = {
    Condition.NEW: ("neuf", "new", "comme neuf"),
    Condition.VERY_GOOD: ("tres bon", "tres bon etat", "very good", "excellent"),
    Condition.GOOD: ("bon", "bon etat", "good", "ok", "fonctionne", "en service"),
    Condition.FAIR: ("correct", "etat correct", "moyen", "fair", "use", "usage", "etat d usage", "worn"),
    Condition.TO_REPAIR: ("a reparer", "hs", "en panne", "broken", "to repair", "mauvais"),
}
_MEASURES = {
    name: Spec(name, Words(name, name, name), Kind.NUMBER, unit=unit)
    for name, unit in (("mass_kg", "kg"), ("width_cm", "cm"), ("depth_cm", "cm"), ("height_cm", "cm"))
}
_MONEY = Spec("replacement_value", Words("", "", ""), Kind.NUMBER)
_YEAR = re.compile(r"(?<!\d)(19[5-9]\d|20\d{2})(?!\d)")


def try_rows(
    sheet: Sheet, columns: Mapping[str, str], defaults: Defaults, known_references: frozenset[str], today: date
) -> Trial:
    """What the rows of *sheet* would become under this mapping; nothing is written."""
    places = {name: sheet.headings.index(h) for name, h in columns.items() if h in sheet.headings}
    reader = Reader(places, sheet, defaults, today)
    drafts: list[RowDraft] = []
    faults: list[RowFault] = []
    left_out: list[RowFault] = []
    first_seen: dict[str, int] = {}
    for line, cells in sheet.rows:
        row = Row(line, cells, [])
        draft = reader.read(row)
        reference = reader.text(row, "reference")
        if reference and reference in first_seen:
            reader.fault(row, "reference", ReferenceTwice(reference=reference, line=first_seen[reference]))
        first_seen.setdefault(reference, line)
        if row.faults:
            faults.extend(row.faults)
        elif reference and reference in known_references:
            left_out.append(RowFault(line, columns["reference"], reference, AlreadyThere(reference=reference)))
        elif draft is not None:
            drafts.append(draft)
    return Trial(tuple(drafts), tuple(faults), tuple(left_out))


@dataclass(slots=True)
class Row:
    """A row being read, and what was found wrong so far."""

    line: int
    cells: tuple[str, ...]
    faults: list[RowFault] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Reader:
    """Reads rows under one mapping (our field -> place of the column)."""

    places: Mapping[str, int]
    sheet: Sheet
    defaults: Defaults
    today: date

    def text(self, row: Row, name: str) -> str:
        """The cell of a field, empty when it has no column."""
        place = self.places.get(name)
        return row.cells[place] if place is not None and place < len(row.cells) else ""

    def fault(self, row: Row, name: str, refusal: Refusal) -> None:
        """Note what is wrong with a cell."""
        place = self.places.get(name)
        column = self.sheet.headings[place] if place is not None else ""
        row.faults.append(RowFault(row.line, column, self.text(row, name), refusal))

    def read(self, row: Row) -> RowDraft | None:
        """The row as a listing; what is wrong stands in ``row.faults``. None when it has no category."""
        category = self._category(row)
        if category is None:
            return None
        fields = ListingFields(
            site_id=self.defaults.site_id,
            category=category.id,
            title=self._title(row, category),
            description=self.text(row, "description"),
            brand=self.text(row, "brand"),
            model=self.text(row, "model"),
            reference=self.text(row, "reference") or None,
            specs=self._specs(row, category),
            condition=self._condition(row),
            mass_kg=self._measure(row, "mass_kg"),
            width_cm=self._measure(row, "width_cm"),
            depth_cm=self._measure(row, "depth_cm"),
            height_cm=self._measure(row, "height_cm"),
            made_in_year=self._year(row),
            replacement_value_cents=self._cents(row),
            lender_conditions=self.text(row, "lender_conditions"),
            storage_place=self.text(row, "storage_place"),
            offer=self.defaults.offer,
            visibility=self.defaults.visibility,
            collection_item=self.defaults.collection_item,
        )
        quantity = self._quantity(row)
        for refusal in faults_of(fields, category, self.today):
            if not isinstance(refusal, TitleMissing):  # said already, with what would help
                self.fault(row, refusal.field or "", refusal)
        return RowDraft(row.line, fields, quantity)

    def _category(self, row: Row) -> Category | None:
        raw = self.text(row, "category")
        found = category_called(raw) if raw else None
        found = found or categories().get(self.defaults.category)
        if found is None:
            self.fault(row, "category", CategoryNotUnderstood(raw=raw))
        return found

    def _title(self, row: Row, category: Category) -> str:
        title = self.text(row, "title")
        named = " ".join(filter(None, (self.text(row, "brand"), self.text(row, "model"))))
        if title or named:
            return title or f"{category.label.fr} {named}"[: LETTERS["title"]]
        self.fault(row, "title", NoTitle())
        return ""

    def _specs(self, row: Row, category: Category) -> dict[str, SpecValue]:
        typed = {spec.key: self.text(row, SPEC + spec.key) for spec in category.specs}
        sheet = read_specs(category, typed, draft=True)
        for key, refusal in sheet.refusals.items():
            self.fault(row, SPEC + key, refusal)
        return sheet.values

    def _condition(self, row: Row) -> Condition:
        raw = self.text(row, "condition")
        if not raw:
            return self.defaults.condition
        wanted = fold(raw)
        for condition, words in _CONDITIONS.items():
            if wanted in words or raw == condition.value:
                return condition
        choices = ", ".join(words[0] for words in _CONDITIONS.values())
        self.fault(row, "condition", ChoiceNotUnderstood(raw=raw, choices=choices))
        return self.defaults.condition

    def _measure(self, row: Row, name: str) -> Decimal | None:
        return self._number(row, name, _MEASURES[name])

    def _cents(self, row: Row) -> int | None:
        raw = self.text(row, "replacement_value").replace("€", "").replace("EUR", "").strip()
        if not raw:
            return None
        try:
            value = _MONEY.parse(raw)
        except InvalidSpec as refusal:
            self.fault(row, "replacement_value", refusal)
            return None
        return round(value * 100) if isinstance(value, Decimal) else None

    def _number(self, row: Row, name: str, spec: Spec) -> Decimal | None:
        raw = self.text(row, name)
        if not raw:
            return None
        try:
            value = spec.parse(raw)
        except InvalidSpec as refusal:
            self.fault(row, name, refusal)
            return None
        return value if isinstance(value, Decimal) else None

    def _year(self, row: Row) -> int | None:
        raw = self.text(row, "made_in_year")
        if not raw:
            return None
        years = set(_YEAR.findall(raw))
        if len(years) != 1:
            self.fault(row, "made_in_year", NoYear(raw=raw))
            return None
        return int(years.pop())

    def _quantity(self, row: Row) -> int:
        raw = "".join(self.text(row, "quantity").split()).replace(",", ".")
        if not raw:
            return self.defaults.quantity
        whole, _point, rest = raw.partition(".")
        if not whole.isdigit() or rest.strip("0") or len(whole) > 4 or not 1 <= int(whole) <= 1000:
            self.fault(row, "quantity", NotAWholeNumber(raw=self.text(row, "quantity")))
            return 1
        return int(whole)
