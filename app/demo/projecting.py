"""How two of the demo's exhibitions are run as projects: rooms, team, a second stage, passport of the material."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from decimal import Decimal

from app.core.actor import Actor, Role
from app.core.clock import local_day
from app.demo.days import at
from app.demo.shows import Show
from app.exhibitions.domain.passport import Element, NextLife, Origin
from app.exhibitions.domain.project import Member, ProjectDraft, ProjectRole, Space, Venue
from app.exhibitions.project import services
from app.exhibitions.queries import exhibition_facts

DESCRIBED = ("machines-a-rever", "terre-cuite-terre-crue")
AHEAD, BUILT = timedelta(days=240), timedelta(days=20)
ROOMS = (("Salle d'introduction", 15), ("Grande salle", 60), ("Cabinet", 25))
"""Name, and share of the surface in per cent."""
TEAM = (
    ("Camille Ollivier", ProjectRole.LEAD),
    ("Hélène Faucher", ProjectRole.CURATOR),
    ("Basile Weber", ProjectRole.SCENOGRAPHER),
    ("Inès Payet", ProjectRole.REGISTRAR),
    ("Yann Maillot", ProjectRole.CSR),
)
ELEMENTS = (
    Element("cloison en médium peint, 3 m", 14, Origin.BUILT, "le musée", NextLife.OFFER, Decimal(980)),
    Element("socle gainé, 40 × 40 × 100 cm", 9, Origin.OWN_STOCK, "le musée", NextLife.OWN_STOCK, Decimal(270)),
    Element("banc en chêne", 4, Origin.SECOND_HAND, "le musée", NextLife.OFFER, Decimal(120), "recyclerie voisine"),
    Element("projecteur de découpe", 12, Origin.RENTED, "loueur de matériel scénique", NextLife.RETURN),
    Element("cartel imprimé sur carton", 85, Origin.NEW, "le musée", NextLife.RECYCLED, Decimal("6.5")),
    Element("moquette aiguilletée, m²", 60, Origin.NEW, "le musée", NextLife.UNDECIDED),
)


def describe_projects(shows: Sequence[Show], now: datetime) -> list[int]:
    """Describe the shows of `DESCRIBED`; the closed ones with the visitors who came. Their ids."""
    chosen = [show for show in shows if show.slug in DESCRIBED and Role.EXHIBITIONS in show.house.members]
    for show in chosen:
        _describe(show.house.actor(Role.EXHIBITIONS), show, now)
    return [show.id for show in chosen]


def _describe(team: Actor, show: Show, now: datetime) -> None:
    facts = exhibition_facts([show.id])[show.id]
    begun = min(at(show.opens_on - AHEAD, 10), now - timedelta(hours=3))
    built = min(at(show.opens_on - BUILT, 16), now - timedelta(hours=2))
    programmed = show.opens_on - timedelta(days=400)
    services.describe_project(team, show.id, ProjectDraft(programmed), 0, begun)
    for name, percent in ROOMS:
        room = Space(name, Decimal((facts.surface_m2 or 0) * percent) / 100)
        services.add_space(team, show.id, room, begun)
    for name, role in TEAM:
        services.add_member(team, show.id, Member(name, role), begun)
    for element in ELEMENTS:
        services.add_element(team, show.id, element, built)
    if show.closes_on < local_day(now):
        counted = (facts.expected_visitors or 0) * 9 // 10
        told = min(at(show.closes_on + timedelta(days=20), 14), now - timedelta(hours=1))
        services.describe_project(team, show.id, ProjectDraft(programmed, counted), 1, told)
        return
    first = show.closes_on + timedelta(days=45)
    stage = Venue("Halle aux grains", "Clermont-Ferrand", first, first + timedelta(days=90), expected_visitors=9000)
    services.add_venue(team, show.id, stage, begun)
