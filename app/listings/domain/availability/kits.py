"""Kits: a set that goes out together, and what several lines take together where they share members.

>>> from datetime import date
>>> from app.listings.domain.availability import Part, Period, Stock, Terms, free_units
>>> terms = Terms(today=date(2027, 1, 1))
>>> lamps = Pool(Stock(5), (), terms)
>>> case = Pool(Stock(3), (), terms, parts=(Part("lamps", 2, lamps),))
>>> free_units(case, Period.of_days(date(2027, 3, 1), date(2027, 3, 9)))
2
"""

from collections import defaultdict
from collections.abc import Hashable, Mapping

from app.listings.domain.availability.formula import Pool
from app.listings.domain.availability.period import T


def demand_of(quantities: Mapping[Hashable, int], pools: Mapping[Hashable, Pool[T]]) -> dict[Hashable, int]:
    """What *quantities* take of each pool, members of kits included and summed."""
    demand: dict[Hashable, int] = defaultdict(int)
    for key, quantity in quantities.items():
        demand[key] += quantity
        for part in pools[key].parts:
            demand[part.key] += quantity * part.quantity
    return dict(demand)
