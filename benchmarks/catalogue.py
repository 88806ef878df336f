"""A catalogue of any size by a seed: written in bulk, for what is measured is reading.

The same seed gives the same rows on every engine. Words, characteristics and terms are made by the product's own
functions; institutions stand in real communes; one allocation in ten is still to come, the rest is history.
"""

import json
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any
from urllib.parse import urlencode

from app.core.gazetteer import find_place
from app.listings.domain.categories import Category, Kind, Spec, SpecValue, categories
from app.listings.domain.states import Condition
from app.listings.domain.terms import terms_of_listing, terms_of_text

BRANDS = (
    "Samsung", "Barco", "Epson", "Panasonic", "Iiyama", "BrightSign", "Genelec", "Erco", "Meyvaert", "Promuseum",
    "Sony", "LG", "Optoma", "Christie", "Yamaha", "Bose", "Shure", "Vogels", "Peli", "Fischer",
)  # fmt: skip
PLACES = ("hall", "auditorium", "salle rouge", "réserve", "atelier", "rotonde", "galerie", "foyer", "nef", "cour")
KINDS = (
    "grand format",
    "portrait",
    "tactile",
    "mobile",
    "blanc",
    "noir",
    "sur pied",
    "encastré",
    "double",
    "compact",
)
TOWNS = (
    "Lyon", "Paris", "Marseille", "Lille", "Nantes", "Strasbourg", "Bordeaux", "Toulouse", "Rennes", "Grenoble",
    "Dijon", "Metz", "Rouen", "Nancy", "Tours", "Angers", "Le Mans", "Brest", "Caen", "Nice", "Montpellier", "Nîmes",
    "Avignon", "Toulon", "Saint-Étienne", "Clermont-Ferrand", "Limoges", "Poitiers", "La Rochelle", "Bayonne", "Pau",
    "Perpignan", "Carcassonne", "Albi", "Besançon", "Mulhouse", "Colmar", "Reims", "Troyes", "Amiens", "Arras",
    "Lens", "Dunkerque", "Calais", "Le Havre", "Chartres", "Orléans", "Blois", "Bourges", "Nevers", "Ajaccio",
    "Bastia", "Saint-Denis 974", "Fort-de-France", "Cayenne", "Annecy", "Chambéry", "Valence", "Aix-en-Provence",
)  # fmt: skip
VARIANTS = 300
"""Different sheets of characteristics in each category."""
Row = tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class Size:
    """How much, and from which draw of chance. *history* multiplies the bookings that are over."""

    listings: int
    allocations: int
    seed: int = 1
    history: float = 1.0


@dataclass(frozen=True, slots=True)
class Sheet:
    """One way to fill in a category."""

    category: str
    brand: str
    title: str
    specs: str
    terms: frozenset[str]


