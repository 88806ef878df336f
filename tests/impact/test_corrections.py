"""A record that is wrong is replaced, never rewritten; the object's cap and its later uses follow."""

import json
from datetime import date, datetime
from decimal import Decimal
from threading import Barrier, Thread

import pytest
from flask import Flask

from app.core.actor import Actor
from app.core.db import db
from app.core.errors import Forbidden, NotFound
from app.impact import corrections, verification
from app.impact.credits.domain.refusals import WeightsDoNotSumToOne
from app.impact.footprint.domain.lines import Phase
from app.impact.models import ImpactRecord
from app.impact.queries.rows import counted, standing_records
from app.impact.records.domain.added import StatedWeights
from app.impact.records.domain.canonical import read
from app.impact.records.domain.chain import EntryKind
from app.impact.records.domain.correcting import (
    AlreadyReplaced,
    Correction,
    NothingCorrected,
    OnlyActualRecords,
    ReasonMissing,
)
from app.impact.records.domain.inputs import Inputs
from app.impact.sums.verifying import sums_match_the_records
from app.loans.domain.words import Evidence
from tests.impact.given import (
    World,
    a_returned_loan,
    a_world,
    an_agreed_loan,
    an_offer,
    change_listing,
    entries,
    records,
)

D = Decimal
STAFF = Actor(user_id=None, name="équipe", is_staff=True)


def clean(now: datetime) -> bool:
    db.session.expire_all()
    checks = (
        verification.legs_sum_to_zero,
        verification.chain_is_unbroken,
        verification.caps_are_respected,
        verification.records_match_the_ledger,
        verification.columns_match_the_results,
        verification.posted_after_the_return,
        verification.corrections_are_reversals,
        sums_match_the_records,
    )
    return not [one for check in checks for one in check(now)] and all(same for _, same in verification.recomputed())


def standing() -> list[ImpactRecord]:
    replaced = {one.supersedes_id for one in records()}
    return [one for one in records(phase=Phase.ACTUAL) if one.id not in replaced]


def balance(account: str) -> Decimal:
    return sum((leg.amount_kg for one in entries() for leg in one.postings if leg.account == account), D(0))


def three_uses(now: datetime, mass_kg: int = 15) -> tuple[World, list[ImpactRecord]]:
    world = a_world(now)
    plinth = an_offer(world, "plinth", 1, mass_kg=mass_kg)
    for month in (3, 4, 5, 6):
        a_returned_loan(world, plinth, first=date(2027, month, 3), last=date(2027, month, 20), evidence=Evidence.E3)
    return world, records(phase=Phase.ACTUAL)


def test_a_correction_is_a_new_record_a_reversal_and_a_new_entry(app: Flask, now: datetime) -> None:
    world = a_world(now)
    a_returned_loan(world)
    (old,) = records(phase=Phase.ACTUAL)
    kept = (old.inputs, old.results, old.net_kg)
    change = Correction(evidence="E3")
    new_id = corrections.correct_record(world.csr, old.id, change, "Devis retrouvé du 3 janvier", now)
    old, new = db.session.get_one(ImpactRecord, old.id), db.session.get_one(ImpactRecord, new_id)
    assert (old.inputs, old.results, old.net_kg) == kept
    assert (new.supersedes_id, new.reason, new.author_id) == (
        old.id,
        "Devis retrouvé du 3 janvier",
        world.csr.user_id,
    )
    assert new.draw_kg == (old.draw_kg / D("0.65")).quantize(D("0.001"))
    kinds = [one.kind for one in entries()]
    assert kinds[-2:] == [EntryKind.REVERSAL, EntryKind.POST]
    undone = next(one for one in entries() if one.id == entries()[-2].settles_id)
    assert [-leg.amount_kg for leg in undone.postings] == [leg.amount_kg for leg in entries()[-2].postings]
    assert balance(f"exhibition:{world.exhibition}") == new.net_kg
    assert clean(now)


def test_only_the_corrected_record_is_counted(app: Flask, now: datetime) -> None:
    world = a_world(now)
    a_returned_loan(world)
    (old,) = records(phase=Phase.ACTUAL)
    new = corrections.correct_record(world.csr, old.id, Correction(alternative="none"), "Erreur de saisie", now)
    rows = counted(standing_records(), with_internal=True)
    assert [row.id for row in rows] == [new]
    assert rows[0].net < 0 and rows[0].draw == 0


