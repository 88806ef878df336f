"""How long a carbon calculation takes: ``python -m benchmarks.footprint --lines 5000``.

First the pure half: lines with their own factors, values and doubts, counted on both bases. Then, with ``--page``,
as many lines written to a database, and their pages asked repeatedly as a browser does. Prints the median and the
95th percentile.
"""

import argparse
import gc
import random
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from decimal import Decimal
from functools import partial
from pathlib import Path

from flask.testing import FlaskClient

from app import create_app
from app.core.actor import Role
from app.core.db import db, transaction
from app.impact.footprint.activities import activities, kept_factor, line_factor
from app.impact.footprint.domain.lines import Basis, Factor, Line, Phase, ValueSource
from app.impact.footprint.domain.tally import tallied
from app.impact.footprint.models import CarbonLine
from app.impact.footprint.queries.calculation import carbon_page
from benchmarks.dashboards import EMAIL, sign_in
from benchmarks.search import database, environment_of
from tests.given.accounts import a_person, an_institution
from tests.given.exhibitions import an_exhibition

NOW = datetime(2027, 1, 11, 9, tzinfo=UTC)
TODAY = date(2027, 1, 11)
CONTRACT = Factor(Decimal("0.012"), "kgCO2e/kWh", Decimal("0.1"), "contract")


def some_lines(count: int, seed: int) -> list[Line]:
    """Lines of every activity and factor, no two values alike: the hardest case for a sum by cells."""
    chance = random.Random(seed)
    kinds = [(one, id) for one in activities().values() for id in one.factors]
    made = []
    for _ in range(count):
        activity, id = chance.choice(kinds)
        low, high = activity.usual
        value = low + (high - low) * Decimal(chance.randrange(1, 10**6)).scaleb(-6)
        made.append(
            Line(
                activity.component,
                value,
                activity.unit,
                line_factor(kept_factor(id), activity, activity.component),
                market_factor=CONTRACT if activity.is_electricity else None,
                source=chance.choice(list(ValueSource)),
                value_u_rel=Decimal(chance.randrange(5, 60)).scaleb(-2),
            )
        )
    return made


def timed(what: str, do: Callable[[], object], times: int) -> None:
    """Print the median and the 95th percentile of *times* runs, and the processor's own time, which neighbours on the
    machine do not lengthen.
    """
    taken, worked = [], []
    do()  # what is made once for a process is not what a visitor waits for
    for _ in range(times):
        start, work = time.perf_counter(), time.process_time()
        do()
        taken.append((time.perf_counter() - start) * 1000)
        worked.append((time.process_time() - work) * 1000)
    p95, cpu = statistics.quantiles(taken, n=20)[-1], statistics.median(worked)
    print(f"{what}: median {statistics.median(taken):.1f} ms, p95 {p95:.1f} ms, cpu {cpu:.1f} ms ({times} runs)")


def the_page(count: int, times: int) -> None:
    """The page of an exhibition with *count* lines, as a browser gets it, and what it asks of the database."""
    with tempfile.TemporaryDirectory() as folder, database("sqlite", Path(folder)) as url:
        app = create_app(environment_of(url, Path(folder)))
        with app.app_context():
            house = an_institution("Musée des mesures", now=NOW)
            team = a_person(house, Role.EXHIBITIONS, email=EMAIL, now=NOW)
            show = an_exhibition(team, house, NOW, expected_visitors=20_000)
            with transaction() as session:
                session.add_all(_rows(show, count))
            timed(f"{count} lines read and counted", lambda: carbon_page(team, show, Phase.PLANNED, TODAY), times)
            db.session.remove()
        gc.collect()
        gc.freeze()  # as gunicorn.conf.py does before it forks
        client = app.test_client()
        sign_in(client)
        for path in ("", "/postes/works-transport", "/variantes", "/lignes.csv"):
            address = f"/expositions/{show}/carbone{path}"
            timed(f"{count} lines, GET {address}", partial(_asked, client, address), times)


def _asked(client: FlaskClient, path: str) -> None:
    assert client.get(path).status_code == 200, path


def _rows(show: int, count: int) -> Iterator[CarbonLine]:
    chance = random.Random(7)
    kinds = list(activities().values())
    for number in range(count):
        one = chance.choice(kinds)
        yield CarbonLine(
            exhibition_id=show,
            phase=Phase.PLANNED,
            component=one.component,
            activity=one.id,
            label=f"ligne {number}",
            value=one.usual[0] + number,
            unit=one.unit,
            factor=kept_factor(one.factors[0]).reference if one.factors else "",
            source=chance.choice(list(ValueSource)),
            written_at=NOW,
        )


def main() -> None:
    """Read the arguments and print the figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--lines", type=int, default=5_000)
    parser.add_argument("--times", type=int, default=20)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--page", action="store_true", help="also the page, on a database of its own")
    asked = parser.parse_args()
    lines = some_lines(asked.lines, asked.seed)
    timed(f"{asked.lines} lines, grid", lambda: tallied(lines), asked.times)
    timed(f"{asked.lines} lines, contract", lambda: tallied(lines, Basis.MARKET), asked.times)
    if asked.page:
        the_page(asked.lines, asked.times)


if __name__ == "__main__":
    main()
