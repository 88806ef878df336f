"""Papers of the desk: what to fetch and where, what left, what came back, and how each object looked."""

import re
from collections.abc import Callable, Iterable

from app.core.text import N_, fold
from app.loans.domain.papers.agreement import object_text, reference_of, signing_places
from app.loans.domain.papers.content import Column, PaperContent, Part, Picture, Table
from app.loans.domain.papers.facts import FoundFacts, LineFacts, LoanFacts, MovedFacts
from app.loans.domain.papers.kinds import PaperKind
from app.loans.domain.papers.laws import laws_of
from app.loans.domain.papers.words import Words

NOTHING = "–"


def picking_list(facts: LoanFacts, words: Words) -> PaperContent:
    """What to fetch, by place, room and shelf: a walk through the storage, once. For the lender alone."""
    say = words.say
    columns = (
        Column(say(N_("Pris"))),
        Column(say(N_("Rangement"))),
        Column(say(N_("Objet"))),
        Column(say(N_("Quantité")), True),
        Column(say(N_("Avec"))),
    )
    parts = [_about(facts, words)]
    for place, lines in _by_place(facts.lines):
        rows = tuple(_picked(line, words) for line in lines)
        parts.append(
            Part(place or say(N_("Lieu non renseigné")), tables=(Table(say(N_("À prendre ici")), columns, rows),))
        )
    return PaperContent(
        PaperKind.PICKING_LIST.value, say(N_("Liste de préparation")), reference_of(facts, words), tuple(parts)
    )


def _picked(line: LineFacts, words: Words) -> tuple[str, ...]:
    storage = line.storage or words.say(N_("rangement non renseigné"))
    also = list(line.goes_with)
    if line.carriers and line.carriers > 1:
        also.append(words.say(N_("à porter à %(n)s"), n=words.number(line.carriers)))
    quantity = words.number(line.quantity)
    return ("☐", storage, object_text(line, words), quantity, ", ".join(also) or NOTHING)


def _by_place(lines: Iterable[LineFacts]) -> list[tuple[str, list[LineFacts]]]:
    """The lines in the order of a walk: site, then room and shelf, "travée 9" before "travée 10"; unknown last."""
    found: dict[str, list[LineFacts]] = {}
    for line in sorted(lines, key=lambda one: (shelf_order(one.place), shelf_order(one.storage), one.title)):
        found.setdefault(line.place, []).append(line)
    return list(found.items())


def shelf_order(text: str) -> tuple[bool, tuple[tuple[int, int, str], ...]]:
    """How a place is sorted: numbers by their value, words by their letters; no place comes last.

    >>> sorted(["Réserve 10, A", "", "réserve 9, B"], key=shelf_order)
    ['réserve 9, B', 'Réserve 10, A', '']
    """
    pieces = re.findall(r"\d+|[a-z]+", fold(text))
    return not pieces, tuple((0, int(one), "") if one.isdigit() else (1, 0, one) for one in pieces)


def delivery_note(facts: LoanFacts, words: Words) -> PaperContent:
    """What left, each object by its numbers."""
    return _note(
        facts,
        words,
        PaperKind.DELIVERY_NOTE,
        words.say(N_("Bon de remise")),
        words.say(N_("L'emprunteur reconnaît avoir reçu ces objets, dans l'état indiqué.")),
        words.say(N_("Remis le")),
        facts.moved,
        lambda one: (words.instant(one.left_at, facts.zone), one.at_hand_over),
    )


def return_note(facts: LoanFacts, words: Words) -> PaperContent:
    """What came back, and what is still out."""
    back = tuple(one for one in facts.moved if one.back_at is not None)
    note = _note(
        facts,
        words,
        PaperKind.RETURN_NOTE,
        words.say(N_("Bon de retour")),
        words.say(N_("Le prêteur reconnaît avoir reçu ces objets en retour, dans l'état indiqué.")),
        words.say(N_("Rendu le")),
        back,
        lambda one: (words.instant(one.back_at, facts.zone) if one.back_at else NOTHING, one.at_return),
    )
    out = len(facts.moved) - len(back)
    if not out:
        return note
    still = Part(
        words.say(N_("Encore dehors")),
        (words.say(N_("Objets remis et pas encore rendus : %(n)s."), n=words.number(out)),),
    )
    return PaperContent(
        note.kind, note.title, note.reference, (*note.parts, still), note.laws, note.signing, note.lead
    )