def test_a_correction_without_a_reason_is_refused(app: Flask, now: datetime) -> None:
    world = a_world(now)
    a_returned_loan(world)
    (old,) = records(phase=Phase.ACTUAL)
    before = len(entries())
    with pytest.raises(ReasonMissing):
        corrections.correct_record(world.csr, old.id, Correction(evidence="E3"), "  ", now)
    assert len(entries()) == before


def test_weights_that_do_not_sum_to_one_are_refused(app: Flask, now: datetime) -> None:
    world = a_world(now)
    a_returned_loan(world)
    (old,) = records(phase=Phase.ACTUAL)
    before = len(entries())
    with pytest.raises(WeightsDoNotSumToOne):
        change = Correction(weights=StatedWeights(new=D("0.5"), none=D("0.4")))
        corrections.correct_record(world.csr, old.id, change, "Étude interne", now)
    assert (len(records()), len(entries())) == (2, before)


def test_stated_weights_burdens_and_label_are_kept_and_computed(app: Flask, now: datetime) -> None:
    world = a_world(now, public_borrower=False)
    a_returned_loan(world)
    (old,) = records(phase=Phase.ACTUAL)
    change = Correction(
        weights=StatedWeights(new=D("0.5"), own_stock=D("0.5")), packaging=D(3), backfill=D("1.5"), label="reduction"
    )
    new = db.session.get_one(
        ImpactRecord, corrections.correct_record(world.csr, old.id, change, "Étude interne", now)
    )
    assert new.label.value == "reduction"
    spent = json.loads(new.results)["burdens"]
    assert (spent["packaging"], spent["backfill"]) == ("3", "1.5")
    assert new.draw_kg == (old.draw_kg * D("0.5") / D("0.65")).quantize(D("0.001"))
    assert read(Inputs, new.inputs).added is not None
    assert clean(now)


def test_who_may_correct(app: Flask, now: datetime) -> None:
    world = a_world(now)
    a_returned_loan(world)
    (old,) = records(phase=Phase.ACTUAL)
    for actor, refusal in ((world.curator, Forbidden), (world.technician, Forbidden), (Actor(), NotFound)):
        with pytest.raises(refusal):
            corrections.correct_record(actor, old.id, Correction(evidence="E3"), "Pour voir", now)
    assert corrections.correct_record(STAFF, old.id, Correction(evidence="E3"), "Devis vu par l'équipe", now)


def test_plans_and_replaced_records_are_not_corrected(app: Flask, now: datetime) -> None:
    world = a_world(now)
    an_agreed_loan(world, {an_offer(world): 1})
    (planned,) = records()
    with pytest.raises(OnlyActualRecords):
        corrections.correct_record(world.csr, planned.id, Correction(evidence="E3"), "Trop tôt", now)
    a_returned_loan(world)
    (old,) = records(phase=Phase.ACTUAL)
    with pytest.raises(NothingCorrected):
        corrections.correct_record(world.csr, old.id, Correction(evidence="E2"), "Pareil", now)
    new = corrections.correct_record(world.csr, old.id, Correction(evidence="E3"), "Devis", now)
    with pytest.raises(AlreadyReplaced):
        corrections.correct_record(world.csr, old.id, Correction(evidence="E3"), "Encore", now)
    again = corrections.correct_record(world.csr, new, Correction(evidence="E2"), "Devis sans date", now)
    assert db.session.get_one(ImpactRecord, again).net_kg == old.net_kg
    assert clean(now)


def test_what_the_cap_had_cut_from_a_later_use_comes_back_to_it(app: Flask, now: datetime) -> None:
    """Three uses exhaust a plinth and the fourth draws nothing; one of the three turns out to have avoided nothing."""
    world, uses = three_uses(now)
    cap = next(leg.amount_kg for leg in entries()[1].postings if leg.amount_kg > 0)
    assert uses[3].draw_kg == 0
    corrections.correct_record(world.csr, uses[1].id, Correction(alternative="none"), "Il y avait un socle", now)
    drawn = [one.draw_kg for one in sorted(standing(), key=lambda one: one.starts_on)]
    assert drawn[1] == 0 and drawn[3] > 0
    assert sum(drawn) == cap == sum(one.draw_kg for one in uses)
    follower = max(standing(), key=lambda one: one.starts_on)
    assert follower.supersedes_id == uses[3].id and follower.reason == f"follows:{uses[1].id}"
    assert clean(now)


