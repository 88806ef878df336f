"""The facts of one loan, gathered for its papers."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from sqlalchemy import select

from app.accounts.models import Institution, Site
from app.core.db import db
from app.exhibitions.models import Exhibition
from app.listings.domain.categories import categories
from app.listings.models import Listing, Unit
from app.loans import lives
from app.loans.domain.papers.facts import (
    ClauseFacts,
    LifeFacts,
    LineFacts,
    LoanFacts,
    PartyFacts,
    ShowFacts,
    UnitFacts,
)
from app.loans.models import Loan, LoanClause, LoanLine, PaperSetting
from app.loans.queries.papers.moved import moved_facts


def loan_facts(loan: Loan) -> LoanFacts:
    """Everything that the papers of *loan* are made of, as it stands in this transaction."""
    settings = _settings((loan.lender_id, loan.borrower_id))
    parties = _parties((loan.lender_id, loan.borrower_id), settings)
    zone = db.session.scalar(select(Institution.time_zone).where(Institution.id == loan.lender_id))
    return LoanFacts(
        number=loan.id,
        lender=parties[loan.lender_id],
        borrower=parties[loan.borrower_id],
        show=_show(loan.exhibition_id),
        first_day=loan.starts_on,
        last_day=loan.ends_on,
        transport=loan.transport,
        lines=_lines(loan),
        clause=clause_of(loan.id, settings.get(loan.lender_id)),
        moved=moved_facts(loan.id),
        zone=zone or "Europe/Paris",
    )


def _settings(ids: Sequence[int]) -> dict[int, PaperSetting]:
    rows = db.session.scalars(select(PaperSetting).where(PaperSetting.institution_id.in_(ids)))
    return {row.institution_id: row for row in rows}


def clause_of(loan_id: int, setting: PaperSetting | None) -> ClauseFacts:
    """What was agreed for this loan, or else what the lender usually asks."""
    own = db.session.get(LoanClause, loan_id)
    if own is not None:
        return ClauseFacts(own.insurance, own.deductible_cents, own.transport_by, own.decision, own.note)
    if setting is None:
        return ClauseFacts()
    return ClauseFacts(setting.insurance, setting.deductible_cents, setting.transport_by, setting.decision)


def lender_setting(institution_id: int) -> PaperSetting | None:
    """What an institution wants of its papers, if it ever said."""
    return db.session.get(PaperSetting, institution_id)


def _parties(ids: Sequence[int], settings: Mapping[int, PaperSetting]) -> dict[int, PartyFacts]:
    houses = db.session.scalars(select(Institution).where(Institution.id.in_(ids))).all()
    addresses: dict[int, str] = {}
    for site in db.session.scalars(select(Site).where(Site.institution_id.in_(ids)).order_by(Site.id)):
        addresses.setdefault(site.institution_id, f"{site.address}, {site.postcode} {site.city}")
    return {one.id: _party(one, addresses.get(one.id, ""), settings.get(one.id)) for one in houses}


def _party(house: Institution, address: str, setting: PaperSetting | None) -> PartyFacts:
    return PartyFacts(
        house.name,
        address,
        house.siret or "",
        house.is_public,
        setting.represented_by if setting else "",
        setting.represented_as if setting else "",
    )


def _show(exhibition_id: int) -> ShowFacts:
    row = db.session.get_one(Exhibition, exhibition_id)
    venue = ", ".join(one for one in (row.venue, row.address or row.city) if one)
    return ShowFacts(row.title, venue, row.opens_on, row.closes_on)


def _lines(loan: Loan) -> tuple[LineFacts, ...]:
    rows: Any = db.session.execute(
        select(LoanLine.quantity, Listing, Site)
        .join(Listing, Listing.id == LoanLine.listing_id)
        .join(Site, Site.id == Listing.site_id)
        .where(LoanLine.loan_id == loan.id)
        .order_by(LoanLine.id)
    ).all()
    units = _units([row.Listing.id for row in rows], loan.starts_on)
    return tuple(_line(row.quantity, row.Listing, row.Site, units[row.Listing.id]) for row in rows)


def _line(quantity: int, listing: Listing, site: Site, units: Sequence[Unit]) -> LineFacts:
    kind = categories().get(listing.category)
    label = {"fr": kind.label.fr, "en": kind.label.en} if kind else {"fr": listing.category}
    life = lives.service_life(listing.category, listing.specs)
    return LineFacts(
        title=listing.title,
        category=label,
        quantity=quantity,
        value_cents=listing.replacement_value_cents,
        made_in=listing.made_in_year,
        life=LifeFacts(life.years, life.source) if life else None,
        units=tuple(UnitFacts(one.label, one.serial, one.asset_tag) for one in units)
        if len(units) == quantity
        else (),
        conditions=listing.lender_conditions,
        place=f"{site.name}, {site.address}, {site.postcode} {site.city}",
        storage=listing.storage_place,
    )


def _units(listing_ids: Sequence[int], day: date) -> dict[int, list[Unit]]:
    """The units in service on *day*, by listing."""
    found: dict[int, list[Unit]] = defaultdict(list)
    rows = db.session.scalars(select(Unit).where(Unit.listing_id.in_(listing_ids)).order_by(Unit.id))
    for unit in rows:
        begins, ends = unit.in_service_from, unit.out_of_service_from
        if (begins is None or begins <= day) and (ends is None or ends > day):
            found[unit.listing_id].append(unit)
    return found
