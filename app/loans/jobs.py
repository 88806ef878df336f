"""What the scheduler does for loans."""

from app.core.jobs import Job
from app.loans import services
from app.loans.services.gifts import expire_gifts
from app.loans.services.own_uses import end_past_uses

JOBS = (
    Job("expire_requests", services.expire_requests, every_minutes=5),
    Job("expire_dates", services.expire_dates, every_minutes=5),
    Job("expire_gifts", expire_gifts, every_minutes=5),
    Job("offer_places", services.offer_places, every_minutes=1),
    Job("record_no_shows", services.record_no_shows, every_minutes=60),
    Job("watch_late_returns", services.watch_late_returns, every_minutes=10),
    Job("end_own_uses", end_past_uses, every_minutes=60),
    Job("remind", services.remind, every_minutes=10),
)
