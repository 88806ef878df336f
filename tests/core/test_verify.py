"""``flask verify``: clean on a whole history; each invariant notices the row that breaks it, and the exit code says so."""

import json
from datetime import datetime

import pytest
from flask import Flask
from sqlalchemy import text

from app.core import verification
from app.core.db import db, is_sqlite
from tests.core.world import a_small_world

HOLD = (
    "INSERT INTO allocation (listing_id, unit_id, quantity, returned_quantity, start_on, end_on, kind, state, note,"
    " created_at) SELECT listing_id, {unit}, 1, 0, start_on, end_on, '{kind}', '{state}', '', created_at"
    " FROM allocation WHERE state = 'out'"
)
BREAKS = {
    "loans.holds_match": "UPDATE loan_line SET allocation_id = NULL WHERE id = (SELECT min(id) FROM loan_line)",
    "loans.units_match": "UPDATE allocation SET state = 'reserved' WHERE state = 'out'",
    "loans.no_unit_twice": HOLD.format(unit="unit_id", kind="maintenance", state="reserved"),
    "loans.never_more_than_there_is": "UPDATE unit SET in_service_from = '2030-01-01' WHERE out_of_service_from IS NULL",
    "loans.no_orphan_hold": HOLD.format(unit="NULL", kind="loan", state="requested"),
    "loans.kits_match": HOLD.format(unit="NULL", kind="kit", state="requested"),
    "loans.countered_by_one": "UPDATE loan SET state = 'requested' WHERE state = 'countered'",
    "loans.kept_as_proposed": "UPDATE proposal SET ends_on = '2027-06-30' WHERE state = 'open'",
    "loans.refused_stays_refused": "UPDATE allocation SET state = 'cancelled' WHERE id IN"
    " (SELECT allocation_id FROM asked_line)",
    "loans.offers_match": HOLD.format(unit="NULL", kind="hold", state="hold"),
    "loans.swaps_match": "INSERT INTO unit_swap (old_id, new_id, swapped_at)"
    " SELECT max(id), min(id), max(handed_over_at) FROM loan_unit",
    "loans.desk_steps_match": "UPDATE loan_unit SET handed_over_at = '2027-01-01 09:00:00+00:00'",
    "loans.messages_stand": "UPDATE message SET text = ''",
    "loans.roads_match": "UPDATE allocation SET end_on = '2028-01-01' WHERE kind = 'transit'",
    "loans.runs_add_up": "UPDATE run_load SET share_km = share_km + 1",
    "loans.runs_agreed_by_all": "UPDATE run_answer SET agrees = false WHERE id = (SELECT max(id) FROM run_answer)",
    "loans.gifts_kept_while_granted": "UPDATE allocation SET state = 'reserved'"
    " WHERE id IN (SELECT allocation_id FROM gift_unit)",
    "loans.gifts_granted_with_reason": "UPDATE gift SET decision = ''",
    "loans.gifts_given_once": "UPDATE unit SET out_of_service_from = NULL"
    " WHERE id IN (SELECT unit_id FROM gift_unit)",
    "loans.gifts_one_origin": "UPDATE unit_succession SET origin_id = (SELECT min(id) FROM unit)",
    "papers.seals_match": "UPDATE paper SET sha256 = 'forged'",
    "papers.signatures_match": "UPDATE signature SET sha256 = 'forged'",
    "papers.signed_loans_are_signed": "DELETE FROM signature WHERE side = 'borrower'",
    "papers.versions_follow": "UPDATE paper SET version = 2",
    "impact: legs sum to zero": "UPDATE ledger_posting SET amount_kg = amount_kg + 1 WHERE account = 'cap:opened'",
    "impact: chain is unbroken": "UPDATE ledger_entry SET reason = 'rewritten' WHERE kind = 'post'",
    "impact: caps are respected": "UPDATE ledger_posting SET amount_kg = -9 WHERE account LIKE 'object:%'",
    "impact: records match the ledger": "UPDATE impact_record SET net_kg = net_kg + 1",
    "impact: columns match the results": "UPDATE impact_record SET draw_kg = draw_kg + 1",
    "impact: posted after the return": "UPDATE loan_unit SET returned_at = NULL",
    "impact: corrections are reversals": "UPDATE ledger_entry SET settles_id = (SELECT max(id) FROM ledger_entry"
    " WHERE kind = 'post') WHERE id = (SELECT min(id) FROM ledger_entry WHERE kind = 'void')",
    "impact: sums match the records": "UPDATE impact_sum SET net = net + 1 WHERE side = 'network'",
    "diagnostic: choices name known factors": "INSERT INTO diagnostic_choice (exhibition_id, line_key, factor,"
    " chosen_at) SELECT min(id), 'x', 'unobtainium@1', min(created_at) FROM exhibition",
    "diagnostic: imported figures are ours": "INSERT INTO imported_factor (key, version, label, unit, method, figures,"
    " source, licence, year, file_name, file_sha256, imported_at) SELECT 'epd.x', 1, 'x', 'kg', 'en15804_a1', '[]', 'x',"
    " '', 2025, 'x', 'x', min(created_at) FROM exhibition",
    "projects: what is borrowed is never typed": "INSERT INTO passport_element (exhibition_id, label, quantity, origin,"
    " origin_detail, owner, next_life, next_detail, version, added_at) SELECT min(id), 'x', 1, 'borrowed', '', '',"
    " 'return', '', 1, min(created_at) FROM exhibition",
    "assessment: answers follow each other": "UPDATE assessment_answer SET number = number + 1 WHERE question = 'Q01'",
    "assessment: questions are asked": "UPDATE assessment_task SET question = 'Q99'",
    "assessment: scores match the answers": "UPDATE assessment SET overall = 1000",
    "assessment: proofs are kept": "UPDATE document SET attached = false WHERE id IN"
    " (SELECT document_id FROM assessment_proof)",
    "factors: two people looked": "INSERT INTO factor_review (proposal_id, factor_id, version, reviewer_id,"
    " reviewer_name, at, reason) SELECT id, factor_id, after + 1, author_id, author_name, at, 'moi-même'"
    " FROM factor_proposal WHERE id = (SELECT max(id) FROM factor_proposal)",
    "factors: those of records are known": "UPDATE impact_record SET factor = 'unobtainium@1'",
    "carbon: lines can be counted": "UPDATE carbon_line SET factor = 'unobtainium@1' WHERE factor <> ''",
    "carbon: one variant is chosen": "UPDATE carbon_variant SET is_chosen = true",
    "carbon: journeys match": "UPDATE carbon_line SET value = value + 1 WHERE made_by LIKE 'works:%'"
    " AND value IS NOT NULL",
}
"""One row changed by hand, as somebody with the database's own tools would; the invariant that must notice."""


