"""What a paper says, without how it looks: a page and a PDF are printed from the same frozen text.

The canonical JSON of a content is what is kept, sealed by its SHA-256 and signed; the same content always gives the
same bytes.

>>> content = PaperContent("agreement", "Convention de prêt", "Prêt n° 12", (Part("Objet", ("Des écrans.",)),))
>>> read_content(canonical(content)) == content
True
"""

import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from hashlib import sha256
from typing import Any


@dataclass(frozen=True, slots=True)
class Column:
    """A heading of a table; *is_number*: its cells align on the right."""

    label: str
    is_number: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of text under headings; *totals* are rows that sum up."""

    caption: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[str, ...], ...]
    totals: tuple[tuple[str, ...], ...] = ()


@dataclass(frozen=True, slots=True)
class Picture:
    """A photo of the application and what it shows."""

    photo_id: int
    alt: str


@dataclass(frozen=True, slots=True)
class Part:
    """A heading and what stands under it: sentences, facts by name, tables, pictures, in this order."""

    heading: str
    sentences: tuple[str, ...] = ()
    facts: tuple[tuple[str, str], ...] = ()
    tables: tuple[Table, ...] = ()
    pictures: tuple[Picture, ...] = ()


@dataclass(frozen=True, slots=True)
class LawNote:
    """A text of law that a paper rests on: its reference, since when it reads so, and what it says in our words."""

    reference: str
    since: str
    says: str


@dataclass(frozen=True, slots=True)
class SigningPlace:
    """Where one side signs, and who is expected to."""

    side: str
    label: str
    who: str = ""


@dataclass(frozen=True, slots=True)
class PaperContent:
    """A whole paper. *kind* is its word in the address, *reference* names what it is about."""

    kind: str
    title: str
    reference: str
    parts: tuple[Part, ...]
    laws: tuple[LawNote, ...] = ()
    signing: tuple[SigningPlace, ...] = ()
    lead: str = ""

    def texts(self) -> Iterator[str]:
        """Every text of the paper, in the order of reading."""
        yield from (self.title, self.reference, self.lead)
        for part in self.parts:
            yield part.heading
            yield from part.sentences
            for name, said in part.facts:
                yield from (name, said)
            for table in part.tables:
                yield from (table.caption, *(column.label for column in table.columns))
                for row in (*table.rows, *table.totals):
                    yield from row
        for law in self.laws:
            yield from (law.reference, law.says)


def canonical(content: PaperContent) -> str:
    """The one way to write *content* as JSON: sorted keys, no blanks, accents as they are."""
    return json.dumps(asdict(content), sort_keys=True, ensure_ascii=False, separators=(",", ":"))


def seal(text: str) -> str:
    """The SHA-256 of *text* in UTF-8, in 64 lower-case hexadecimal digits."""
    return sha256(text.encode()).hexdigest()


def read_content(text: str) -> PaperContent:
    """The content that :func:`canonical` wrote."""
    raw: dict[str, Any] = json.loads(text)
    return PaperContent(
        raw["kind"],
        raw["title"],
        raw["reference"],
        tuple(_part(one) for one in raw["parts"]),
        tuple(LawNote(**one) for one in raw["laws"]),
        tuple(SigningPlace(**one) for one in raw["signing"]),
        raw["lead"],
    )


def _part(raw: dict[str, Any]) -> Part:
    return Part(
        raw["heading"],
        tuple(raw["sentences"]),
        tuple((name, said) for name, said in raw["facts"]),
        tuple(_table(one) for one in raw["tables"]),
        tuple(Picture(**one) for one in raw["pictures"]),
    )


def _table(raw: dict[str, Any]) -> Table:
    return Table(
        raw["caption"],
        tuple(Column(**one) for one in raw["columns"]),
        tuple(tuple(row) for row in raw["rows"]),
        tuple(tuple(row) for row in raw["totals"]),
    )
