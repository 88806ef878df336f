"""Of several schedulers one leads, and another takes over when it goes."""

from flask import Flask

from app.core.scheduler import Leader


def test_one_leads_and_another_takes_over(app: Flask) -> None:
    first, second = Leader(), Leader()
    assert first.holds()
    assert first.holds(), "leading is kept from one pulse to the next"
    assert not second.holds()
    first.leave()
    assert second.holds()
    second.leave()
