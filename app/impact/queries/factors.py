"""Emission factors as people read them: value, range, source, licence and, where the licence asks it, attribution."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from app.core.errors import NotFound
from app.core.text import N_, fold
from app.impact.factors.table import Factor, loaded, row_key
from app.impact.queries.factor_uses import Use, uses_of
from app.listings.domain.categories import categories

BOAVIZTA = N_(
    "Contient des informations de Boavizta, environmental-footprint-data, mises à disposition sous licence ODbL 1.0."
)
MOST_FOUND = 100
"""Factors on one page: whoever looks for one types a word of it."""


@dataclass(frozen=True, slots=True)
class FactorLink:
    """A factor named beside a figure. *reference* is "id@version"; *attribution* is "" unless a licence asks it."""

    reference: str
    label: str
    source: str
    attribution: str


@dataclass(frozen=True, slots=True)
class PartView:
    """A material of a composed element, its share of the mass in per cent, and what it adds per kg of the element."""

    factor: Factor
    label: str
    percent: Decimal
    kgco2e: Decimal


@dataclass(frozen=True, slots=True)
class FactorPage:
    """One factor, or one composition of factors (*factor* is then None and *parts* are its materials).

    *versions* are all of it, the newest first; *others* say the same of the same object, this one included, when they
    disagree; *default* is the one that new records use for it, "" when none does.
    """

    reference: str
    label: str
    factor: Factor | None
    parts: tuple[PartView, ...]
    category: str
    used_for: tuple[str, ...]
    attribution: str
    uses: tuple[Use, ...] = ()
    versions: tuple[Factor, ...] = ()
    others: tuple[Factor, ...] = ()
    default: str = ""

    @property
    def is_newest(self) -> bool:
        """Whether a new record would use this very version."""
        return not self.versions or self.versions[0].reference == self.reference

    @property
    def per_kg(self) -> Decimal:
        """What one kilogram of a composed element emits."""
        return sum((part.kgco2e for part in self.parts), Decimal(0))

    @property
    def credits(self) -> tuple[str, ...]:
        """What licences ask to be said beside the figures of this page."""
        alike = self.attribution or any(one.share_alike for one in self.others)
        return (BOAVIZTA,) if alike else ()


@dataclass(frozen=True, slots=True)
class FactorTable:
    """The factors of each kind that *words* are found in; *found* of *total*, of which at most `MOST_FOUND` shown."""

    words: str
    total: int
    found: int
    devices: tuple[FactorPage, ...]
    compositions: tuple[FactorPage, ...]
    others: tuple[FactorPage, ...]


def factor_links(references: Iterable[str], language: str) -> tuple[FactorLink, ...]:
    """The factors behind some figures, each once, in order."""
    pages = (_page(reference, language) for reference in dict.fromkeys(references))
    return tuple(_link(page, language) for page in pages if page is not None)


def factor_page(reference: str, language: str) -> FactorPage:
    """One factor or composition with all that rests on it. Raises NotFound when there is none of that name."""
    page = _page(reference, language, whole=True)
    if page is None:
        raise NotFound()
    return page


def factor_table(language: str, words: str = "") -> FactorTable:
    """The newest version of every factor by kind: of all of them, those that the method rests on; else those that
    *words* are found in."""
    data, wanted = loaded(), fold(words).split()
    newest = data.newest()
    found = [one for one in newest if _speaks_of(one, wanted)] if wanted else [one for one in newest if rests_on(one)]
    shown = [page for one in found[:MOST_FOUND] if (page := _page(one.reference, language)) is not None]
    composed = [_page(row_key(row), language) for row in data.compositions]
    kept = [page for page in composed if page and all(word in fold(page.label + page.reference) for word in wanted)]
    return FactorTable(
        words=words,
        total=len(newest),
        found=len(found),
        devices=tuple(page for page in shown if page.factor and page.factor.unit == "kgCO2e/unit"),
        compositions=tuple(kept),
        others=tuple(page for page in shown if page.factor and page.factor.unit != "kgCO2e/unit"),
    )


def rests_on(one: Factor) -> bool:
    """Whether it stands in the short files, whose every figure the method or a range rests on."""
    return one.file.endswith(".toml")


def attributions(links: Iterable[FactorLink]) -> tuple[str, ...]:
    """What licences ask to be said beside these figures, each once."""
    return tuple(dict.fromkeys(link.attribution for link in links if link.attribution))


def same_object(of: Factor) -> tuple[Factor, ...]:
    """Every newest figure of the same object, stage and unit, the lowest first; empty when nobody else has one."""
    alike = {one.id: one for one in loaded().newest() if _is_alike(one, of)}
    for rule in loaded().devices:
        if rule["factor"] == of.id and not rule.get("by_mass"):
            alike |= {id: loaded().factor(id) for id in rule.get("also", ())}
    return tuple(sorted(alike.values(), key=lambda one: (one.value, one.id))) if len(alike) > 1 else ()


def _is_alike(one: Factor, of: Factor) -> bool:
    stages = (one.is_making and of.is_making) or one.stage == of.stage
    return one.object == of.object and one.unit == of.unit and stages


def _speaks_of(one: Factor, wanted: Sequence[str]) -> bool:
    said = fold(" ".join((one.id, one.label["fr"], one.label["en"], one.source["fr"], one.unit, one.stage)))
    return all(word in said for word in wanted)


def _page(reference: str, language: str, *, whole: bool = False) -> FactorPage | None:
    data = loaded()
    if found := data.factors.get(reference):
        others = same_object(found) if whole else ()
        return FactorPage(
            reference=found.reference,
            label=_label(found, language),
            factor=found,
            parts=(),
            category="",
            used_for=(),
            attribution=BOAVIZTA if found.share_alike else "",
            uses=uses_of(found, language) if whole else (),
            versions=tuple(data.versions_of(found.id)) if whole else (),
            others=others,
            default=_default(others),
        )
    row = next((one for one in data.compositions if row_key(one) == reference), None)
    if row is None:
        return None
    parts = tuple(
        PartView(one, _label(one, language), share * 100, one.value * share)
        for part in row["parts"]
        for one, share in [(data.factor(part["factor"]), Decimal(part["share"]))]
    )
    kind = categories()[row["category"]]
    gap = " " if language == "fr" else ""
    label = f"{kind.label[language]}{gap}: {', '.join(part.label for part in parts[:2])}"
    return FactorPage(reference, label, None, parts, kind.label[language], (kind.label[language],), "")


def _default(others: Sequence[Factor]) -> str:
    """Which of them a rule names first, "" when no object's value rests on one of them."""
    named = {rule["factor"] for rule in loaded().devices}
    named |= {part["factor"] for rule in loaded().compositions for part in rule["parts"]}
    return next((one.reference for one in others if one.id in named), "")


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
