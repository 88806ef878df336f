"""The facts of one loan, gathered for its papers."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from sqlalchemy import select

from app.accounts.models import Institution, Site
from app.core.db import db, named
from app.exhibitions.models import Exhibition
from app.listings.domain.categories import categories
from app.listings.models import Listing, Unit
from app.listings.queries.ticking import goes_with
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
from app.loans.queries.papers.replaced import replaced_units, standing_units
from app.loans.queries.rows import BORROWER, LENDER

LENDERS, BORROWERS = named(PaperSetting, "lenders"), named(PaperSetting, "borrowers")


def loan_facts(loan: Loan) -> LoanFacts:
    """Everything that the papers of *loan* are made of, as it stands in this transaction."""
    facts = loan_terms(loan)
    addresses = _addresses((loan.lender_id, loan.borrower_id))
    return replace(
        facts,
        lender=replace(facts.lender, address=addresses.get(loan.lender_id, "")),
        borrower=replace(facts.borrower, address=addresses.get(loan.borrower_id, "")),
        lines=_lines(loan),
        moved=moved_facts(loan.id),
    )


def loan_terms(loan: Loan) -> LoanFacts:
    """What its terms are made of, in two questions: enough to tell whether a signature still stands."""
    row: Any = db.session.execute(
        select(LENDER, BORROWER, Exhibition, LENDERS, BORROWERS, LoanClause)
        .select_from(Loan)
        .join(LENDER, LENDER.id == Loan.lender_id)
        .join(BORROWER, BORROWER.id == Loan.borrower_id)
        .join(Exhibition, Exhibition.id == Loan.exhibition_id)
        .outerjoin(LENDERS, LENDERS.institution_id == Loan.lender_id)
        .outerjoin(BORROWERS, BORROWERS.institution_id == Loan.borrower_id)
        .outerjoin(LoanClause, LoanClause.loan_id == Loan.id)
        .where(Loan.id == loan.id)
    ).one()
    lender, borrower, show, lenders, borrowers, clause = row
    return LoanFacts(
        number=loan.id,
        lender=_party(lender, lenders),
        borrower=_party(borrower, borrowers),
        show=_show(show),
        first_day=loan.starts_on,
        last_day=loan.ends_on,
        transport=loan.transport,
        lines=_bare_lines(loan),
        clause=_clause(clause, lenders),
        zone=lender.time_zone,
        requires_agreement=lenders is not None and lenders.requires_agreement,
        replaced=replaced_units(loan),
    )


def _clause(own: LoanClause | None, usual: PaperSetting | None) -> ClauseFacts:
    """What was agreed for this loan, or else what the lender usually asks."""
    if own is not None:
        return ClauseFacts(own.insurance, own.deductible_cents, own.transport_by, own.decision, own.note)
    if usual is None:
        return ClauseFacts()
    return ClauseFacts(usual.insurance, usual.deductible_cents, usual.transport_by, usual.decision)


def lender_setting(institution_id: int) -> PaperSetting | None:
    """What an institution wants of its papers, if it ever said."""
    return db.session.get(PaperSetting, institution_id)


def _addresses(ids: Sequence[int]) -> dict[int, str]:
    """Where each institution is: its first site."""
    found: dict[int, str] = {}
    for site in db.session.scalars(select(Site).where(Site.institution_id.in_(ids)).order_by(Site.id)):
        found.setdefault(site.institution_id, f"{site.address}, {site.postcode} {site.city}")
    return found


def _party(house: Institution, setting: PaperSetting | None) -> PartyFacts:
    return PartyFacts(
        house.name,
        siret=house.siret or "",
        is_public=house.is_public,
        represented_by=setting.represented_by if setting else "",
        represented_as=setting.represented_as if setting else "",
    )


def _show(row: Exhibition) -> ShowFacts:
    venue = ", ".join(one for one in (row.venue, row.address or row.city) if one)
    return ShowFacts(row.title, venue, row.opens_on, row.closes_on)


def _bare_lines(loan: Loan) -> tuple[LineFacts, ...]:
    rows = db.session.execute(
        select(Listing.title, LoanLine.quantity, Listing.replacement_value_cents, Listing.lender_conditions)
        .join(LoanLine, LoanLine.listing_id == Listing.id)
        .where(LoanLine.loan_id == loan.id)
        .order_by(LoanLine.id)
    )
    return tuple(
        LineFacts(title, {}, quantity, value_cents=value, conditions=conditions)
        for title, quantity, value, conditions in rows
    )


def _lines(loan: Loan) -> tuple[LineFacts, ...]:
    rows: Any = db.session.execute(
        select(LoanLine.quantity, Listing, Site)
        .join(Listing, Listing.id == LoanLine.listing_id)
        .join(Site, Site.id == Listing.site_id)
        .where(LoanLine.loan_id == loan.id)
        .order_by(LoanLine.id)
    ).all()
    ids = [row.Listing.id for row in rows]
    units, also = {**_units(ids, loan.starts_on), **standing_units(loan)}, goes_with(ids)
    return tuple(
        _line(
            row.quantity,
            row.Listing,
            row.Site,
            units.get(row.Listing.id, []),
            tuple(f"{one.quantity} × {one.name}" for one in also.get(row.Listing.id, ())),
        )
        for row in rows
    )


def _line(
    quantity: int, listing: Listing, site: Site, units: Sequence[Unit], accessories: tuple[str, ...]
) -> LineFacts:
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
        goes_with=accessories,
        carriers=listing.carriers,
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
