"""Entries of the ledger: double entry in whole grams, each sealed with the seal of the one before.

>>> entry = sealed(GENESIS, kind="post", reason="", author=None, at="2027-03-01T09:00:00+00:00",
...                record=1, digest="", settles=None, legs=(Leg("object:1", -5), Leg("exhibition:1", 5)))
>>> len(entry)
64
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from app.core.text import N_
from app.impact.records.domain.canonical import written
from app.impact.records.domain.settling import BURDENS, Grams

GENESIS = "0" * 64
"""The seal before the first entry."""


class EntryKind(StrEnum):
    """What an entry does: open an object's cap, announce a credit, post it, let it go, or undo it."""

    CAP = "cap"
    PENDING = "pending"
    POST = "post"
    VOID = "void"
    REVERSAL = "reversal"


KIND_LABELS = {
    EntryKind.CAP: N_("Ouverture du plafond de l'objet"),
    EntryKind.PENDING: N_("Écriture en attente du retour"),
    EntryKind.POST: N_("Écriture définitive"),
    EntryKind.VOID: N_("Annulation d'une écriture en attente"),
    EntryKind.REVERSAL: N_("Contre-passation"),
}


@dataclass(frozen=True, slots=True)
class Leg:
    """An amount in grams on one account."""

    account: str
    grams: int


class UnbalancedEntry(AssertionError):
    """The legs of an entry do not sum to zero: a mistake in the code, never a person's."""


def cap_legs(unit: int, cap: int) -> tuple[Leg, ...]:
    """The object enters with all that it can ever give."""
    return Leg(object_account(unit), cap), Leg("cap:opened", -cap)


def credit_legs(source: str, exhibition: int, figures: Grams, prefix: str = "") -> tuple[Leg, ...]:
    """What leaves *source* (an object, or a listing while nothing is handed over) and where it goes."""
    spent = zip(BURDENS, figures.burdens, strict=True)
    outside_the_cap = Leg(f"{prefix}reference:logistics", figures.draw - figures.gross)
    return (
        Leg(f"{prefix}{source}", -figures.draw),
        Leg(f"{prefix}exhibition:{exhibition}", figures.net),
        *(Leg(f"{prefix}burden:{name}", amount) for name, amount in spent if amount),
        *((outside_the_cap,) if outside_the_cap.grams else ()),
    )


def opposite(legs: Sequence[Leg]) -> tuple[Leg, ...]:
    """The legs that bring every account back to where it was."""
    return tuple(Leg(leg.account, -leg.grams) for leg in legs)


def object_account(unit: int) -> str:
    """The account that holds what is left of an object's cap."""
    return f"object:{unit}"


def sealed(
    previous: str,
    *,
    kind: str,
    reason: str,
    author: int | None,
    at: str,
    record: int | None,
    digest: str,
    settles: int | None,
    legs: Sequence[Leg],
) -> str:
    """The seal of an entry: SHA-256 over the previous seal and everything the entry says.

    *digest* is that of the record behind it. Raises UnbalancedEntry when the legs do not sum to zero.
    """
    if len(legs) < 2 or sum(leg.grams for leg in legs) != 0:
        raise UnbalancedEntry(legs)
    content = {
        "previous": previous,
        "kind": kind,
        "reason": reason,
        "author": author,
        "at": at,
        "record": record,
        "digest": digest,
        "settles": settles,
        "legs": [[leg.account, leg.grams] for leg in legs],
    }
    return hashlib.sha256(written(content).encode()).hexdigest()


def digest_of(inputs: str, results: str) -> str:
    """The fingerprint of a record's content."""
    return hashlib.sha256(f"{inputs}\n{results}".encode()).hexdigest()
