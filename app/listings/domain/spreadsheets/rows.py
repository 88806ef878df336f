"""Rows laid on the inventory: what each would make, change or leave, and what is wrong with it. Pure."""

import hashlib
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from app.core.errors import Refusal
from app.listings.domain.categories import Category, categories
from app.listings.domain.sheet import LETTERS, ListingFields, TitleMissing, faults_of
from app.listings.domain.spreadsheets.cells import settled
from app.listings.domain.spreadsheets.columns import category_called
from app.listings.domain.spreadsheets.fates import Fate
from app.listings.domain.spreadsheets.faults import (
    CategoryNotUnderstood,
    NoCategory,
    NoTitle,
    NumberElsewhere,
    NumberTwice,
    ReferenceElsewhere,
    ReferenceTwice,
    SameListingTwice,
)
from app.listings.domain.spreadsheets.reading import Reader, Row
from app.listings.domain.spreadsheets.units import merged, number_key, parts
from app.listings.domain.spreadsheets.values import (
    Defaults,
    Inventory,
    Known,
    RowDraft,
    RowFault,
    Sheet,
    Trial,
    UnitSaid,
)

EVERY = 500
"""After so many rows whoever waits is told how far it is."""


def try_rows(
    sheet: Sheet,
    columns: Mapping[str, str],
    defaults: Defaults,
    inventory: Inventory,
    told: Callable[[int], None] = lambda _done: None,
) -> Trial:
    """What the rows of *sheet* would do to *inventory* under this mapping; nothing is written.

    *told* hears how many rows are read, now and then.
    """
    places = {name: sheet.headings.index(h) for name, h in columns.items() if h in sheet.headings}
    table = _Table(Reader(places, sheet, inventory.sites), defaults, inventory)
    found: dict[Fate, list[RowDraft]] = {fate: [] for fate in Fate}
    faults: list[RowFault] = []
    notes: list[RowFault] = []
    for done, (line, cells) in enumerate(sheet.rows):
        if done % EVERY == 0:
            told(done)
        row = Row(line, cells)
        draft = table.draft(row)
        faults.extend(row.faults)
        if draft is not None and not row.faults:
            found[draft.fate].append(draft)
            notes.extend(row.notes)
    return Trial(
        tuple(found[Fate.CREATE]), tuple(found[Fate.UPDATE]), tuple(found[Fate.SAME]), tuple(faults), tuple(notes)
    )


