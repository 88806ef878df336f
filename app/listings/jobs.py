"""Work done by the clock on listings."""

from app.core.jobs import Job
from app.listings.services import purge_imports, run_waiting
from app.listings.services.searching import prune_search_log

JOBS = (
    Job("run_imports", run_waiting),
    Job("purge_imports", purge_imports, every_minutes=24 * 60),
    Job("prune_search_log", prune_search_log, every_minutes=60),
)
