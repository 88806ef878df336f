"""May a category become what somebody wrote? The same reader as for the files, after everything that can be wrong
has been said in a sentence.

A change never breaks a listing: what a characteristic is called, asks and allows may change; what it *is* (its kind
and unit) may not, and nothing that was once asked disappears: it is deprecated.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any

from app.core.errors import Invalid
from app.core.text import fold
from app.listings.domain.categories import edition_refusals as no
from app.listings.domain.categories.catalogue import Category, ReuseShare, Travels
from app.listings.domain.categories.rows import Row, category_of_row
from app.listings.domain.categories.spec import Kind, Spec
from app.listings.domain.categories.standing import families, filed
from app.listings.domain.categories.units import converted

LANGUAGES = ("fr", "en", "es")
MOST_DECIDING = 2
LONGEST_LABEL = 80
_ID = re.compile(r"[a-z][a-z0-9]*(_[a-z0-9]+)*")
_OPTION_KEY = re.compile(r"[A-Za-z0-9][A-Za-z0-9_+.\-]*")
_CPV = re.compile(r"\d{8}")


@dataclass(frozen=True, slots=True)
class Around:
    """What a new edition is judged against: the category as it is (None: a new one), the *others*, whether anything
    is listed under it, and the ids whose making is known (*made*: those of the files)."""

    before: Category | None
    others: Mapping[str, Category]
    has_listings: bool
    made: frozenset[str]


def faults_of_row(row: Row, around: Around) -> tuple[Invalid, ...]:
    """Everything that keeps *row* from being an edition, in the order of the form; empty when nothing does.

    A fault of a characteristic names its field "spec_...": it has a page of its own.
    """
    own = tuple(_faults_of_itself(row, around))
    specs = tuple(fault for spec in row["spec"] for fault in _faults_of_spec(spec))
    if own or specs:
        return (*own, *specs)
    read = category_of_row(row)
    return (*_faults_among(read, around), *_faults_since(read, around))


def units_offered() -> tuple[str, ...]:
    """The units that the reviewed categories measure in, as pint writes them; "" for a bare number."""
    return tuple(sorted({spec.unit for one in filed().values() for spec in one.specs}, key=str.casefold))


def _is_unit(unit: str) -> bool:
    return not unit or converted(Decimal(1), unit.casefold(), unit) is not None


def edition_of(row: Row) -> Category:
    """The category of a row that has no fault."""
    return category_of_row(row)


def _faults_of_itself(row: Row, around: Around) -> Iterator[Invalid]:
    if not _ID.fullmatch(row["id"]) or len(row["id"]) > 40:
        yield no.NotAnId(field="id", raw=row["id"])
    if around.before is None and row["id"] in around.others:
        yield no.IdTaken(field="id", id=row["id"])
    if row["family"] not in families():
        yield no.NoSuchFamily(field="family")
    yield from _faults_of_words("label", row["label"])
    yield from _faults_of_words("plural", row["plural"])
    if not _CPV.fullmatch(row["cpv"]):
        yield no.NotACpvCode(field="cpv")
    mass = _number(row["default_mass_kg"])
    if mass is None or not 0 < mass <= 5000:
        yield no.NotAMass(field="default_mass_kg")
    if set(row["travels"]) - set(Travels) or row["reuse_share"] not in set(ReuseShare):
        yield no.NotAChoice(field="travels")
    keys = [spec["key"] for spec in row["spec"]]
    for key in dict.fromkeys(key for key in keys if keys.count(key) > 1):
        yield no.SpecTwice(field="spec_key", key=key)
    yield from _faults_of_factor(row, around)


def _faults_of_factor(row: Row, around: Around) -> Iterator[Invalid]:
    chosen: Mapping[str, Any] = row.get("equivalent", {})
    like, per_kg = chosen.get("like", ""), chosen.get("per_kg", "")
    if like and (like not in around.made or like == row["id"]):
        yield no.NoFactorLikeThat(field="like")
    if per_kg and not (1 <= chosen.get("life_years", 0) <= 100 and chosen.get("life_source", "").strip()):
        yield no.LifeMissing(field="life_years")
    if not like and not per_kg and row["id"] not in around.made:
        yield no.FactorMissing(field="like")


def _faults_of_words(field: str, words: Mapping[str, str]) -> Iterator[Invalid]:
    for language in LANGUAGES:
        said = words.get(language, "").strip()
        if not said or len(said) > LONGEST_LABEL:
            yield no.WordsMissing(field=f"{field}_{language}", most=LONGEST_LABEL)


def _faults_of_spec(row: Row) -> Iterator[Invalid]:
    key = row["key"]
    if not _ID.fullmatch(key) or len(key) > 40:
        yield no.NotAnId(field="spec_key", raw=key)
    yield from _faults_of_words("spec_label", row["label"])
    if row["kind"] not in set(Kind):
        yield no.NotAChoice(field="spec_kind")
        return
    match Kind(row["kind"]):
        case Kind.NUMBER:
            yield from _faults_of_number(row)
        case Kind.ENUM | Kind.SET:
            yield from _faults_of_options(key, row.get("options", ()))


def _faults_of_number(row: Row) -> Iterator[Invalid]:
    if not _is_unit(row.get("unit", "")):
        yield no.UnknownUnit(field="spec_unit", unit=row["unit"], units=", ".join(filter(None, units_offered())))
    low, high = _number(row.get("min", "")), _number(row.get("max", ""))
    if low is None or high is None or low >= high:
        yield no.BoundsMissing(field="spec_low", key=row["key"])


def _faults_of_options(key: str, options: Sequence[Row]) -> Iterator[Invalid]:
    keys = [option["key"] for option in options]
    if len([option for option in options if not option.get("deprecated")]) < 2:
        yield no.TooFewOptions(field="spec_options", key=key)
    for one in dict.fromkeys(one for one in keys if keys.count(one) > 1):
        yield no.OptionTwice(field="spec_options", option=one)
    for option in options:
        words = [option["label"].get(language, "").strip() for language in LANGUAGES]
        if not all(words) or not _OPTION_KEY.fullmatch(option["key"]):
            yield no.OptionIncomplete(field="spec_options", option=option["key"])


def _faults_among(read: Category, around: Around) -> Iterator[Invalid]:
    if not 1 <= len(read.deciding) <= MOST_DECIDING:
        yield no.NothingDecides(field="decides", most=MOST_DECIDING)
    if read.wattage and not any(spec.key == read.wattage and spec.unit == "W" for spec in read.specs):
        yield no.NotAPower(field="wattage", key=read.wattage)
    for spec in read.specs:
        if spec.fills and all(other.key != spec.fills for other in read.specs):
            yield no.FillsNothing(field="spec_gone", key=spec.key, other=spec.fills)
    yield from _faults_of_names(read, around)
    for other in around.others.values():
        known = {spec.key: spec for spec in (*other.specs, *other.gone)} if other.id != read.id else {}
        for spec in read.specs:
            if spec.key in known and _nature(known[spec.key]) != _nature(spec):
                yield no.MeansSomethingElse(field="spec_key", key=spec.key, category=other.label.fr)


def _faults_of_names(read: Category, around: Around) -> Iterator[Invalid]:
    """A word that means two categories would leave a search in doubt; those that always did may stay."""
    old = {fold(name) for name in around.before.names()} if around.before else set()
    names = {fold(name): name for name in read.names()}
    for other in around.others.values():
        taken = {fold(name) for name in other.names()} & names.keys() - old if other.id != read.id else set()
        for name in sorted(taken):
            yield no.NameTaken(field="synonyms", name=names[name], category=other.label.fr)


def _faults_since(read: Category, around: Around) -> Iterator[Invalid]:
    before = around.before
    if before is None:
        return
    now = {spec.key: spec for spec in (*read.specs, *read.gone)}
    for spec in (*before.specs, *before.gone):
        if spec.key not in now:
            yield no.SpecRemoved(field="spec_key", key=spec.key)
        elif _nature(now[spec.key]) != _nature(spec):
            yield no.KindChanged(field="spec_kind", key=spec.key)
        elif missing := _options(spec) - _options(now[spec.key]):
            yield no.OptionRemoved(field="spec_options", option=sorted(missing)[0])
    asked = {spec.key for spec in before.specs if spec.required}
    for spec in read.specs:
        if around.has_listings and spec.required and spec.key not in asked:
            yield no.RequiredTooLate(field="spec_required", key=spec.key)


def _nature(spec: Spec) -> tuple[Kind, str]:
    return spec.kind, spec.unit


def _options(spec: Spec) -> set[str]:
    return {option.key for option in (*spec.options, *spec.gone_options)}


def _number(text: Any) -> Decimal | None:
    try:
        found = Decimal(str(text))
    except InvalidOperation:
        return None
    return found if found.is_finite() else None
