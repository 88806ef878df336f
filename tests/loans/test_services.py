"""The verbs: what they write, what they refuse, who may."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select

from app.accounts import services as accounts
from app.core import events, verification
from app.core.actor import SYSTEM, Actor, Role
from app.core.db import db
from app.core.errors import Forbidden, NotFound, Refusal
from app.core.idempotency import KeyReused
from app.core.journal import JournalEntry
from app.core.mail import OutboxMail
from app.listings.domain.availability import HoldState
from app.listings.domain.refusals import (
    ClosedOnThatDay,
    EmptyBundle,
    EndBeforeStart,
    InThePast,
    NotEnoughUnits,
    QuantityNotPositive,
    UnitNotFree,
)
from app.listings.domain.states import Condition, Offer, Visibility
from app.listings.models import Allocation, Unit
from app.listings.services import withdraw_listing
from app.loans import services
from app.loans.domain.events import LoanEvent, LoanHandedOver, LoanReturned
from app.loans.domain.expiry import RequestExpired
from app.loans.domain.lifecycle import MoveNotAllowed, State
from app.loans.domain.refusals import (
    BorrowerNotVerified,
    EvidenceNotNamed,
    NotAtThisTime,
    NothingChosen,
    NotInThisLoan,
    NotLate,
    NotLent,
    OwnListing,
    PartyNotVerified,
    ReasonMissing,
    SeveralLenders,
    TooManyUnits,
)
from app.loans.domain.request import LineWanted, UnitReport
from app.loans.domain.words import Evidence
from app.loans.models import ConditionPhoto, ConditionReport, Loan, LoanUnit
from app.loans.queries.checks import CHECKS
from tests.given.accounts import a_person, an_institution
from tests.given.exhibitions import an_exhibition
from tests.given.listings import a_listing
from tests.given.loans import (
    FIRST_DAY,
    LAST_DAY,
    Museums,
    a_loan,
    a_request,
    reports_to_leave,
    reports_to_return,
    the_loan,
    two_museums,
    units_out,
)
from tests.given.media import a_photo

ON_FIRST_DAY = datetime.fromisoformat("2027-03-08T09:00:00+00:00")
ON_LAST_DAY = datetime.fromisoformat("2027-03-19T15:00:00+00:00")


@pytest.fixture
def museums(app: Flask) -> Museums:
    return two_museums()


@pytest.fixture
def heard(app: Flask, monkeypatch: pytest.MonkeyPatch) -> list[LoanEvent]:
    found: list[LoanEvent] = []
    monkeypatch.setattr(
        events, "publish", lambda event: found.append(event) if isinstance(event, LoanEvent) else None
    )
    return found


@pytest.fixture(autouse=True)
def sound(app: Flask, now: datetime) -> object:
    """After every test, everything that must always be true still is."""
    yield
    db.session.rollback()
    assert {name: found for name, check in CHECKS.items() if (found := check(now + timedelta(days=400)))} == {}


def holds(loan_id: int) -> list[tuple[HoldState, int, int | None]]:
    """(state, quantity, unit) of every hold of a loan."""
    db.session.rollback()
    lines = the_loan(loan_id).lines
    wanted = [line.allocation_id for line in lines] + [u.allocation_id for line in lines for u in line.units]
    rows = db.session.scalars(select(Allocation).where(Allocation.id.in_(wanted)).order_by(Allocation.id))
    return [(row.state, row.quantity, row.unit_id) for row in rows]


def journal(loan_id: int) -> list[str]:
    return list(
        db.session.scalars(
            select(JournalEntry.action)
            .where(JournalEntry.object_type == "loan", JournalEntry.object_id == loan_id)
            .order_by(JournalEntry.id)
        )
    )


def subjects() -> list[str]:
    return list(db.session.scalars(select(OutboxMail.subject).order_by(OutboxMail.id)))


# Asking


def test_a_request_is_written_shown_and_told_and_blocks_nothing(
    museums: Museums, now: datetime, heard: list[LoanEvent]
) -> None:
    first = services.request_loan(museums.team, a_request(museums, 2), "a", now)
    second = services.request_loan(museums.team, a_request(museums, 2), "b", now)
    assert holds(first) == holds(second) == [(HoldState.REQUESTED, 2, None)]
    loan = the_loan(first)
    assert (loan.lender_id, loan.borrower_id, loan.evidence) == (museums.lender_id, museums.borrower_id, Evidence.E2)
    assert loan.expires_at == datetime.fromisoformat("2027-01-21T23:00:00+00:00")
    assert journal(first) == ["request_loan"]
    assert subjects() == ["Demande de prêt de Musée emprunteur"] * 2
    assert [type(event).__name__ for event in heard] == ["LoanRequested"] * 2


def test_a_request_for_tomorrow_expires_with_its_first_day(museums: Museums, now: datetime) -> None:
    asked = a_request(museums, first_day=date(2027, 1, 12), last_day=date(2027, 1, 13))
    loan = the_loan(services.request_loan(museums.team, asked, "", now))
    assert loan.expires_at == datetime.fromisoformat("2027-01-12T23:00:00+00:00")


def test_the_same_key_twice_makes_one_loan(museums: Museums, now: datetime) -> None:
    ids = {services.request_loan(museums.team, a_request(museums), "k", now) for _ in range(3)}
    assert len(ids) == 1
    assert db.session.scalar(select(func.count(Loan.id))) == 1
    with pytest.raises(KeyReused):
        services.request_loan(museums.team, a_request(museums, 2), "k", now)


@pytest.mark.parametrize(
    ("said", "refusal"),
    [
        ({"lines": ()}, EmptyBundle),
        ({"quantity": 0}, QuantityNotPositive),
        ({"quantity": 3}, NotEnoughUnits),
        ({"last_day": date(2027, 3, 1)}, EndBeforeStart),
        ({"first_day": date(2027, 3, 7)}, ClosedOnThatDay),
        ({"last_day": date(2027, 3, 20)}, ClosedOnThatDay),
        ({"first_day": date(2027, 1, 8), "last_day": date(2027, 1, 12)}, InThePast),
        ({"evidence": Evidence.E3, "evidence_note": " "}, EvidenceNotNamed),
    ],
)
def test_a_request_that_cannot_be_is_refused_and_leaves_nothing(
    museums: Museums, now: datetime, said: dict[str, object], refusal: type[Refusal]
) -> None:
    wanted = a_request(
        museums, int(str(said.get("quantity", 1))), **{k: v for k, v in said.items() if k != "quantity"}
    )
    with pytest.raises(refusal):
        services.request_loan(museums.team, wanted, "k", now)
    assert db.session.scalar(select(func.count(Loan.id))) == 0
    assert db.session.scalar(select(func.count(Allocation.id))) == 0
    assert subjects() == []


def test_lines_of_one_listing_are_summed_and_those_of_two_lenders_refused(museums: Museums, now: datetime) -> None:
    other = an_institution("Autre prêteur", city="Nantes")
    listing = a_listing(a_person(other, Role.TECHNICIAN), other)
    twice = a_request(museums, lines=(LineWanted(museums.listing_id, 1), LineWanted(museums.listing_id, 2)))
    with pytest.raises(NotEnoughUnits):
        services.request_loan(museums.team, twice, "", now)
    both = a_request(museums, lines=(LineWanted(museums.listing_id), LineWanted(listing)))
    with pytest.raises(SeveralLenders):
        services.request_loan(museums.team, both, "", now)


def test_only_what_is_lent_and_seen_can_be_asked_for(museums: Museums, now: datetime) -> None:
    def asked(listing_id: int, actor: Actor = museums.team, show: int = museums.exhibition_id) -> None:
        services.request_loan(actor, a_request(museums, lines=(LineWanted(listing_id),), exhibition_id=show), "", now)

    lender, technician = museums.lender_id, museums.technician
    with pytest.raises(NotLent):
        asked(a_listing(technician, lender, title="À donner", offer=Offer.GIFT))
    for hidden in (
        a_listing(technician, lender, title="Brouillon", published=False),
        a_listing(technician, lender, title="Entre nous", visibility=Visibility.INSTITUTION),
        10_000,
    ):
        with pytest.raises(NotFound):
            asked(hidden)
    withdraw_listing(technician, museums.listing_id, now=now)
    with pytest.raises(NotFound):
        asked(museums.listing_id)
    own_show = an_exhibition(a_person(lender, Role.EXHIBITIONS), lender, now)
    with pytest.raises(NotFound):
        asked(museums.listing_id, show=own_show)


def test_nobody_borrows_from_themselves(museums: Museums, now: datetime) -> None:
    own = a_person(museums.lender_id, Role.EXHIBITIONS)
    show = an_exhibition(own, museums.lender_id, now)
    with pytest.raises(OwnListing):
        services.request_loan(own, a_request(museums, exhibition_id=show), "", now)


@pytest.mark.parametrize(
    ("role", "may"),
    [(Role.ADMIN, True), (Role.EXHIBITIONS, True), (Role.TECHNICIAN, True), (Role.CSR, False), (Role.READER, False)],
)
def test_those_who_run_exhibitions_ask_and_others_read(
    museums: Museums, now: datetime, role: Role, may: bool
) -> None:
    actor = a_person(museums.borrower_id, role)
    if may:
        assert services.request_loan(actor, a_request(museums), "", now)
    else:
        with pytest.raises(Forbidden):
            services.request_loan(actor, a_request(museums), "", now)


def test_an_institution_that_is_not_verified_does_not_borrow(museums: Museums, now: datetime) -> None:
    new = an_institution("Musée tout neuf", city="Paris", verified=False)
    actor = a_person(new, Role.EXHIBITIONS)
    show = an_exhibition(actor, new, now)
    with pytest.raises((BorrowerNotVerified, NotFound)):
        services.request_loan(actor, a_request(museums, exhibition_id=show), "", now)


# Answering


def test_accepting_reserves_and_tells_whoever_asked(museums: Museums, now: datetime) -> None:
    loan_id = a_loan(museums)
    services.accept_loan(museums.technician, loan_id, now, answer="Quai 3.")
    assert holds(loan_id) == [(HoldState.RESERVED, 1, None)]
    assert journal(loan_id) == ["request_loan", "accept_loan"]
    assert subjects()[-1] == "Musée prêteur accepte votre demande de prêt"
    body = db.session.scalars(select(OutboxMail.body).order_by(OutboxMail.id.desc())).first() or ""
    for words in ("Quai 3.", "1 × Écran Samsung QM55", "du 8 au 19 mars 2027", f"/prets/{loan_id}"):
        assert words in body


@pytest.mark.parametrize("side", ["lender", "borrower"])
def test_a_suspension_freezes_the_answer_but_not_the_return(museums: Museums, now: datetime, side: str) -> None:
    asked, agreed = a_loan(museums), a_loan(museums, State.APPROVED)
    suspended = museums.lender_id if side == "lender" else museums.borrower_id
    accounts.suspend_institution(SYSTEM, suspended, "Contrôle en cours.", now)
    with pytest.raises(PartyNotVerified):
        services.accept_loan(museums.technician, asked, now)
    assert the_loan(asked).state is State.REQUESTED
    services.refuse_loan(museums.technician, asked, "Compte suspendu.", now)
    assert the_loan(agreed).state is State.APPROVED


def test_what_was_promised_meanwhile_cannot_be_promised_again(museums: Museums, now: datetime) -> None:
    first, second = a_loan(museums, quantity=2), a_loan(museums)
    services.accept_loan(museums.technician, first, now)
    with pytest.raises(NotEnoughUnits) as refused:
        services.accept_loan(museums.technician, second, now)
    assert refused.value.params == {"free": 0, "asked": 1}
    assert the_loan(second).state is State.REQUESTED
    assert journal(second) == ["request_loan"]


def test_an_approval_after_the_expiry_is_refused_even_before_the_job_ran(museums: Museums, now: datetime) -> None:
    loan_id = a_loan(museums)
    with pytest.raises(RequestExpired):
        services.accept_loan(museums.technician, loan_id, the_loan(loan_id).expires_at)
    assert the_loan(loan_id).state is State.REQUESTED


def test_whoever_asked_does_not_answer_themselves(museums: Museums, now: datetime) -> None:
    accounts.grant_role(SYSTEM, museums.lender_id, museums.team.user_id or 0, Role.TECHNICIAN, now)
    both = Actor(
        museums.team.user_id, "Deux casquettes", False, museums.team.roles | {(museums.lender_id, Role.TECHNICIAN)}
    )
    loan_id = a_loan(museums)
    with pytest.raises(Forbidden):
        services.accept_loan(both, loan_id, now)


def test_refusing_and_cancelling_need_a_reason_and_give_the_units_back(museums: Museums, now: datetime) -> None:
    asked, agreed = a_loan(museums), a_loan(museums, State.APPROVED)
    with pytest.raises(ReasonMissing):
        services.refuse_loan(museums.technician, asked, "  ", now)
    services.refuse_loan(museums.technician, asked, "Déjà pris.", now)
    with pytest.raises(ReasonMissing):
        services.cancel_loan(museums.technician, agreed, "", now)
    services.cancel_loan(museums.technician, agreed, "Panne.", now)
    assert holds(asked) == [(HoldState.REFUSED, 1, None)]
    assert holds(agreed) == [(HoldState.CANCELLED, 1, None)]
    assert the_loan(asked).answer == "Déjà pris."


def test_a_second_click_changes_nothing_and_a_second_person_is_told(museums: Museums, now: datetime) -> None:
    loan_id = a_loan(museums)
    for _ in range(2):
        services.accept_loan(museums.technician, loan_id, now, key="clic")
    assert journal(loan_id) == ["request_loan", "accept_loan"]
    with pytest.raises(MoveNotAllowed):
        services.accept_loan(a_person(museums.lender_id), loan_id, now, key="clic")


# Hand-over and return


def test_units_leave_in_parts_and_come_back_in_parts(museums: Museums, heard: list[LoanEvent]) -> None:
    loan_id = a_loan(museums, State.APPROVED, 2)
    one, two = museums.units
    services.hand_over(museums.technician, loan_id, [UnitReport(one, Condition.GOOD)], ON_FIRST_DAY)
    assert holds(loan_id) == [(HoldState.RESERVED, 1, None), (HoldState.OUT, 1, one)]
    services.hand_over(museums.technician, loan_id, [UnitReport(two, Condition.FAIR)], ON_FIRST_DAY)
    assert holds(loan_id) == [(HoldState.CLOSED, 1, None), (HoldState.OUT, 1, one), (HoldState.OUT, 1, two)]
    with pytest.raises(MoveNotAllowed):
        services.hand_over(museums.technician, loan_id, [UnitReport(two, Condition.FAIR)], ON_FIRST_DAY)
    services.take_back(museums.technician, loan_id, [UnitReport(one, Condition.GOOD)], ON_LAST_DAY)
    assert the_loan(loan_id).state is State.OUT
    assert units_out(loan_id) == [two]
    services.take_back(museums.technician, loan_id, [UnitReport(two, Condition.FAIR)], ON_LAST_DAY)
    assert the_loan(loan_id).state is State.RETURNED
    assert [(type(e).__name__, e.unit_ids) for e in heard if isinstance(e, LoanHandedOver | LoanReturned)] == [
        ("LoanHandedOver", (one,)),
        ("LoanHandedOver", (two,)),
        ("LoanReturned", (one,)),
        ("LoanReturned", (two,)),
    ]
    assert [e.is_complete for e in heard if isinstance(e, LoanReturned)] == [False, True]


def test_what_never_left_is_let_go_when_the_rest_is_back(museums: Museums) -> None:
    loan_id = a_loan(museums, State.APPROVED, 2)
    services.hand_over(museums.technician, loan_id, reports_to_leave(loan_id, count=1), ON_FIRST_DAY)
    services.take_back(museums.technician, loan_id, reports_to_return(loan_id), ON_LAST_DAY)
    assert the_loan(loan_id).state is State.RETURNED
    assert [state for state, _, _ in holds(loan_id)] == [HoldState.MISSED, HoldState.RETURNED]


def test_a_report_keeps_condition_note_and_photos(museums: Museums) -> None:
    loan_id = a_loan(museums, State.APPROVED)
    photo = a_photo(museums.technician, museums.lender_id, ON_FIRST_DAY, attached=False)
    left = UnitReport(museums.units[1], Condition.FAIR, " Rayé. ", (photo,))
    services.hand_over(museums.technician, loan_id, [left], ON_FIRST_DAY)
    report = db.session.scalars(select(ConditionReport)).one()
    assert (report.condition, report.note, report.made_by) == (Condition.FAIR, "Rayé.", museums.technician.user_id)
    assert list(db.session.scalars(select(ConditionPhoto.photo_id))) == [photo]
    assert db.session.get_one(Unit, museums.units[1]).condition is Condition.FAIR
    with pytest.raises(NotFound):
        services.take_back(museums.technician, loan_id, [replace(left, photo_ids=(photo,))], ON_LAST_DAY)
    theirs = a_photo(museums.team, museums.borrower_id, ON_FIRST_DAY, attached=False)
    with pytest.raises(NotFound):
        services.take_back(museums.technician, loan_id, [replace(left, photo_ids=(theirs,))], ON_LAST_DAY)
    assert units_out(loan_id) == [museums.units[1]]


def test_what_cannot_leave_is_refused(museums: Museums, now: datetime) -> None:
    busy, loan_id = a_loan(museums, State.OUT), a_loan(museums, State.APPROVED)
    elsewhere = a_listing(museums.technician, museums.lender_id, title="Autre")
    from tests.given.listings import unit_ids

    def leaves(*ids: int) -> Callable[[], None]:
        return lambda: services.hand_over(
            museums.technician, loan_id, [UnitReport(i, Condition.GOOD) for i in ids], ON_FIRST_DAY
        )

    for verb, refusal in (
        (leaves(), NothingChosen),
        (leaves(museums.units[0]), UnitNotFree),
        (leaves(*museums.units), TooManyUnits),
        (leaves(unit_ids(elsewhere)[0]), UnitNotFree),
        (leaves(99_999), UnitNotFree),
    ):
        with pytest.raises(refusal):
            verb()
    assert units_out(loan_id) == []
    assert units_out(busy) == [museums.units[0]]
    with pytest.raises(NotAtThisTime):
        services.hand_over(
            museums.technician,
            loan_id,
            [UnitReport(museums.units[1], Condition.GOOD)],
            ON_LAST_DAY + timedelta(days=1),
        )


def test_an_early_hand_over_does_not_take_what_is_promised_before(museums: Museums, now: datetime) -> None:
    a_loan(museums, State.APPROVED, 2, first_day=date(2027, 3, 1), last_day=date(2027, 3, 5))
    loan_id = a_loan(museums, State.APPROVED)
    early = datetime.fromisoformat("2027-03-04T09:00:00+00:00")
    with pytest.raises(NotEnoughUnits):
        services.hand_over(museums.technician, loan_id, reports_to_leave(loan_id), early)


def test_a_damaged_unit_leaves_the_pool_once(museums: Museums, now: datetime) -> None:
    loan_id = a_loan(museums, State.OUT)
    services.take_back(museums.technician, loan_id, reports_to_return(loan_id, Condition.TO_REPAIR), ON_LAST_DAY)
    unit = db.session.get_one(Unit, museums.units[0])
    assert (unit.condition, unit.out_of_service_from) == (Condition.TO_REPAIR, date(2027, 3, 19))
    later = a_request(museums, 2, first_day=date(2027, 4, 5), last_day=date(2027, 4, 9))
    with pytest.raises(NotEnoughUnits) as refused:
        services.request_loan(museums.team, later, "", ON_LAST_DAY)
    assert refused.value.params["free"] == 1


def test_a_returned_unit_rests_for_its_turnaround(app: Flask, now: datetime) -> None:
    museums = two_museums(quantity=1, turnaround_days=2)
    a_loan(museums, State.RETURNED)
    for day, free in ((date(2027, 3, 23), False), (date(2027, 3, 24), True)):
        wanted = a_request(museums, first_day=day, last_day=day)
        if free:
            assert services.request_loan(museums.team, wanted, "", ON_LAST_DAY)
        else:
            with pytest.raises(NotEnoughUnits):
                services.request_loan(museums.team, wanted, "", ON_LAST_DAY)


def test_a_return_of_what_never_left_changes_nothing(museums: Museums) -> None:
    loan_id = a_loan(museums, State.OUT)
    with pytest.raises(NotInThisLoan):
        services.take_back(museums.technician, loan_id, [UnitReport(museums.units[1], Condition.GOOD)], ON_LAST_DAY)
    with pytest.raises((NothingChosen, MoveNotAllowed)):
        services.take_back(museums.technician, loan_id, [], ON_LAST_DAY)
    assert units_out(loan_id) == [museums.units[0]]


# Late, missed, expired


def test_a_late_loan_blocks_until_a_new_day_is_entered(museums: Museums) -> None:
    loan_id = a_loan(museums, State.OUT, 2)
    late = datetime.fromisoformat("2027-03-22T09:00:00+00:00")
    far = a_request(museums, first_day=date(2027, 6, 7), last_day=date(2027, 6, 11))
    with pytest.raises(NotLate):
        services.set_new_expected_return(museums.technician, loan_id, date(2027, 3, 25), ON_LAST_DAY)
    with pytest.raises(NotEnoughUnits):
        services.request_loan(museums.team, far, "", late)
    with pytest.raises(InThePast):
        services.set_new_expected_return(museums.technician, loan_id, date(2027, 3, 19), late)
    with pytest.raises(Forbidden):
        services.set_new_expected_return(museums.team, loan_id, date(2027, 3, 25), late)
    services.set_new_expected_return(museums.technician, loan_id, date(2027, 3, 25), late)
    loan = the_loan(loan_id)
    assert (loan.ends_on, loan.expected_on) == (LAST_DAY, date(2027, 3, 25))
    assert services.request_loan(museums.team, far, "", late)
    assert subjects()[-2].startswith("Nouvelle date de retour")


def test_requests_expire_once_and_both_sides_are_told(
    museums: Museums, now: datetime, heard: list[LoanEvent]
) -> None:
    loan_id = a_loan(museums)
    at = the_loan(loan_id).expires_at
    services.expire_requests(at - timedelta(seconds=1))
    assert the_loan(loan_id).state is State.REQUESTED
    for _ in range(3):
        services.expire_requests(at)
    assert the_loan(loan_id).state is State.EXPIRED
    assert holds(loan_id) == [(HoldState.EXPIRED, 1, None)]
    assert sum(subject.startswith("Demande restée sans réponse") for subject in subjects()) == 2
    assert [type(event).__name__ for event in heard].count("LoanExpired") == 1


def test_nobody_is_missing_before_the_day_and_the_job_records_it_after(museums: Museums, now: datetime) -> None:
    loan_id = a_loan(museums, State.APPROVED)
    with pytest.raises(NotAtThisTime):
        services.mark_no_show(museums.technician, loan_id, ON_FIRST_DAY)
    services.record_no_shows(ON_LAST_DAY)
    assert the_loan(loan_id).state is State.APPROVED
    for _ in range(2):
        services.record_no_shows(ON_LAST_DAY + timedelta(days=1))
    assert the_loan(loan_id).state is State.NO_SHOW
    assert journal(loan_id)[-1] == "mark_no_show"
    assert sum(subject.startswith("Matériel jamais retiré") for subject in subjects()) == 2


def test_reminders_leave_once_at_nine_on_the_day_before(museums: Museums, now: datetime) -> None:
    a_loan(museums, State.APPROVED)
    before = len(subjects())
    services.remind(datetime.fromisoformat("2027-03-07T07:59:00+00:00"))
    assert len(subjects()) == before
    for minutes in (0, 1, 90):
        services.remind(datetime.fromisoformat("2027-03-07T08:00:00+00:00") + timedelta(minutes=minutes))
    assert subjects()[before:] == ["Remise demain : Sous la lave"] * 2


def test_late_reminders_come_on_days_one_three_seven(museums: Museums) -> None:
    a_loan(museums, State.OUT)
    before = len(subjects())
    for day in range(20, 32):
        services.remind(datetime.fromisoformat(f"2027-03-{day:02}T10:00:00+00:00"))
    assert subjects()[before:] == ["Retour en retard : Sous la lave"] * 6


def test_letters_are_in_the_language_of_their_reader(museums: Museums, now: datetime) -> None:
    from app.accounts.models import User
    from app.core.db import transaction

    with transaction() as session:
        session.get_one(User, museums.technician.user_id).language = "en"
    a_loan(museums)
    body = db.session.scalars(select(OutboxMail.body)).one()
    assert "2027" in body
    assert "8 au 19 mars" not in body


def test_verify_knows_every_check(app: Flask, now: datetime) -> None:
    assert set(CHECKS) <= set(verification.run_all(now))


def test_verify_sees_what_somebody_broke(museums: Museums, now: datetime) -> None:
    from app.core.db import transaction

    loan_id = a_loan(museums, State.OUT, 2)
    first = db.session.scalars(select(LoanUnit.allocation_id).order_by(LoanUnit.id)).first()
    with transaction() as session:
        row = session.get_one(Allocation, first)
        row.state = HoldState.RETURNED
    assert CHECKS["loans.units_match"](now)
    with transaction() as session:
        session.get_one(Allocation, first).state = HoldState.OUT
        session.get_one(Loan, loan_id).state = State.RETURNED
    assert CHECKS["loans.holds_match"](now) == []
    assert CHECKS["loans.units_match"](now)
    with transaction() as session:
        session.get_one(Loan, loan_id).state = State.OUT
        stray = Allocation(
            listing_id=museums.listing_id,
            quantity=5,
            start_on=FIRST_DAY,
            end_on=LAST_DAY,
            kind="loan",
            state=HoldState.RESERVED,
            created_at=now,
        )
        session.add(stray)
    assert CHECKS["loans.no_orphan_hold"](now)
    assert CHECKS["loans.never_more_than_there_is"](now)
    with transaction() as session:
        session.delete(session.get_one(Allocation, stray.id))
