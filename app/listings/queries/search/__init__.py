"""Search: what is asked (`Criteria`), who finds it (`Finder`), what the page shows (`SearchPage`).

Only a finder knows how the database is asked. Another back end answers the same two questions and is chosen
in ``page.py``; nothing else changes.
"""

from app.listings.queries.search.criteria import RADII_KM, Criteria, Sort
from app.listings.queries.search.facets import Facet
from app.listings.queries.search.index import warm
from app.listings.queries.search.page import SearchPage, search

__all__ = ["RADII_KM", "Criteria", "Facet", "SearchPage", "Sort", "search", "warm"]
