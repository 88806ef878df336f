"""Answers that the platform proposes from its own facts, with the facts. It proposes; a person keeps or changes it.

What the platform does not know is unknown, never 0: without a fact there is no proposal, and what lacks a mass is
said. Where a share decides, the steps are those of the questionnaire, and the lowest possible share is used.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from app.core.text import N_
from app.impact.assessment.domain.questionnaire import Question, Questionnaire

WEEKS_BEFORE_CLOSING = timedelta(weeks=8)
PARTLY, MOSTLY, WHOLLY = 2, 3, 4


@dataclass(frozen=True, slots=True)
class Fact:
    """A fact as a message id with its parameters; a name in ``_on`` is an ISO day, one in ``_kg`` a mass in kg."""

    message: str
    params: Mapping[str, int | str]


@dataclass(frozen=True, slots=True)
class Proposal:
    """What the platform would answer, None when its facts are not enough, and the facts themselves."""

    question: str
    value: int | None
    facts: tuple[Fact, ...]


@dataclass(frozen=True, slots=True)
class StockLooked:
    """Q08: the list of needs (each line is searched in the own stores, then the network), requests, wanted ads."""

    need_lines: int = 0
    met_lines: int = 0
    requests: int = 0
    wanted: int = 0
    first_on: date | None = None


@dataclass(frozen=True, slots=True)
class ReusedMass:
    """Q11: what is borrowed or came as a gift, and what the passport says of elements that had served before or are
    rented, in kg; and the mass of all elements if somebody said it."""

    borrowed_kg: Decimal = Decimal(0)
    objects: int = 0
    without_mass: int = 0
    total_kg: Decimal | None = None
    passport_kg: Decimal = Decimal(0)
    passport_objects: int = 0

    @property
    def reused_kg(self) -> Decimal:
        """Everything that is known to have served before, or to be rented."""
        return self.borrowed_kg + self.passport_kg


@dataclass(frozen=True, slots=True)
class Sourced:
    """Q19, Q28: how many the list of needs asks, and how many come from the own stores or are borrowed."""

    needed: int = 0
    own: int = 0
    borrowed: int = 0


@dataclass(frozen=True, slots=True)
class Announced:
    """Q48: pieces of the strike that are listed, and how many were in time."""

    pieces: int = 0
    early: int = 0
    closes_on: date = date.max


@dataclass(frozen=True, slots=True)
class Taken:
    """Q49: the mass of the pieces of the strike and of those with a confirmed taker, in kg."""

    pieces: int = 0
    without_mass: int = 0
    total_kg: Decimal = Decimal(0)
    taken_kg: Decimal = Decimal(0)


@dataclass(frozen=True, slots=True)
class Known:
    """Everything the platform knows about one exhibition that a question asks."""

    stock: StockLooked = StockLooked()
    mass: ReusedMass = ReusedMass()
    audiovisual: Sourced = Sourced()
    crates: Sourced = Sourced()
    announced: Announced = Announced()
    taken: Taken = Taken()


def proposals(asked: Questionnaire, known: Known) -> dict[str, Proposal]:
    """By question id: every question of *asked* that is pre-filled and about which there is a fact."""
    found: dict[str, Proposal] = {}
    for question in asked.questions:
        propose = _RULES.get(question.id) if question.prefilled else None
        if propose is None:
            continue
        value, facts = propose(question, known)
        if facts:
            found[question.id] = Proposal(question.id, value, facts)
    return found


def value_of_share(question: Question, part: Decimal | int, whole: Decimal | int) -> int | None:
    """The answer that a share reaches by the question's own steps; None for a share of nothing or of 0.

    Never lower for a larger share. Below the lowest step it is the answer just under.
    """
    if not question.steps or whole <= 0 or part <= 0:
        return None
    reached = [value for value, percent in question.steps if part * 100 >= percent * whole]
    return max(reached) if reached else question.steps[0][0] - 1


_Found = tuple[int | None, tuple[Fact, ...]]


def _stock(_question: Question, known: Known) -> _Found:
    seen = known.stock
    facts = tuple(_stock_facts(seen))
    if not facts:
        return None, ()
    is_mostly = seen.need_lines > 0 and 2 * seen.met_lines >= seen.need_lines
    return (MOSTLY if is_mostly else PARTLY), facts


def _stock_facts(seen: StockLooked) -> Iterator[Fact]:
    if seen.need_lines:
        yield Fact(
            N_(
                "Lignes de la liste de besoins, cherchées chez vous puis dans le réseau : %(lines)s ; "
                "ayant trouvé une réponse : %(met)s."
            ),
            {"lines": seen.need_lines, "met": seen.met_lines},
        )
    if seen.requests:
        yield Fact(N_("Demandes de prêt envoyées pour l'exposition : %(n)s."), {"n": seen.requests})
    if seen.wanted:
        yield Fact(N_("Avis de recherche publiés pour l'exposition : %(n)s."), {"n": seen.wanted})
    if seen.first_on is not None:
        yield Fact(N_("La première de ces démarches date du %(first_on)s."), {"first_on": seen.first_on.isoformat()})


def _mass(question: Question, known: Known) -> _Found:
    seen = known.mass
    facts = list(_mass_facts(seen))
    if not facts:
        return None, ()
    if seen.without_mass:
        facts.append(Fact(N_("Sans masse connue, et comptés pour rien : %(n)s."), {"n": seen.without_mass}))
    if seen.total_kg is None:
        facts.append(Fact(N_("La masse totale des éléments n'est pas connue : la part ne se calcule pas."), {}))
        return None, tuple(facts)
    facts.append(Fact(N_("Masse totale des éléments : %(total_kg)s kg."), {"total_kg": str(seen.total_kg)}))
    return value_of_share(question, min(seen.reused_kg, seen.total_kg), seen.total_kg), tuple(facts)


def _mass_facts(seen: ReusedMass) -> Iterator[Fact]:
    if seen.objects:
        yield Fact(
            N_("Objets empruntés ou reçus en don pour l'exposition : %(objects)s, soit au moins %(reused_kg)s kg."),
            {"objects": seen.objects, "reused_kg": str(seen.borrowed_kg)},
        )
    if seen.passport_objects:
        yield Fact(
            N_(
                "Au passeport, de votre stock, d'occasion, loués, reçus : %(objects)s, "
                "soit au moins %(reused_kg)s kg."
            ),
            {"objects": seen.passport_objects, "reused_kg": str(seen.passport_kg)},
        )


def _audiovisual(question: Question, known: Known) -> _Found:
    asked = N_(
        "Matériel audiovisuel de la liste de besoins : %(needed)s ; de votre stock %(own)s, prêtés %(borrowed)s."
    )
    return _sourced(question, known.audiovisual, asked)


def _crates(question: Question, known: Known) -> _Found:
    asked = N_("Caisses de la liste de besoins : %(needed)s ; de votre stock %(own)s, prêtées %(borrowed)s.")
    return _sourced(question, known.crates, asked)


def _sourced(question: Question, seen: Sourced, message: str) -> _Found:
    if not seen.needed:
        return None, ()
    fact = Fact(message, {"needed": seen.needed, "own": seen.own, "borrowed": seen.borrowed})
    return value_of_share(question, min(seen.own + seen.borrowed, seen.needed), seen.needed), (fact,)


def _announced(_question: Question, known: Known) -> _Found:
    seen = known.announced
    if not seen.pieces:
        return None, ()
    limit = seen.closes_on - WEEKS_BEFORE_CLOSING
    fact = Fact(
        N_("Éléments du démontage annoncés : %(pieces)s, dont %(early)s en ligne au plus tard le %(limit_on)s."),
        {"pieces": seen.pieces, "early": seen.early, "limit_on": limit.isoformat()},
    )
    if seen.early >= seen.pieces:
        return WHOLLY, (fact,)
    if 2 * seen.early >= seen.pieces:
        return MOSTLY, (fact,)
    return (PARTLY if seen.early else 1), (fact,)


def _taken(question: Question, known: Known) -> _Found:
    seen = known.taken
    if not seen.pieces:
        return None, ()
    facts = []
    if seen.total_kg:
        weighed = N_("Éléments du démontage : %(total_kg)s kg, dont %(taken_kg)s kg avec un preneur confirmé.")
        facts.append(Fact(weighed, {"total_kg": str(seen.total_kg), "taken_kg": str(seen.taken_kg)}))
    if seen.without_mass:
        facts.append(
            Fact(N_("Éléments sans masse : %(n)s. Écrivez-la pour que la part se calcule."), {"n": seen.without_mass})
        )
        return None, tuple(facts)
    return value_of_share(question, seen.taken_kg, seen.total_kg), tuple(facts)


_RULES = {"Q08": _stock, "Q11": _mass, "Q19": _audiovisual, "Q28": _crates, "Q48": _announced, "Q49": _taken}
