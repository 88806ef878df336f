"""Who lends what, and what counts as covered: pure values."""

from decimal import Decimal

from hypothesis import given, settings
from hypothesis import strategies as st

from app.needs.domain.coverage import Taken, Wanting, coverages, total
from app.needs.domain.needs import units_for
from app.needs.domain.splitting import Lack, Lendable, split


def _offer(listing: int, lender: int, free: int, km: float, each: str = "1") -> Lendable:
    return Lendable(listing, lender, free, Decimal(each), km)


def test_one_lender_far_away_is_better_than_two_near_ones() -> None:
    lines = [
        Lack(1, Decimal(4), (_offer(1, 1, 2, 10), _offer(2, 2, 4, 300), _offer(3, 3, 2, 20))),
        Lack(2, Decimal(2), (_offer(4, 2, 2, 300), _offer(5, 4, 2, 5))),
    ]
    made = split(lines)
    assert {share.lender_id for share in made.shares} == {2}
    assert made.is_whole


def test_among_as_few_lenders_the_nearest_are_chosen() -> None:
    made = split([Lack(1, Decimal(2), (_offer(1, 1, 2, 300), _offer(2, 2, 2, 30), _offer(3, 3, 1, 1)))])
    assert [(share.lender_id, share.quantity) for share in made.shares] == [(2, 2)]


def test_what_nobody_has_is_told_and_the_rest_is_proposed() -> None:
    made = split([Lack(1, Decimal(5), (_offer(1, 1, 3, 10),)), Lack(2, Decimal(1), ())])
    assert made.uncovered == {1: Decimal(2), 2: Decimal(1)}
    assert made.shares[0].quantity == 3


def test_metres_are_covered_by_whole_panels() -> None:
    assert units_for(Decimal(30), Decimal("2.4")) == 13
    (share,) = split([Lack(1, Decimal(30), (_offer(1, 1, 20, 10, "2.4"),))]).shares
    assert share.quantity == 13


def test_a_nice_to_have_adds_no_lender() -> None:
    must = Lack(1, Decimal(1), (_offer(1, 1, 1, 10),))
    nice = Lack(2, Decimal(1), (_offer(2, 2, 1, 5),), is_optional=True)
    assert {share.lender_id for share in split([must, nice]).shares} == {1}


def test_a_unit_is_counted_for_one_line_only_and_its_surest_part_first() -> None:
    lines = [Wanting(1, Decimal(2), Decimal(0), {7: Decimal(1)}), Wanting(2, Decimal(2), Decimal(1), {7: Decimal(1)})]
    found = coverages(lines, {7: Taken(agreed=1, asked=1, basket=1)})
    assert (found[1].agreed, found[1].asked, found[1].missing) == (1, 1, 0)
    assert (found[2].own, found[2].basket, found[2].missing) == (1, 1, 0)
    assert (total(found.values()).covered, total(found.values()).agreed) == (2, 0)


_OFFERS = st.lists(
    st.tuples(st.integers(1, 6), st.integers(1, 5), st.integers(0, 4), st.integers(0, 900)), max_size=8
)


@settings(deadline=None)
@given(st.lists(st.tuples(st.integers(1, 9), _OFFERS), min_size=1, max_size=4))
def test_a_split_never_takes_more_than_there_is_nor_covers_less_than_all_lenders_would(
    lines: list[tuple[int, list[tuple[int, int, int, int]]]],
) -> None:
    owners = {listing: 1 + listing % 3 for listing in range(1, 7)}
    free = {listing: 2 + listing % 4 for listing in range(1, 7)}
    lacks = [
        Lack(
            n,
            Decimal(missing),
            tuple(
                _offer(listing, owners[listing], free[listing], km)
                for listing, _, _, km in {o[0]: o for o in offers}.values()
            ),
        )
        for n, (missing, offers) in enumerate(lines)
    ]
    made = split(lacks)
    for listing in free:
        assert sum(share.quantity for share in made.shares if share.listing_id == listing) <= free[listing]
    for lack in lacks:
        taken = sum(share.quantity for share in made.shares if share.need_id == lack.need_id)
        assert made.uncovered[lack.need_id] == max(Decimal(0), lack.missing - taken)
    assert made.lenders <= made.possible_lenders
