"""Opening, changing and finding exhibitions, on both databases."""

from datetime import date, datetime, timedelta
from decimal import Decimal

import pytest
from flask import Flask

from app.core import events
from app.core.actor import ANONYMOUS, Role
from app.core.clock import local_day
from app.core.errors import Forbidden, NotFound, Stale
from app.exhibitions import queries, services
from app.exhibitions.domain.days import Phase
from app.exhibitions.domain.events import ExhibitionChanged, ExhibitionCreated
from app.exhibitions.domain.refusals import AmbiguousPlace, ClosesBeforeOpening
from app.media.queries import Size, photo_file
from app.media.services import discard_unattached
from tests.given.accounts import a_person, a_staff_member, an_institution
from tests.given.exhibitions import a_draft, an_exhibition
from tests.given.media import a_photo

ALL_ROLES = list(Role)


def test_a_show_is_described_and_read_back(app: Flask, now: datetime) -> None:
    museum = an_institution("Musée des Laves")
    actor = a_person(museum, Role.EXHIBITIONS)
    made = an_exhibition(
        actor,
        museum,
        now,
        build_from=date(2027, 2, 22),
        hours_per_day=Decimal("7.5"),
        expected_visitors=12_000,
        summary=" Une terre qui bouge. ",
    )
    page = queries.exhibition_page(actor, made, local_day(now))
    assert (page.institution, page.summary, page.phase) == ("Musée des Laves", "Une terre qui bouge.", Phase.COMING)
    facts = queries.exhibition_facts([made, 999_999])[made]
    assert facts == page.facts
    assert (facts.city, facts.department, facts.region) == ("Lyon 2e", "69", "84")
    assert facts.hours_per_day == Decimal("7.5")
    assert facts.loan_period == (date(2027, 2, 22), date(2027, 6, 23))
    assert 45 < facts.lat < 46 and 4 < facts.lon < 5
    assert queries.exhibition_facts([]) == {}


@pytest.mark.parametrize("role", ALL_ROLES)
def test_the_exhibition_team_opens_shows_and_others_do_not(app: Flask, now: datetime, role: Role) -> None:
    museum = an_institution()
    actor = a_person(museum, role)
    if role in (Role.EXHIBITIONS, Role.ADMIN):
        assert an_exhibition(actor, museum, now)
    else:
        with pytest.raises(Forbidden):
            an_exhibition(actor, museum, now)


def test_nobody_opens_a_show_for_another_institution(app: Flask, now: datetime) -> None:
    museum, other = an_institution(), an_institution()
    with pytest.raises(NotFound):
        an_exhibition(a_person(other, Role.ADMIN), museum, now)


def test_a_double_click_makes_one_show(app: Flask, now: datetime) -> None:
    museum = an_institution()
    actor = a_person(museum, Role.EXHIBITIONS)
    twice = [services.create_exhibition(actor, museum, a_draft(), now, once="the-same-key") for _ in range(2)]
    assert twice[0] == twice[1]
    mine = queries.my_exhibitions(actor, local_day(now))
    assert len(mine.coming) == 1


def test_what_is_wrong_is_refused_and_nothing_is_kept(app: Flask, now: datetime) -> None:
    museum = an_institution()
    actor = a_person(museum, Role.EXHIBITIONS)
    with pytest.raises(ClosesBeforeOpening):
        an_exhibition(actor, museum, now, closes_on=date(2027, 1, 1))
    with pytest.raises(AmbiguousPlace):
        an_exhibition(actor, museum, now, address="Saint-Denis")
    assert not queries.my_exhibitions(actor, local_day(now))


def test_who_sees_a_show(app: Flask, now: datetime) -> None:
    museum, other = an_institution(), an_institution()
    team = a_person(museum, Role.EXHIBITIONS)
    reader, stranger, staff = a_person(museum, Role.READER), a_person(other, Role.ADMIN), a_staff_member()
    hidden = an_exhibition(team, museum, now)
    shown = an_exhibition(team, museum, now, is_public=True)
    today = local_day(now)
    for actor in (team, reader, staff):
        assert queries.exhibition_page(actor, hidden, today).may_edit is (actor is team)
    for actor in (stranger, ANONYMOUS):
        assert not queries.exhibition_page(actor, shown, today).may_edit
        with pytest.raises(NotFound):
            queries.exhibition_page(actor, hidden, today)
    with pytest.raises(NotFound):
        queries.exhibition_page(staff, 999_999, today)


def test_a_show_is_not_public_before_its_institution_is_verified(app: Flask, now: datetime) -> None:
    museum = an_institution(verified=False)
    made = an_exhibition(a_person(museum, Role.EXHIBITIONS), museum, now, is_public=True)
    with pytest.raises(NotFound):
        queries.exhibition_page(ANONYMOUS, made, local_day(now))
    assert not queries.public_exhibitions(ANONYMOUS, local_day(now)).items


