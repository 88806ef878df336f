"""What one side of a loan proposes to the other: the words it is kept in."""

from enum import StrEnum


class ProposalKind(StrEnum):
    """A *counter* answers a request; an extension or a shortening changes the dates of what is agreed."""

    COUNTER = "counter"
    EXTENSION = "extension"
    SHORTENING = "shortening"


class ProposalState(StrEnum):
    """Where a proposal is; only an *open* one can be answered, and a loan has at most one."""

    OPEN = "open"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"
    EXPIRED = "expired"
