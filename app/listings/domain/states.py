"""The words that a listing's choices are kept in."""

from enum import StrEnum


class Condition(StrEnum):
    """How worn an object is, best first."""

    NEW = "new"
    VERY_GOOD = "very_good"
    GOOD = "good"
    FAIR = "fair"
    TO_REPAIR = "to_repair"


class Offer(StrEnum):
    """What the owner offers."""

    LOAN = "loan"
    GIFT = "gift"
    BOTH = "both"


class Visibility(StrEnum):
    """Who sees a published listing."""

    INSTITUTION = "institution"
    NETWORK = "network"
    PUBLIC = "public"


class ListingState(StrEnum):
    """Where a listing is."""

    DRAFT = "draft"
    PUBLISHED = "published"
    WITHDRAWN = "withdrawn"


class ImportState(StrEnum):
    """Where an import is: read and mapped, tried, done, taken back."""

    UPLOADED = "uploaded"
    CHECKED = "checked"
    DONE = "done"
    UNDONE = "undone"
