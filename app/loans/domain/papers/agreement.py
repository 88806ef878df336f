"""The loan agreement (prêt à usage) and its list of values."""

from datetime import date

from app.core.text import N_
from app.loans.domain.papers.content import Column, PaperContent, Part, SigningPlace, Table
from app.loans.domain.papers.facts import LineFacts, LoanFacts, PartyFacts
from app.loans.domain.papers.kinds import Insurance, PaperKind, Signer
from app.loans.domain.papers.laws import laws_of
from app.loans.domain.papers.values import total_of, value_of
from app.loans.domain.papers.words import Words

INSURED = {
    Insurance.NAIL_TO_NAIL: N_(
        "L'emprunteur assure les objets « clou à clou » : du départ de leur rangement à leur remise en place, "
        "transports compris, pour la valeur totale ci-dessous. Il dépose l'attestation avant la remise."
    ),
    Insurance.LIABILITY: N_(
        "Les objets sont couverts par l'assurance de responsabilité civile de l'emprunteur, "
        "pour la valeur totale ci-dessous."
    ),
    Insurance.NOT_ASKED: N_("Le prêteur ne demande pas d'assurance particulière pour ce prêt."),
}


def agreement(facts: LoanFacts, words: Words) -> PaperContent:
    """The agreement of one loan, its list of values within."""
    say = words.say
    parts = (
        party_part(say(N_("Le prêteur")), facts.lender, words, facts.clause.decision),
        party_part(say(N_("L'emprunteur")), facts.borrower, words),
        _purpose(facts, words),
        _days(facts, words),
        _free(words),
        _transport(facts, words),
        _care(words),
        _insurance(facts, words),
        *_conditions(facts, words),
        _return(words),
        values_part(facts, words, say(N_("Annexe : objets et valeurs"))),
    )
    return PaperContent(
        PaperKind.AGREEMENT.value,
        say(N_("Convention de prêt à usage")),
        reference_of(facts, words),
        parts,
        laws_of(PaperKind.AGREEMENT, words),
        signing_places(facts, words),
        say(N_("Entre %(lender)s et %(borrower)s"), lender=facts.lender.name, borrower=facts.borrower.name),
    )


def value_list(facts: LoanFacts, words: Words) -> PaperContent:
    """The list of values alone, as an insurer wants it."""
    say = words.say
    about = Part(
        say(N_("De quoi il s'agit")),
        facts=(
            (say(N_("Prêteur")), facts.lender.name),
            (say(N_("Emprunteur")), facts.borrower.name),
            (say(N_("Exposition")), facts.show.title),
            (say(N_("Lieu")), facts.show.venue),
            (say(N_("Durée du prêt")), words.period(facts.first_day, facts.last_day)),
        ),
    )
    return PaperContent(
        PaperKind.VALUE_LIST.value,
        say(N_("Liste de valeurs")),
        reference_of(facts, words),
        (about, values_part(facts, words, say(N_("Objets et valeurs")))),
        laws_of(PaperKind.VALUE_LIST, words),
    )


def reference_of(facts: LoanFacts, words: Words) -> str:
    """``Prêt n° 12``."""
    return words.say(N_("Prêt n° %(number)s"), number=facts.number)


def signing_places(facts: LoanFacts, words: Words) -> tuple[SigningPlace, ...]:
    """Where the two sides sign."""
    return (
        SigningPlace(Signer.LENDER.value, words.say(N_("Pour le prêteur")), facts.lender.name),
        SigningPlace(Signer.BORROWER.value, words.say(N_("Pour l'emprunteur")), facts.borrower.name),
    )


def party_part(heading: str, party: PartyFacts, words: Words, decision: str = "") -> Part:
    """Who a party is, and who speaks for it; *decision* is the act that lets it lend or give."""
    say = words.say
    who = ", ".join(one for one in (party.represented_by, party.represented_as) if one)
    facts = [
        (say(N_("Nom")), party.name),
        (say(N_("Adresse")), party.address or say(N_("non renseignée"))),
        (say(N_("SIRET")), party.siret or say(N_("non renseigné"))),
        (say(N_("Représenté par")), who or say(N_("qui signe ci-dessous"))),
    ]
    if decision:
        facts.append((say(N_("Décision ou délibération")), decision))
    return Part(heading, facts=tuple(facts))


