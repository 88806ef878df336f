"""How long it takes to compute the whole ledger again: ``python -m benchmarks.recompute --entries 100000``.

Lives a few real loans through the product's own verbs, then multiplies their records by a seed (other days, masses,
distances, evidence, objects) with the product's own functions, until the ledger holds as many entries as asked:
for each object a plan (a pending entry and the one that lets it go), a cap, and a posted use. Then runs
`flask recompute --check` and the ledger's invariants, and prints seconds, entries, records and differences.
"""

import argparse
import random
import resource
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

from sqlalchemy import insert, select

from app import create_app
from app.core.db import db, transaction
from app.impact import verification
from app.impact.footprint.domain.lines import Phase
from app.impact.models import ImpactRecord, LedgerEntry, LedgerHead, LedgerPosting
from app.impact.records.domain import chain
from app.impact.records.domain.canonical import read, written
from app.impact.records.domain.chain import EntryKind, Leg
from app.impact.records.domain.inputs import Inputs, result_of
from app.impact.records.domain.settling import Grams, as_stored, kilograms, settled
from app.impact.services import computed_columns
from app.loans.domain.words import Alternative, Evidence
from benchmarks.search import database, environment_of
from tests.impact.given import a_returned_loan, a_world, an_offer

AT_ONCE = 2_000
NOW = datetime(2027, 1, 11, 9, tzinfo=UTC)
Row = dict[str, Any]


class Ledger:
    """A chain of entries that goes on from the one in the database."""

    def __init__(self, seed: int) -> None:
        self.chance = random.Random(seed)
        models = list(db.session.scalars(select(ImpactRecord).order_by(ImpactRecord.id)))
        self.plans = [one for one in models if one.phase is Phase.PLANNED]
        self.uses = [one for one in models if one.phase is Phase.ACTUAL]
        self.record_id = max(one.id for one in models)
        self.entry_id = max(db.session.scalars(select(LedgerEntry.id)))
        self.head = db.session.scalars(select(LedgerHead.hash)).one()
        self.records: list[Row] = []
        self.entries: list[Row] = []
        self.postings: list[Row] = []

    def grow(self, object_id: int) -> None:
        """One more object: planned, let go, its cap opened, its use posted."""
        model = self.chance.choice(self.plans)
        plan = self._record(model, self._varied(read(Inputs, model.inputs)), f"plan:{object_id}")
        legs = chain.credit_legs(f"listing:{model.listing_id}", model.exhibition_id, plan[1], "pending:")
        pending = self._enter(EntryKind.PENDING, legs, plan[0])
        self._enter(EntryKind.VOID, chain.opposite(legs), plan[0], settles=pending, reason="returned")
        model = self.chance.choice(self.uses)
        inputs = replace(self._varied(read(Inputs, model.inputs)), drawn_kg=Decimal(0), cap_left_kg=None)
        use = self._record(model, replace(inputs, object=f"unit:{object_id}"), f"use:{object_id}")
        self._enter(EntryKind.CAP, chain.cap_legs(object_id, use[1].cap), use[0])
        legs = chain.credit_legs(chain.object_account(object_id), model.exhibition_id, use[1])
        self._enter(EntryKind.POST, legs, use[0])

    def _varied(self, inputs: Inputs) -> Inputs:
        chance = self.chance
        days = timedelta(days=chance.randint(10, 400))
        journey = replace(inputs.journey, straight_km=Decimal(chance.randint(5, 9000)).scaleb(-1))
        made = replace(inputs.made, value=Decimal(chance.randint(3_000, 900_000)).scaleb(-3))
        return replace(
            inputs, last_day=inputs.first_day + days, journey=journey, made=made,
            evidence=chance.choice(("E1", "E2", "E3")), life_counted=Decimal(0),
        )  # fmt: skip

    def _record(self, model: ImpactRecord, inputs: Inputs, key: str) -> tuple[Row, Grams]:
        self.record_id += 1
        inputs = replace(inputs, id=key)
        result = result_of(inputs)
        left = None if inputs.cap_left_kg is None else int(inputs.cap_left_kg.scaleb(3))
        figures = settled(result, left)
        known = {column.name: getattr(model, column.name) for column in ImpactRecord.__table__.columns}
        row = {
            **known,
            **computed_columns(inputs, result, figures),
            "id": self.record_id,
            "key": key,
            "inputs": written(inputs),
            "results": written(as_stored(result, figures)),
        }
        self.records.append(row)
        return row, figures

    def _enter(
        self, kind: EntryKind, legs: Sequence[Leg], record: Row, settles: int | None = None, reason: str = ""
    ) -> int:
        self.entry_id += 1
        seal = chain.sealed(
            self.head, kind=kind.value, reason=reason, author=None, at=NOW.isoformat(), record=record["id"],
            digest=chain.digest_of(record["inputs"], record["results"]), settles=settles, legs=legs,
        )  # fmt: skip
        self.entries.append(
            {
                "id": self.entry_id, "kind": kind, "reason": reason, "record_id": record["id"], "settles_id": settles,
                "author_id": None, "at": NOW, "prev_hash": self.head, "hash": seal,
            }
        )  # fmt: skip
        self.postings += [
            {"entry_id": self.entry_id, "account": leg.account, "amount_kg": kilograms(leg.grams)} for leg in legs
        ]
        self.head = seal
        return self.entry_id

    def write(self) -> None:
        """What was made goes to the database, in one transaction."""
        with transaction() as session:
            for model, rows in (
                (ImpactRecord, self.records),
                (LedgerEntry, self.entries),
                (LedgerPosting, self.postings),
            ):
                if rows:
                    session.execute(insert(model), rows)
            session.get_one(LedgerHead, 1).hash = self.head
        self.records, self.entries, self.postings = [], [], []


