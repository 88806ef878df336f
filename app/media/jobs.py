"""Work done by the clock on photos and papers."""

from app.core.jobs import Job
from app.media.documents import discard_unattached_documents
from app.media.services import discard_unattached

JOBS = (
    Job("discard_unattached_photos", discard_unattached, every_minutes=60),
    Job("discard_unattached_documents", discard_unattached_documents, every_minutes=60),
)
