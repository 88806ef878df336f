"""Tables of what is offered and of the holds on it: keys and constraints, no behaviour."""

from app.listings.models.depth import KitMember
from app.listings.models.holds import Allocation, KitHold
from app.listings.models.importing import ListingImport
from app.listings.models.offering import Dismantling, Listing, ListingPhoto, ListingTerm, Unit

__all__ = [
    "Allocation",
    "Dismantling",
    "KitHold",
    "KitMember",
    "Listing",
    "ListingImport",
    "ListingPhoto",
    "ListingTerm",
    "Unit",
]
