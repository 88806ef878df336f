"""What the scheduler does for what is looked for."""

from app.core.jobs import Job
from app.needs.services.wanted import match_wanted
from app.needs.services.watching import send_digests

JOBS = (
    Job("match_wanted", match_wanted, every_minutes=10),
    Job("send_digests", send_digests, every_minutes=15),
)
