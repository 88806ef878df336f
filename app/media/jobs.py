"""Work done by the clock on photos."""

from app.core.jobs import Job
from app.media.services import discard_unattached

JOBS = (Job("discard_unattached_photos", discard_unattached, every_minutes=60),)
