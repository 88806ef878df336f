"""Versions and signatures: what is sealed is what is signed, and only while it holds."""

from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial

import pytest
from flask import Flask
from sqlalchemy import func, select

from app.accounts import services as accounts
from app.core.actor import SYSTEM, Actor, Role
from app.core.db import db, transaction
from app.core.errors import Forbidden, NotFound, Refusal
from app.core.mail import OutboxMail
from app.listings.domain.states import Condition
from app.listings.models import Listing, Unit
from app.loans import queries, services
from app.loans.domain.lifecycle import Action, Side, State
from app.loans.domain.papers import refusals as no
from app.loans.domain.papers.kinds import PaperKind, Signer
from app.loans.domain.papers.signing import Signing
from app.loans.domain.request import UnitReport
from app.loans.models import Loan, Paper, PaperSetting, Signature
from app.loans.queries.papers.drafting import draft_of, signatures_on, versions_of
from app.loans.queries.papers.facts import loan_facts
from app.loans.queries.papers.paper_page import paper_page
from app.loans.queries.papers.part import papers_part
from tests.given.accounts import a_person, an_institution, the_actor
from tests.given.loans import FIRST_DAY, Museums, a_loan, reports_to_leave, the_loan, two_museums, unit_ids, units_out
from tests.given.papers import a_loan_for_papers
from tests.loans.test_two_at_once import kinds, released

AGREEMENT = PaperKind.AGREEMENT


def the_seal(loan_id: int, kind: PaperKind = AGREEMENT) -> str:
    """What the page shows now: the last version while its terms hold, else what would be written."""
    draft = draft_of(kind, loan_facts(the_loan(loan_id)))
    versions = versions_of(kind, loan_id=loan_id)
    return versions[-1].sha256 if versions and versions[-1].facts_sha256 == draft.facts_sha256 else draft.sha256


def saying(side: Signer, sha256: str, **other: object) -> Signing:
    said = Signing(side, "Ada Ndiaye", "Régisseuse", True, sha256)
    return replace(said, **other)  # type: ignore[arg-type]


def sign(actor: Actor, loan_id: int, side: Signer, now: datetime, kind: PaperKind = AGREEMENT) -> None:
    services.sign_paper(actor, loan_id, kind, saying(side, the_seal(loan_id, kind)), now)


def sign_both(museums: Museums, loan_id: int, now: datetime) -> None:
    sign(museums.technician, loan_id, Signer.LENDER, now)
    sign(museums.team, loan_id, Signer.BORROWER, now)


def everything() -> tuple[int, int, int, str]:
    """What a refusal must leave alone."""
    db.session.rollback()
    counts = [db.session.scalar(select(func.count()).select_from(t)) or 0 for t in (Paper, Signature, OutboxMail)]
    return counts[0], counts[1], counts[2], str(db.session.scalars(select(Loan.state)).first())


def test_the_last_signature_makes_the_agreement_whoever_comes_last(app: Flask, now: datetime) -> None:
    for first, last in ((Signer.LENDER, Signer.BORROWER), (Signer.BORROWER, Signer.LENDER)):
        museums = two_museums()
        people = {Signer.LENDER: museums.technician, Signer.BORROWER: museums.team}
        loan_id = a_loan(museums, State.APPROVED)
        sign(people[first], loan_id, first, now)
        assert the_loan(loan_id).state is State.APPROVED
        sign(people[last], loan_id, last, now)
        assert the_loan(loan_id).state is State.SIGNED
        (paper,) = versions_of(AGREEMENT, loan_id=loan_id)
        rows = db.session.scalars(select(Signature).where(Signature.paper_id == paper.id)).all()
        assert {row.side for row in rows} == {Signer.LENDER, Signer.BORROWER}
        assert {row.sha256 for row in rows} == {paper.sha256}
        services.hand_over(museums.technician, loan_id, reports_to_leave(loan_id), now)
        assert the_loan(loan_id).state is State.OUT


