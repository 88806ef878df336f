"""Days of road around a loan: by the distance, or as the lender says; held as legs once the loan is agreed."""

from datetime import date, datetime

from sqlalchemy import select

from app.accounts.models import Site
from app.core.actor import Actor
from app.core.db import db, transaction
from app.core.errors import Forbidden
from app.core.geo import Point
from app.exhibitions.models import Exhibition
from app.listings.domain.refusals import NotEnoughUnits
from app.listings.models import Listing
from app.listings.services import holds
from app.loans.domain.lifecycle import LIVE, Side
from app.loans.domain.permissions import acts_for_lender
from app.loans.domain.transport.days import SETTABLE, NoRoomForRoad, RoadIsLaid, require_road_days
from app.loans.models import Loan, LoanLine, LoanRoad
from app.loans.queries.road_ahead import road_days_to
from app.loans.services.common import allocation_ids, is_done, lender_day, locked_loan, note, parties_of
from app.loans.services.letters import Letter, tell


def set_road(actor: Actor, loan_id: int, before: int, after: int, now: datetime, *, key: str = "") -> None:
    """The lender says how many days the road takes, before the loan and after it.

    Raises ``TooManyRoadDays``, ``NoRoomForRoad`` (promised to others), ``RoadIsLaid``, Forbidden, NotFound.
    """
    with transaction() as session:
        if is_done(actor, key, "set_road", loan_id, [before, after], now):
            return
        loan = locked_loan(actor, loan_id)
        if not acts_for_lender(actor, parties_of(loan)):
            raise Forbidden()
        if loan.state not in SETTABLE:
            raise RoadIsLaid
        require_road_days(before=before, after=after)
        session.merge(LoanRoad(loan_id=loan.id, days_before=before, days_after=after, is_set=True))
        if loan.state in LIVE:
            _lay(loan, before, after, lender_day(loan, now), now)
        note(actor, loan, Side.LENDER, "set_road", now, before=before, after=after)
        tell(loan, Side.BORROWER, Letter.ROAD_SET, now, but=actor.user_id, before=before, after=after)


def lay_road(loan: Loan, today: date, now: datetime) -> None:
    """Hold the days of road of a loan that was just agreed, under its lock. Raises ``NoRoomForRoad``."""
    road = db.session.get(LoanRoad, loan.id)
    if road is None:
        days = road_days(loan)
        if not days:
            return
        road = LoanRoad(loan_id=loan.id, days_before=days, days_after=days, is_set=False)
        db.session.add(road)
        db.session.flush()
    if road.days_before or road.days_after:
        _lay(loan, road.days_before, road.days_after, today, now)


def forget_road_home(loan: Loan) -> None:
    """The lender said when everything will be home: no day of road comes after that, nor after days agreed later."""
    if (road := db.session.get(LoanRoad, loan.id)) is not None:
        road.days_after = 0


def road_days(loan: Loan) -> int:
    """The days of road on either side that the distance asks for; the farthest site counts."""
    show = db.session.get_one(Exhibition, loan.exhibition_id)
    sites = select(Site.latitude, Site.longitude).join(Listing, Listing.site_id == Site.id)
    rows = db.session.execute(sites.join(LoanLine, LoanLine.listing_id == Listing.id).filter_by(loan_id=loan.id))
    return road_days_to(Point(show.latitude, show.longitude), [Point(lat, lon) for lat, lon in rows])


def _lay(loan: Loan, before: int, after: int, today: date, now: datetime) -> None:
    try:
        holds.lay_road(allocation_ids(loan), before, after, today, now)
    except NotEnoughUnits as refusal:
        raise NoRoomForRoad from refusal