def _disarm() -> None:
    """Take away what the database itself refuses: these breaks are of somebody who got round it."""
    if is_sqlite():
        for name in db.session.scalars(text("SELECT name FROM sqlite_master WHERE type = 'trigger'")).all():
            db.session.execute(text(f"DROP TRIGGER {name}"))
    else:
        db.session.execute(text("ALTER TABLE allocation DROP CONSTRAINT ex_allocation_double_booking"))
        for table in ("impact_record", "ledger_entry", "ledger_posting", "paper", "signature", "assessment_answer"):
            db.session.execute(text(f"ALTER TABLE {table} DISABLE TRIGGER USER"))


def test_a_whole_history_is_clean(app: Flask, now: datetime) -> None:
    a_small_world(now)
    done = app.test_cli_runner().invoke(args=["verify"])
    assert done.exit_code == 0, done.output
    assert "BROKEN" not in done.output
    told = json.loads(app.test_cli_runner().invoke(args=["verify", "--json"]).output)
    assert told["ok"] is True
    assert not any(told["checks"].values())


def test_an_empty_installation_is_clean(app: Flask) -> None:
    assert app.test_cli_runner().invoke(args=["verify"]).exit_code == 0


def test_every_invariant_has_its_break(app: Flask, now: datetime) -> None:
    assert set(verification.run_all(now)) == set(BREAKS)


def test_each_broken_row_is_noticed(app: Flask, now: datetime) -> None:
    a_small_world(now)
    _disarm()
    db.session.commit()
    unnoticed = []
    for name, broken in BREAKS.items():
        assert db.session.execute(text(broken)).rowcount > 0, name  # type: ignore[attr-defined]
        if not verification.run_all(now)[name]:
            unnoticed.append(name)
        db.session.rollback()
    assert not unnoticed
    assert not any(verification.run_all(now).values())


def test_the_command_names_what_is_broken(app: Flask, now: datetime) -> None:
    a_small_world(now)
    _disarm()
    db.session.execute(text(BREAKS["loans.messages_stand"]))
    db.session.commit()
    db.session.remove()
    runner = app.test_cli_runner()
    done = runner.invoke(args=["verify"])
    assert done.exit_code == 1
    assert any("BROKEN" in line and "loans.messages_stand" in line for line in done.output.splitlines()), done.output
    told = json.loads(runner.invoke(args=["verify", "--json"]).output)
    assert told["ok"] is False
    assert told["checks"]["loans.messages_stand"]


@pytest.mark.parametrize("table", ["impact_record", "ledger_entry", "ledger_posting"])
def test_the_database_itself_rewrites_nothing_of_the_ledger(app: Flask, now: datetime, table: str) -> None:
    a_small_world(now)
    for statement in (f"UPDATE {table} SET id = id", f"DELETE FROM {table}"):
        with pytest.raises(Exception, match="append_only"):
            db.session.execute(text(statement))
        db.session.rollback()
