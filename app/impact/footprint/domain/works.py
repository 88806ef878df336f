"""A list of works to carry: columns recognised, masses and modes read, distances, questions instead of guesses."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from app.core.text import N_, fold
from app.impact.exact import exactly
from app.impact.footprint.domain.reading import AmbiguousNumber, NotAQuantity, OtherUnit, quantity
from app.impact.footprint.domain.units import converted
from app.impact.refusals import Impossible, NegativeQuantity, OutOfRange

MOST_ROWS = 5_000
HEAVIEST_KG = Decimal(20_000)
LIGHTEST_KG = Decimal("0.01")
FAR_KM = Decimal(3_000)
"""Beyond this, a work of which no mode is said is supposed to fly: unknown means the conservative default (R10)."""


class Mode(StrEnum):
    """How a work travels."""

    ROAD = "road"
    AIR = "air"
    SEA = "sea"
    RAIL = "rail"


MODE_LABELS: Mapping[Mode, str] = {
    Mode.ROAD: N_("route, transport groupé"),
    Mode.AIR: N_("avion"),
    Mode.SEA: N_("bateau"),
    Mode.RAIL: N_("train"),
}
ACTIVITY_OF: Mapping[Mode, str] = {
    Mode.ROAD: "works_truck",
    Mode.AIR: "works_air",
    Mode.SEA: "works_sea",
    Mode.RAIL: "works_rail",
}
_MODES = {
    Mode.ROAD: {
        "route",
        "camion",
        "road",
        "truck",
        "vl",
        "pl",
        "camionnette",
        "fourgon",
        "navette",
        "groupage",
        "van",
    },
    Mode.AIR: {"avion", "air", "aerien", "fret aerien", "plane", "vol"},
    Mode.SEA: {"bateau", "mer", "maritime", "sea", "ship", "conteneur", "container", "cargo maritime"},
    Mode.RAIL: {"train", "rail", "fer", "ferroviaire"},
}
_COLUMNS = {
    "title": ("titre", "oeuvre", "title", "work", "designation", "libelle", "nom", "inventaire", "numero"),
    "mass": ("masse", "poids", "mass", "weight"),
    "origin": ("origine", "provenance", "lieu", "ville", "preteur", "origin", "place", "city", "lender", "from"),
    "mode": ("mode", "transport", "acheminement", "moyen"),
    "km": ("distance", "km", "kilometres"),
}


@dataclass(frozen=True, slots=True)
class Stretch:
    """Kilometres travelled for one as the crow flies, and those added whatever the distance."""

    factor: Decimal
    added_km: Decimal
    basis: str


STRETCHES: Mapping[Mode, Stretch] = {
    Mode.ROAD: Stretch(
        Decimal("1.42"),
        Decimal(0),
        N_("Boscoe, Henry et Zdeb 2012 (The Professional Geographer 64-2) : route / vol d'oiseau, 1,417 en moyenne"),
    ),
    Mode.AIR: Stretch(Decimal(1), Decimal(95), N_("EN 16258 : distance orthodromique plus 95 km")),
    Mode.SEA: Stretch(Decimal("1.6"), Decimal(0), N_("jugement : les navires contournent les terres")),
    Mode.RAIL: Stretch(Decimal("1.3"), Decimal(0), N_("jugement : le rail détourne un peu moins que la route")),
}


class NoMassColumn(Impossible):
    """No heading says mass or weight."""

    message = N_("Aucune colonne ne donne la masse. Nommez-la « masse (kg) » ou « poids ».")
    field = "file"


class NoOriginColumn(Impossible):
    """No heading says where works come from, nor how far."""

    message = N_(
        "Aucune colonne ne donne la provenance ni la distance. Nommez-la « provenance » ou « distance (km) »."
    )
    field = "file"


class TooManyWorks(Impossible):
    """More rows than a show has works."""

    message = N_("Cette liste a %(rows)s lignes ; %(most)s au plus.")
    field = "file"


class Question(StrEnum):
    """What is asked back about a row."""

    MASS = "mass"
    HEAVY = "heavy"
    PLACE = "place"


QUESTION_LABELS: Mapping[Question, str] = {
    Question.MASS: N_("masse illisible ou absente"),
    Question.HEAVY: N_("masse étonnante : kg ou tonnes ?"),
    Question.PLACE: N_("lieu inconnu"),
}


@dataclass(frozen=True, slots=True)
class Work:
    """One row: *mass_kg* and *km* (one way, as travelled) are None when they are asked back."""

    row: int
    title: str
    origin: str
    mode: Mode
    mass_kg: Decimal | None
    km: Decimal | None
    questions: tuple[Question, ...] = ()


@dataclass(frozen=True, slots=True)
class WorksList:
    """What was read. *unread_modes* are words that name no mode; *supposed_air* counts the works that are supposed
    to fly, because no mode is said and they come from far. Both are told, whatever else is supposed by the road.
    """

    works: tuple[Work, ...]
    unread_modes: tuple[str, ...]
    supposed_air: int = 0

    @property
    def unknown_places(self) -> tuple[str, ...]:
        """Each place nobody found, once, in the order of the list."""
        return tuple(dict.fromkeys(one.origin for one in self.works if Question.PLACE in one.questions))


StraightKm = Callable[[str], Decimal | None]


def read_works(
    headings: Sequence[str], rows: Sequence[tuple[int, Sequence[str]]], straight_km: StraightKm
) -> WorksList:
    """The works of a table. *straight_km* answers how far a place is as the crow flies, or None for one unknown.

    Raises NoMassColumn, NoOriginColumn or TooManyWorks. A row that can't be read whole is kept with its question.
    """
    columns = _columns(headings)
    if "mass" not in columns:
        raise NoMassColumn()
    if "origin" not in columns and "km" not in columns:
        raise NoOriginColumn()
    if len(rows) > MOST_ROWS:
        raise TooManyWorks(rows=len(rows), most=MOST_ROWS)
    unit = _mass_unit(headings[columns["mass"]])
    unread: dict[str, None] = {}
    known: dict[str, Decimal | None] = {}
    works: list[Work] = []
    flown = 0
    for place, cells in rows:
        said = {name: (cells[at].strip() if at < len(cells) else "") for name, at in columns.items()}
        mode = mode_of(said.get("mode", ""))
        if mode is None and said.get("mode"):
            unread[said["mode"][:40]] = None
        origin = said.get("origin", "")[:120]
        if origin and origin not in known:
            known[origin] = straight_km(origin)
        works.append(_work(place, said, mode, unit, known.get(origin)))
        flown += mode is None and works[-1].mode is Mode.AIR
    return WorksList(tuple(works), tuple(unread), flown)


def mode_of(text: str) -> Mode | None:
    """The mode a word means.

    >>> mode_of("Camion"), mode_of("fret aérien"), mode_of("à dos d'âne")
    (<Mode.ROAD: 'road'>, <Mode.AIR: 'air'>, None)
    """
    plain = fold(text)
    for mode, words in _MODES.items():
        if plain in words:
            return mode
    found = [mode for mode, words in _MODES.items() if set(plain.split()) & words]
    return found[0] if len(found) == 1 else None


def travelled_km(mode: Mode, straight_km: Decimal) -> Decimal:
    """Kilometres of one way by this mode; at least 5, because two places at one point are not at zero kilometres."""
    stretch = STRETCHES[mode]
    with exactly():
        return max(Decimal(5), (straight_km * stretch.factor + stretch.added_km).quantize(Decimal(1)))


def tonne_km(mass_kg: Decimal, km: Decimal, legs: int) -> Decimal:
    """The activity of one work, there and back when *legs* is 2."""
    with exactly():
        return mass_kg * km * legs / 1000


def rounded_mass(mass_kg: Decimal) -> Decimal:
    """To the gram, as it is kept: what is computed from it can be computed again."""
    return mass_kg.quantize(Decimal("0.001"))


def rounded_km(km: Decimal) -> Decimal:
    """To 100 m, as it is kept."""
    return km.quantize(Decimal("0.1"))


def _work(row: int, said: Mapping[str, str], named: Mode | None, unit: str, straight: Decimal | None) -> Work:
    questions = []
    mass = _mass(said["mass"], unit)
    if mass is None:
        questions.append(Question.MASS)
    elif not LIGHTEST_KG <= mass <= HEAVIEST_KG:
        questions.append(Question.HEAVY)
        mass = None
    km = _km(said.get("km", ""))
    far = km if km is not None else straight
    mode = named or (Mode.AIR if far is not None and far > FAR_KM else Mode.ROAD)
    if km is None and straight is not None:
        km = travelled_km(mode, straight)
    if km is None:
        questions.append(Question.PLACE)
    title = said.get("title", "")[:200] or f"{row}"
    return Work(row, title, said.get("origin", "")[:120], mode, mass, km, tuple(questions))


def _columns(headings: Sequence[str]) -> dict[str, int]:
    plain = [fold(one) for one in headings]
    found: dict[str, int] = {}
    for name, words in _COLUMNS.items():
        for word in words:
            at = next((n for n, text in enumerate(plain) if n not in found.values() and word in text.split()), None)
            if at is not None:
                found[name] = at
                break
    return found


def _mass_unit(heading: str) -> str:
    words = fold(heading).split()
    if {"t", "tonne", "tonnes"} & set(words):
        return "t"
    return "g" if {"g", "grammes", "gramme"} & set(words) else "kg"


def mass_kg(text: str) -> Decimal | None:
    """What somebody typed as the mass of a work, in kg; None when it can't be read or no work weighs that."""
    mass = _mass(text, "kg")
    return mass if mass is not None and LIGHTEST_KG <= mass <= HEAVIEST_KG else None


def _mass(text: str, unit: str) -> Decimal | None:
    """In kg; None when it can't be read, or in two ways. Zero is no mass of a work."""
    try:
        found = quantity(text, unit, ("kg", "t", "g"))
    except (NotAQuantity, AmbiguousNumber, OtherUnit, NegativeQuantity, OutOfRange):
        return None
    return rounded_mass(converted(found.value, found.unit, "kg")) if found.value else None


def _km(text: str) -> Decimal | None:
    try:
        found = quantity(text, "km", ("km", "m"))
    except (NotAQuantity, AmbiguousNumber, OtherUnit, NegativeQuantity, OutOfRange):
        return None
    km = converted(found.value, found.unit, "km")
    return rounded_km(km) if 0 < km <= 40_000 else None
