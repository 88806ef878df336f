"""What the scheduler does for impact."""

from app.core.jobs import Job
from app.impact.sums.keeping import sum_missing

JOBS = (Job("sum_impact", sum_missing, every_minutes=5),)