def test_changed_terms_ask_for_a_new_version_and_both_signatures_again(app: Flask, now: datetime) -> None:
    museums = two_museums()
    loan_id = a_loan(museums, State.APPROVED)
    sign_both(museums, loan_id, now)
    old = the_seal(loan_id)
    with transaction():
        assert not services.terms_changed(the_loan(loan_id), now)
        loan = db.session.get_one(Loan, loan_id)
        loan.message = "Autre mot"  # not a term
        assert not services.terms_changed(loan, now)
    assert the_loan(loan_id).state is State.SIGNED
    _lengthen(loan_id, now)
    assert the_loan(loan_id).state is State.APPROVED
    with pytest.raises(no.PaperChanged):
        services.sign_paper(museums.technician, loan_id, AGREEMENT, saying(Signer.LENDER, old), now)
    sign_both(museums, loan_id, now)
    assert the_loan(loan_id).state is State.SIGNED
    assert [one.version for one in versions_of(AGREEMENT, loan_id=loan_id)] == [1, 2]


def _lengthen(loan_id: int, now: datetime) -> None:
    """As an extension does: the dates and the holds change, then the papers are asked."""
    with transaction():
        loan = db.session.get_one(Loan, loan_id)
        loan.ends_on += timedelta(days=7)
        assert services.terms_changed(loan, now)


def test_a_value_changed_at_the_lender_s_makes_a_new_version(app: Flask, now: datetime) -> None:
    museums = two_museums()
    loan_id = a_loan(museums, State.APPROVED)
    sign(museums.technician, loan_id, Signer.LENDER, now)
    with transaction():
        db.session.get_one(Listing, museums.listing_id).replacement_value_cents = 123_400
    sign(museums.team, loan_id, Signer.BORROWER, now)
    assert the_loan(loan_id).state is State.APPROVED, "each signed another version"
    assert [one.version for one in versions_of(AGREEMENT, loan_id=loan_id)] == [1, 2]


def test_what_is_refused_changes_nothing(app: Flask, now: datetime) -> None:
    museums = two_museums()
    loan_id = a_loan(museums, State.APPROVED)
    sign(museums.technician, loan_id, Signer.LENDER, now)
    seal = the_seal(loan_id)
    reader, outsider = a_person(museums.borrower_id, Role.READER), a_person(an_institution(), Role.ADMIN)
    lender, team, draw = saying(Signer.LENDER, seal), saying(Signer.BORROWER, seal), ((0, 0),) * 5000
    tries: list[tuple[type[Refusal], Actor, PaperKind, Signing]] = [
        (no.UnknownPaper, museums.team, AGREEMENT, replace(team, sha256="f" * 64)),
        (no.UnknownPaper, museums.team, AGREEMENT, replace(team, sha256="")),
        (no.AlreadySigned, museums.technician, AGREEMENT, lender),
        (no.NotThisSide, museums.technician, AGREEMENT, team),
        (no.NotThisSide, museums.team, AGREEMENT, lender),
        (no.NotThisSide, museums.technician, AGREEMENT, replace(team, in_person=True)),
        (no.NotToSignNow, museums.team, PaperKind.DELIVERY_NOTE, team),
        (no.NotToSignNow, museums.team, PaperKind.VALUE_LIST, team),
        (no.NotToSignNow, museums.team, PaperKind.GIFT_DEED, team),
        (no.SignerNameMissing, museums.team, AGREEMENT, replace(team, name="Ada")),
        (no.SignerFunctionMissing, museums.team, AGREEMENT, replace(team, function=" ")),
        (no.NotAgreed, museums.team, AGREEMENT, replace(team, agreed=False)),
        (no.StrokesTooLong, museums.team, AGREEMENT, replace(team, strokes=(draw,))),
        (Forbidden, reader, AGREEMENT, team),
        (NotFound, outsider, AGREEMENT, team),
    ]
    before = everything()
    for refused, actor, kind, said in tries:
        with pytest.raises(refused):
            services.sign_paper(actor, loan_id, kind, said, now)
        assert everything() == before, refused


@pytest.mark.parametrize("state", [State.REQUESTED, State.REFUSED, State.CANCELLED, State.RETURNED, State.CLOSED])
def test_an_agreement_is_not_signed_before_or_after_its_time(app: Flask, now: datetime, state: State) -> None:
    museums = two_museums()
    loan_id = a_loan(museums, state)
    with pytest.raises(no.NotToSignNow):
        sign(museums.technician, loan_id, Signer.LENDER, now)


