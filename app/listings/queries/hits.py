"""What a search leaves of a listing, before its card is drawn."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Hit:
    """A listing that answers: units *free* on the asked dates (in service today without dates), distance in km."""

    listing_id: int
    free: int
    distance_km: float | None