def test_a_mass_in_grams_corrected_opens_the_right_cap(app: Flask, now: datetime) -> None:
    world, uses = three_uses(now, mass_kg=15000)
    assert {one.review for one in uses} == {"mass"}
    new = corrections.correct_record(world.csr, uses[0].id, Correction(mass_kg=D(15)), "Grammes au lieu de kg", now)
    corrected = db.session.get_one(ImpactRecord, new)
    assert (corrected.verified, corrected.review) == (True, "")
    assert corrected.draw_kg == (uses[0].draw_kg / 1000).quantize(D("0.001"))
    whole = read(Inputs, corrected.inputs).made.value
    assert sum(one.draw_kg for one in standing()) <= whole
    assert clean(now)
    for one in uses[1:]:
        current = next(now_ for now_ in standing() if now_.loan_id == one.loan_id)
        if current.review:
            corrections.correct_record(world.csr, current.id, Correction(mass_kg=D(15)), "La même erreur", now)
    assert not any(one.review for one in standing())
    assert sum(one.draw_kg for one in standing()) == whole.quantize(D("0.001"), rounding="ROUND_FLOOR")
    assert clean(now)


def test_the_next_use_goes_on_from_the_corrected_ones(app: Flask, now: datetime) -> None:
    world = a_world(now)
    screen = an_offer(world, quantity=1)
    a_returned_loan(world, screen, last=date(2027, 4, 30))
    (old,) = records(phase=Phase.ACTUAL)
    corrections.correct_record(world.csr, old.id, Correction(evidence="E3"), "Devis retrouvé", now)
    change_listing(screen, title="Écran du hall")
    a_returned_loan(world, screen, first=date(2027, 6, 1), last=date(2027, 6, 28))
    _, corrected, later = records(phase=Phase.ACTUAL)
    known = read(Inputs, later.inputs)
    assert known.drawn_kg == corrected.draw_kg
    assert round(known.life_counted, 20) == round(D(61) / (365 * 8), 20)
    assert clean(now)


def test_staff_release_a_strange_record_or_keep_it_out_with_a_reason(app: Flask, now: datetime) -> None:
    world = a_world(now)
    a_returned_loan(world, an_offer(world, mass_kg=1800))
    (strange,) = records(phase=Phase.ACTUAL)
    assert (strange.verified, strange.review) == (False, "mass")
    with pytest.raises(Forbidden):
        corrections.release_record(world.csr, strange.id, "Je le sais", now)
    with pytest.raises(ReasonMissing):
        corrections.keep_record_out(STAFF, strange.id, "", now)
    corrections.keep_record_out(STAFF, strange.id, "Le prêteur vérifie", now)
    assert counted(standing_records(), with_internal=True) == []
    new = corrections.release_record(STAFF, strange.id, "Mur d'écrans, pesé avec son châssis", now)
    (row,) = counted(standing_records(), with_internal=True)
    assert (row.id, row.net) == (new, strange.net_kg)
    assert clean(now)


def test_two_who_correct_at_once_make_one_correction(app: Flask, now: datetime) -> None:
    world = a_world(now)
    a_returned_loan(world)
    (old,) = records(phase=Phase.ACTUAL)
    record_id, barrier, problems = old.id, Barrier(3), []
    db.session.rollback()

    def correct(reason: str) -> None:
        with app.app_context():
            try:
                barrier.wait()
                corrections.correct_record(world.csr, record_id, Correction(evidence="E3"), reason, now)
            except Exception as problem:
                problems.append(type(problem))
            finally:
                db.session.remove()

    threads = [Thread(target=correct, args=(f"Devis {number}",)) for number in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert problems == [AlreadyReplaced, AlreadyReplaced]
    assert len(records(phase=Phase.ACTUAL)) == 2
    assert clean(now)