def test_a_second_click_signs_once(app: Flask, now: datetime) -> None:
    museums = two_museums()
    loan_id = a_loan(museums, State.APPROVED)
    said = saying(Signer.LENDER, the_seal(loan_id))
    assert services.sign_paper(museums.technician, loan_id, AGREEMENT, said, now, key="k") is not None
    assert services.sign_paper(museums.technician, loan_id, AGREEMENT, said, now, key="k") is None
    assert db.session.scalar(select(func.count(Signature.id))) == 1


def test_whoever_receives_signs_on_the_lender_s_screen(app: Flask, now: datetime) -> None:
    museums = two_museums()
    loan_id = a_loan(museums, State.OUT)
    early = now - timedelta(hours=3)
    said = saying(
        Signer.BORROWER, "", in_person=True, name="Jean Portier", signed_at=early, strokes=(((1, 2), (3, 4)),)
    )
    paper_id = services.sign_paper(museums.technician, loan_id, PaperKind.DELIVERY_NOTE, said, now)
    row = db.session.scalars(select(Signature).where(Signature.paper_id == paper_id)).one()
    assert (row.user_id, row.name, row.signed_at, row.received_at) == (None, "Jean Portier", early, now)
    assert row.strokes == [[[1, 2], [3, 4]]]
    sign(museums.technician, loan_id, Signer.LENDER, now, PaperKind.DELIVERY_NOTE)
    assert len(versions_of(PaperKind.DELIVERY_NOTE, loan_id=loan_id)) == 1
    with pytest.raises(no.NothingToSay):
        sign(museums.team, loan_id, Signer.BORROWER, now, PaperKind.RETURN_NOTE)


def test_a_lender_may_demand_a_signed_agreement_before_anything_leaves(app: Flask, now: datetime) -> None:
    museums = two_museums()
    loan_id = a_loan(museums, State.APPROVED)
    with transaction() as session:
        session.add(PaperSetting(institution_id=museums.lender_id, requires_agreement=True, set_at=now))
    with pytest.raises(no.AgreementNotSigned):
        services.hand_over(museums.technician, loan_id, reports_to_leave(loan_id), now)
    assert the_loan(loan_id).state is State.APPROVED
    sign_both(museums, loan_id, now)
    services.hand_over(museums.technician, loan_id, reports_to_leave(loan_id), now)
    assert the_loan(loan_id).state is State.OUT


def test_the_database_itself_keeps_papers_as_they_were_signed(app: Flask, now: datetime) -> None:
    museums = two_museums()
    sign(museums.technician, a_loan(museums, State.APPROVED), Signer.LENDER, now)
    for change in ("UPDATE paper SET content = '{}'", "DELETE FROM signature", "UPDATE signature SET name = 'X'"):
        with pytest.raises(Exception, match="append_only"):
            db.session.execute(db.text(change))
        db.session.rollback()


def test_one_person_of_both_houses_signs_for_one_of_them(app: Flask, now: datetime) -> None:
    museums = two_museums()
    loan_id = a_loan(museums, State.APPROVED)
    user_id = a_person(museums.lender_id, Role.TECHNICIAN).user_id
    assert user_id is not None
    accounts.grant_role(SYSTEM, museums.borrower_id, user_id, Role.EXHIBITIONS, now)
    both = the_actor(user_id)
    sign(both, loan_id, Signer.LENDER, now)
    with pytest.raises(no.SamePerson):
        sign(both, loan_id, Signer.BORROWER, now)
    assert paper_page(both, loan_id, AGREEMENT, now, "fr").signs_for == ()
    sign(museums.team, loan_id, Signer.BORROWER, now)
    assert the_loan(loan_id).state is State.SIGNED


def test_both_sides_at_the_same_instant_write_one_version(app: Flask, now: datetime) -> None:
    for _ in range(5):
        museums = two_museums()
        loan_id = a_loan(museums, State.APPROVED)
        seal = the_seal(loan_id)
        people = [(museums.technician, Signer.LENDER), (museums.team, Signer.BORROWER)] * 3
        verbs = [
            partial(services.sign_paper, who, loan_id, AGREEMENT, saying(side, seal), now) for who, side in people
        ]
        results = kinds(released(app, verbs))
        assert results == {"int": 2, "AlreadySigned": 4}
        assert the_loan(loan_id).state is State.SIGNED
        (paper,) = versions_of(AGREEMENT, loan_id=loan_id)
        assert len(signatures_on([paper.id])[paper.id]) == 2
        db.session.rollback()


