"""Whether a gift is allowed, and why not: a pure function of facts, on the rules of ``gift_rules.toml``.

>>> facts = GiftFacts(GiverKind.PRIVATE, RecipientKind.OTHER, (GiftObject("Socle", collection=False),))
>>> judge_gift(facts).is_allowed
True
"""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from app.loans.domain.gifts.rules import Case, Rule, cases, rules, undertakings
from app.loans.domain.gifts.words import RESELLERS, GiftCase, GiverKind, RecipientKind


@dataclass(frozen=True, slots=True)
class GiftObject:
    """One object about to be given. *collection* None: nobody answered. *residual_cents* is its value on that day,
    *valuation* how it was found; *wiped* how its data went, where it may hold some."""

    name: str
    family: str = ""
    share: str = "none"
    collection: bool | None = None
    residual_cents: int | None = None
    valuation: str = ""
    may_hold_data: bool = False
    wiped: str = ""


@dataclass(frozen=True, slots=True)
class GiftFacts:
    """Who gives what to whom. *is_product*: neither waste nor polluted, said by the giver."""

    giver: GiverKind
    recipient: RecipientKind
    objects: tuple[GiftObject, ...]
    case: GiftCase | None = None
    decision: str = ""
    domaine: str = ""
    has_cooperation: bool = False
    is_product: bool = True


@dataclass(frozen=True, slots=True)
class Reason:
    """Why not: the rule, the *object* it is about ("" for the whole gift), and the *case* that was chosen."""

    rule: Rule
    object: str = ""
    case: Case | None = None


@dataclass(frozen=True, slots=True)
class Verdict:
    """*reasons* against, none when it is allowed; *papers* by name; the *case* and the *undertaking* that apply."""

    reasons: tuple[Reason, ...]
    papers: tuple[str, ...]
    case: Case | None
    undertaking: Rule | None

    @property
    def is_allowed(self) -> bool:
        """Nothing stands against it."""
        return not self.reasons


def judge_gift(facts: GiftFacts) -> Verdict:
    """The verdict on *facts*: every reason against at once, so that nobody runs from one refusal to the next."""
    case = cases()[facts.case] if facts.case and facts.giver is not GiverKind.PRIVATE else None
    reasons = [*_of_objects(facts), *(_public(facts, case) if facts.giver is not GiverKind.PRIVATE else ())]
    if not facts.is_product:
        reasons.append(Reason(rules()["waste"]))
    return Verdict(tuple(reasons), _papers(facts), case, _undertaking(facts))


def proposed_residual(replacement_cents: int, age_years: int, life_years: Decimal) -> int:
    """What is left of the price of a new one: replacement x (1 - age / L), in cents, never below 0.

    >>> proposed_residual(100_000, 3, Decimal(4))
    25000
    """
    left = max(Decimal(0), 1 - Decimal(age_years) / life_years)
    return int((replacement_cents * left).to_integral_value(ROUND_HALF_UP))


def _of_objects(facts: GiftFacts) -> Iterator[Reason]:
    for one in facts.objects:
        if one.collection is None:
            yield Reason(rules()["collection_unanswered"], one.name)
        elif one.collection:
            yield Reason(rules()["collection"], one.name)
        if one.may_hold_data and not one.wiped:
            yield Reason(rules()["data_wipe"], one.name)


def _public(facts: GiftFacts, case: Case | None) -> Iterator[Reason]:
    if not facts.decision:
        yield Reason(rules()["decision"])
    if facts.giver is GiverKind.STATE and not facts.domaine:
        yield Reason(rules()["domaine"])
    for one in facts.objects:
        if one.residual_cents is None or one.residual_cents < 0 or not one.valuation:
            yield Reason(rules()["value"], one.name, case)
    if case is None:
        yield Reason(rules()["no_case"])
        return
    yield from _case(facts, case)


def _case(facts: GiftFacts, case: Case) -> Iterator[Reason]:
    if facts.giver not in case.givers:
        yield Reason(rules()["giver"], case=case)
    if facts.recipient not in case.recipients:
        yield Reason(rules()["recipient"], case=case)
    if "cooperation" in case.conditions and not facts.has_cooperation:
        yield Reason(rules()["cooperation"], case=case)
    for one in facts.objects:
        if not case.covers(one.family, one.share):
            yield Reason(rules()["objects"], one.name, case)
        if one.residual_cents is not None and one.residual_cents > case.ceiling_cents:
            yield Reason(rules()["ceiling"], one.name, case)


def _papers(facts: GiftFacts) -> tuple[str, ...]:
    needed = {
        "deed": True,
        "decision": facts.giver is not GiverKind.PRIVATE,
        "valuation": facts.giver is not GiverKind.PRIVATE,
        "domaine": facts.giver is GiverKind.STATE,
        "cooperation": facts.case is GiftCase.TEACHING,
        "data_wipe": any(one.may_hold_data for one in facts.objects),
    }
    return tuple(name for name, is_needed in needed.items() if is_needed)


def _undertaking(facts: GiftFacts) -> Rule | None:
    if facts.giver is GiverKind.PRIVATE:
        return None
    may_resell = facts.case is GiftCase.IT and facts.recipient in RESELLERS
    return undertakings()["capped_resale" if may_resell else "no_resale"]
