"""The deed of a gift: its layout. The rules and the facts are the gift's own; see ``docs/adr/0017``.

draft = Draft(PaperKind.GIFT_DEED, gift_deed(facts, FRENCH), gift_deed(facts, ENGLISH), fingerprint(facts))
paper = version_to_sign(versions_of(PaperKind.GIFT_DEED, gift_id=gift.id), draft, said.sha256, write)
put_signature(paper, said, actor.user_id, now)
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from app.core.text import N_
from app.loans.domain.papers.agreement import party_part
from app.loans.domain.papers.content import Column, LawNote, PaperContent, Part, SigningPlace, Table
from app.loans.domain.papers.facts import PartyFacts, UnitFacts
from app.loans.domain.papers.kinds import PaperKind, Signer
from app.loans.domain.papers.laws import laws_of
from app.loans.domain.papers.words import Words

NOTHING = "–"


@dataclass(frozen=True, slots=True)
class GivenFacts:
    """One physical object given. Money in cents: the price of a new equivalent, and what is left of it on the day
    of the gift (None: unknown); *valuation* says how that was found."""

    title: str
    category: Mapping[str, str]
    unit: UnitFacts
    replacement_cents: int | None = None
    residual_cents: int | None = None
    valuation: str = ""
    wiped: str = ""


@dataclass(frozen=True, slots=True)
class CaseFacts:
    """The case of the law under which a public body gives: its reference and what it says by language, since when.

    *recipient* says why the recipient fits, *ceiling_cents* what one object may be worth at most.
    """

    reference: Mapping[str, str]
    says: Mapping[str, str]
    since: date
    recipient: str = ""
    ceiling_cents: int | None = None


@dataclass(frozen=True, slots=True)
class DeedFacts:
    """All that a deed says. *undertaking* is what the recipient promises, by language (no resale); *notes* are
    remarks of the gift's own rules (the State's Domaine, a public recipient), by language."""

    number: int
    giver: PartyFacts
    recipient: PartyFacts
    day: date
    objects: tuple[GivenFacts, ...]
    case: CaseFacts | None = None
    undertaking: Mapping[str, str] | None = None
    decision: str = ""
    notes: tuple[Mapping[str, str], ...] = ()


def gift_deed(facts: DeedFacts, words: Words) -> PaperContent:
    """The deed by which objects change owner."""
    say = words.say
    parts = (
        party_part(say(N_("Le donateur")), facts.giver, words, facts.decision),
        party_part(say(N_("Le donataire")), facts.recipient, words),
        _transfer(facts, words),
        *_case(facts, words),
        *_undertaking(facts, words),
        _objects(facts, words),
    )
    laws = laws_of(PaperKind.GIFT_DEED, words) if facts.giver.is_public else ()
    return PaperContent(
        PaperKind.GIFT_DEED.value,
        say(N_("Acte de don de matériel")),
        say(N_("Don n° %(number)s"), number=facts.number),
        parts,
        (*laws, *_case_law(facts, words)),
        (
            SigningPlace(Signer.GIVER.value, say(N_("Pour le donateur")), facts.giver.name),
            SigningPlace(Signer.RECIPIENT.value, say(N_("Pour le donataire")), facts.recipient.name),
        ),
        say(N_("De %(giver)s à %(recipient)s"), giver=facts.giver.name, recipient=facts.recipient.name),
    )


def _transfer(facts: DeedFacts, words: Words) -> Part:
    say = words.say
    return Part(
        say(N_("Objet de l'acte")),
        (
            say(
                N_(
                    "Le donateur donne au donataire, qui les accepte, les objets listés ci-dessous, "
                    "dans l'état où ils se trouvent. "
                    "La propriété passe au donataire à la remise, et avec elle la garde et les risques."
                )
            ),
            say(
                N_(
                    "Le donateur déclare que ces objets ne sont inscrits à aucun inventaire de collection "
                    "et n'entrent dans aucune œuvre."
                )
            ),
            *(words.label(note) for note in facts.notes),
        ),
        ((say(N_("Date du don")), words.day(facts.day)),),
    )


def _case(facts: DeedFacts, words: Words) -> tuple[Part, ...]:
    if facts.case is None:
        return ()
    say, case = words.say, facts.case
    told = [
        (say(N_("Cas retenu")), words.label(case.reference)),
        (say(N_("Ce qu'il permet")), words.label(case.says)),
    ]
    if case.recipient:
        told.append((say(N_("Pourquoi ce donataire")), case.recipient))
    if case.ceiling_cents is not None:
        told.append((say(N_("Valeur unitaire au plus")), words.money(case.ceiling_cents)))
    return (Part(say(N_("Fondement du don")), facts=tuple(told)),)


def _case_law(facts: DeedFacts, words: Words) -> tuple[LawNote, ...]:
    if facts.case is None:
        return ()
    since = words.say(N_("dans sa rédaction du %(day)s"), day=words.day(facts.case.since))
    return (LawNote(words.label(facts.case.reference), since, words.label(facts.case.says)),)


def _undertaking(facts: DeedFacts, words: Words) -> tuple[Part, ...]:
    if not facts.undertaking:
        return ()
    return (Part(words.say(N_("Engagement du donataire")), (words.label(facts.undertaking),)),)


def _objects(facts: DeedFacts, words: Words) -> Part:
    say = words.say
    known = [one.residual_cents for one in facts.objects if one.residual_cents is not None]
    missing = len(facts.objects) - len(known)
    columns = (
        Column(say(N_("Objet"))),
        Column(say(N_("Numéros"))),
        Column(say(N_("Prix du neuf")), True),
        Column(say(N_("Valeur au jour du don")), True),
        Column(say(N_("Comment elle est établie"))),
    )
    name = say(N_("Total partiel")) if missing else say(N_("Total"))
    total = words.money(sum(known)) if known else say(N_("inconnue"))
    wipes = tuple((f"{one.title}, {one.unit.label}", one.wiped) for one in facts.objects if one.wiped)
    sentences = [say(N_("Nombre d'objets : %(n)s."), n=words.number(len(facts.objects)))]
    if missing:
        sentences.append(say(N_("Objets de valeur inconnue, hors du total : %(n)s."), n=words.number(missing)))
    if wipes:
        sentences.append(say(N_("Les données ont été effacées :")))
    rows = tuple(_row(one, words) for one in facts.objects)
    table = Table(say(N_("Objets donnés")), columns, rows, ((name, "", "", total, ""),))
    return Part(say(N_("Objets donnés")), tuple(sentences), wipes, (table,))


def _row(one: GivenFacts, words: Words) -> tuple[str, ...]:
    unknown = words.say(N_("inconnue"))
    named = words.say(N_("%(title)s (%(kind)s)"), title=one.title, kind=words.label(one.category))
    numbers = ", ".join(text for text in (one.unit.label, one.unit.serial, one.unit.asset_tag) if text)
    return (
        named,
        numbers or NOTHING,
        unknown if one.replacement_cents is None else words.money(one.replacement_cents),
        unknown if one.residual_cents is None else words.money(one.residual_cents),
        one.valuation or NOTHING,
    )
