import re
from collections import Counter
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import func, select

from app.accounts.domain.states import InstitutionState
from app.accounts.models import Institution, Site, User
from app.core import verification
from app.core.clock import local_day
from app.core.db import db
from app.demo.facts import told
from app.demo.network import PASSWORD
from app.demo.stories import End
from app.demo.summary import is_empty
from app.exhibitions.models import Exhibition
from app.impact.assessment.models import (
    Assessment,
    AssessmentAnswer,
    AssessmentLesson,
    AssessmentProof,
    AssessmentTask,
)
from app.impact.models import ImpactRecord
from app.listings.domain.availability.holds import HoldKind
from app.listings.domain.categories import category, families
from app.listings.domain.documents import Lapse, lapse_of
from app.listings.domain.states import ListingState
from app.listings.models import Allocation, ImportRun, KitMember, Listing, ListingDocument, ListingPhoto
from app.loans.domain.lifecycle import State, is_overdue
from app.loans.models import Loan
from tests.databases import Databases
from tests.demo.conftest import FEW, NOW, Loaded, close, load
from tests.pages import Browser

TODAY = local_day(NOW)
pytestmark = pytest.mark.any_engine
"""One test builds the demo on the other engine as well, and finds the same in it."""


def count(model: type, *conditions: object) -> int:
    found = db.session.scalar(select(func.count()).select_from(model).where(*conditions))  # type: ignore[arg-type]
    return found or 0


def test_it_is_a_network_over_many_regions_with_one_house_still_to_be_verified(demo: Loaded):
    assert count(Institution) >= 12
    assert count(Institution, Institution.state == InstitutionState.PENDING) == 1
    assert count(Institution, Institution.state == InstitutionState.VERIFIED) == count(Institution) - 1
    regions = set(db.session.scalars(select(Institution.region)))
    assert len(regions) >= 8
    assert {"01", "02", "03", "04", "06"} & regions


def test_every_place_is_located_and_opens_some_day(demo: Loaded):
    sites = db.session.scalars(select(Site)).all()
    assert len(sites) > count(Institution)
    assert all(-62 < site.longitude < 56 and -22 < site.latitude < 52 and site.insee for site in sites)
    assert all(site.open_weekdays for site in sites)
    assert set(db.session.scalars(select(Site.region))) == set(db.session.scalars(select(Institution.region)))


def test_nobody_in_it_is_a_real_person(demo: Loaded):
    people = told("people")
    for person in db.session.scalars(select(User)):
        first, _, last = person.name.partition(" ")
        assert first in people["first_names"] and last in people["last_names"]
        assert person.email.endswith("example.org")


def test_much_is_offered_and_what_is_invented_says_so(demo: Loaded):
    published = db.session.scalars(select(Listing).where(Listing.state == ListingState.PUBLISHED)).all()
    assert len(published) >= 250
    shown = {listing.category for listing in published}
    assert len(shown) >= 45 and {category(one).family for one in shown} == set(families())
    assert sum(listing.vehicle is not None for listing in published) > 40
    assert all("pour la démonstration" in listing.description for listing in published)
    assert count(ListingPhoto) >= FEW


def test_sixty_loans_are_in_every_state(demo: Loaded):
    loans = db.session.scalars(select(Loan)).all()
    states = Counter(loan.state for loan in loans)
    late = sum(is_overdue(loan.state, loan.ends_on, TODAY) for loan in loans)
    assert len(loans) >= 60
    assert {State(end.value) for end in End if end is not End.OVERDUE} <= set(states)
    assert 0 < late < states[State.OUT]


def test_nothing_in_it_happened_in_the_future_and_nothing_waits_that_should_have_ended(demo: Loaded):
    loans = db.session.scalars(select(Loan)).all()
    for loan in loans:
        instants = (loan.requested_at, loan.decided_at, loan.handed_over_at, loan.returned_at, loan.closed_at)
        known = [instant for instant in instants if instant is not None]
        assert known == sorted(known) and known[-1] <= NOW, loan.id
        assert loan.state is not State.REQUESTED or loan.expires_at > NOW
        assert loan.state is not State.APPROVED or loan.starts_on >= TODAY


def test_six_exhibitions_lie_around_today_and_one_reuses_nothing(demo: Loaded):
    shows = db.session.scalars(select(Exhibition)).all()
    borrowing = set(db.session.scalars(select(Loan.exhibition_id)))
    assert len(shows) == 6
    assert any(show.closes_on < TODAY for show in shows) and any(show.opens_on > TODAY for show in shows)
    assert any(show.opens_on <= TODAY <= show.closes_on for show in shows)
    assert len({show.id for show in shows} - borrowing) == 1


