"""The passport, pure: what is asked when, what becomes a strike list, what is refused."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.exhibitions.domain.passport import (
    BorrowedArrivesByItself,
    Element,
    ImplausibleMass,
    LabelMissing,
    NegativeElementMass,
    NextLife,
    Origin,
    QuantityNotPositive,
    asked_by,
    balance,
    element_faults,
    months_after,
    strike_lines,
)
from app.exhibitions.domain.project import (
    NameMissing,
    ProgrammedAfterOpening,
    ProjectDraft,
    Space,
    Venue,
    VenueDaysReversed,
    VisitorsOutOfBounds,
    project_faults,
    space_faults,
    venue_faults,
)

WALL = Element("cloison blanche", 4, Origin.BUILT, "le musée", NextLife.OFFER, Decimal(120))


def test_fate_is_asked_after_six_and_after_twelve_months() -> None:
    struck = date(2027, 6, 30)
    assert asked_by(struck, date(2027, 12, 29)) == ()
    assert asked_by(struck, date(2027, 12, 30)) == (6,)
    assert asked_by(struck, date(2028, 6, 30)) == (6, 12)


@given(st.dates(date(2000, 1, 1), date(2090, 1, 1)), st.integers(1, 24))
def test_months_later_is_later_and_never_more_than_a_month_off(day: date, months: int) -> None:
    later = months_after(day, months)
    assert later > day
    assert later.day in (day.day, 28, 29, 30)
    assert (later.year * 12 + later.month) - (day.year * 12 + day.month) == months


def test_only_what_is_offered_goes_to_the_strike_list() -> None:
    kept = Element("banc", 2, Origin.OWN_STOCK, "", NextLife.OWN_STOCK)
    assert strike_lines([WALL, kept]) == "4 cloison blanche"


@pytest.mark.parametrize(
    ("changed", "fault"),
    [
        ({"label": "  "}, LabelMissing),
        ({"quantity": 0}, QuantityNotPositive),
        ({"mass_kg": Decimal(-1)}, NegativeElementMass),
        ({"mass_kg": Decimal(2_000_000)}, ImplausibleMass),
        ({"origin": Origin.BORROWED}, BorrowedArrivesByItself),
    ],
)
def test_what_cannot_be_an_element_is_said(changed: dict[str, object], fault: type[Exception]) -> None:
    from dataclasses import replace

    assert [type(one) for one in element_faults(replace(WALL, **changed))] == [fault]  # type: ignore[arg-type]


def test_a_mass_that_nobody_knows_is_not_zero() -> None:
    from dataclasses import replace

    assert not list(element_faults(replace(WALL, mass_kg=None)))


def test_the_balance_counts_elements_and_not_lines() -> None:
    found = balance(
        [
            (4, Origin.BUILT, NextLife.OFFER),
            (2, Origin.BORROWED, NextLife.RETURN),
            (1, Origin.NEW, NextLife.DISCARDED),
            (3, Origin.SECOND_HAND, NextLife.UNDECIDED),
        ]
    )
    assert (found.count, found.reused, found.with_next_life, found.undecided) == (10, 5, 6, 3)


def test_a_show_is_programmed_before_it_opens() -> None:
    opens = date(2027, 3, 1)
    assert [type(one) for one in project_faults(ProjectDraft(date(2027, 4, 1)), opens)] == [ProgrammedAfterOpening]
    assert [type(one) for one in project_faults(ProjectDraft(actual_visitors=-1), opens)] == [VisitorsOutOfBounds]
    assert not list(project_faults(ProjectDraft(), opens))


def test_a_space_has_a_name_and_a_surface() -> None:
    assert [type(one) for one in space_faults(Space("", Decimal(10)))] == [NameMissing]
    assert list(space_faults(Space("Salle 1", Decimal(0))))


def test_a_stage_does_not_close_before_it_opens() -> None:
    said = Venue("Halle", "Lille", date(2027, 5, 2), date(2027, 5, 1))
    assert [type(one) for one in venue_faults(said)] == [VenueDaysReversed]
