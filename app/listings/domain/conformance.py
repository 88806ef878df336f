"""Availability cases as data: ``flask availability check FILE`` judges them by the one formula.

A case is ``{"id", "grain": "day" | "instant", "total", "bookings": [...], "query": {...}, "expect"}`` and may
name a policy: ``out_of_service``, ``turnaround_days``, ``buffer_min``, ``buffer_both``, ``buffer_after_query``,
``now``. Days are inclusive; instants are half-open and read as UTC. *expect* is a number of free units, or a
boolean where ``query.qty`` is given.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any, TypeVar

from app.core.errors import Refusal
from app.listings.domain.availability import (
    Hold,
    HoldKind,
    HoldState,
    Period,
    Pool,
    Stock,
    Terms,
    Turnaround,
    free_units,
)

Case = Mapping[str, Any]
T = TypeVar("T", bound=date)


@dataclass(frozen=True, slots=True)
class Verdict:
    """One case and what came out; *error* when the case could not be read."""

    id: str
    expected: object
    got: object
    error: str = ""
    note: str = ""

    @property
    def is_passed(self) -> bool:
        """Same kind and same value: 1 is not True."""
        return not self.error and type(self.got) is type(self.expected) and self.got == self.expected

    def __str__(self) -> str:
        if self.error:
            return f"ERROR  {self.id}  {self.error}"
        if self.is_passed:
            return f"ok     {self.id}  {self.got}"
        return f"FAIL   {self.id}  expected {self.expected}, got {self.got}  {self.note}".rstrip()


@dataclass(frozen=True, slots=True)
class Report:
    """Every verdict, in the order of the file."""

    verdicts: tuple[Verdict, ...]

    @property
    def passed(self) -> int:
        """How many agree."""
        return sum(verdict.is_passed for verdict in self.verdicts)

    @property
    def failed(self) -> int:
        """How many do not, or can't be read."""
        return len(self.verdicts) - self.passed

    @property
    def is_ok(self) -> bool:
        """Whether all passed; a file without cases proves nothing."""
        return bool(self.verdicts) and self.failed == 0

    @property
    def lines(self) -> tuple[str, ...]:
        """One line per case, then the count."""
        return (*(str(verdict) for verdict in self.verdicts), f"{self.passed} passed, {self.failed} failed")


def check_cases(payload: Mapping[str, Any]) -> Report:
    """Judge every case of *payload* (``{"cases": [...]}``). Never raises for a case that can't be read: it is
    counted as failed, with what is wrong."""
    return Report(tuple(_verdict(case, n) for n, case in enumerate(payload.get("cases", []), start=1)))


def _verdict(case: Case, number: int) -> Verdict:
    try:
        case_id = str(case.get("id", f"#{number}"))
        return Verdict(case_id, case["expect"], evaluate(case), note=str(case.get("note", "")))
    except KeyError as missing:
        return Verdict(case_id, None, None, error=f"missing field {missing}")
    except (ValueError, TypeError, AttributeError, Refusal) as problem:
        return Verdict(f"#{number}", None, None, error=str(problem))


def evaluate(case: Case) -> int | bool:
    """The free units of *case*, or whether ``query.qty`` of them are free."""
    if case["grain"] == "day":
        free = _free(case, _days, date.fromisoformat)
    elif case["grain"] == "instant":
        free = _free(case, _instants, _instant)
    else:
        raise ValueError(f"unknown grain {case['grain']!r}")
    asked = case["query"].get("qty")
    return free if asked is None else free >= asked


def _days(first: str, last: str) -> Period[date]:
    return Period.of_days(date.fromisoformat(first), date.fromisoformat(last))


def _instant(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def _instants(start: str, end: str) -> Period[datetime]:
    return Period(_instant(start), _instant(end))


def _free(case: Case, read: Callable[[str, str], Period[T]], moment: Callable[[str], T]) -> int:
    query, bookings = case["query"], case["bookings"]
    period = read(query["start"], query["end"])
    spans = [read(booking["start"], booking["end"]) for booking in bookings]
    # Without "now" the question is asked before anything starts: nothing is overdue unless the case says so.
    today = moment(case["now"]) if "now" in case else min(span.start for span in [period, *spans])
    terms = Terms(
        today=today,
        turnaround=_turnaround(case),
        exclude=frozenset({query["exclude"]} if "exclude" in query else ()),
    )
    holds = tuple(_hold(booking, span) for booking, span in zip(bookings, spans, strict=True))
    return free_units(Pool(Stock(case["total"], case.get("out_of_service", 0)), holds, terms), period)


def _turnaround(case: Case) -> Turnaround:
    return Turnaround(
        days=case.get("turnaround_days", 0),
        buffer=timedelta(minutes=case.get("buffer_min", 0)),
        before=case.get("buffer_both", False),
        after_asked=case.get("buffer_after_query", case["query"].get("buffer_after_query", False)),
        every_kind=True,
    )


def _hold(booking: Mapping[str, Any], span: Period[T]) -> Hold[T]:
    is_blockout = booking["state"] == HoldKind.BLOCKOUT
    return Hold(
        quantity=booking["qty"],
        start=span.start,
        end=span.end,
        state=HoldState.RESERVED if is_blockout else HoldState(booking["state"]),
        kind=HoldKind.BLOCKOUT if is_blockout else HoldKind.LOAN,
        returned=booking.get("returned", 0),
        ref=booking.get("ref"),
    )