def test_what_came_back_was_counted_and_the_network_avoids_more_than_it_emits(demo: Loaded):
    actual = [record.net_kg for record in db.session.scalars(select(ImpactRecord)) if record.phase.value == "actual"]
    assert len(actual) > 50
    assert sum(actual) > 0
    assert any(net < 0 for net in actual)


def test_every_invariant_holds(demo: Loaded):
    found = verification.run_all(NOW)
    assert found and not any(found.values()), found


def test_what_it_prints_leads_to_accounts_and_things_that_are_there(demo: Loaded):
    assert {"institutions", "users", "tokens", "samples", "password"} <= set(demo.told)
    assert all(demo.told["users"][role] for role in ("admin", "technician", "exhibitions", "csr", "reader", "staff"))
    assert set(demo.told["samples"]["loans"]) == {end.value for end in End}
    assert all(db.session.get(Listing, id) for ids in demo.told["samples"]["listings"].values() for id in ids)
    assert not is_empty()


def test_one_kit_has_members_and_a_paper_about_to_lapse(demo: Loaded):
    kit = demo.told["samples"]["kit_listing"]
    assert count(KitMember, KitMember.kit_id == kit) == 3
    papers = db.session.scalars(select(ListingDocument).where(ListingDocument.listing_id == kit)).all()
    lapses = [lapse_of(paper.expires_on, today=TODAY) for paper in papers]
    assert lapses.count(Lapse.SOON) == 1 and lapses.count(Lapse.VALID) == 2


def test_one_calendar_shows_loans_and_a_block(demo: Loaded):
    shown = demo.told["samples"]["calendar_listing"]
    holds = db.session.scalars(select(Allocation).where(Allocation.listing_id == shown)).all()
    kinds = Counter(hold.kind for hold in holds if hold.kind is not HoldKind.TRANSIT)
    assert kinds == {HoldKind.LOAN: 3, HoldKind.BLOCKOUT: 1}


def test_one_import_is_done_and_left_rows_out(demo: Loaded):
    run = db.session.scalars(select(ImportRun).where(ImportRun.import_id == demo.told["samples"]["import"])).one()
    assert run.bad >= 3 and run.is_partial


def test_each_role_can_sign_in_with_the_printed_password(demo: Loaded):
    for people in demo.told["users"].values():
        browser = Browser(demo.app)
        browser.sign_in(people[0]["email"], PASSWORD)


def test_the_same_seed_on_the_same_day_is_the_same_demo_on_either_engine(
    demo: Loaded, databases: Databases, request: pytest.FixtureRequest, tmp_path: Path
):
    other = "sqlite" if request.config.getoption("--engine") == "sqlite" else "postgresql"
    with databases.fresh(other) as url:
        again = load(url, tmp_path)
        close(again)
    assert again.lines == demo.lines


def test_the_command_refuses_production_and_what_is_not_empty(demo: Loaded):
    runner = demo.app.test_cli_runner()
    full = runner.invoke(args=["demo", "--seed", "2"])
    assert full.exit_code == 1 and "not empty" in full.output
    assert runner.invoke(args=["demo", "--is-empty"]).output.strip() == "no"
    table = runner.invoke(args=["demo", "--accounts"]).output
    assert PASSWORD in table and re.search(r"regie@lyon\.example\.org", table)
    demo.app.config["APP_ENV"] = "production"
    try:
        assert runner.invoke(args=["demo"]).exit_code == 1
        assert PASSWORD not in runner.invoke(args=["demo", "--accounts"]).output
    finally:
        demo.app.config["APP_ENV"] = "test"


def test_past_loans_are_really_past(demo: Loaded):
    closed = db.session.scalars(select(Loan).where(Loan.state == State.CLOSED)).all()
    assert min(loan.requested_at for loan in closed) < NOW - timedelta(days=200)


def test_every_show_assesses_itself_so_that_each_stands_beside_five_others(demo: Loaded):
    rows = db.session.scalars(select(Assessment)).all()
    assert len(rows) == 6 and all(row.overall is not None for row in rows)
    assert count(AssessmentProof) > 20 and count(AssessmentTask) == 4 and count(AssessmentLesson) == 3
    assert count(AssessmentAnswer, AssessmentAnswer.at > NOW) == 0
