"""Work done by the clock on listings."""

from app.core.jobs import Job
from app.listings.services import purge_imports, run_waiting

JOBS = (
    Job("run_imports", run_waiting),
    Job("purge_imports", purge_imports, every_minutes=24 * 60),
)