def _purpose(facts: LoanFacts, words: Words) -> Part:
    say = words.say
    return Part(
        say(N_("Objet et usage")),
        (
            say(
                N_(
                    "Le prêteur met à la disposition de l'emprunteur les objets de l'annexe, pour l'exposition "
                    "nommée ici et pour elle seule. L'emprunteur ne les prête ni ne les loue à personne."
                )
            ),
        ),
        ((say(N_("Exposition")), facts.show.title), (say(N_("Lieu")), facts.show.venue)),
    )


def _days(facts: LoanFacts, words: Words) -> Part:
    say, before = words.say, (facts.show.opens_on - facts.first_day).days
    sentences = [say(N_("Les deux jours sont compris. Le prêt commence à la remise et finit au retour."))]
    if before > 0:
        sentences.append(
            say(
                N_(
                    "Remise anticipée : le matériel est remis avant l'ouverture, pour le montage "
                    "(jours d'avance : %(n)s)."
                ),
                n=words.number(before),
            )
        )
    return Part(
        say(N_("Durée")),
        tuple(sentences),
        (
            (say(N_("Remise, au plus tôt")), words.day(facts.first_day)),
            (say(N_("Retour, au plus tard")), words.day(facts.last_day)),
            (say(N_("Exposition ouverte")), words.period(facts.show.opens_on, facts.show.closes_on)),
        ),
    )


def _free(words: Words) -> Part:
    return Part(
        words.say(N_("Gratuité")),
        (
            words.say(
                N_(
                    "Le prêt est gratuit : rien n'est dû pour l'usage des objets. "
                    "Les frais nés de cet usage (énergie, consommables, montage) restent à l'emprunteur."
                )
            ),
        ),
    )


def _transport(facts: LoanFacts, words: Words) -> Part:
    say = words.say
    places = dict.fromkeys(line.place for line in facts.lines if line.place)
    return Part(
        say(N_("Remise et transport")),
        (say(N_("Un bon de remise et un constat d'état sont établis au départ et au retour.")),),
        (
            *((say(N_("Lieu de remise et de retour")), place) for place in places),
            (say(N_("Transport")), words.name(facts.transport)),
            (say(N_("Transport organisé et payé par")), words.name(facts.clause.transport_by)),
        ),
    )


def _care(words: Words) -> Part:
    say = words.say
    return Part(
        say(N_("Garde et usage")),
        (
            say(N_("L'emprunteur garde les objets avec un soin raisonnable et s'en sert selon leur notice.")),
            say(
                N_(
                    "Il ne les répare ni ne les modifie sans l'accord écrit du prêteur, "
                    "et signale sans attendre toute panne, perte ou dégradation."
                )
            ),
            say(N_("L'usure due au seul usage convenu n'est pas à sa charge.")),
        ),
    )


def _insurance(facts: LoanFacts, words: Words) -> Part:
    say, clause = words.say, facts.clause
    told = [(say(N_("Valeur totale")), total_text(facts, words))]
    if clause.deductible_cents is not None and clause.insurance is not Insurance.NOT_ASKED:
        told.append((say(N_("Franchise, à la charge de l'emprunteur")), words.money(clause.deductible_cents)))
    return Part(say(N_("Assurance")), (say(INSURED[clause.insurance]),), tuple(told))


def _conditions(facts: LoanFacts, words: Words) -> tuple[Part, ...]:
    """The lender's own conditions, as written; no part where there are none."""
    own = tuple((line.title, line.conditions) for line in facts.lines if line.conditions)
    note = (facts.clause.note,) if facts.clause.note else ()
    return (Part(words.say(N_("Conditions du prêteur")), note, own),) if own or note else ()


