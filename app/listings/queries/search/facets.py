"""What one may narrow a search to, each value with the number of listings it would leave."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal

from app.core.geo import departments, regions
from app.listings.domain.categories import Category, Kind, Spec, categories
from app.listings.domain.states import Condition, Offer
from app.listings.queries.search.criteria import Criteria, SpecWanted
from app.listings.queries.search.finder import Found, Spread

MOST_SHOWN = 5
MOST_CHARACTERISTICS = 4
_ASKED_CONDITIONS = (Condition.NEW, Condition.VERY_GOOD, Condition.GOOD, Condition.FAIR)
_ASKED_OFFERS = (Offer.LOAN, Offer.GIFT)


@dataclass(frozen=True, slots=True)
class Facet:
    """A value one may narrow the search to, how many listings it would leave, and that search."""

    key: str
    label: str
    count: int
    criteria: Criteria
    is_chosen: bool


@dataclass(frozen=True, slots=True)
class FamilyFacet:
    """A family, what it would leave, and its categories when it is the one that is open."""

    own: Facet
    categories: tuple[Facet, ...]


@dataclass(frozen=True, slots=True)
class NumberFacet:
    """A number of the category: its bounds are typed; *spread* says how it lies among what answers, *bars* are the
    heights of the steps as shares of the highest, in percent."""

    spec: Spec
    spread: Spread | None
    bars: tuple[int, ...]
    is_asked: bool


@dataclass(frozen=True, slots=True)
class Choice:
    """One box of a characteristic."""

    key: str
    label: str
    count: int
    is_chosen: bool


@dataclass(frozen=True, slots=True)
class OptionFacet:
    """A characteristic one chooses from; *hidden* choices are left for the page that shows everything."""

    spec: Spec
    choices: tuple[Choice, ...]
    hidden: int


@dataclass(frozen=True, slots=True)
class Facets:
    """All of them. *hidden* is the number of characteristics left for the page that shows everything."""

    families: tuple[FamilyFacet, ...]
    categories: tuple[Facet, ...]
    regions: tuple[Facet, ...]
    departments: tuple[Facet, ...]
    conditions: tuple[Facet, ...]
    offers: tuple[Facet, ...]
    easy_to_move: Facet
    specs: tuple[NumberFacet | OptionFacet, ...]
    hidden: int


def facets(found: Found, criteria: Criteria, language: str, *, everything: bool = False) -> Facets:
    """The facets of *found*; without *everything* what is rare is left out, what was chosen never."""
    first = replace(criteria, page=1)
    specs = _specs(found, first, language, everything)
    shown = specs if everything else _main(specs)
    of_categories = _categories(found, first, language)
    return Facets(
        families=_families(found, first, of_categories),
        categories=of_categories,
        regions=_regions(found, first),
        departments=_departments(found, first),
        conditions=_conditions(found, first),
        offers=_offers(found, first),
        easy_to_move=Facet(
            "facile", "", found.easy_to_move, replace(first, easy_to_move=not first.easy_to_move), first.easy_to_move
        ),
        specs=shown,
        hidden=len(specs) - len(shown) + sum(one.hidden for one in shown if isinstance(one, OptionFacet)),
    )


def chosen_category(criteria: Criteria) -> Category | None:
    """The category asked for, when there still is such a one."""
    return categories().get(criteria.category or "")


def without_category(criteria: Criteria) -> Criteria:
    """The search in every category: what was asked of characteristics goes with it."""
    return replace(criteria, category=None, specs=(), page=1)


def _categories(found: Found, criteria: Criteria, language: str) -> tuple[Facet, ...]:
    labels = {id: one.plural[language] for id, one in categories().items()}
    of_any = without_category(criteria)
    of_no_family = replace(of_any, family=None)
    return tuple(
        Facet(
            key,
            label,
            count,
            of_any if key == criteria.category else replace(of_no_family, category=key),
            key == criteria.category,
        )
        for key, label, count in _present(labels, found.categories, criteria.category)
    )


def _families(found: Found, criteria: Criteria, of_categories: Iterable[Facet]) -> tuple[FamilyFacet, ...]:
    """Families that hold something, in the order of the file; the asked one shows its categories."""
    known = categories()
    opened = known[criteria.category].family if criteria.category in known else criteria.family
    counts: dict[str, int] = {}
    for id, count in found.categories.items():
        if id in known:
            counts[known[id].family] = counts.get(known[id].family, 0) + count
    labels = {one.family: one.family for one in known.values()}
    of_open = tuple(one for one in of_categories if known[one.key].family == opened)
    return tuple(
        FamilyFacet(
            Facet(key, label, count, _of_family(criteria, key), key == opened), of_open if key == opened else ()
        )
        for key, label, count in _present(labels, counts, opened)
    )


def _of_family(criteria: Criteria, key: str) -> Criteria:
    """A family is let go by asking for it again, when no category of it stands before."""
    whole = without_category(criteria)
    return replace(whole, family=None if criteria.family == key and not criteria.category else key)


def _regions(found: Found, criteria: Criteria) -> tuple[Facet, ...]:
    labels = {code: region.name for code, region in regions().items()}
    return tuple(
        Facet(key, label, count, replace(criteria, region=key, department=None), key == criteria.region)
        for key, label, count in _present(labels, found.regions, criteria.region)
    )


def _departments(found: Found, criteria: Criteria) -> tuple[Facet, ...]:
    """Those of the asked region; without one, none but the asked."""
    of = criteria.region or (departments()[criteria.department].region if criteria.department else None)
    labels = {code: one.name for code, one in departments().items() if one.region == of}
    return tuple(
        Facet(key, label, count, replace(criteria, department=key), key == criteria.department)
        for key, label, count in _present(labels, found.departments, criteria.department)
    )


def _conditions(found: Found, criteria: Criteria) -> tuple[Facet, ...]:
    return tuple(
        Facet(one, one, found.conditions.get(one, 0), replace(criteria, condition=one), one is criteria.condition)
        for one in _ASKED_CONDITIONS
    )


def _offers(found: Found, criteria: Criteria) -> tuple[Facet, ...]:
    return tuple(
        Facet(one, one, found.offers.get(one, 0), replace(criteria, offer=one), one is criteria.offer)
        for one in _ASKED_OFFERS
    )


def _specs(
    found: Found, criteria: Criteria, language: str, everything: bool
) -> tuple[NumberFacet | OptionFacet, ...]:
    """What tells the answers apart, what decides first; a characteristic that all share is no facet."""
    of = chosen_category(criteria)
    asked = {one.key: one for one in criteria.specs}
    made: list[NumberFacet | OptionFacet] = []
    for spec in sorted(of.specs if of else (), key=lambda spec: (spec.key not in asked, not spec.decides)):
        if spec.kind is Kind.NUMBER:
            number = _number(spec, found.spec_spreads.get(spec.key), asked.get(spec.key))
            made += [number] if number else []
        elif spec.kind is not Kind.TEXT:
            counts = found.spec_options.get(spec.key, {})
            option = _options(spec, counts, asked.get(spec.key), language, everything)
            made += [option] if option else []
    return tuple(made)


def _number(spec: Spec, spread: Spread | None, wanted: SpecWanted | None) -> NumberFacet | None:
    if wanted is None and not spec.decides and (spread is None or spread.low == spread.high):
        return None
    highest = max(spread.steps, default=0) if spread and spread.low < spread.high else 0
    bars = tuple(-(-100 * one // highest) for one in spread.steps) if spread and highest else ()
    return NumberFacet(spec, spread, bars, wanted is not None)


def _options(
    spec: Spec, counts: Mapping[str, int], wanted: SpecWanted | None, language: str, everything: bool
) -> OptionFacet | None:
    chosen = wanted.options if wanted else frozenset()
    keys = _option_keys(spec)
    found = [
        Choice(key, _option_label(spec, key, language), counts.get(key, 0), key in chosen)
        for key in keys
        if counts.get(key) or key in chosen
    ]
    if not found or (len(found) < 2 and not chosen):
        return None
    often = sorted(found, key=lambda one: (not one.is_chosen, -one.count))[: None if everything else MOST_SHOWN]
    return OptionFacet(spec, tuple(one for one in found if one in often), len(found) - len(often))


def _option_keys(spec: Spec) -> tuple[str, ...]:
    every = (*spec.options, *spec.gone_options)  # what is proposed no longer is found as long as it is said
    return ("yes", "no") if spec.kind is Kind.BOOL else tuple(option.key for option in every)


def _option_label(spec: Spec, key: str, language: str) -> str:
    if spec.kind is Kind.BOOL:
        return spec.format(key == "yes", language)
    return next(option.label[language] for option in (*spec.options, *spec.gone_options) if option.key == key)


def _main(specs: tuple[NumberFacet | OptionFacet, ...]) -> tuple[NumberFacet | OptionFacet, ...]:
    asked = sum(
        one.is_asked if isinstance(one, NumberFacet) else any(c.is_chosen for c in one.choices) for one in specs
    )
    return specs[: max(MOST_CHARACTERISTICS, asked)]


def _present(
    labels: Mapping[str, str], counts: Mapping[str, int], chosen: str | None
) -> Iterable[tuple[str, str, int]]:
    """Values that would leave something, and the chosen one whatever it leaves."""
    return [(key, label, counts.get(key, 0)) for key, label in labels.items() if counts.get(key) or key == chosen]


def slider_step(spread: Spread) -> Decimal:
    """The step of a slider over *spread*: a power of ten that cuts it in a hundred or so.

    >>> slider_step(Spread(Decimal(300), Decimal(12000), ()))
    Decimal('100')
    """
    width = spread.high - spread.low
    return Decimal(1).scaleb(max(-2, width.adjusted() - 2)) if width else Decimal(1)
