"""Who acts. Built once per request (or by a job, or by the command line) and handed to every verb."""

from dataclasses import dataclass
from enum import StrEnum


class Role(StrEnum):
    """What a person may do in one institution; one person may hold several roles in several institutions."""

    ADMIN = "admin"
    TECHNICIAN = "technician"
    EXHIBITIONS = "exhibitions"
    CSR = "csr"
    READER = "reader"


@dataclass(frozen=True, slots=True)
class Actor:
    """A person and the roles they hold: pairs of (institution id, role)."""

    user_id: int | None = None
    name: str = ""
    is_staff: bool = False
    roles: frozenset[tuple[int, Role]] = frozenset()

    @property
    def is_signed_in(self) -> bool:
        """Whether there is a person at all."""
        return self.user_id is not None

    @property
    def institution_ids(self) -> frozenset[int]:
        """Every institution this person belongs to."""
        return frozenset(institution_id for institution_id, _ in self.roles)

    def belongs_to(self, institution_id: int) -> bool:
        """Whether this person holds any role there."""
        return institution_id in self.institution_ids

    def has_role(self, institution_id: int, *roles: Role) -> bool:
        """Whether this person holds one of *roles* there; an admin holds them all."""
        return (institution_id, Role.ADMIN) in self.roles or any(
            (institution_id, role) in self.roles for role in roles
        )

    def institutions_where(self, *roles: Role) -> frozenset[int]:
        """The institutions in which this person holds one of *roles* (or is admin)."""
        return frozenset(i for i in self.institution_ids if self.has_role(i, *roles))


ANONYMOUS = Actor()
SYSTEM = Actor(name="Ressourcerie", is_staff=True)
