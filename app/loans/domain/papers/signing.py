"""Who signs which paper of a loan, and when; what a signature must say."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType

from app.loans.domain.lifecycle import Side, State
from app.loans.domain.papers.kinds import PaperKind, Signer
from app.loans.domain.papers.refusals import (
    NotAgreed,
    SignerFunctionMissing,
    SignerNameMissing,
    StrokesTooLong,
)

Strokes = tuple[tuple[tuple[int, int], ...], ...]
"""A drawn signature: lines of points, on a field of 600 by 200."""

MOST_POINTS, WIDTH, HEIGHT = 4000, 600, 200

SIGNED_WHILE: Mapping[PaperKind, frozenset[State]] = MappingProxyType(
    {
        PaperKind.AGREEMENT: frozenset({State.APPROVED, State.SIGNED, State.OUT}),
        PaperKind.DELIVERY_NOTE: frozenset({State.OUT, State.RETURNED}),
        PaperKind.HAND_OVER_REPORT: frozenset({State.OUT, State.RETURNED}),
        PaperKind.RETURN_NOTE: frozenset({State.OUT, State.RETURNED}),
        PaperKind.RETURN_REPORT: frozenset({State.OUT, State.RETURNED}),
    }
)
"""In which states each paper of a loan is signed; a paper that is not here is not signed."""

AT_THE_DESK = frozenset(
    {PaperKind.DELIVERY_NOTE, PaperKind.HAND_OVER_REPORT, PaperKind.RETURN_NOTE, PaperKind.RETURN_REPORT}
)
"""Papers of a hand-over or a return: whoever stands at the desk may sign for the borrower, without an account."""

READABLE_WHILE: Mapping[PaperKind, frozenset[State]] = MappingProxyType(
    {
        PaperKind.AGREEMENT: frozenset({State.APPROVED, State.SIGNED, State.OUT, State.RETURNED, State.CLOSED}),
        PaperKind.VALUE_LIST: frozenset({State.APPROVED, State.SIGNED, State.OUT, State.RETURNED, State.CLOSED}),
        PaperKind.PICKING_LIST: frozenset({State.APPROVED, State.SIGNED, State.OUT}),
        PaperKind.DELIVERY_NOTE: frozenset({State.OUT, State.RETURNED, State.CLOSED}),
        PaperKind.HAND_OVER_REPORT: frozenset({State.OUT, State.RETURNED, State.CLOSED}),
        PaperKind.RETURN_NOTE: frozenset({State.OUT, State.RETURNED, State.CLOSED}),
        PaperKind.RETURN_REPORT: frozenset({State.OUT, State.RETURNED, State.CLOSED}),
    }
)
"""In which states each paper of a loan can be written from its facts."""

SET_WHILE = frozenset({State.REQUESTED, State.COUNTERED, State.APPROVED, State.SIGNED})
"""In which states the lender says on what terms it lends: before anything left."""

SIDES: Mapping[Side, Signer] = MappingProxyType({Side.LENDER: Signer.LENDER, Side.BORROWER: Signer.BORROWER})


@dataclass(frozen=True, slots=True)
class Signing:
    """What a signer says. *sha256* seals what they read; *signed_at* is their own clock's, None: now.

    *in_person*: typed on the lender's screen by a receiver who stands at the desk.
    """

    side: Signer
    name: str
    function: str
    agreed: bool
    sha256: str
    strokes: Strokes | None = None
    signed_at: datetime | None = None
    in_person: bool = False


def check_signing(said: Signing) -> None:
    """Raise what is missing: name, function, tick; or a drawing that is none."""
    if len(said.name.split()) < 2 or len(said.name) > 200:
        raise SignerNameMissing
    if not said.function.strip() or len(said.function) > 200:
        raise SignerFunctionMissing
    if not said.agreed:
        raise NotAgreed
    if said.strokes is not None and not _is_drawing(said.strokes):
        raise StrokesTooLong


def _is_drawing(strokes: Strokes) -> bool:
    points = [point for line in strokes for point in line]
    return 0 < len(points) <= MOST_POINTS and all(0 <= x <= WIDTH and 0 <= y <= HEIGHT for x, y in points)


def read_strokes(raw: object) -> Strokes | None:
    """The drawing that a browser sent as parsed JSON; None for an empty one. Raises ``StrokesTooLong``."""
    if raw in (None, [], ""):
        return None
    try:
        strokes = tuple(tuple((int(x), int(y)) for x, y in line) for line in raw if line)  # type: ignore[attr-defined]
    except (TypeError, ValueError, OverflowError) as error:
        raise StrokesTooLong from error
    if not _is_drawing(strokes):
        raise StrokesTooLong
    return strokes


def may_sign_for(side: Signer, mine: Iterable[Side], kind: PaperKind, *, in_person: bool = False) -> bool:
    """Whether somebody who speaks for *mine* may put *side*'s signature under a paper of *kind*.

    One signs for one's own side; at the desk the lender's phone takes the signature of whoever receives.
    """
    own = {SIDES[one] for one in mine if one in SIDES}
    if in_person:
        return kind in AT_THE_DESK and side is Signer.BORROWER and Signer.LENDER in own
    return side in own


def signable(kind: PaperKind, state: State) -> bool:
    """Whether a paper of *kind* is signed while the loan is in *state*."""
    return state in SIGNED_WHILE.get(kind, frozenset())


def readable(kind: PaperKind, state: State) -> bool:
    """Whether a paper of *kind* has something to say while the loan is in *state*."""
    return state in READABLE_WHILE.get(kind, frozenset())
