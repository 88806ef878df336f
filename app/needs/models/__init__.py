"""Tables of what is looked for: keys and constraints, no behaviour."""

from app.needs.models.alerts import SavedSearch, SeenHit, WantedAd, WantedMatch

__all__ = ["SavedSearch", "SeenHit", "WantedAd", "WantedMatch"]
