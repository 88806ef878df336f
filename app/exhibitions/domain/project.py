"""An exhibition as a project: who works on it, where, and how many came."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from app.core.errors import Invalid
from app.core.text import N_

MOST_VISITORS = 20_000_000
MOST_M2 = Decimal(100_000)


class ProjectRole(StrEnum):
    """What somebody does in the team of a show; it gives no right here."""

    LEAD = "lead"
    CURATOR = "curator"
    SCENOGRAPHER = "scenographer"
    LIGHTING = "lighting"
    MULTIMEDIA = "multimedia"
    REGISTRAR = "registrar"
    BUILD = "build"
    CSR = "csr"
    COMMUNICATION = "communication"
    OTHER = "other"


ROLES: Mapping[ProjectRole, str] = {
    ProjectRole.LEAD: N_("chef ou cheffe de projet"),
    ProjectRole.CURATOR: N_("commissaire"),
    ProjectRole.SCENOGRAPHER: N_("scénographe"),
    ProjectRole.LIGHTING: N_("éclairage"),
    ProjectRole.MULTIMEDIA: N_("multimédia"),
    ProjectRole.REGISTRAR: N_("régie des œuvres"),
    ProjectRole.BUILD: N_("ateliers et montage"),
    ProjectRole.CSR: N_("responsabilité sociétale"),
    ProjectRole.COMMUNICATION: N_("communication"),
    ProjectRole.OTHER: N_("autre"),
}


class NameMissing(Invalid):
    """A space, a person, a venue has a name."""

    message = N_("Donnez un nom.")
    field = "name"


class ImplausibleSurface(Invalid):
    """Params: *most*. Square centimetres, or nothing."""

    message = N_("Indiquez une surface entre 1 et %(most)s m².")
    field = "m2"


class VisitorsOutOfBounds(Invalid):
    """Params: *most*."""

    message = N_("Indiquez un nombre de visiteurs entre 0 et %(most)s.")
    field = "actual_visitors"


class ProgrammedAfterOpening(Invalid):
    """A show is decided before it opens."""

    message = N_("La programmation vient après l'ouverture. Vérifiez la date.")
    field = "programmed_on"


class VenueDaysReversed(Invalid):
    """It would close before it opens."""

    message = N_("Cette étape ferme avant d'ouvrir.")
    field = "closes_on"


@dataclass(frozen=True, slots=True)
class ProjectDraft:
    """What the label of a show does not say."""

    programmed_on: date | None = None
    actual_visitors: int | None = None


@dataclass(frozen=True, slots=True)
class Space:
    """A room or an area of the show."""

    name: str
    m2: Decimal


@dataclass(frozen=True, slots=True)
class Member:
    """Somebody of the team, with or without an account here."""

    name: str
    role: ProjectRole


@dataclass(frozen=True, slots=True)
class Venue:
    """A stage of a touring show, after the first."""

    name: str
    city: str
    opens_on: date
    closes_on: date
    expected_visitors: int | None = None
    actual_visitors: int | None = None


def project_faults(said: ProjectDraft, opens_on: date) -> Iterator[Invalid]:
    """What is wrong with a project."""
    if said.programmed_on is not None and said.programmed_on > opens_on:
        yield ProgrammedAfterOpening()
    yield from _visitors(said.actual_visitors, "actual_visitors")


def space_faults(said: Space) -> Iterator[Invalid]:
    """What is wrong with a space."""
    if not said.name.strip():
        yield NameMissing()
    if not 1 <= said.m2 <= MOST_M2:
        yield ImplausibleSurface(most=int(MOST_M2))


def member_faults(said: Member) -> Iterator[Invalid]:
    """What is wrong with a member."""
    if not said.name.strip():
        yield NameMissing()


def venue_faults(said: Venue) -> Iterator[Invalid]:
    """What is wrong with a stage."""
    if not said.name.strip():
        yield NameMissing()
    if said.closes_on < said.opens_on:
        yield VenueDaysReversed()
    yield from _visitors(said.expected_visitors, "expected_visitors")
    yield from _visitors(said.actual_visitors, "actual_visitors")


def _visitors(count: int | None, field: str) -> Iterator[Invalid]:
    if count is not None and not 0 <= count <= MOST_VISITORS:
        yield VisitorsOutOfBounds(field=field, most=MOST_VISITORS)
