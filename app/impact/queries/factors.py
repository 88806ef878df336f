"""Emission factors as people read them: value, range, source, licence and, where the licence asks it, attribution."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from app.core.errors import NotFound
from app.core.text import N_
from app.impact.factors.domain import categories_of
from app.impact.factors.table import ODBL, Factor, loaded
from app.listings.domain.categories import categories

BOAVIZTA = N_(
    "Contient des informations de Boavizta, environmental-footprint-data, mises à disposition sous licence ODbL 1.0."
)


@dataclass(frozen=True, slots=True)
class FactorLink:
    """A factor named beside a figure. *reference* is "id@version"; *attribution* is "" unless a licence asks it."""

    reference: str
    label: str
    source: str
    attribution: str


@dataclass(frozen=True, slots=True)
class PartView:
    """A material of a composed element and its share of the mass, in per cent."""

    factor: Factor
    label: str
    percent: Decimal


@dataclass(frozen=True, slots=True)
class FactorPage:
    """One factor, or one composition of factors (*factor* is then None and *parts* are its materials)."""

    reference: str
    label: str
    factor: Factor | None
    parts: tuple[PartView, ...]
    category: str
    used_for: tuple[str, ...]
    attribution: str


@dataclass(frozen=True, slots=True)
class FactorTable:
    """All factors of one kind, and the compositions."""

    devices: tuple[FactorPage, ...]
    compositions: tuple[FactorPage, ...]
    others: tuple[FactorPage, ...]


def factor_links(references: Iterable[str], language: str) -> tuple[FactorLink, ...]:
    """The factors behind some figures, each once, in order."""
    pages = (_page(reference, language) for reference in dict.fromkeys(references))
    return tuple(_link(page, language) for page in pages if page is not None)


def factor_page(reference: str, language: str) -> FactorPage:
    """One factor or composition. Raises NotFound when there is none of that name."""
    page = _page(reference, language)
    if page is None:
        raise NotFound()
    return page


def factor_table(language: str) -> FactorTable:
    """Every factor, newest and old, by kind."""
    data = loaded()
    every = [reference for reference in data.factors if "@" in reference]
    pages = [page for reference in every if (page := _page(reference, language)) is not None]
    composed = [_page(f"{row['id']}@{row['version']}", language) for row in data.compositions]
    return FactorTable(
        devices=tuple(page for page in pages if page.factor and page.factor.unit == "kgCO2e/unit"),
        compositions=tuple(page for page in composed if page is not None),
        others=tuple(page for page in pages if page.factor and page.factor.unit != "kgCO2e/unit"),
    )


def attributions(links: Iterable[FactorLink]) -> tuple[str, ...]:
    """What licences ask to be said beside these figures, each once."""
    return tuple(dict.fromkeys(link.attribution for link in links if link.attribution))


def _page(reference: str, language: str) -> FactorPage | None:
    data = loaded()
    if found := data.factors.get(reference):
        return FactorPage(
            reference=found.reference,
            label=_label(found, language),
            factor=found,
            parts=(),
            category="",
            used_for=_used_for(found, language),
            attribution=BOAVIZTA if found.file == ODBL else "",
        )
    row = next((one for one in data.compositions if f"{one['id']}@{one['version']}" == reference), None)
    if row is None:
        return None
    parts = tuple(
        PartView(one, _label(one, language), Decimal(part["share"]) * 100)
        for part in row["parts"]
        for one in [data.factor(part["factor"])]
    )
    kind = categories()[row["category"]]
    gap = " " if language == "fr" else ""
    label = f"{kind.label[language]}{gap}: {', '.join(part.label for part in parts[:2])}"
    return FactorPage(reference, label, None, parts, kind.label[language], (kind.label[language],), "")


def _link(page: FactorPage, language: str) -> FactorLink:
    if page.factor:
        source = _source(page.factor, language)
    else:
        source = (" ; " if language == "fr" else "; ").join(
            dict.fromkeys(_source(part.factor, language) for part in page.parts)
        )
    return FactorLink(page.reference, page.label, source, page.attribution)


def _source(one: Factor, language: str) -> str:
    return f"{one.source[language]} ({one.year})"


def _label(one: Factor, language: str) -> str:
    return one.label.get(language[:2], one.label["fr"])


def _used_for(found: Factor, language: str) -> tuple[str, ...]:
    """The categories whose new equivalent rests on it, as a value or as an end of the range."""
    data, known = loaded(), categories()
    names = {found.id, found.reference}
    in_devices = [
        id for row in data.devices if names & {row["factor"], *row.get("also", ())} for id in categories_of(row)
    ]
    in_parts = [row["category"] for row in data.compositions if names & {p["factor"] for p in row["parts"]}]
    return tuple(known[id].label[language] for id in dict.fromkeys([*in_devices, *in_parts]))
