"""Tables of what is offered and of the holds on it: keys and constraints, no behaviour."""

from app.listings.models.categories import CategoryEdition
from app.listings.models.depth import Accessory, ConditionEvent, EquivalentModel, KitMember, ListingDocument
from app.listings.models.drafts import DraftPhoto, ListingDraft
from app.listings.models.holds import Allocation, KitHold, RoadHold
from app.listings.models.importing import ImportChange, ImportMapping, ImportRun, ListingImport
from app.listings.models.offering import Dismantling, Listing, ListingPhoto, ListingTerm, Unit
from app.listings.models.searching import ChangeKind, SearchChange
from app.listings.models.succession import UnitSuccession

__all__ = [
    "Accessory",
    "Allocation",
    "CategoryEdition",
    "ChangeKind",
    "ConditionEvent",
    "Dismantling",
    "DraftPhoto",
    "EquivalentModel",
    "ImportChange",
    "ImportMapping",
    "ImportRun",
    "KitHold",
    "KitMember",
    "Listing",
    "ListingDocument",
    "ListingDraft",
    "ListingImport",
    "ListingPhoto",
    "ListingTerm",
    "RoadHold",
    "SearchChange",
    "Unit",
    "UnitSuccession",
]
