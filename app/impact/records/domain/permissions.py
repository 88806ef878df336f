"""Who may read a computation and a report."""

from dataclasses import dataclass

from app.core.actor import Actor, Role


@dataclass(frozen=True, slots=True)
class RecordAccess:
    """Whose record it is. *is_public_figure*: actual, verified, with evidence, current, and of a public show."""

    lender_id: int
    borrower_id: int
    is_public_figure: bool


def may_read_report(actor: Actor, institution_id: int) -> bool:
    """The people of the institution, whatever their role, and the platform's staff."""
    return actor.is_staff or actor.belongs_to(institution_id)


def may_see_record(actor: Actor, access: RecordAccess) -> bool:
    """Both sides of the loan; everybody for a figure that a public page shows (R14)."""
    parties = (access.lender_id, access.borrower_id)
    return access.is_public_figure or any(may_read_report(actor, party) for party in parties)


def sees_everything_of(actor: Actor, borrower_id: int) -> bool:
    """Whether internal and planned figures of an exhibition are shown: to the people who borrow."""
    return may_read_report(actor, borrower_id)


def may_correct(actor: Actor, borrower_id: int) -> bool:
    """The CSR officer of the institution that is credited, and the platform's staff."""
    return actor.is_staff or actor.has_role(borrower_id, Role.CSR)


def may_judge_records(actor: Actor) -> bool:
    """Whether a strange record enters totals: the platform's staff, who are credited with nothing (R17)."""
    return actor.is_staff
