"""Two people look at a figure before it counts; what was written before stays as it was."""

from collections.abc import Iterator
from datetime import datetime
from decimal import Decimal
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from app.core.actor import Actor
from app.core.db import db
from app.core.errors import Forbidden, Invalid, NotFound
from app.impact import verification
from app.impact.factors import refusals, standing
from app.impact.factors.accepted import forget_accepted, read_accepted
from app.impact.factors.domain import manufacturing_factor
from app.impact.factors.models import FactorProposal
from app.impact.factors.rows import row_of_factor
from app.impact.factors.services import propose_factor, review_factor
from app.impact.factors.table import factor, loaded
from app.impact.footprint.domain.lines import Phase
from app.impact.queries.factor_proposals import proposal_page, proposals
from tests.given.accounts import a_person, a_staff_member, an_institution
from tests.impact.given import a_returned_loan, a_world, records

TELEVISION = "television_48in_ademe"


@pytest.fixture
def author(app: Flask, now: datetime) -> Actor:
    return a_staff_member("auteur@ressourcerie.example.org", now=now)


@pytest.fixture
def reviewer(app: Flask, now: datetime) -> Iterator[Actor]:
    yield a_staff_member("relecture@ressourcerie.example.org", name="Relectrice", now=now)
    forget_accepted()


def a_row(like: str = TELEVISION, **said: Any) -> dict[str, Any]:
    return {**row_of_factor(factor(like)), **said}


def proposed(author: Actor, now: datetime, **said: Any) -> int:
    row = a_row(**{"value": "400", **said})
    return propose_factor(author, row, after=1, reason="Publication de 2026", now=now)


def test_what_is_proposed_counts_for_nothing(author: Actor, now: datetime) -> None:
    proposed(author, now)
    assert factor(TELEVISION).reference == f"{TELEVISION}@1"
    assert manufacturing_factor("screen", {"diagonal": Decimal(55)}).value == 325


def test_the_author_cannot_accept_it(author: Actor, now: datetime) -> None:
    with pytest.raises(refusals.OwnProposal):
        review_factor(author, proposed(author, now), accept=True, reason="Bon", now=now)
    assert len(loaded().versions_of(TELEVISION)) == 1


def test_an_accepted_version_is_used_by_new_records_and_old_ones_stay(
    author: Actor, reviewer: Actor, now: datetime
) -> None:
    world = a_world(now)
    a_returned_loan(world)
    before = [(one.id, one.factor, one.inputs, one.results) for one in records(phase=Phase.ACTUAL)]
    made = review_factor(reviewer, proposed(author, now), accept=True, reason="Lu dans la base", now=now)
    assert made == f"{TELEVISION}@2"
    assert [one.reference for one in loaded().versions_of(TELEVISION)] == [made, f"{TELEVISION}@1"]
    a_returned_loan(world)
    first, second = records(phase=Phase.ACTUAL)
    assert [(first.id, first.factor, first.inputs, first.results)] == before
    assert second.factor == made and second.making_kg > first.making_kg
    assert all(same for _, same in verification.recomputed())
    assert standing.factors_of_records_are_known(now) == standing.two_people_looked(now) == []


def test_another_process_reads_it_from_the_database(author: Actor, reviewer: Actor, now: datetime) -> None:
    review_factor(reviewer, proposed(author, now), accept=True, reason="Lu", now=now)
    forget_accepted()
    assert factor(TELEVISION).version == "1"
    read_accepted()
    assert (factor(TELEVISION).version, factor(TELEVISION).value) == ("2", Decimal(400))


def test_a_refused_version_is_never_used_and_its_reason_stays(author: Actor, reviewer: Actor, now: datetime) -> None:
    id = proposed(author, now)
    with pytest.raises(refusals.ReasonMissing):
        review_factor(reviewer, id, accept=False, reason=" ", now=now)
    assert review_factor(reviewer, id, accept=False, reason="Pas de source", now=now) == ""
    assert factor(TELEVISION).version == "1"
    page = proposal_page(author, id, "fr")
    assert (page.line.is_accepted, page.review_reason, page.reviewer) == (False, "Pas de source", "Relectrice")
    with pytest.raises(refusals.AlreadyReviewed):
        review_factor(reviewer, id, accept=False, reason="Encore", now=now)


