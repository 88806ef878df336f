"""One journey for several loans: proposed by one of the houses, agreed by all of them, undone when a loan changes."""

from collections.abc import Collection, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import select

from app.accounts.models import Institution
from app.core import events
from app.core.actor import Actor
from app.core.clock import local_day
from app.core.db import db, transaction
from app.core.errors import Forbidden, NotFound
from app.core.idempotency import is_repeat
from app.listings.domain.availability.roads import Way
from app.loans.carriage import carriage
from app.loans.domain.events import RunAgreed, RunUndone
from app.loans.domain.lifecycle import Side
from app.loans.domain.transport.carriage import LIVE_RUNS, Carriage, RunState
from app.loans.domain.transport.permissions import may_see_run, may_speak_for
from app.loans.domain.transport.refusals import AlreadyAnswered, NoSuchRun
from app.loans.domain.transport.runs import Run, run_of
from app.loans.models import Loan, RunAnswer, RunLoad, TransportRun
from app.loans.queries.transport_loads import open_loads
from app.loans.services.common import note, told
from app.loans.services.letters import Letter, tell


def propose_run(
    actor: Actor, house_id: int, keys: Collection[tuple[int, Way]], now: datetime, *, key: str = ""
) -> int | None:
    """Propose that these ways of loans be one journey; the house that proposes it agrees. Its id, None for a second
    click. The figures are those of this moment.

    Raises ``NoSuchRun`` (it saves nothing, or its loans changed, or are in another run), Forbidden, NotFound.
    """
    with transaction():
        if is_repeat(actor, key, ["propose_run", house_id, sorted(keys)], house_id, now):
            return None
        if not actor.belongs_to(house_id):
            raise NotFound()
        if not may_speak_for(actor, house_id):
            raise Forbidden()
        loans = _locked({loan_id for loan_id, _ in keys})
        if not loans or any(house_id not in (loan.lender_id, loan.borrower_id) for loan in loans):
            raise NotFound()
        method, found = _run(keys, loans, _day(house_id, now))
        row = _written(actor, house_id, found, method, now)
        facts = _facts(row, house_id)
        for loan in loans:
            note(actor, loan, _side(loan, house_id), "propose_run", now, run=row.id)
        _tell(row, loans, Letter.RUN_PROPOSED, now, but=house_id, **facts)
        return row.id


def answer_run(
    actor: Actor, run_id: int, house_id: int, agrees: bool, reason: str, now: datetime, *, key: str = ""
) -> bool:
    """Accept or refuse for one's house; whether the run is now agreed by all.

    Raises ``AlreadyAnswered`` (by this house, or the run is over), Forbidden, NotFound.
    """
    with transaction() as session:
        if is_repeat(actor, key, ["answer_run", run_id, house_id, agrees, reason], run_id, now):
            return False
        run, loans = _seen(actor, run_id)
        houses = _houses(loans)
        if house_id not in houses or not may_speak_for(actor, house_id):
            raise Forbidden()
        if run.state is not RunState.OPEN or any(one.institution_id == house_id for one in run.answers):
            raise AlreadyAnswered
        said = RunAnswer(
            institution_id=house_id, agrees=agrees, reason=reason.strip(), made_by=actor.user_id, made_at=now
        )
        run.answers.append(said)
        session.flush()
        is_agreed = agrees and {one.institution_id for one in run.answers} == houses
        for loan in (one for one in loans if house_id in (one.lender_id, one.borrower_id)):
            note(actor, loan, _side(loan, house_id), "accept_run" if agrees else "decline_run", now, run=run.id)
        if not agrees:
            _end(run, RunState.DECLINED)
            _tell(run, loans, Letter.RUN_DECLINED, now, but=house_id, reason=said.reason, **_facts(run, house_id))
        elif is_agreed:
            run.state = RunState.AGREED
            for loan in loans:
                events.publish(RunAgreed(**told(actor, loan, now), run_id=run.id))
            _tell(run, loans, Letter.RUN_AGREED, now, but=house_id, **_facts(run, house_id))
        return is_agreed


def leave_runs(actor: Actor, loan: Loan, now: datetime) -> None:
    """The loan changes or will not happen: whatever journey it was to share is undone, for all. Called under the
    loan's lock by the verbs that change it; what has been driven stays as it was."""
    live = select(RunLoad.run_id).where(RunLoad.loan_id == loan.id, RunLoad.is_live)
    for run_id in sorted(set(db.session.scalars(live))):
        run = _locked_run(run_id)
        if run is None or run.state not in LIVE_RUNS or not _is_to_be_made(run):
            continue
        was_agreed = run.state is RunState.AGREED
        _end(run, RunState.UNDONE)
        others = [one for one in _loans(run) if one.id != loan.id]
        for other in others:
            if was_agreed:
                events.publish(RunUndone(**told(actor, other, now), run_id=run.id))
        note(actor, loan, Side.LENDER, "undo_run", now, run=run.id)
        _tell(run, others, Letter.RUN_UNDONE, now, but=None, **_facts(run, run.proposer_id))