@dataclass(slots=True)
class _Table:
    """The rows so far: what may stand in one row only."""

    reader: Reader
    defaults: Defaults
    inventory: Inventory
    references: dict[str, int] = field(default_factory=dict)
    numbers: dict[str, int] = field(default_factory=dict)
    listings: dict[int, int] = field(default_factory=dict)
    digests: Counter[str] = field(default_factory=Counter)

    def draft(self, row: Row) -> RowDraft | None:
        """The row as it would be kept; None when it can't be told what it is."""
        reader = self.reader
        quantity = reader.quantity(row)
        labels, serials, tags = (parts(reader.text(row, name), quantity) for name in ("labels", "serials", "tags"))
        reference = settled(reader.text(row, "reference"))
        digest = "" if reference or any(serials) or any(tags) else self._digest(row)
        known = self._known(row, reference, serials, tags, digest)
        self._once(row, reference, serials, tags, known)
        category = self._category(row, known)
        if category is None:
            return None
        fields = self._fields(row, category, known)
        self._check(row, fields, category, known)
        try:
            units = self._units(known, labels, serials, tags, quantity)
        except Refusal as refusal:
            reader.fault(row, refusal.field or "quantity", refusal)
            return None
        return _draft(row.line, fields, units, known, digest)

    def _known(
        self, row: Row, reference: str, serials: tuple[str, ...], tags: tuple[str, ...], digest: str
    ) -> Known | None:
        """The listing that the row means: by our number, its reference, an asset tag, a serial, or its digest."""
        there = self.inventory
        sheet_id = self.reader.text(row, "sheet_id").strip()
        ours = int(sheet_id) if sheet_id.isascii() and sheet_id.isdigit() and len(sheet_id) < 10 else 0
        by_number = ours if ours in there.listings else None
        by_reference = there.references.get(reference) if reference else None
        if by_number and by_reference and by_number != by_reference:
            self.reader.fault(row, "reference", ReferenceElsewhere(reference=reference))
        found = by_number or by_reference or self._by_number(reference, serials, tags) or there.digests.get(digest)
        return there.listings.get(found) if found else None

    def _by_number(self, reference: str, serials: tuple[str, ...], tags: tuple[str, ...]) -> int | None:
        """Found by a unit; a listing that has another reference is another object, which is said elsewhere."""
        there = self.inventory
        ids = [there.tags.get(number_key(tag)) for tag in tags] + [there.serials.get(number_key(s)) for s in serials]
        for found in filter(None, ids):
            if not reference or not there.listings[found].fields.reference:
                return found
        return None

    def _once(
        self, row: Row, reference: str, serials: tuple[str, ...], tags: tuple[str, ...], known: Known | None
    ) -> None:
        """Refuse what another row of the file, or another listing, has already."""
        if reference:
            if reference in self.references:
                first = self.references[reference]
                self.reader.fault(row, "reference", ReferenceTwice(reference=reference, line=first))
                return
            self.references[reference] = row.line
        if known is not None:
            if known.id in self.listings:
                self.reader.fault(row, "title", SameListingTwice(line=self.listings[known.id]))
                return
            self.listings[known.id] = row.line
        for name, numbers, owners in (
            ("serials", serials, self.inventory.serials),
            ("tags", tags, self.inventory.tags),
        ):
            for number in filter(None, numbers):
                self._number_once(row, name, number, owners.get(number_key(number)), known)

    def _number_once(self, row: Row, name: str, number: str, owner: int | None, known: Known | None) -> None:
        key = f"{name}:{number_key(number)}"
        if key in self.numbers:
            self.reader.fault(row, name, NumberTwice(field=name, number=number, line=self.numbers[key]))
        self.numbers.setdefault(key, row.line)
        if owner is not None and (known is None or owner != known.id):
            title = self.inventory.listings[owner].fields.title
            self.reader.fault(row, name, NumberElsewhere(field=name, number=number, title=title))

    def _digest(self, row: Row) -> str:
        """The same row again has the same digest; the second of two equal rows has another than the first."""
        said = sorted((name, settled(self.reader.text(row, name))) for name in self.reader.places)
        bare = hashlib.sha256(repr(said).encode()).hexdigest()
        self.digests[bare] += 1
        return hashlib.sha256(f"{bare}:{self.digests[bare]}".encode()).hexdigest()

    def _category(self, row: Row, known: Known | None) -> Category | None:
        raw = self.reader.text(row, "category")
        found = category_called(raw) if raw else None
        if found is None and raw and not self.defaults.category:
            self.reader.fault(row, "category", CategoryNotUnderstood(raw=raw))
            return None
        if found is None and known is not None:
            found = categories().get(known.fields.category)
        found = found or categories().get(self.defaults.category)
        if found is None:
            self.reader.fault(row, "category", NoCategory())
        return found

    def _fields(self, row: Row, category: Category, known: Known | None) -> ListingFields:
        said = self.reader.said(row)
        specs = self.reader.specs(row, category)
        if known is not None:
            kept = {key: value for key, value in known.fields.specs.items() if _has(category, key)}
            return replace(
                known.fields, category=category.id, specs={**kept, **specs}, **_settled(said, known.fields)
            )
        named = " ".join(filter(None, (said.get("brand"), said.get("model"))))
        if not said.get("title") and named:
            said["title"] = f"{category.label.fr} {named}"[: LETTERS["title"]]
        elif not said.get("title"):
            self.reader.fault(row, "title", NoTitle())
        start = self.defaults
        given: dict[str, Any] = {
            "site_id": start.site_id,
            "title": "",
            "condition": start.condition,
            "offer": start.offer,
            "visibility": start.visibility,
            "collection_item": start.collection_item,
            "mass_confirmed": start.masses_confirmed,
        }
        return ListingFields(category=category.id, specs=specs, **{**given, **said})

    def _check(self, row: Row, fields: ListingFields, category: Category, known: Known | None) -> None:
        if known is not None:
            same_mass = fields.mass_kg == known.fields.mass_kg
            fields = replace(fields, mass_confirmed=same_mass or self.defaults.masses_confirmed)
        for refusal in faults_of(fields, category, self.inventory.today):
            if not isinstance(refusal, TitleMissing):  # said already, with what would help
                self.reader.fault(row, refusal.field or "", refusal)

    def _units(
        self,
        known: Known | None,
        labels: tuple[str, ...],
        serials: tuple[str, ...],
        tags: tuple[str, ...],
        quantity: int | None,
    ) -> tuple[UnitSaid, ...] | None:
        if known is not None:
            units = merged(known.units, labels, serials, tags, quantity)
            return None if units == known.units else units
        if quantity is None and not (labels or serials or tags):
            quantity = self.defaults.quantity
        return merged((), labels, serials, tags, quantity)


def _draft(
    line: int, fields: ListingFields, units: tuple[UnitSaid, ...] | None, known: Known | None, digest: str
) -> RowDraft:
    if known is None:
        return RowDraft(line, fields, Fate.CREATE, units, digest=digest)
    changed = tuple(name for name in _COMPARED if getattr(fields, name) != getattr(known.fields, name))
    changed = (*changed, "units") if units is not None else changed
    fate = Fate.UPDATE if changed else Fate.SAME
    return RowDraft(line, fields, fate, units, known, changed, digest)


_COMPARED = tuple(name for name in ListingFields.__dataclass_fields__ if name != "mass_confirmed")


def _settled(said: dict[str, Any], kept: ListingFields) -> dict[str, Any]:
    """What is said, unless it only differs by what a spreadsheet does to text."""
    same = {name for name, value in said.items() if isinstance(value, str) and _same_text(value, getattr(kept, name))}
    return {name: value for name, value in said.items() if name not in same}


def _same_text(value: str, kept: object) -> bool:
    return isinstance(kept, str) and settled(kept) == settled(value)


def _has(category: Category, key: str) -> bool:
    return any(spec.key == key for spec in category.specs)