def test_two_proposals_of_one_factor_do_not_both_stand(author: Actor, reviewer: Actor, now: datetime) -> None:
    first, second = proposed(author, now), proposed(author, now, value="410")
    review_factor(reviewer, first, accept=True, reason="Lu", now=now)
    assert proposal_page(author, second, "fr").is_overtaken
    with pytest.raises(refusals.Overtaken):
        review_factor(reviewer, second, accept=True, reason="Lu", now=now)
    assert factor(TELEVISION).value == 400
    review_factor(reviewer, second, accept=False, reason="Dépassée", now=now)
    assert [line.is_accepted for line in proposals(author, "fr", waiting=False)] == [False, True]


@pytest.mark.parametrize(
    ("said", "refusal"),
    [
        ({"value": ""}, refusals.ValueMissing),
        ({"value": "NaN"}, refusals.ValueMissing),
        ({"value": "beaucoup"}, refusals.ValueMissing),
        ({"unit": ""}, refusals.UnitMissing),
        ({"unit": "kg"}, refusals.UnitMissing),
        ({"source": ""}, refusals.SourceMissing),
        ({"locator": {"fr": "", "en": "page 3"}}, refusals.SourceMissing),
        ({"licence": ""}, refusals.SourceMissing),
        ({"year": ""}, refusals.SourceMissing),
        ({"why": ""}, refusals.SourceMissing),
        ({"stage": "Z9"}, refusals.UnknownStage),
        ({"stage": "C1-C4"}, refusals.StageChanged),
        ({"unit": "kgCO2e/kg", "value": "9", "low": "8", "high": "10"}, refusals.StageChanged),
        ({"value": "-4", "low": "-4"}, refusals.Negative),
        ({"stage": "D", "value": "-4", "low": "-4"}, refusals.StageChanged),
        ({"value": "325000", "high": "325000"}, refusals.Implausible),
        ({"value": "4000", "high": "4000"}, refusals.TooFarFromBefore),
        ({"value": "600"}, refusals.RangeDoesNotHold),
        ({"u_rel": "1.5"}, refusals.NotAShare),
        ({"valid_until": "2026-12-31"}, refusals.ExpiredFactor),
        ({"valid_until": "un jour"}, refusals.NotADay),
        ({"licence": "ODbL 1.0"}, refusals.ShareAlikeLost),
        ({}, refusals.NothingChanged),
    ],
)
def test_a_bad_version_is_refused_by_name(
    said: dict[str, Any], refusal: type[Invalid], author: Actor, now: datetime
) -> None:
    with pytest.raises(refusal):
        propose_factor(author, a_row(**said), after=1, reason="Essai", now=now)
    assert db.session.query(FactorProposal).count() == 0


def test_what_comes_from_an_odbl_base_stays_under_its_licence(author: Actor, now: datetime) -> None:
    row = a_row("mini_pc_boavizta", value="170", share_alike=False, licence="Licence Ouverte 2.0")
    with pytest.raises(refusals.ShareAlikeLost):
        propose_factor(author, row, after=1, reason="Essai", now=now)


def test_a_new_factor_has_a_name_that_addresses_can_carry(author: Actor, reviewer: Actor, now: datetime) -> None:
    with pytest.raises(refusals.NotAFactorId):
        propose_factor(author, a_row(id="Télé"), after=0, reason="Essai", now=now)
    id = propose_factor(author, a_row(id="television_2030"), after=0, reason="Essai", now=now)
    assert review_factor(reviewer, id, accept=True, reason="Lu", now=now) == "television_2030@1"
    assert factor("television_2030").value == 325


def test_only_the_staff_propose_and_review(app: Flask, author: Actor, now: datetime) -> None:
    id, someone = proposed(author, now), a_person(an_institution(now=now), now=now)
    with pytest.raises(Forbidden):
        proposed(someone, now)
    with pytest.raises(NotFound):
        review_factor(someone, id, accept=True, reason="Lu", now=now)
    with pytest.raises(NotFound):
        proposal_page(someone, id, "fr")


def test_a_proposal_without_reason_is_refused(author: Actor, now: datetime) -> None:
    with pytest.raises(refusals.ReasonMissing):
        propose_factor(author, a_row(value="400"), after=1, reason=" ", now=now)


@pytest.mark.parametrize("table", ["factor_proposal", "factor_review"])
def test_the_database_refuses_to_rewrite_it(table: str, author: Actor, reviewer: Actor, now: datetime) -> None:
    review_factor(reviewer, proposed(author, now), accept=True, reason="Lu", now=now)
    for verb in (f"UPDATE {table} SET reason = 'autre'", f"DELETE FROM {table}"):
        with pytest.raises(DBAPIError, match="append_only"):
            db.session.execute(text(verb))
        db.session.rollback()
