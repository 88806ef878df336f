"""The words that gifts are kept in."""

from enum import StrEnum


class GiverKind(StrEnum):
    """Which law a giver is under."""

    STATE = "state"
    LOCAL = "local"
    PRIVATE = "private"


class RecipientKind(StrEnum):
    """What a recipient is: the cases of the law name whom they are open to."""

    PUBLIC_CULTURE = "public_culture"
    CULTURE_NON_PROFIT = "culture_non_profit"
    RELIEF_ASSOCIATION = "relief_association"
    SCHOOL_ASSOCIATION = "school_association"
    PUBLIC_UTILITY_ASSOCIATION = "public_utility_association"
    REUSE_BODY = "reuse_body"
    EQUIPPING_ASSOCIATION = "equipping_association"
    TEACHING_BODY = "teaching_body"
    AGENT = "agent"
    COMPANY = "company"
    OTHER = "other"


class GiftCase(StrEnum):
    """The numbers of CGPPP L.3212-2 that somebody here could choose; what each allows is in ``gift_rules.toml``."""

    RELIEF = "2"
    IT = "3"
    TEACHING = "4"
    SCENOGRAPHY = "7"
    ARCHAEOLOGY = "9"
    BUILDINGS = "10"
    MOVABLES = "11"


RESELLERS = frozenset(
    {RecipientKind.PUBLIC_UTILITY_ASSOCIATION, RecipientKind.REUSE_BODY, RecipientKind.EQUIPPING_ASSOCIATION}
)
"""Who may pass IT equipment on to people in need, under a capped price."""
