"""What is told of a demo: JSON for programs (trust.md 1.10), a table for people."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from sqlalchemy import func, select

from app.accounts.domain.states import TokenScope
from app.accounts.models import Institution, Membership, User
from app.accounts.services import create_token
from app.core.actor import Role
from app.core.db import db
from app.demo.building import Demo
from app.demo.network import DOMAIN, MAIN, PASSWORD, STAFF, House
from app.listings.models import Listing, ListingPhoto
from app.loans.domain.lifecycle import LIVE, State
from app.loans.models import Loan, LoanLine

ROLES = {
    Role.ADMIN: "administration",
    Role.TECHNICIAN: "régie",
    Role.EXHIBITIONS: "expositions",
    Role.CSR: "développement durable",
    Role.READER: "lecture",
}


def is_empty() -> bool:
    """Whether nobody and nothing is in the database yet."""
    return not any(db.session.scalar(select(func.count()).select_from(table)) for table in (User, Institution))


def described(demo: Demo, seed: int, now: datetime) -> dict[str, Any]:
    """The institutions, one account per role, keys to the API and sample ids."""
    main = next(house for house in demo.houses if house.museofile == MAIN)
    loans = sum(len(ids) for ids in demo.loans.values())
    return {
        "seed": seed,
        "now": now.isoformat(),
        "password": PASSWORD,
        "institutions": [
            {"id": house.id, "name": house.name, "city": house.town, "region": house.region} for house in demo.houses
        ],
        "users": _users(demo) | {"staff": [{"email": STAFF}]},
        "tokens": {
            "read": create_token(main.actor(Role.CSR), "Démonstration, lecture", TokenScope.READ, 365, now),
            "write": create_token(main.actor(Role.TECHNICIAN), "Démonstration, écriture", TokenScope.WRITE, 365, now),
        },
        "samples": _samples(demo, main),
        "counts": {"listings": _listings(), "exhibitions": len(demo.shows), "loans": loans},
    }


def _users(demo: Demo) -> dict[str, list[dict[str, Any]]]:
    return {
        role.value: [
            {
                "id": house.members[role].user_id,
                "email": house.members[role].email,
                "name": house.members[role].name,
                "institution_id": house.id,
            }
            for house in demo.houses
            if role in house.members
        ]
        for role in Role
    }


def _samples(demo: Demo, main: House) -> dict[str, Any]:
    return {
        "listings": {
            category: [one.id for one in demo.listings if one.category == category][:3]
            for category in dict.fromkeys(one.category for one in demo.listings)
        }
        | {category: list(ids[:3]) for category, ids in demo.in_depth.items()},
        "kit_listing": demo.special.kit,
        "calendar_listing": demo.special.calendar,
        "import": demo.special.import_id,
        "needs_exhibition": demo.special.needs_exhibition,
        "wanted_ads": list(demo.special.wanted_ads),
        "dismantled_listings": list(demo.special.dismantled),
        "described_exhibitions": list(demo.special.described),
        "shared_runs": list(demo.special.shared_runs),
        "main_institution_listings": [one.id for one in demo.listings if one.house is main][:5],
        "busy_listing": _busiest(),
        "exhibitions": [show.id for show in demo.shows],
        "exhibition_with_reuse": next(show.id for show in demo.shows if show.slug == "machines-a-rever"),
        "main_institution_loans": list(db.session.scalars(select(Loan.id).filter_by(lender_id=main.id))),
        "loans": {end.value: list(ids) for end, ids in demo.loans.items()},
    }


def _listings() -> int:
    return db.session.scalar(select(func.count()).select_from(Listing)) or 0


def _busiest() -> int | None:
    """The listing with a photo whose calendar has most to show."""
    live = select(LoanLine.listing_id).join(Loan).where(Loan.state.in_((*LIVE, State.REQUESTED)))
    live = live.where(LoanLine.listing_id.in_(select(ListingPhoto.listing_id))).group_by(LoanLine.listing_id)
    return db.session.scalar(live.order_by(func.count().desc(), LoanLine.listing_id).limit(1))


def accounts_table() -> Iterator[str]:
    """The accounts of a demo that is loaded, for a terminal."""
    rows = db.session.execute(
        select(User.email, Membership.role, Institution.name, Institution.city)
        .join(Membership, Membership.user_id == User.id)
        .join(Institution, Institution.id == Membership.institution_id)
        .where(User.email.endswith(f".{DOMAIN}"))
        .order_by(Institution.museofile_id != MAIN, Institution.name, Membership.id)
    ).all()
    if not rows:
        yield "Aucun compte de démonstration / no demo account."
        return
    yield f"Comptes de la démonstration / demo accounts    mot de passe / password : {PASSWORD}"
    yield ""
    for row in rows[: len(Role)]:
        yield f"  {row.email:32} {ROLES[row.role]:24} {row.name}"
    borrower = next((row for row in rows[len(Role) :] if row.role is Role.EXHIBITIONS), None)
    if borrower is not None:
        yield f"  {borrower.email:32} {ROLES[borrower.role]:24} {borrower.name}, {borrower.city}"
    yield f"  {STAFF:32} {'plateforme / staff':24}"
    yield ""