class Catalogue:
    """The rows of each table, in the order in which they refer to each other."""

    def __init__(self, size: Size, now: datetime) -> None:
        self.size, self.now, self.today = size, now, now.date()
        self.chance = random.Random(size.seed)
        self.sheets = [one for of in categories().values() for one in self._sheets(of)]
        self.houses = min(2_000, max(60, size.listings // 100))
        self.sites = self.houses + self.houses // 5
        self.quantities: list[int] = []
        self.places = [find_place(town)[0] for town in TOWNS]

    def tables(self) -> Iterator[tuple[str, tuple[str, ...], Iterator[Row]]]:
        """Table, columns, rows."""
        yield "institution", _INSTITUTION, self._institutions()
        yield "site", _SITE, self._sites()
        yield "site_closure", ("site_id", "first_day", "last_day", "reason"), self._closures()
        yield "listing", _LISTING, self._listings()
        yield (
            "unit",
            ("listing_id", "label", "serial", "condition", "in_service_from", "out_of_service_from"),
            self._units(),
        )
        yield "listing_term", ("listing_id", "term"), self._terms()
        yield "allocation", _ALLOCATION, self._allocations()

    def sheet(self, listing_id: int) -> Sheet:
        """How listing *listing_id* is filled in."""
        return self.sheets[(listing_id * 7919 + self.size.seed) % len(self.sheets)]

    def words(self, listing_id: int) -> tuple[str, str]:
        """What its title says besides."""
        return PLACES[listing_id % len(PLACES)], KINDS[(listing_id // 10) % len(KINDS)]

    def _institutions(self) -> Iterator[Row]:
        for id in range(1, self.houses + 1):
            place = self._place_of(id)
            name = f"Musée mesuré {id}"
            yield (
                id, name, f"{name.lower()} {place.name.lower()}", "museum", True, "verified", place.region.code,
                place.department, "Europe/Paris", self.now,
            )  # fmt: skip

    def _place_of(self, site: int) -> Any:
        return self.places[(site * 31 + site // 7) % len(self.places)]

    def _sites(self) -> Iterator[Row]:
        chance = random.Random(self.size.seed + 1)
        for id in range(1, self.sites + 1):
            place = self._place_of(id)
            yield (
                id, self._house_of(id), f"Site {id}", "1 rue du Musée", place.postcodes[0], place.name, place.insee,
                place.department, place.region.code, place.point.lat + chance.uniform(-0.1, 0.1),
                place.point.lon + chance.uniform(-0.1, 0.1), "offline",
                json.dumps(chance.choice(([1, 2, 3, 4, 5], [2, 3, 4, 5, 6], [1, 2, 3, 4, 5, 6, 7]))), "",
            )  # fmt: skip

    def _house_of(self, site: int) -> int:
        return (site - 1) % self.houses + 1

    def _closures(self) -> Iterator[Row]:
        chance = random.Random(self.size.seed + 2)
        for site in range(1, self.sites + 1):
            for month, day in ((1, 1), (5, 1), (7, 14), (11, 1), (12, 25)):
                holiday = date(self.today.year + 1, month, day)
                yield site, holiday, holiday, "férié"
            start = self.today + timedelta(days=chance.randrange(400))
            yield site, start, start + timedelta(days=chance.randrange(15)), "fermeture"

    def _listings(self) -> Iterator[Row]:
        chance = random.Random(self.size.seed + 3)
        conditions = tuple(Condition)
        for id in range(1, self.size.listings + 1):
            sheet, (place, kind), site = self.sheet(id), self.words(id), id % self.sites + 1
            self.quantities.append(chance.randint(1, 6))
            state = "published" if id % 20 else "draft"
            published = self.now - timedelta(seconds=chance.randrange(3 * 365 * 86_400))
            yield (
                id, self._house_of(site), site, sheet.category, f"{sheet.title} {kind} {place}", "", sheet.brand,
                f"M{id % 977}", sheet.specs, conditions[min(4, int(chance.expovariate(0.8)))].value,
                ("loan", "loan", "loan", "both", "gift")[id % 5],
                ("public", "public", "public", "network", "institution")[(id // 3) % 5], state, False,
                self.today + timedelta(days=90) if id % 25 == 0 else None,
                self.today + timedelta(days=500) if id % 33 == 0 else None, (0, 0, 1, 2, 5)[id % 5],
                ("hand", "car", "van", "truck", None)[(id // 2) % 5], chance.choice((None, 1, 2)), False, False,
                False,
                "", "", published, published, published if state == "published" else None, 1,
            )  # fmt: skip

    def _units(self) -> Iterator[Row]:
        for id, quantity in enumerate(self.quantities, start=1):
            for number in range(quantity):
                leaves = self.today + timedelta(days=60) if (id + number) % 40 == 0 else None
                yield id, str(number + 1), "", "good", None, leaves

    def _terms(self) -> Iterator[Row]:
        for id in range(1, self.size.listings + 1):
            own = {term for words in self.words(id) for term in _terms(words)} | _terms(f"M{id % 977}")
            for term in self.sheet(id).terms | own:
                yield id, term

    def _allocations(self) -> Iterator[Row]:
        """One in ten is live; of those one in six is out, one in twelve late."""
        chance = random.Random(self.size.seed + 4)
        live = self.size.allocations // 10
        for number in range(live):
            id = chance.randrange(self.size.listings) + 1
            start = self.today + timedelta(days=chance.randrange(365) - 20)
            state = "reserved" if number % 6 else ("out" if number % 12 else "overdue")
            if state != "reserved":
                start = self.today - timedelta(days=chance.randrange(1, 20))
            units = chance.randint(1, max(1, self.quantities[id - 1] // 2))
            yield id, units, 0, start, start + timedelta(days=chance.randint(3, 60)), "loan", state, "", self.now
        for _ in range(int((self.size.allocations - live) * self.size.history)):
            start = self.today - timedelta(days=chance.randrange(100, 3650))
            id = chance.randrange(self.size.listings) + 1
            yield id, 1, 1, start, start + timedelta(days=chance.randint(3, 60)), "loan", "closed", "", self.now

    def _sheets(self, of: Category) -> Iterator[Sheet]:
        for number in range(VARIANTS):
            drawn = {spec.key: self._value(spec) for spec in of.specs if self.chance.random() < 0.9}
            values = {key: value for key, value in drawn.items() if value is not None}
            brand, title = BRANDS[number % len(BRANDS)], of.label.fr
            stored = {key: of.spec(key).store(value) for key, value in values.items()}
            terms = terms_of_listing(of, f"{title} {brand}", brand, "", values)
            yield Sheet(of.id, brand, f"{title} {brand}", json.dumps(stored), frozenset(terms))

    def _value(self, spec: Spec) -> SpecValue | None:
        match spec.kind:
            case Kind.NUMBER:
                low, high = _range(spec)
                step = Decimal(1) if high - low > 20 else Decimal("0.1")
                return min(high, (low + (high - low) * Decimal(self.chance.random() ** 3)).quantize(step) + step)
            case Kind.ENUM:
                return self.chance.choice(spec.options).key
            case Kind.SET:
                return tuple(one.key for one in spec.options if self.chance.random() < 0.4) or None
            case Kind.BOOL:
                return self.chance.random() < 0.5
            case Kind.TEXT:
                return None


_known: dict[str, set[str]] = {}


def _terms(words: str) -> set[str]:
    if words not in _known:
        _known[words] = terms_of_text(words)
    return _known[words]


_INSTITUTION = (
    "id", "name", "folded_name", "kind", "is_public", "state", "region", "department", "time_zone", "created_at",
)  # fmt: skip
_SITE = (
    "id", "institution_id", "name", "address", "postcode", "city", "insee", "department", "region", "latitude",
    "longitude", "geocoded_by", "open_weekdays", "access_notes",
)  # fmt: skip
_LISTING = (
    "id", "institution_id", "site_id", "category", "title", "description", "brand", "model", "specs", "condition",
    "offer", "visibility", "state", "collection_item", "available_from", "available_until", "turnaround_days",
    "vehicle", "carriers", "needs_dock", "needs_lift", "is_crated", "lender_conditions", "storage_place",
    "created_at", "updated_at", "published_at", "version",
)  # fmt: skip
_UNIT = "listing_id", "label", "serial", "condition", "in_service_from", "out_of_service_from"
_ALLOCATION = (
    "listing_id", "quantity", "returned_quantity", "start_on", "end_on", "kind", "state", "note", "created_at",
)  # fmt: skip


def addresses(seed: int, today: date, many: int, *, dates: bool) -> Sequence[str]:
    """What people ask: words, a category with bounds, a place and a radius, and days with a quantity."""
    chance = random.Random(seed)
    kinds = list(categories().values())
    made = []
    for number in range(many):
        of = chance.choice(kinds)
        asked: dict[str, Any] = {"lieu": chance.choice(TOWNS), "rayon": chance.choice((50, 100, 200, 200))}
        if number % 3:
            asked["q"] = chance.choice((of.label.fr, f"{of.plural.fr} {chance.choice(KINDS)}", chance.choice(BRANDS)))
        if number % 2:
            asked["categorie"] = of.id
            asked |= _bounds(of, chance)
        if number % 5 == 0:
            asked["etat"] = "good"
        if dates:
            first = today + timedelta(days=chance.randrange(7, 300))
            asked |= {
                "du": first,
                "au": first + timedelta(days=chance.randrange(4, 40)),
                "quantite": chance.randint(1, 3),
            }
        made.append("/annonces?" + urlencode(asked))
    return made


def _bounds(of: Category, chance: random.Random) -> dict[str, Any]:
    numbers = [spec for spec in of.specs if spec.kind is Kind.NUMBER]
    if not numbers:
        return {}
    spec = chance.choice(numbers)
    low, high = _range(spec)
    least = low + (high - low) * Decimal(chance.random() * 0.1)
    return {f"min-{spec.key.replace('_', '-')}": max(low, least.quantize(Decimal("0.1")))}


def _range(spec: Spec) -> tuple[Decimal, Decimal]:
    return spec.low or Decimal(1), spec.high or Decimal(1000)
