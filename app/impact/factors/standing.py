"""What is wrong with the library as it stands, for `flask factors check` and `flask verify`."""

from collections.abc import Iterator
from datetime import date, datetime

from sqlalchemy import or_, select

from app.core import verification
from app.core.db import db
from app.impact.factors.accepted import accepted
from app.impact.factors.models import FactorProposal, FactorReview
from app.impact.factors.refusals import ExpiredFactor
from app.impact.factors.rows import faults_of, row_of_factor
from app.impact.factors.table import Factor, filed, loaded, row_key
from app.impact.models import ImpactRecord


def faults_of_standing(on: date) -> tuple[list[tuple[str, str]], list[tuple[str, str]]]:
    """(name, what is wrong) of every version; and the expired figures that a default still rests on."""
    faults = [
        (one.reference, type(fault).__name__)
        for one in loaded().versions()
        for fault in faults_of(row_of_factor(one), None, on)
        if not isinstance(fault, ExpiredFactor)
    ]
    faults += [(reference, "differs from the file") for reference in _told_twice()]
    return faults, [(one.reference, f"expired {one.valid_until}") for one in defaults() if one.is_expired(on)]


def defaults() -> Iterator[Factor]:
    """Each figure that some object's value rests on, once."""
    data = loaded()
    named = [rule["factor"] for rule in data.devices]
    named += [part["factor"] for rule in data.compositions for part in rule["parts"]]
    yield from (data.factor(id) for id in dict.fromkeys(named))


def two_people_looked(_now: datetime) -> list[str]:
    """No version stands that its own author accepted, and none under another factor's name."""
    statement = (
        select(FactorReview.id)
        .join(FactorProposal, FactorProposal.id == FactorReview.proposal_id)
        .where(
            FactorReview.version.is_not(None),
            or_(
                FactorReview.reviewer_id == FactorProposal.author_id,
                FactorReview.reviewer_id.is_(None),
                FactorReview.factor_id != FactorProposal.factor_id,
                FactorReview.version != FactorProposal.after + 1,
            ),
        )
    )
    return [f"factor review {id}: not looked at by a second person" for id in db.session.scalars(statement)]


def factors_of_records_are_known(_now: datetime) -> list[str]:
    """Whatever a record was computed with can still be read."""
    data = loaded()
    known = {one.reference for one in data.versions()} | {row_key(row) for row in data.compositions}
    used = db.session.scalars(select(ImpactRecord.factor).distinct().order_by(ImpactRecord.factor))
    return [
        f"factor {reference}: used by a record, and not in the library"
        for reference in used
        if reference not in known
    ]


def register() -> None:
    """Add these invariants to `flask verify`."""
    verification.register("factors: two people looked", two_people_looked)
    verification.register("factors: those of records are known", factors_of_records_are_known)


def _told_twice() -> Iterator[str]:
    """Versions that a release carries and the staff accepted, when the two do not say the same."""
    ours = {one.reference: one for one in accepted()}
    for reference in ours.keys() & filed().factors.keys():
        if row_of_factor(ours[reference]) != row_of_factor(filed().factors[reference]):
            yield reference
