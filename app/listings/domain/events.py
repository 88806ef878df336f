"""What happened to a listing. Ids only: who listens asks for the rest."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ListingPublished:
    """Others may see it from now on."""

    listing_id: int
    institution_id: int


@dataclass(frozen=True, slots=True)
class ListingWithdrawn:
    """Nobody can ask for it any more."""

    listing_id: int
    institution_id: int


@dataclass(frozen=True, slots=True)
class ListingsImported:
    """An inventory came in as drafts."""

    import_id: int
    institution_id: int
