"""Two vans saved: loans of neighbouring houses for one show, on the same day, that travel as one journey."""

from collections.abc import Collection, Iterator, Sequence
from datetime import date, datetime, timedelta

from app.core.actor import Role
from app.core.clock import local_day
from app.core.errors import Refusal
from app.core.geo import distance_km
from app.demo.network import MAIN, House
from app.demo.shows import Show
from app.demo.stock import Offered
from app.listings.domain.availability import Period, require_units
from app.listings.domain.rules import require_rules
from app.listings.domain.states import Offer
from app.listings.queries.pools import ListingPool, pools
from app.loans import services as loans
from app.loans.domain.request import LineWanted, LoanRequest
from app.loans.domain.transport.runs import FARTHEST_KM
from app.loans.domain.words import Alternative, Evidence, TransportMode
from app.loans.queries.transport import transports_page

FIRST, LAST = 21, 60
"""Days from today between which the journeys begin."""
LENGTH = timedelta(days=20)
ASKED_BEFORE = timedelta(days=2)
TRIED = 12
MESSAGE = "Bonjour, nous empruntons aussi chez votre voisin : un seul véhicule pourrait passer chez vous deux."


def share_runs(
    houses: Sequence[House], shows: Sequence[Show], listings: Sequence[Offered], now: datetime
) -> list[int]:
    """A run that waits for the main house's word, and one that all agreed to; their ids."""
    main = next(house for house in houses if house.museofile == MAIN)
    today, made = local_day(now), []
    for is_agreed, show in zip((False, True), _shows(shows, main, today), strict=False):
        near = sorted((one for one in houses if one not in (main, show.house)), key=lambda one: _km(one, main))
        for neighbour in near[:3]:
            if run_id := _share(main, neighbour, show, listings, now, is_agreed=is_agreed):
                made.append(run_id)
                break
    return made


def _shows(shows: Sequence[Show], main: House, today: date) -> list[Show]:
    """Those of other houses that last, the farthest first that a van reaches: there a shared journey saves most."""
    lasting = [one for one in shows if one.house is not main and one.closes_on > today + timedelta(days=LAST)]
    reached = [one for one in lasting if _km(one.house, main) <= FARTHEST_KM]
    return sorted(reached, key=lambda one: -_km(one.house, main))


def _km(one: House, other: House) -> float:
    return distance_km(one.point, other.point)


def _share(
    main: House, neighbour: House, show: Show, listings: Sequence[Offered], now: datetime, *, is_agreed: bool
) -> int | None:
    """Both lend on the same days, then the borrower proposes one van; None where no day suits both."""
    chosen = _chosen((main, neighbour), listings, local_day(now))
    if chosen is None:
        return None
    offered, first = chosen
    team, made = show.house.actor(Role.EXHIBITIONS), set()
    for number, one in enumerate(offered):
        asked_at = now - ASKED_BEFORE + timedelta(hours=number)
        asked = LoanRequest(
            lines=(LineWanted(one.id, 1),),
            exhibition_id=show.id,
            first_day=first,
            last_day=first + LENGTH,
            transport=TransportMode.DEDICATED_VAN,
            message=MESSAGE,
            alternative=Alternative.NEW,
            evidence=Evidence.E2,
        )
        loan_id = loans.request_loan(team, asked, "", asked_at)
        loans.accept_loan(one.house.actor(Role.TECHNICIAN), loan_id, asked_at + timedelta(hours=3))
        made.add(loan_id)
    return _proposed(show, made, (main, neighbour) if is_agreed else (neighbour,), now)


def _proposed(show: Show, loan_ids: Collection[int], agreeing: Sequence[House], now: datetime) -> int | None:
    """The first journey of these loans that the page suggests to the borrower, who proposes it; others agree."""
    team = show.house.actor(Role.EXHIBITIONS)
    for run in transports_page(team, now).possible:
        if {line.loan_id for line in run.lines} != loan_ids:
            continue
        keys = [(line.loan_id, line.way) for line in run.lines]
        run_id = loans.propose_run(team, show.house.id, keys, now - timedelta(hours=5))
        for house in agreeing if run_id else ():
            loans.answer_run(house.actor(Role.TECHNICIAN), run_id or 0, house.id, True, "", now - timedelta(hours=4))
        return run_id
    return None


def _chosen(
    houses: tuple[House, House], listings: Sequence[Offered], today: date
) -> tuple[tuple[Offered, Offered], date] | None:
    """An object of each, and the first day on which both may leave."""
    lent = [[one for one in listings if one.house is house and one.offer is not Offer.GIFT] for house in houses]
    found = pools([one.id for some in lent for one in some[:TRIED]], today)
    for first in _days(today):
        free = [next((one for one in some[:TRIED] if _is_free(found[one.id], first, today)), None) for some in lent]
        if free[0] and free[1]:
            return (free[0], free[1]), first
    return None


def _days(today: date) -> Iterator[date]:
    return (today + timedelta(days=number) for number in range(FIRST, LAST))


def _is_free(found: ListingPool, first: date, today: date) -> bool:
    asked = Period.of_days(first, first + LENGTH)
    try:
        require_rules(found.rules, asked, today)
        require_units(found.pool, asked, 1)
    except Refusal:
        return False
    return True
