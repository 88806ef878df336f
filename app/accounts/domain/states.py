"""The words that accounts are kept in."""

from enum import StrEnum


class InstitutionKind(StrEnum):
    """What an institution is."""

    MUSEUM = "museum"
    ART_CENTRE = "art_centre"
    LIBRARY = "library"
    ARCHIVE = "archive"
    HERITAGE = "heritage"
    PERFORMING_ARTS = "performing_arts"
    ASSOCIATION = "association"
    OTHER = "other"


class InstitutionState(StrEnum):
    """Whether the platform's staff have checked it."""

    PENDING = "pending"
    VERIFIED = "verified"
    REFUSED = "refused"
    SUSPENDED = "suspended"


class AskState(StrEnum):
    """The life of a request to join."""

    PENDING = "pending"
    ACCEPTED = "accepted"
    REFUSED = "refused"


class TokenScope(StrEnum):
    """What an API token may do."""

    READ = "read"
    WRITE = "write"
