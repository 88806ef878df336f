"""A first estimate in ten minutes: 25 questions at most, each with a default computed from the show's own size.

What is left as proposed is a DEFAULT line with a wide doubt; what is changed is an ESTIMATED one. Every default is
our judgement of what a mid-sized French temporary exhibition has, stated here with its reasoning so that it can be
argued with; none is a measurement, and the page says so.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import ROUND_CEILING, Decimal

from app.core.text import N_
from app.impact.exact import ZERO, exactly
from app.impact.footprint.domain.lines import ValueSource

D = Decimal


@dataclass(frozen=True, slots=True)
class Size:
    """What is known of a show before anything is asked."""

    surface_m2: Decimal
    visitors: Decimal
    open_days: Decimal
    total_days: Decimal
    hours_per_day: Decimal


@dataclass(frozen=True, slots=True)
class Ask:
    """One question. *default* computes the proposed answer from the size; *choices* are (code, words)."""

    id: str
    label: str
    unit: str
    default: Callable[[Size], Decimal]
    basis: str
    choices: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class QuickLine:
    """A line to write: the activity, its value in the activity's first unit, and where the value comes from."""

    activity: str
    value: Decimal
    source: ValueSource
    questions: tuple[str, ...]


def _per_m2(amount: str) -> Callable[[Size], Decimal]:
    return lambda size: _whole(size.surface_m2 * D(amount))


def _per_visitor(amount: str) -> Callable[[Size], Decimal]:
    return lambda size: _whole(size.visitors * D(amount))


def _fixed(amount: str) -> Callable[[Size], Decimal]:
    return lambda size: D(amount)


CLIMATES = (
    ("240", N_("climat contrôlé jour et nuit, humidité comprise")),
    ("120", N_("chauffage et rafraîchissement")),
    ("60", N_("chauffage seulement")),
    ("15", N_("ni chauffage ni climatisation")),
)
"""kWh per m2 and year (judgement, between a heated hall and a museum with round-the-clock humidity control)."""

PUBLICS = (
    ("20", N_("surtout du quartier et de la ville")),
    ("80", N_("surtout de la région")),
    ("250", N_("de toute la France")),
    ("700", N_("une part notable vient de l'étranger")),
)
"""Kilometres there and back per visit (judgement)."""

BUILDS = (
    ("15", N_("légère : on réutilise les murs et le mobilier")),
    ("35", N_("courante : quelques cimaises, socles et vitrines")),
    ("70", N_("lourde : tout est construit")),
)
"""kg of scenography per m2 (judgement)."""