def build(entries: int, seed: int) -> None:
    """A ledger of about *entries* entries."""
    world = a_world(NOW)
    for category in ("screen", "plinth", "video_projector"):
        a_returned_loan(world, an_offer(world, category, 1, mass_kg=15))
    a_returned_loan(world, alternative=Alternative.RENTAL, evidence=Evidence.E3)
    ledger = Ledger(seed)
    for number in range(1, entries // 4 + 1):
        ledger.grow(1_000_000 + number)
        if number % AT_ONCE == 0:
            ledger.write()
    ledger.write()


def timed() -> Iterator[tuple[str, float, float, object]]:
    """Each proof: its name, its seconds by the clock and of the processor, what it found."""
    proofs: dict[str, Callable[[datetime], object]] = {
        "recompute --check": lambda _now: [id for id, same in verification.recomputed() if not same]
    }
    for check in (
        verification.legs_sum_to_zero, verification.chain_is_unbroken, verification.caps_are_respected,
        verification.records_match_the_ledger, verification.columns_match_the_results,
        verification.corrections_are_reversals,
    ):  # fmt: skip
        proofs[check.__name__] = check
    for name, prove in proofs.items():
        clock, processor = time.perf_counter(), time.process_time()
        found = prove(NOW)
        yield name, time.perf_counter() - clock, time.process_time() - processor, found


def main() -> None:
    """Build, measure, print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--entries", type=int, default=100_000)
    parser.add_argument("--engine", choices=["postgresql", "sqlite"], default="sqlite")
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args()
    with (
        tempfile.TemporaryDirectory(prefix="ressourcerie-") as folder,
        database(asked.engine, Path(folder)) as url,
    ):
        app = create_app(environment_of(url, Path(folder)))
        with app.app_context():
            started = time.perf_counter()
            build(asked.entries, asked.seed)
            print(f"built in {time.perf_counter() - started:.0f} s", flush=True)
            _show()
            db.session.remove()
            db.engine.dispose()


def _show() -> None:
    counts = [db.session.query(model).count() for model in (LedgerEntry, ImpactRecord, LedgerPosting)]
    print("{} entries, {} records, {} legs".format(*counts))
    for name, clock, processor, found in timed():
        print(f"{name:28} {clock:7.1f} s, {processor:6.1f} s of processor: {found or 'nothing differs'}", flush=True)
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"{'memory':28} {memory:7.0f} MB")


if __name__ == "__main__":
    main()
