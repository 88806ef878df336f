"""The credit of a given object, exhibition by exhibition: one leg for the gift, at its first use, none back.

The object's account follows it (P15): what its former owner lent of it is drawn from the same cap.
"""

from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import aliased

from app.accounts.domain.permissions import is_verified
from app.accounts.models import Institution, Site
from app.core.db import db, transaction
from app.exhibitions.models import Exhibition
from app.impact import corrections
from app.impact.factors.domain import NoFactor, manufacturing_factor
from app.impact.footprint.domain.lines import Phase
from app.impact.models import ImpactRecord
from app.impact.records import gathering
from app.impact.records.accounts import ObjectState, object_states
from app.impact.records.domain import chain
from app.impact.records.domain.canonical import read, written
from app.impact.records.domain.chain import EntryKind
from app.impact.records.domain.correcting import Correction
from app.impact.records.domain.inputs import Inputs, result_of
from app.impact.records.domain.plausible import review
from app.impact.records.domain.settling import as_stored, settled
from app.impact.records.ledger import enter, locked_head
from app.impact.services import computed_columns
from app.listings.models import Listing, Unit, UnitSuccession
from app.loans.models import Gift, GiftRebuy, GiftUnit, OwnUse

BOUGHT_AGAIN = "Le donateur a racheté l'équivalent dans les douze mois."
"""The reason that stands beside the record: a record is in French."""


@dataclass(frozen=True, slots=True)
class _Facts:
    use: OwnUse
    listing: Listing
    show: Exhibition
    owner: Institution
    state: ObjectState


def count_own_use(own_use_id: int, at: datetime, author: int | None) -> None:
    """Write and post what this use avoided; the second time changes nothing."""
    key = f"own-use:{own_use_id}:actual"
    with transaction() as session:
        locked_head()
        facts = _facts(own_use_id)
        if session.scalar(select(ImpactRecord.id).where(ImpactRecord.key == key)) or not _is_known(facts.listing):
            return
        inputs = _with_backfill(facts.use, _inputs(facts, key))
        result = result_of(inputs)
        left = None if inputs.cap_left_kg is None else int(inputs.cap_left_kg.scaleb(3))
        figures = settled(result, left)
        strange = review(inputs, both_verified=is_verified(facts.owner.state))
        record = ImpactRecord(
            key=key,
            phase=Phase.ACTUAL,
            own_use_id=own_use_id,
            unit_id=facts.use.unit_id,
            listing_id=facts.listing.id,
            exhibition_id=facts.show.id,
            lender_id=facts.owner.id,
            borrower_id=facts.owner.id,
            alternative=facts.use.alternative,
            **computed_columns(inputs, result, figures),
            verified=not strange,
            review=strange,
            inputs=written(inputs),
            results=written(as_stored(result, figures)),
            author_id=author,
            created_at=at,
        )
        session.add(record)
        session.flush()
        object_id = facts.state.object_id or facts.use.unit_id
        if facts.state.cap_left_kg is None:
            opened = chain.cap_legs(object_id, figures.cap)
            enter(EntryKind.CAP, opened, record=record, at=at, author=author)
        legs = chain.credit_legs(chain.object_account(object_id), facts.show.id, figures)
        enter(EntryKind.POST, legs, record=record, at=at, author=author)


def count_backfill(gift_id: int, at: datetime, author: int | None) -> None:
    """The giver bought the same again (B_b = E): the first use of each object of the gift that is counted already is
    counted anew; a use still to come is counted with it. The second time changes nothing."""
    became = select(GiftUnit.new_unit_id).where(GiftUnit.gift_id == gift_id, GiftUnit.new_unit_id.is_not(None))
    later = aliased(ImpactRecord)
    standing = (
        select(ImpactRecord)
        .outerjoin(later, later.supersedes_id == ImpactRecord.id)
        .where(ImpactRecord.unit_id.in_(became), ImpactRecord.own_use_id.is_not(None), later.id.is_(None))
        .order_by(ImpactRecord.id)
    )
    with transaction() as session:
        locked_head()
        for record in session.scalars(standing).all():
            inputs = read(Inputs, record.inputs)
            if inputs.journey.out_units and inputs.stated.backfill < inputs.made.value:
                corrections.replace_record(record, Correction(backfill=inputs.made.value), BOUGHT_AGAIN, author, at)


def _with_backfill(use: OwnUse, inputs: Inputs) -> Inputs:
    """The first use bears what the giver bought again, as it bears the road of the gift."""
    again = (
        select(GiftRebuy.gift_id)
        .join(GiftUnit, GiftUnit.gift_id == GiftRebuy.gift_id)
        .where(GiftUnit.new_unit_id == use.unit_id)
    )
    if not inputs.journey.out_units or db.session.scalar(again) is None:
        return inputs
    return replace(inputs, added=replace(inputs.stated, backfill=inputs.made.value))


def _facts(own_use_id: int) -> _Facts:
    session = db.session
    use = session.get_one(OwnUse, own_use_id)
    listing = session.get_one(Listing, session.get_one(Unit, use.unit_id).listing_id)
    return _Facts(
        use,
        listing,
        session.get_one(Exhibition, use.exhibition_id),
        session.get_one(Institution, use.institution_id),
        object_states([use.unit_id])[use.unit_id],
    )


def _is_known(listing: Listing) -> bool:
    try:
        manufacturing_factor(listing.category, gathering.specs_of(listing), listing.mass_kg)
    except (NoFactor, KeyError):
        return False
    return True


def _inputs(facts: _Facts, key: str) -> Inputs:
    run, site = _travel(facts.use)
    here = gathering.LoanFacts(
        loan=facts.use,  # type: ignore[arg-type]
        exhibition=facts.show,
        lender=facts.owner,
        borrower=facts.owner,
        listings={facts.listing.id: facts.listing},
        sites={facts.listing.id: site or db.session.get_one(Site, facts.listing.site_id)},
    )
    return gathering.use_inputs(
        here,
        facts.listing.id,
        key=key,
        object=f"unit:{facts.state.object_id or facts.use.unit_id}",
        quantity=1,
        first_day=facts.use.starts_on,
        last_day=facts.use.ends_on,
        run=run,
        state=facts.state,
    )


def _travel(use: OwnUse) -> tuple[tuple[int, int], Site | None]:
    """Who shared the legs, and from where: the gift's objects come once, from their giver; then nothing moves."""
    counted = select(ImpactRecord.id).where(ImpactRecord.unit_id == use.unit_id, ImpactRecord.phase == Phase.ACTUAL)
    if db.session.scalar(counted.limit(1)) is not None:
        return (0, 0), None
    came = db.session.get_one(UnitSuccession, use.unit_id)
    given = db.session.execute(
        select(Gift, Site)
        .join(GiftUnit, GiftUnit.gift_id == Gift.id)
        .join(Listing, Listing.id == Gift.listing_id)
        .join(Site, Site.id == Listing.site_id)
        .where(GiftUnit.new_unit_id == use.unit_id, GiftUnit.unit_id == came.previous_id)
    ).one()
    return (len(given.Gift.units), 0), given.Site