ASKS: tuple[Ask, ...] = (
    Ask("works", N_("Œuvres et objets qui voyagent"), N_("œuvres"), _per_m2("0.15"), N_("une œuvre pour 7 m²")),
    Ask("work_kg", N_("Masse d'une œuvre avec sa caisse"), "kg", _fixed("40"), N_("tableau moyen en caisse")),
    Ask(
        "works_km",
        N_("Distance moyenne de leur provenance, aller"),
        "km",
        _fixed("400"),
        N_("prêts surtout français"),
    ),
    Ask("air_share", N_("Part des œuvres qui viennent par avion"), "%", _fixed("5"), N_("peu de prêts lointains")),
    Ask("couriers", N_("Convoyeurs, aller et retour"), N_("voyages"), _per_m2("0.01"), N_("un voyage pour 100 m²")),
    Ask("crates_new", N_("Caisses neuves"), N_("caisses"), _per_m2("0.03"), N_("une caisse sur cinq est neuve")),
    Ask("build", N_("Scénographie"), N_("kg par m²"), _fixed("35"), N_("construction courante"), BUILDS),
    Ask("reused", N_("Part de la scénographie réemployée ou louée"), "%", _fixed("10"), N_("peu de réemploi")),
    Ask("projectors", N_("Vidéoprojecteurs, hors emprunts"), N_("appareils"), _per_m2("0.005"), N_("un pour 200 m²")),
    Ask("screens", N_("Écrans, hors emprunts"), N_("appareils"), _per_m2("0.01"), N_("un pour 100 m²")),
    Ask("spots", N_("Projecteurs d'éclairage"), N_("appareils"), _per_m2("0.25"), N_("un pour 4 m²")),
    Ask("graphics", N_("Panneaux et bâches imprimés"), "m²", _per_m2("0.1"), N_("1 m² imprimé pour 10 m²")),
    Ask(
        "climate",
        N_("Climat des salles"),
        N_("kWh par m² et par an"),
        _fixed("240"),
        N_("le cas le plus gourmand"),
        CLIMATES,
    ),
    Ask(
        "print",
        N_("Dépliants, affiches, programmes"),
        N_("exemplaires"),
        _per_visitor("0.3"),
        N_("un pour trois visiteurs"),
    ),
    Ask(
        "catalogues",
        N_("Catalogues imprimés"),
        N_("exemplaires"),
        _per_visitor("0.03"),
        N_("un pour trente visiteurs"),
    ),
    Ask(
        "online_visits",
        N_("Visites du site et des vidéos"),
        N_("visites"),
        _per_visitor("2"),
        N_("deux par visiteur"),
    ),
    Ask(
        "team_trips",
        N_("Voyages de l'équipe et des artistes, aller et retour"),
        N_("voyages"),
        _per_m2("0.02"),
        N_("un pour 50 m²"),
    ),
    Ask("nights", N_("Nuits d'hôtel"), N_("nuits"), _per_m2("0.05"), N_("une pour 20 m²")),
    Ask("meals", N_("Repas et cocktails"), N_("repas"), _per_m2("0.5"), N_("un vernissage d'une personne pour 2 m²")),
    Ask(
        "public",
        N_("D'où viennent les visiteurs"),
        N_("km aller et retour"),
        _fixed("80"),
        N_("public régional"),
        PUBLICS,
    ),
    Ask("public_car", N_("Part des visiteurs venus en voiture"), "%", _fixed("40"), N_("ville moyenne")),
    Ask("attributed", N_("Part de leur voyage due à l'exposition"), "%", _fixed("50"), N_("un motif parmi d'autres")),
    Ask("storage_m2", N_("Stockage des caisses pendant l'exposition"), "m²", _per_m2("0.05"), N_("surface × 5 %")),
)
"""23 questions; surface and visitors, asked before, make 25."""

MOST_QUESTIONS = 25
_WORKS_ROUND, _CRATE_KG, _FLIGHT_KM, _TRIP_KM = D(2), D(30), D(6_000), D(1_000)
_W_PROJECTOR, _W_SCREEN, _W_SPOT = D(400), D(200), D(35)  # the same watts as records.domain.assumptions
_PRINT_KG, _CATALOGUE_KG, _GRAPHICS_KG_BOARD = D("0.02"), D("1.2"), D("0.8")
_GB_PER_VISIT, _STORAGE_KWH_M2_DAY = D("0.05"), D("0.1")
_CAR_PEOPLE = D("2")
_WASTED = D("0.8")


def defaults(size: Size) -> dict[str, Decimal]:
    """The proposed answer to every question."""
    with exactly():
        return {ask.id: ask.default(size) for ask in ASKS}


def quick_lines(size: Size, answers: Mapping[str, Decimal]) -> tuple[QuickLine, ...]:
    """The lines of a first estimate. An answer that is missing or as proposed makes a DEFAULT line.

    A 0 that was answered is a line of 0: the show has none of it. A proposed 0 says nothing and makes no line.

    >>> size = Size(D(400), D(20000), D(88), D(110), D(8))
    >>> len(quick_lines(size, {})), {line.source.value for line in quick_lines(size, {})}
    (29, {'default'})
    """
    proposed = defaults(size)
    told = {id: answers.get(id, value) for id, value in proposed.items()}
    typed = {id for id, value in told.items() if value != proposed[id]}

    def line(activity: str, value: Decimal, *questions: str) -> QuickLine:
        known = bool(typed & set(questions))
        return QuickLine(activity, value, ValueSource.ESTIMATED if known else ValueSource.DEFAULT, questions)

    with exactly():
        made = [line(activity, value, *questions) for activity, value, questions in _amounts(size, told)]
    return tuple(one for one in made if one.value or one.source is ValueSource.ESTIMATED)


def _amounts(size: Size, a: Mapping[str, Decimal]) -> list[tuple[str, Decimal, tuple[str, ...]]]:
    return [*_carried(a), *_built(size, a), *_powered(size, a), *_printed(a), *_people(size, a), *_kept(size, a)]