def _return(words: Words) -> Part:
    say = words.say
    return Part(
        say(N_("Retour")),
        (
            say(N_("L'emprunteur rend ces objets mêmes, complets et propres, au lieu de remise.")),
            say(
                N_(
                    "Un objet perdu ou hors d'usage est remplacé ou indemnisé d'après l'annexe, "
                    "dans la limite de sa valeur agréée."
                )
            ),
        ),
    )


def total_text(facts: LoanFacts, words: Words) -> str:
    """The total, said to be partial where a value is unknown."""
    total = total_of(facts.lines, facts.first_day)
    if total.unknown == len(facts.lines):
        return words.say(N_("inconnue"))
    if not total.is_partial:
        return words.money(total.cents)
    return words.say(
        N_("%(sum)s, somme partielle (lignes de valeur inconnue : %(n)s)"),
        sum=words.money(total.cents),
        n=words.number(total.unknown),
    )


def values_part(facts: LoanFacts, words: Words, heading: str) -> Part:
    """Every object with its agreed value and what use has left of it."""
    say = words.say
    total = total_of(facts.lines, facts.first_day)
    unknown = say(N_("inconnue"))
    sentences = [
        say(
            N_(
                "La valeur agréée est le prix de remplacement par un équivalent neuf. La valeur après usage "
                "est donnée à côté : prix de remplacement × (1 − âge / durée de vie)."
            )
        )
    ]
    if total.is_partial:
        sentences.append(
            say(
                N_("Le total est partiel : des valeurs sont inconnues (lignes : %(n)s)."),
                n=words.number(total.unknown),
            )
        )
    partial = total.unknown == len(facts.lines)
    totals = (
        say(N_("Total partiel")) if total.is_partial else say(N_("Total")),
        words.number(total.pieces),
        "",
        unknown if partial else words.money(total.cents),
        "",
        _left_total(total.left_cents, total.left_unknown, len(facts.lines), words),
    )
    columns = (
        Column(say(N_("Objet"))),
        Column(say(N_("Quantité")), True),
        Column(say(N_("Valeur agréée, l'un")), True),
        Column(say(N_("Valeur agréée, en tout")), True),
        Column(say(N_("Âge et durée de vie"))),
        Column(say(N_("Valeur après usage")), True),
    )
    rows = tuple(_row(line, facts.first_day, words) for line in facts.lines)
    return Part(heading, tuple(sentences), tables=(Table(say(N_("Objets et valeurs")), columns, rows, (totals,)),))


def _left_total(cents: int, unknown: int, lines: int, words: Words) -> str:
    if unknown == lines:
        return words.say(N_("inconnue"))
    return words.say(N_("%(sum)s (partiel)"), sum=words.money(cents)) if unknown else words.money(cents)


def _row(line: LineFacts, first_day: date, words: Words) -> tuple[str, ...]:
    say, value = words.say, value_of(line, first_day)
    unknown = say(N_("inconnue"))

    def money(cents: int | None) -> str:
        return unknown if cents is None else words.money(cents)

    return (
        object_text(line, words),
        words.number(line.quantity),
        money(value.each),
        money(value.all),
        _age_text(line, value.age, words),
        money(value.left_all),
    )


def _age_text(line: LineFacts, age: int | None, words: Words) -> str:
    if age is None:
        known_age = words.say(N_("âge inconnu"))
    elif age == 1:
        known_age = words.say(N_("1 an"))
    else:
        known_age = words.say(N_("%(n)s ans"), n=words.number(age))
    if line.life is None:
        return words.say(N_("%(age)s, durée de vie inconnue"), age=known_age)
    return words.say(N_("%(age)s sur %(years)s ans"), age=known_age, years=words.number(line.life.years))


def object_text(line: LineFacts, words: Words) -> str:
    """Title, kind and, where it is certain which ones go, their numbers."""
    named = words.say(N_("%(title)s (%(kind)s)"), title=line.title, kind=words.label(line.category))
    numbered = [one for one in line.units if one.serial or one.asset_tag]
    if not numbered:
        return named
    units = " / ".join(", ".join(text for text in (u.label, u.serial, u.asset_tag) if text) for u in numbered)
    return words.say(N_("%(object)s : %(units)s"), object=named, units=units)
