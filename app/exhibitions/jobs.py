"""What the scheduler does for exhibitions."""

from app.core.jobs import Job
from app.exhibitions.project.asking import ask_fates

JOBS = (Job("ask_fates", ask_fates, every_minutes=60),)
