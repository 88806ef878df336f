"""The availability cases drawn from other systems, judged by our formula."""

import json
from pathlib import Path

import pytest

from app.listings.domain.conformance import check_cases, evaluate

PAYLOAD = json.loads((Path(__file__).parents[1] / "data" / "availability_cases.json").read_text())


def a_case(**changes):
    case = {
        "id": "T1",
        "grain": "day",
        "total": 3,
        "bookings": [{"qty": 2, "start": "2030-01-10", "end": "2030-01-12", "state": "reserved"}],
        "query": {"start": "2030-01-12", "end": "2030-01-14"},
        "expect": 1,
    }
    return {**case, **changes}


def test_the_file_of_cases_is_whole():
    assert len(PAYLOAD["cases"]) == 51
    assert len({case["id"] for case in PAYLOAD["cases"]}) == 51


@pytest.mark.parametrize("case", PAYLOAD["cases"], ids=lambda case: case["id"])
def test_a_case_of_another_system_has_the_expected_answer(case):
    got = evaluate(case)
    assert got == case["expect"] and type(got) is type(case["expect"]), case.get("note")


def test_the_report_has_one_line_per_case_and_a_count():
    report = check_cases(PAYLOAD)
    assert report.is_ok
    assert len(report.lines) == 52
    assert report.lines[-1] == "51 passed, 0 failed"


def test_a_wrong_expectation_is_a_failure_that_shows_both_numbers():
    report = check_cases({"cases": [a_case(), a_case(id="T2", expect=3)]})
    assert (report.passed, report.failed, report.is_ok) == (1, 1, False)
    assert "T2" in report.lines[1] and "expected 3, got 1" in report.lines[1]


def test_a_number_is_not_a_yes():
    assert check_cases({"cases": [a_case(expect=True)]}).failed == 1


def test_no_case_proves_nothing():
    report = check_cases({"cases": []})
    assert not report.is_ok and report.lines == ("0 passed, 0 failed",)


@pytest.mark.parametrize(
    "changes",
    [
        {"grain": "week"},
        {"query": {"start": "2030-01-12"}},
        {"query": {"start": "2030-01-14", "end": "2030-01-12"}},
        {"query": {"start": "tomorrow", "end": "2030-01-12"}},
        {"bookings": [{"qty": 1, "start": "2030-01-01", "end": "2030-01-02", "state": "dreamt"}]},
        {"bookings": None},
    ],
)
def test_a_case_that_cannot_be_read_fails_without_stopping_the_others(changes):
    report = check_cases({"cases": [a_case(**changes), a_case(id="T2")]})
    assert (report.passed, report.failed) == (1, 1)
    assert report.lines[0].startswith("ERROR")


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"out_of_service": 1}, 0),
        ({"bookings": []}, 3),
        ({"query": {"start": "2030-01-13", "end": "2030-01-14"}, "turnaround_days": 1}, 1),
        ({"query": {"start": "2030-01-08", "end": "2030-01-09"}, "turnaround_days": 1}, 3),
        (
            {
                "query": {"start": "2030-01-08", "end": "2030-01-09"},
                "turnaround_days": 1,
                "buffer_after_query": True,
            },
            1,
        ),
        (
            {"bookings": [{"qty": 2, "start": "2030-01-10", "end": "2030-01-12", "state": "out", "returned": 1}]},
            2,
        ),
    ],
)
def test_the_policies_of_a_case_are_applied(changes, expected):
    assert evaluate(a_case(**changes)) == expected
