"""What the threads of one worker share is whole before they meet it."""

import sys
import threading
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from sqlalchemy import inspect
from sqlalchemy.orm import aliased, configure_mappers

from app.accounts.models import Institution
from app.core.db import named

ASKED = ("name", "city", "time_zone")
THREADS = 8


@pytest.fixture(autouse=True)
def hurried() -> Iterator[None]:
    """Let the threads take turns as often as they can."""
    configure_mappers()
    usual = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    yield
    sys.setswitchinterval(usual)


def _spoilt(alias: Any) -> bool:
    """Whether threads that name the alias's columns at the same instant end up beside its table."""
    gate, wrong = threading.Barrier(THREADS), []

    def name_columns() -> None:
        gate.wait()
        try:
            wrong.extend(one for one in ASKED if getattr(alias, one).table is not inspect(alias).selectable)
        except Exception as error:  # half-made columns fail in more than one way
            wrong.append(error)

    threads = [threading.Thread(target=name_columns) for _ in range(THREADS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return bool(wrong)


def _rounds(make: Callable[[], Any], rounds: int) -> int:
    return next((number for number in range(1, rounds + 1) if _spoilt(make())), 0)


def test_an_alias_of_a_module_is_whole_for_every_thread():
    assert _rounds(lambda: named(Institution, "lender"), 200) == 0


@pytest.mark.filterwarnings("ignore::sqlalchemy.exc.SAWarning")
def test_an_alias_found_by_threads_together_is_spoilt():
    """The fault this guards against is real: a server kept answering 500 until it was started again."""
    assert _rounds(lambda: aliased(Institution, name="lender"), 3000) > 0
