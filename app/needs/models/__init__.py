"""Tables of what is looked for: keys and constraints, no behaviour."""

from app.needs.models.alerts import SavedSearch, SeenHit, WantedAd, WantedMatch
from app.needs.models.needs import NeedCover, NeedLine

__all__ = ["NeedCover", "NeedLine", "SavedSearch", "SeenHit", "WantedAd", "WantedMatch"]
