"""A small history with a bit of everything, and what makes engines number rows differently."""

from datetime import date, datetime, timedelta

import pytest

from app.core import jobs
from app.core.actor import Role
from app.core.db import transaction
from app.core.jobs import Job
from app.impact.factors.rows import row_of_factor
from app.impact.factors.services import propose_factor, review_factor
from app.impact.factors.table import factor
from app.listings.domain.availability.roads import Way
from app.listings.domain.states import Condition
from app.loans import services
from app.loans.domain.desk import Visit
from app.loans.domain.lifecycle import State
from app.loans.domain.request import UnitReport
from app.loans.domain.words import Moment
from tests.given.accounts import a_person, a_staff_member, an_institution, number_from
from tests.given.assessments import a_self_assessment
from tests.given.carbon import a_calculation
from tests.given.exhibitions import an_exhibition
from tests.given.gifts import a_gift
from tests.given.listings import a_listing
from tests.given.loans import Museums, a_loan, a_request, the_loan
from tests.given.media import a_photo
from tests.given.papers import signed
from tests.given.transports import two_far_loans


def a_small_world(now: datetime) -> None:
    """Two institutions, their people, listings, a photo, an exhibition, loans in several states and their records.

    On the way, things that were begun and refused: PostgreSQL used up ids for them, SQLite did not.
    """
    number_from(1001)
    lyon = an_institution("Musée des Essais", city="Lyon", now=now)
    lille = an_institution("Palais d'Épreuve, « Éé »", city="Lille", now=now)
    technician = a_person(lyon, Role.TECHNICIAN, email="tech@exemple.fr", name="Zoé Œuvrard", now=now)
    curator = a_person(lille, Role.EXHIBITIONS, email="expo@exemple.fr", name="Léo Noël", now=now)
    a_photo(technician, lyon, now)
    a_listing(technician, lyon, "plinth", 3, "Socle de chêne, élégant", now=now, replacement_value_cents=12_300)
    museums = Museums(
        lender_id=lyon,
        technician=technician,
        listing_id=a_listing(technician, lyon, units=("Écran A", "Écran B", "Écran C"), now=now),
        borrower_id=lille,
        team=curator,
        exhibition_id=an_exhibition(curator, lille, now, opens_on=date(2027, 5, 1)),
    )
    _begun_and_refused(museums, now)
    closed = a_loan(museums, State.CLOSED, asked_at=now)
    services.post_message(curator, closed, "Merci à tous, « à bientôt ».", now=now)
    _begun_and_refused(museums, now)
    later = {"first_day": date(2027, 5, 3), "last_day": date(2027, 5, 7)}
    for state in (State.REFUSED, State.OUT, State.REQUESTED):
        a_loan(museums, state, asked_at=now, **later)
    _answered_otherwise(museums, now)
    _at_the_desk(museums, now)
    _versions_of_a_factor(now)
    _on_the_road(museums, now)
    a_self_assessment(museums.team, museums.exhibition_id, museums.borrower_id, now)
    a_calculation(curator, museums.exhibition_id, now)
    jobs.tick([Job("nothing", lambda _now: None)], now)


def _versions_of_a_factor(now: datetime) -> None:
    """One that two people agreed on, and one that waits; no object of this world rests on it."""
    author, second = (a_staff_member(f"{name}@exemple.fr", now=now) for name in ("redaction", "relecture"))
    row = row_of_factor(factor("wood_reused_defra2025")) | {"value": "0.04", "high": "0.05"}
    proposed = propose_factor(author, row, after=1, reason="Publication de 2026", now=now)
    review_factor(second, proposed, accept=True, reason="Lu, « fiche 7 »", now=now)
    propose_factor(author, row | {"value": "0.045"}, after=2, reason="Erratum", now=now)


def _answered_otherwise(museums: Museums, now: datetime) -> None:
    """A request of which a part is given and signed for, one to which something else is proposed, one where that was
    taken; and a plinth given away."""
    june = {"first_day": date(2027, 6, 14), "last_day": date(2027, 6, 18)}
    part = a_loan(museums, State.REQUESTED, 2, asked_at=now, **june)
    services.accept_loan(museums.technician, part, now, quantities={the_loan(part).lines[0].id: 1})
    signed(museums, part, now)
    a_loan(museums, State.COUNTERED, asked_at=now, **june)
    taken = a_loan(museums, State.COUNTERED, asked_at=now, **june)
    services.accept_loan(museums.team, taken, now)
    a_gift(now=now)


def _on_the_road(museums: Museums, now: datetime) -> None:
    """Two loans that share a van, agreed by both houses; one has days of road."""
    loans = two_far_loans(museums, now)
    services.set_road(museums.technician, loans[0], 1, 2, now)
    run_id = services.propose_run(museums.technician, museums.lender_id, [(id, Way.OUT) for id in loans], now)
    assert run_id is not None
    services.answer_run(museums.team, run_id, museums.borrower_id, True, "", now)


def _at_the_desk(museums: Museums, now: datetime) -> None:
    """A hand-over noted without network, sent an hour later."""
    first = date(2027, 7, 5)
    loan_id = a_loan(museums, State.APPROVED, asked_at=now, first_day=first, last_day=date(2027, 7, 9))
    done = datetime.combine(first, now.timetz())
    visit = Visit(Moment.HAND_OVER, (UnitReport(museums.units[-1], Condition.GOOD),), "visit-1", done)
    services.record_visit(museums.technician, loan_id, visit, done + timedelta(hours=1))


def _begun_and_refused(museums: Museums, now: datetime) -> None:
    request = a_request(museums, first_day=date(2027, 6, 7), last_day=date(2027, 6, 11))
    with pytest.raises(RuntimeError), transaction():
        an_institution(now=now)
        a_listing(museums.technician, museums.lender_id, now=now)
        loan_id = services.request_loan(museums.team, request, "", now)
        services.accept_loan(museums.technician, loan_id, now + timedelta(minutes=1))
        raise RuntimeError
