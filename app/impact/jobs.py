"""What the scheduler does for impact."""

from app.core.jobs import Job
from app.impact.factors.files.services import purge_factor_files
from app.impact.factors.files.working import run_waiting_files
from app.impact.sums.keeping import sum_missing

JOBS = (
    Job("sum_impact", sum_missing, every_minutes=5),
    Job("run_factor_files", run_waiting_files),
    Job("purge_factor_files", purge_factor_files, every_minutes=24 * 60),
)
