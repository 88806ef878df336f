"""Search: what is asked (`Criteria`), who finds it (`Finder`), what the page shows (`SearchPage`).

Only a finder knows how the database is asked. Another back end answers the same two questions and is chosen
in ``page.py``; nothing else changes.
"""