def _note(
    facts: LoanFacts,
    words: Words,
    kind: PaperKind,
    title: str,
    sentence: str,
    when: str,
    moved: tuple[MovedFacts, ...],
    seen: Callable[[MovedFacts], tuple[str, FoundFacts | None]],
) -> PaperContent:
    say = words.say
    columns = (
        Column(say(N_("Objet"))),
        Column(say(N_("Exemplaire"))),
        Column(say(N_("Numéros"))),
        Column(say(N_("État"))),
        Column(say(N_("Avec"))),
        Column(when),
    )
    rows = []
    for one in moved:
        at, found = seen(one)
        numbers = ", ".join(text for text in (one.unit.serial, one.unit.asset_tag) if text) or NOTHING
        state = words.name(found.condition) if found else NOTHING
        rows.append((one.title, one.unit.label, numbers, state, _with(found, words), at))
    listed = Part(
        say(N_("Objets")),
        (sentence, say(N_("Nombre d'objets : %(n)s."), n=words.number(len(moved)))),
        tables=(Table(say(N_("Objets")), columns, tuple(rows)),),
    )
    return PaperContent(
        kind.value,
        title,
        reference_of(facts, words),
        (_about(facts, words), listed),
        laws_of(kind, words),
        signing_places(facts, words),
    )


def _with(found: FoundFacts | None, words: Words) -> str:
    if found is None or not (found.there or found.missing):
        return NOTHING
    told = ", ".join(found.there)
    if not found.missing:
        return told
    missing = words.say(N_("manque : %(what)s"), what=", ".join(found.missing))
    return f"{told}, {missing}" if told else missing


def hand_over_report(facts: LoanFacts, words: Words) -> PaperContent:
    """How each object looked when it left."""
    say = words.say
    parts = [_report(one, words, facts.zone, ((say(N_("Au départ")), one.at_hand_over),)) for one in facts.moved]
    return _reports(facts, words, PaperKind.HAND_OVER_REPORT, say(N_("Constat d'état au départ")), parts)


def return_report(facts: LoanFacts, words: Words) -> PaperContent:
    """How each object looked when it came back, beside how it left."""
    say = words.say
    parts = [
        _report(
            one,
            words,
            facts.zone,
            ((say(N_("Au départ")), one.at_hand_over), (say(N_("Au retour")), one.at_return)),
        )
        for one in facts.moved
        if one.back_at is not None
    ]
    return _reports(facts, words, PaperKind.RETURN_REPORT, say(N_("Constat d'état au retour")), parts)


def _reports(facts: LoanFacts, words: Words, kind: PaperKind, title: str, parts: list[Part]) -> PaperContent:
    return PaperContent(
        kind.value,
        title,
        reference_of(facts, words),
        (_about(facts, words), *parts),
        laws_of(kind, words),
        signing_places(facts, words),
    )


def _report(one: MovedFacts, words: Words, zone: str, moments: tuple[tuple[str, FoundFacts | None], ...]) -> Part:
    """One object: a column for each moment, its photos below, each named by its moment."""
    say = words.say
    rows = tuple(
        (label, *(_cell(found, name, words, zone) for _, found in moments))
        for name, label in (
            ("at", say(N_("Constaté"))),
            ("condition", say(N_("État"))),
            ("note", say(N_("Remarques"))),
            ("there", say(N_("Accessoires présents"))),
            ("missing", say(N_("Accessoires manquants"))),
        )
    )
    numbers = ", ".join(text for text in (one.unit.label, one.unit.serial, one.unit.asset_tag) if text)
    heading = f"{one.title}, {numbers}" if numbers else one.title
    columns = (Column(say(N_("Point"))), *(Column(moment) for moment, _ in moments))
    pictures = tuple(
        Picture(photo_id, _alt(moment, number, alt, words))
        for moment, found in moments
        for number, (photo_id, alt) in enumerate(found.photos if found else (), 1)
    )
    return Part(heading, tables=(Table(say(N_("État de l'objet")), columns, rows),), pictures=pictures)


def _alt(moment: str, number: int, alt: str, words: Words) -> str:
    if alt:
        return words.say(N_("%(moment)s : %(what)s"), moment=moment, what=alt)
    return words.say(N_("%(moment)s, photo %(n)s"), moment=moment, n=words.number(number))


def _cell(found: FoundFacts | None, name: str, words: Words, zone: str) -> str:
    if found is None:
        return NOTHING
    if name == "at":
        return ", ".join(text for text in (words.instant(found.made_at, zone), found.made_by) if text)
    if name == "condition":
        return words.name(found.condition)
    if name == "note":
        return found.note or NOTHING
    return ", ".join(found.there if name == "there" else found.missing) or NOTHING


def _about(facts: LoanFacts, words: Words) -> Part:
    say = words.say
    return Part(
        say(N_("Le prêt")),
        facts=(
            (say(N_("Prêteur")), facts.lender.name),
            (say(N_("Emprunteur")), facts.borrower.name),
            (say(N_("Exposition")), facts.show.title),
            (say(N_("Lieu")), facts.show.venue),
            (say(N_("Durée du prêt")), words.period(facts.first_day, facts.last_day)),
        ),
    )
