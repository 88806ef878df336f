"""The facts that a gift is judged by, and those its deed is made of."""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import asdict
from datetime import date
from typing import Any

from sqlalchemy import select

from app.accounts.models import Institution, Site
from app.core.db import db
from app.listings.domain.categories import categories
from app.listings.domain.categories.catalogue import Travels
from app.listings.models import Listing, Unit
from app.loans.domain.gifts.asking import Approval, GivenUnit
from app.loans.domain.gifts.judging import GiftFacts, GiftObject, Verdict, judge_gift
from app.loans.domain.gifts.life import GiftParties
from app.loans.domain.papers.deed import CaseFacts, DeedFacts, GivenFacts, gift_deed
from app.loans.domain.papers.facts import PartyFacts, UnitFacts
from app.loans.domain.papers.kinds import PaperKind
from app.loans.models import Gift, GiftUnit, PaperSetting
from app.loans.queries.papers.drafting import Draft
from app.loans.queries.papers.speaking import ENGLISH, FRENCH

DOMAINE = {
    "fr": "Bien déclaré au Domaine avant le don, déclaration n° %s.",
    "en": "Goods declared to the Domaine before the gift, declaration no. %s.",
}


def parties_of_gift(gift: Gift) -> GiftParties:
    """Who it is between."""
    return GiftParties(gift.giver_id, gift.recipient_id, gift.requested_by)


def facts_of(listing: Listing, said: Approval) -> GiftFacts:
    """What the giver says of a gift of *listing*, as facts to judge."""
    kind = categories().get(listing.category)
    names = _labels([one.unit_id for one in said.units])
    objects = tuple(
        GiftObject(
            name=names.get(one.unit_id, "?"),
            family=kind.family if kind else "",
            share=kind.reuse_share.value if kind else "none",
            collection=listing.collection_item,
            residual_cents=one.residual_cents,
            valuation=said.valuation,
            may_hold_data=kind is not None and Travels.DATA_WIPE in kind.travels,
            wiped=said.wiped,
        )
        for one in said.units
    )
    return GiftFacts(
        said.giver,
        said.recipient,
        objects,
        said.case,
        said.decision,
        said.domaine,
        said.has_cooperation,
        said.is_product,
    )


def _labels(unit_ids: Sequence[int]) -> dict[int, str]:
    rows = db.session.execute(select(Unit.id, Unit.label).where(Unit.id.in_(unit_ids)))
    return {row.id: row.label for row in rows}


def verdict_now(gift: Gift) -> Verdict:
    """The rules of today on what was said when the gift was approved."""
    listing = db.session.get_one(Listing, gift.listing_id)
    return judge_gift(facts_of(listing, said_of(gift)))


def said_of(gift: Gift) -> Approval:
    """What was said at the approval."""
    assert gift.giver_kind is not None
    assert gift.recipient_kind is not None
    return Approval(
        gift.giver_kind,
        gift.recipient_kind,
        tuple(GivenUnit(one.unit_id, one.residual_cents) for one in gift.units),
        gift.law_case,
        gift.decision,
        gift.domaine,
        gift.has_cooperation,
        True,
        gift.valuation,
        gift.wiped,
        gift.answer,
    )


def deed_draft(gift: Gift) -> Draft:
    """The deed as the approved gift would have it written now."""
    facts = _deed(gift)
    told = json.dumps(asdict(facts), default=str, sort_keys=True, ensure_ascii=False)
    sealed = hashlib.sha256(told.encode()).hexdigest()
    return Draft(PaperKind.GIFT_DEED, gift_deed(facts, FRENCH), gift_deed(facts, ENGLISH), sealed)


def _deed(gift: Gift) -> DeedFacts:
    listing = db.session.get_one(Listing, gift.listing_id)
    verdict = verdict_now(gift)
    kind = categories().get(listing.category)
    rows: Any = db.session.execute(
        select(GiftUnit, Unit).join(Unit, Unit.id == GiftUnit.unit_id).where(GiftUnit.gift_id == gift.id)
    ).all()
    objects = tuple(
        GivenFacts(
            listing.title,
            asdict(kind.label) if kind else {"fr": ""},
            UnitFacts(unit.label, unit.serial, unit.asset_tag),
            listing.replacement_value_cents,
            one.residual_cents,
            gift.valuation if one.residual_cents is not None else "",
            gift.wiped,
        )
        for one, unit in sorted(rows, key=lambda row: row[1].id)
    )
    case = verdict.case
    return DeedFacts(
        gift.id,
        _house(gift.giver_id),
        _house(gift.recipient_id) if gift.recipient_id else _outside(gift),
        gift.approved_on or date.min,
        objects,
        CaseFacts(case.reference, case.says, case.since, gift.purpose, case.ceiling_cents) if case else None,
        verdict.undertaking.says if verdict.undertaking else None,
        gift.decision,
        tuple(
            {language: text % gift.domaine for language, text in DOMAINE.items()} for _ in range(bool(gift.domaine))
        ),
    )


def _outside(gift: Gift) -> PartyFacts:
    return PartyFacts(gift.outside_name, siret=gift.outside_number, is_public=False)


def _house(institution_id: int) -> PartyFacts:
    house = db.session.get_one(Institution, institution_id)
    setting = db.session.get(PaperSetting, institution_id)
    site = db.session.scalars(
        select(Site).where(Site.institution_id == institution_id).order_by(Site.id).limit(1)
    ).first()
    return PartyFacts(
        house.name,
        f"{site.address}, {site.postcode} {site.city}" if site else "",
        house.siret or "",
        house.is_public,
        setting.represented_by if setting else "",
        setting.represented_as if setting else "",
    )