def _carried(a: Mapping[str, Decimal]) -> list[tuple[str, Decimal, tuple[str, ...]]]:
    tonnes, air = a["works"] * a["work_kg"] / 1000, a["air_share"] / 100
    by_road = tonnes * (1 - air) * a["works_km"] * D("1.42") * _WORKS_ROUND
    return [
        ("works_truck", by_road, ("works", "work_kg", "works_km", "air_share")),
        ("works_air", tonnes * air * _FLIGHT_KM * _WORKS_ROUND, ("works", "work_kg", "air_share")),
        ("couriers_train", a["couriers"] * (1 - air) * a["works_km"] * 2, ("couriers", "works_km", "air_share")),
        ("couriers_air", a["couriers"] * air * _FLIGHT_KM * 2, ("couriers", "air_share")),
        ("couriers_nights", a["couriers"] * 2, ("couriers",)),
        ("crates_wood", a["crates_new"] * _CRATE_KG, ("crates_new",)),
        ("crates_foam", a["crates_new"] * _CRATE_KG / 20, ("crates_new",)),
    ]


def _built(size: Size, a: Mapping[str, Decimal]) -> list[tuple[str, Decimal, tuple[str, ...]]]:
    new = size.surface_m2 * a["build"] * (1 - a["reused"] / 100)
    questions = ("build", "reused")
    return [
        ("scenography_wood_panels", new * D("0.6"), questions),
        ("scenography_timber", new * D("0.2"), questions),
        ("scenography_metal", new * D("0.1"), questions),
        ("scenography_paint", new * D("0.03"), questions),
        ("graphics_board", a["graphics"] * _GRAPHICS_KG_BOARD, ("graphics",)),
        ("waste_mixed", new * _WASTED, questions),
    ]


def _powered(size: Size, a: Mapping[str, Decimal]) -> list[tuple[str, Decimal, tuple[str, ...]]]:
    hours = size.open_days * size.hours_per_day
    devices = (a["projectors"] * _W_PROJECTOR + a["screens"] * _W_SCREEN) * hours / 1000
    return [
        ("multimedia_projector", a["projectors"] * size.total_days, ("projectors",)),
        ("multimedia_screen", a["screens"] * size.total_days, ("screens",)),
        ("multimedia_power", devices, ("projectors", "screens")),
        ("lighting_luminaire", a["spots"] * size.total_days, ("spots",)),
        ("lighting_power", a["spots"] * _W_SPOT * hours / 1000, ("spots",)),
        ("energy_electricity", size.surface_m2 * a["climate"] * size.total_days / 365, ("climate",)),
    ]


def _printed(a: Mapping[str, Decimal]) -> list[tuple[str, Decimal, tuple[str, ...]]]:
    return [
        ("print_paper", a["print"] * _PRINT_KG, ("print",)),
        ("catalogue_paper", a["catalogues"] * _CATALOGUE_KG, ("catalogues",)),
        ("digital_download", a["online_visits"] * _GB_PER_VISIT, ("online_visits",)),
    ]


def _people(size: Size, a: Mapping[str, Decimal]) -> list[tuple[str, Decimal, tuple[str, ...]]]:
    km = size.visitors * a["public"] * a["attributed"] / 100
    car = a["public_car"] / 100
    questions = ("public", "public_car", "attributed")
    return [
        ("team_train", a["team_trips"] * _TRIP_KM, ("team_trips",)),
        ("nights", a["nights"], ("nights",)),
        ("meals", a["meals"], ("meals",)),
        ("visitors_car", km * car / _CAR_PEOPLE, questions),
        ("visitors_train" if a["public"] > 50 else "visitors_local", km * (1 - car), questions),
    ]


def _kept(size: Size, a: Mapping[str, Decimal]) -> list[tuple[str, Decimal, tuple[str, ...]]]:
    return [
        ("storage_power", a["storage_m2"] * size.total_days * _STORAGE_KWH_M2_DAY, ("storage_m2",)),
        ("consumables_plastic", a["works"] * D("0.5") if a["works"] else ZERO, ("works",)),
    ]


def _whole(value: Decimal) -> Decimal:
    return value.to_integral_value(ROUND_CEILING)