def test_two_people_who_change_the_same_show_do_not_undo_each_other(app: Flask, now: datetime) -> None:
    museum = an_institution()
    actor = a_person(museum, Role.EXHIBITIONS)
    made = an_exhibition(actor, museum, now)
    version = queries.exhibition_to_edit(actor, made).version
    services.edit_exhibition(actor, made, a_draft(title="Sous la cendre"), version, now)
    with pytest.raises(Stale):
        services.edit_exhibition(actor, made, a_draft(title="Sur la lave"), version, now)
    again = queries.exhibition_to_edit(actor, made)
    assert (again.draft.title, again.version) == ("Sous la cendre", version + 1)


def test_who_changes_a_show(app: Flask, now: datetime) -> None:
    museum, other = an_institution(), an_institution()
    made = an_exhibition(a_person(museum, Role.EXHIBITIONS), museum, now)
    for actor, refusal in (
        (a_person(museum, Role.TECHNICIAN), Forbidden),
        (a_person(museum, Role.READER), Forbidden),
        (a_person(other, Role.ADMIN), NotFound),
        (a_staff_member(), Forbidden),
    ):
        with pytest.raises(refusal):
            services.edit_exhibition(actor, made, a_draft(), 1, now)
        with pytest.raises(refusal):
            queries.exhibition_to_edit(actor, made)


def test_the_picture_follows_the_show(app: Flask, now: datetime) -> None:
    museum, other = an_institution(), an_institution()
    actor = a_person(museum, Role.EXHIBITIONS)
    first, second = (a_photo(actor, museum, now, attached=False) for _ in range(2))
    made = an_exhibition(actor, museum, now, is_public=True, photo_id=first)
    assert photo_file(ANONYMOUS, first, Size.MEDIUM).is_public
    services.edit_exhibition(actor, made, a_draft(photo_id=second), 1, now)
    for photo_id in (first, second):
        with pytest.raises(NotFound):
            photo_file(ANONYMOUS, photo_id, Size.MEDIUM)
    discard_unattached(now + timedelta(days=2))
    photo = queries.exhibition_page(actor, made, local_day(now)).photo
    assert photo is not None
    assert photo.id == second
    theirs = a_photo(a_person(other), other, now, attached=False)
    with pytest.raises(NotFound):
        services.edit_exhibition(actor, made, a_draft(photo_id=theirs), 2, now)


def test_shows_are_listed_by_what_they_are_today(app: Flask, now: datetime) -> None:
    museum, other = an_institution(), an_institution()
    actor = a_person(museum, Role.EXHIBITIONS)
    today = local_day(now)

    def a_show(title: str, first: int, last: int, **said: object) -> int:
        days = {"opens_on": today + timedelta(first), "closes_on": today + timedelta(last)}
        return an_exhibition(actor, museum, now, title=title, **days, **said)

    a_show("passée", -30, -1, is_public=True)
    a_show("finit ce soir", -30, 0, is_public=True)
    a_show("ouvre demain", 1, 30, is_public=True)
    a_show("cachée", 1, 30)
    mine = queries.my_exhibitions(actor, today)
    assert [card.title for card in mine.current] == ["finit ce soir"]
    assert [card.title for card in mine.coming] == ["ouvre demain", "cachée"]
    assert [card.title for card in mine.past] == ["passée"]
    assert queries.public_exhibitions(actor, today).total == 0
    for visitor in (ANONYMOUS, a_person(other)):
        shown = queries.public_exhibitions(visitor, today)
        assert [card.title for card in shown.items] == ["finit ce soir", "ouvre demain"]
        assert shown.total == 2


def test_one_requests_for_shows_that_are_not_over(app: Flask, now: datetime) -> None:
    museum = an_institution()
    actor = a_person(museum, Role.EXHIBITIONS)
    made = an_exhibition(actor, museum, now)
    choices = queries.exhibitions_open_for_requests(actor, museum, date(2027, 6, 20))
    assert [(c.id, c.first_day, c.last_day) for c in choices] == [(made, date(2027, 3, 5), date(2027, 6, 23))]
    assert queries.exhibitions_open_for_requests(actor, museum, date(2027, 6, 21)) == []
    assert queries.exhibitions_open_for_requests(a_person(museum, Role.READER), museum, date(2027, 1, 1)) == []


def test_others_hear_of_new_and_changed_shows(app: Flask, now: datetime, monkeypatch: pytest.MonkeyPatch) -> None:
    heard: list[object] = []
    monkeypatch.setattr(events, "publish", heard.append)
    museum = an_institution()
    actor = a_person(museum, Role.EXHIBITIONS)
    heard.clear()
    made = an_exhibition(actor, museum, now)
    services.edit_exhibition(actor, made, a_draft(), 1, now)
    assert heard == [ExhibitionCreated(made, museum), ExhibitionChanged(made, museum)]
