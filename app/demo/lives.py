"""Each planned loan lives by the verbs of its two sides, written into the diary."""

import random
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial

from sqlalchemy import select

from app.core.actor import Actor, Role
from app.core.db import db
from app.core.geo import distance_km
from app.demo.days import ONE_DAY, at
from app.demo.diary import Diary
from app.demo.facts import told
from app.demo.stories import End, Story
from app.listings.domain.states import Condition
from app.listings.models import Unit
from app.loans import services
from app.loans.domain.request import LineWanted, LoanRequest, UnitReport
from app.loans.domain.words import Alternative, TransportMode, evidence_for
from app.loans.models import Loan, LoanLine, LoanUnit

ALTERNATIVES = (
    [Alternative.NEW] * 14
    + [Alternative.RENTAL] * 2
    + [Alternative.REFURB, Alternative.OWN_STOCK]
    + [Alternative.UNKNOWN]
)
OF_THE_DOCUMENTED = 0.5
NOTE_OFTEN = 0.4
NEIGHBOURS_KM = 120
VAN_OFTEN = 0.25


@dataclass
class Lives:
    """What became of the plans: loan ids by how they stand."""

    diary: Diary
    chance: random.Random
    ids: dict[End, list[int]] = field(default_factory=lambda: {end: [] for end in End})

    def begin(self, stories: Sequence[Story]) -> None:
        """Write every request into the diary."""
        for story in stories:
            self.diary.write(story.asked_at, partial(self._ask, story))

    def _ask(self, story: Story, now: datetime) -> None:
        team = story.show.house.actor(Role.EXHIBITIONS)
        loan_id = services.request_loan(team, _request(story, self.chance), "", now)
        self.ids[story.end].append(loan_id)
        if story.end is End.REFUSED:
            self.diary.write(now + 2 * ONE_DAY, partial(self._refuse, story, loan_id))
        elif story.end is End.EXPIRED:
            self.diary.write(db.session.get_one(Loan, loan_id).expires_at, services.expire_requests)
        elif story.end is not End.REQUESTED:
            hours = self.chance.randint(3, 70)
            self.diary.write(now + timedelta(hours=hours), partial(self._accept, story, loan_id))

    def _refuse(self, story: Story, loan_id: int, now: datetime) -> None:
        services.refuse_loan(_technician(story), loan_id, self._phrase("refusals"), now)

    def _accept(self, story: Story, loan_id: int, now: datetime) -> None:
        services.accept_loan(_technician(story), loan_id, now, answer=self._phrase("answers"))
        if story.end is End.APPROVED:
            return
        if story.end is End.CANCELLED:
            self.diary.write(now + 3 * ONE_DAY, partial(self._cancel, story, loan_id))
        elif story.end is End.NO_SHOW:
            self.diary.write(at(story.first_day + ONE_DAY, 9), partial(self._miss, story, loan_id))
        else:
            hour = self.chance.randint(9, 11)
            self.diary.write(at(story.first_day, hour), partial(self._hand_over, story, loan_id))

    def _cancel(self, story: Story, loan_id: int, now: datetime) -> None:
        services.cancel_loan(story.show.house.actor(Role.EXHIBITIONS), loan_id, self._phrase("cancellations"), now)

    def _miss(self, story: Story, loan_id: int, now: datetime) -> None:
        services.mark_no_show(_technician(story), loan_id, now)

    def _hand_over(self, story: Story, loan_id: int, now: datetime) -> None:
        reports = []
        for line, quantity in story.lines:
            for unit in _units_there(line.id)[:quantity]:
                note = self._phrase("notes_out") if self.chance.random() < NOTE_OFTEN else ""
                reports.append(UnitReport(unit.id, unit.condition, note))
        services.hand_over(_technician(story), loan_id, reports, now)
        if story.end in (End.RETURNED, End.CLOSED):
            hour = self.chance.randint(14, 16)
            self.diary.write(at(story.last_day, hour), partial(self._take_back, story, loan_id))

    def _take_back(self, story: Story, loan_id: int, now: datetime) -> None:
        out = select(LoanUnit.unit_id, Unit.condition).join(LoanLine, LoanLine.id == LoanUnit.line_id)
        out = out.join(Unit, Unit.id == LoanUnit.unit_id).where(LoanLine.loan_id == loan_id).order_by(LoanUnit.id)
        reports = [self._seen(row.unit_id, row.condition) for row in db.session.execute(out)]
        if story.is_damaged:
            reports[0] = UnitReport(reports[0].unit_id, Condition.TO_REPAIR, told("phrases")["loans"]["damaged"])
        services.take_back(_technician(story), loan_id, reports, now)
        if story.end is End.CLOSED:
            self.diary.write(now + 2 * ONE_DAY, partial(self._close, story, loan_id))

    def _close(self, story: Story, loan_id: int, now: datetime) -> None:
        services.close_loan(_technician(story), loan_id, now)

    def _seen(self, unit_id: int, condition: Condition) -> UnitReport:
        note = self._phrase("notes_back") if self.chance.random() < NOTE_OFTEN else ""
        return UnitReport(unit_id, condition, note)

    def _phrase(self, of: str) -> str:
        return str(self.chance.choice(told("phrases")["loans"][of]))


def _request(story: Story, chance: random.Random) -> LoanRequest:
    phrases = told("phrases")["loans"]
    alternative = chance.choice(ALTERNATIVES)
    has_document = chance.random() < OF_THE_DOCUMENTED
    evidence = evidence_for(alternative, has_document)
    return LoanRequest(
        lines=tuple(LineWanted(one.id, quantity) for one, quantity in story.lines),
        exhibition_id=story.show.id,
        first_day=story.first_day,
        last_day=story.last_day,
        transport=_transport(story, chance),
        message=chance.choice(phrases["messages"]),
        alternative=alternative,
        evidence=evidence,
        evidence_note=chance.choice(phrases["quotes"]) if evidence.value == "E3" else "",
    )


def _transport(story: Story, chance: random.Random) -> TransportMode:
    """Sometimes a van of one's own for a neighbour; a shared lorry for whoever is far."""
    is_near = distance_km(story.lender.point, story.show.house.point) < NEIGHBOURS_KM
    alone = is_near and chance.random() < VAN_OFTEN
    return TransportMode.DEDICATED_VAN if alone else TransportMode.SHARED_FREIGHT


def _technician(story: Story) -> Actor:
    return story.lender.actor(Role.TECHNICIAN)


def _units_there(listing_id: int) -> list[Unit]:
    """The units of a listing that are in service and at home."""
    out = select(LoanUnit.unit_id).where(LoanUnit.returned_at.is_(None))
    there = select(Unit).where(Unit.listing_id == listing_id, Unit.out_of_service_from.is_(None), Unit.id.not_in(out))
    return list(db.session.execute(there.order_by(Unit.id)).scalars())