def _is_to_be_made(run: TransportRun) -> bool:
    """Whether no way of it has been made yet: a hand-over makes the way out, a return the way home."""
    made = {loan.id: (loan.handed_over_at is not None, loan.returned_at is not None) for loan in _loans(run)}
    return not any(made[load.loan_id][load.way is Way.BACK] for load in run.loads)


def _run(keys: Collection[tuple[int, Way]], loans: Sequence[Loan], today: date) -> tuple[Carriage, Run]:
    method = carriage()
    wanted = {(loan_id, way.value) for loan_id, way in keys}
    if method is None:
        raise NoSuchRun
    loads = [load for load in open_loads([loan.id for loan in loans], today) if load.key in wanted]
    found = run_of(loads, method) if len(loads) == len(wanted) else None
    if found is None:
        raise NoSuchRun
    return method, found


def _written(actor: Actor, house_id: int, run: Run, method: Carriage, now: datetime) -> TransportRun:
    saved = run.saved_kg(method)
    row = TransportRun(
        kind=run.kind,
        mode=run.mode,
        state=RunState.OPEN,
        proposer_id=house_id,
        made_by=actor.user_id,
        made_at=now,
        day=run.day,
        stops=[(stop.name, stop.latitude, stop.longitude) for stop in run.stops],
        vans=run.vans,
        separate_km=run.separate_km,
        run_km=run.run_km,
        saved_kg=saved.value,
        low_kg=saved.low,
        high_kg=saved.high,
        factor=method.factors[run.mode].reference,
        method=method.method,
        loads=[_load(run, one.key) for one in run.loads],
        answers=[RunAnswer(institution_id=house_id, agrees=True, made_by=actor.user_id, made_at=now)],
    )
    db.session.add(row)
    db.session.flush()
    return row


def _load(run: Run, key: tuple[int, str]) -> RunLoad:
    load = next(one for one in run.loads if one.key == key)
    return RunLoad(
        loan_id=load.loan_id,
        way=load.way,
        mass_kg=load.mass_kg,
        units=load.units,
        separate_km=run.separate[key],
        share_km=run.shares[key],
        is_live=True,
    )


def _end(run: TransportRun, state: RunState) -> None:
    run.state = state
    for load in run.loads:
        load.is_live = False


def _seen(actor: Actor, run_id: int) -> tuple[TransportRun, list[Loan]]:
    """The run and its loans, locked, loans first. Raises NotFound for strangers."""
    ids = set(db.session.scalars(select(RunLoad.loan_id).where(RunLoad.run_id == run_id)))
    loans = _locked(ids)
    run = _locked_run(run_id)
    if run is None or not may_see_run(actor, _houses(loans)):
        raise NotFound()
    return run, loans


def _locked_run(run_id: int) -> TransportRun | None:
    statement = select(TransportRun).where(TransportRun.id == run_id).with_for_update()
    found: TransportRun | None = db.session.scalar(statement.execution_options(populate_existing=True))
    return found


def _locked(loan_ids: Collection[int]) -> list[Loan]:
    statement = select(Loan).where(Loan.id.in_(loan_ids)).order_by(Loan.id).with_for_update()
    return list(db.session.scalars(statement.execution_options(populate_existing=True)))


def _loans(run: TransportRun) -> list[Loan]:
    ids = {load.loan_id for load in run.loads}
    return list(db.session.scalars(select(Loan).where(Loan.id.in_(ids)).order_by(Loan.id)))


def _houses(loans: Sequence[Loan]) -> set[int]:
    return {house for loan in loans for house in (loan.lender_id, loan.borrower_id)}


def _side(loan: Loan, house_id: int) -> Side:
    return Side.LENDER if loan.lender_id == house_id else Side.BORROWER


def _tell(
    run: TransportRun, loans: Sequence[Loan], letter: Letter, now: datetime, but: int | None, **facts: Any
) -> None:
    """Write to each house once, about the first of its loans."""
    written: set[int] = set() if but is None else {but}
    for loan in loans:
        for side, house in ((Side.LENDER, loan.lender_id), (Side.BORROWER, loan.borrower_id)):
            if house not in written:
                written.add(house)
                tell(loan, side, letter, now, **facts)


def _facts(run: TransportRun, house_id: int) -> dict[str, Any]:
    name = db.session.execute(select(Institution.name).where(Institution.id == house_id)).scalar_one()
    return {"who": name, "separate": _whole(run.separate_km), "together": _whole(run.run_km)}


def _whole(km: Decimal) -> int:
    return int(km.to_integral_value())


def _day(house_id: int, now: datetime) -> date:
    zone = db.session.execute(select(Institution.time_zone).where(Institution.id == house_id)).scalar_one()
    return local_day(now, zone)