def test_a_hand_over_that_waits_for_signatures_says_so_instead_of_its_button(app: Flask, now: datetime) -> None:
    museums = two_museums()
    loan_id = a_loan(museums, State.APPROVED)
    with transaction() as session:
        session.add(PaperSetting(institution_id=museums.lender_id, requires_agreement=True, set_at=now))
    for side, actor in ((Side.LENDER, museums.technician), (Side.BORROWER, museums.team)):
        page = queries.loan_page(actor, loan_id, now)
        assert page.step is not None
        assert (page.step.action, page.step.side, page.is_my_turn) == (Action.SIGN, side, True)
        assert Action.HAND_OVER not in page.actions
        other = museums.team if side is Side.LENDER else museums.technician
        assert not queries.loan_page(other, loan_id, now).is_my_turn
        sign(actor, loan_id, Signer(side.value), now)
    assert Action.HAND_OVER in queries.loan_page(museums.technician, loan_id, now).actions


def test_a_swap_of_a_named_unit_asks_for_both_signatures_again(app: Flask, now: datetime) -> None:
    """The agreement names projectors A and B by their numbers; C takes the place of A."""
    museums, loan_id = a_loan_for_papers(now)
    sign_both(museums, loan_id, now)
    first, _ = unit_ids(museums.listing_id)
    then = datetime.combine(FIRST_DAY + timedelta(days=2), now.timetz())
    services.hand_over(museums.technician, loan_id, reports_to_leave(loan_id), then)
    third = _another(museums, then)
    letters = asked_again()
    back, leaving = UnitReport(first, Condition.TO_REPAIR, "Ne s'allume plus."), UnitReport(third, Condition.GOOD)
    services.swap_unit(museums.technician, loan_id, back, leaving, then)
    assert asked_again() > letters
    (version,) = versions_of(AGREEMENT, loan_id=loan_id)
    assert "XK7F8401" in version.content and the_seal(loan_id) != version.sha256
    page = queries.loan_page(museums.technician, loan_id, then)
    (line,) = [one for one in papers_part(museums.technician, page).papers if one.kind is AGREEMENT]
    assert line.is_stale and set(line.missing) == {Signer.LENDER, Signer.BORROWER}
    sign_both(museums, loan_id, then)
    _, again = versions_of(AGREEMENT, loan_id=loan_id)
    assert "XK7F8403" in again.content and "XK7F8401" not in again.content
    assert the_loan(loan_id).state is State.OUT and the_seal(loan_id) == again.sha256


def test_a_swap_among_units_that_no_agreement_names_changes_no_terms(app: Flask, now: datetime) -> None:
    museums = two_museums(quantity=3)
    loan_id = a_loan(museums, State.APPROVED)
    sign_both(museums, loan_id, now)
    then = datetime.combine(FIRST_DAY + timedelta(days=2), now.timetz())
    services.hand_over(museums.technician, loan_id, reports_to_leave(loan_id), then)
    (out,) = units_out(loan_id)
    free = next(one for one in museums.units if one != out)
    back, leaving = UnitReport(out, Condition.TO_REPAIR, "Ne s'allume plus."), UnitReport(free, Condition.GOOD)
    services.swap_unit(museums.technician, loan_id, back, leaving, then)
    (version,) = versions_of(AGREEMENT, loan_id=loan_id)
    assert the_seal(loan_id) == version.sha256
    assert asked_again() == 0


def asked_again() -> int:
    """Letters that ask to sign again."""
    subject = OutboxMail.subject.like("Convention à signer de nouveau%")
    return db.session.scalar(select(func.count()).select_from(OutboxMail).where(subject)) or 0


def _another(museums: Museums, now: datetime) -> int:
    with transaction() as session:
        unit = Unit(listing_id=museums.listing_id, label="C", serial="XK7F8403", in_service_from=now.date())
        session.add(unit)
        session.flush()
        return unit.id
