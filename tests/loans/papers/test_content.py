"""What papers say: pure functions of facts, checked against facts written by hand."""

from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest

from app.listings.domain.states import Condition
from app.loans.domain.papers.agreement import agreement, value_list
from app.loans.domain.papers.certificates import Cover, Standing, asked, best, standing
from app.loans.domain.papers.content import canonical, read_content, seal
from app.loans.domain.papers.deed import CaseFacts, DeedFacts, GivenFacts, gift_deed
from app.loans.domain.papers.desk_papers import picking_list, return_report, shelf_order
from app.loans.domain.papers.facts import (
    ClauseFacts,
    FoundFacts,
    LifeFacts,
    LineFacts,
    LoanFacts,
    MovedFacts,
    PartyFacts,
    ShowFacts,
    UnitFacts,
    fingerprint,
    terms_of,
)
from app.loans.domain.papers.kinds import BornBy, CertificateKind, Insurance, PaperKind
from app.loans.domain.papers.laws import laws
from app.loans.domain.papers.values import depreciated, total_of, value_of
from app.loans.domain.papers.writing import WRITERS, terms_fingerprint
from app.loans.domain.words import TransportMode


class Plain:
    """French without a catalogue: figures and days as a test reads them."""

    def say(self, message: str, **params: Any) -> str:
        return message % params if params else message

    def name(self, of: Any) -> str:
        return str(of.value)

    def label(self, labels: Any) -> str:
        return str(labels["fr"])

    def money(self, cents: Any) -> str:
        return f"{Decimal(cents) / 100:.2f} €"

    def number(self, value: Any) -> str:
        return str(value)

    def day(self, value: date) -> str:
        return value.isoformat()

    def period(self, first: date, last: date) -> str:
        return f"{first}/{last}"

    def instant(self, value: datetime, zone: str) -> str:
        return f"{value:%Y-%m-%d %H:%M}"


WORDS = Plain()
PROJECTOR = LineFacts(
    "Vidéoprojecteur EB-L1075U",
    {"fr": "Vidéoprojecteur"},
    2,
    429_000,
    2024,
    LifeFacts(Decimal(8)),
    (UnitFacts("A", "XK01", "MG-1"), UnitFacts("B", "XK02")),
    "Laisser refroidir.",
    "Réserves, 2 rue du Lac, 69001 Lyon",
    "Salle 2, travée 10",
)
PLINTH = LineFacts("Socle blanc", {"fr": "Socle"}, 4, place=PROJECTOR.place, storage="salle 2, travée 9")
FACTS = LoanFacts(
    12,
    PartyFacts("Musée des Tissages", "2 rue du Lac, 69001 Lyon", "21690123100011", True, "Claire Fontaine", "Maire"),
    PartyFacts("Centre d'art Les Halles", "1 quai Sud, 59000 Lille"),
    ShowFacts("Sous la lave", "Grande galerie, Lille", date(2027, 3, 10), date(2027, 6, 20)),
    date(2027, 3, 8),
    date(2027, 6, 25),
    TransportMode.DEDICATED_VAN,
    (PROJECTOR, PLINTH),
    ClauseFacts(Insurance.NAIL_TO_NAIL, 30_000, BornBy.BORROWER, "Délibération 2026-114", "Pas de perçage."),
)


def told(content: Any) -> str:
    return "\n".join(content.texts())


@pytest.mark.parametrize(
    ("cents", "age", "life", "left"),
    [
        (100_000, 0, "8", 100_000),
        (100_000, 3, "8", 62_500),
        (429_000, 3, "8", 268_125),
        (100_000, 8, "8", 0),
        (100_000, 30, "8", 0),
        (100, 1, "3", 67),
        (1, 1, "2", 0),  # half a cent, to the even one
        (3, 1, "2", 2),
        (100_000, 2, "0", 0),
    ],
)
def test_the_value_after_use_is_the_rule_of_practice(cents: int, age: int, life: str, left: int) -> None:
    assert depreciated(cents, age, Decimal(life)) == left


def test_a_value_that_nobody_knows_is_named_and_makes_the_total_partial() -> None:
    total = total_of(FACTS.lines, FACTS.first_day)
    assert (total.cents, total.unknown, total.left_cents, total.pieces) == (858_000, 1, 536_250, 6)
    assert value_of(PLINTH, FACTS.first_day).all is None
    said = told(value_list(FACTS, WORDS))
    for words in ("Total partiel", "8580.00 €", "5362.50 € (partiel)", "3 ans sur 8 ans", "inconnue", "(lignes : 1)"):
        assert words in said
    whole = told(value_list(replace(FACTS, lines=(PROJECTOR,)), WORDS))
    assert "artiel" not in whole and "inconnue" not in whole
    nothing = told(value_list(replace(FACTS, lines=(PLINTH,)), WORDS))
    assert "inconnue" in nothing and "0.00" not in nothing


def test_the_agreement_says_what_the_law_and_practice_ask_for() -> None:
    content = agreement(FACTS, WORDS)
    said = told(content)
    for words in (
        "Musée des Tissages", "21690123100011", "Claire Fontaine, Maire", "Délibération 2026-114", "non renseigné",
        "Sous la lave", "Grande galerie, Lille", "2027-03-08", "2027-06-25", "2027-03-10/2027-06-20",
        "jours d'avance : 2", "Le prêt est gratuit", "dedicated_van", "borrower", "« clou à clou »",
        "8580.00 €, somme partielle", "300.00 €", "Laisser refroidir.", "Pas de perçage.", "A, XK01, MG-1 / B, XK02",
        "Code civil, article 1876", "Code civil, article 1880", "2 rue du Lac",
    ):  # fmt: skip
        assert words in said, words
    assert [place.side for place in content.signing] == ["lender", "borrower"]
    assert "conditions" not in told(
        agreement(replace(FACTS, lines=(PLINTH,), clause=ClauseFacts()), WORDS)
    ).lower().replace("dans les conditions", "")


def test_the_same_facts_are_the_same_bytes_and_come_back_whole() -> None:
    for kind, write in WRITERS.items():
        content = write(FACTS, WORDS)
        assert content.kind == kind.value
        assert canonical(content) == canonical(write(FACTS, WORDS))
        assert read_content(canonical(content)) == content
    assert seal("é") == "4a99557e4033c3539de2eb65472017cad5f9557f7a0625a09f1c3f6e2ba69c4c"


def test_only_terms_undo_a_signature() -> None:
    moved = (MovedFacts("Écran", UnitFacts("A"), datetime(2027, 3, 8, 9, tzinfo=UTC)),)
    same = [
        replace(FACTS, lender=replace(FACTS.lender, address="ailleurs", represented_by="Une autre")),
        replace(FACTS, lines=(replace(PROJECTOR, units=(), storage="", made_in=None, life=None), PLINTH)),
        replace(FACTS, lines=(PLINTH, PROJECTOR)),
        replace(FACTS, moved=moved, requires_agreement=True, zone="Pacific/Noumea"),
    ]
    other = [
        replace(FACTS, last_day=date(2027, 6, 26)),
        replace(FACTS, transport=TransportMode.SHARED_FREIGHT),
        replace(FACTS, lines=(PROJECTOR,)),
        replace(FACTS, lines=(replace(PROJECTOR, quantity=1), PLINTH)),
        replace(FACTS, lines=(replace(PROJECTOR, value_cents=1), PLINTH)),
        replace(FACTS, lines=(replace(PROJECTOR, conditions=""), PLINTH)),
        replace(FACTS, show=replace(FACTS.show, venue="Autre salle")),
        replace(FACTS, borrower=replace(FACTS.borrower, siret="12345678900000")),
        replace(FACTS, clause=replace(FACTS.clause, insurance=Insurance.LIABILITY)),
        replace(FACTS, clause=replace(FACTS.clause, deductible_cents=None)),
    ]
    whole = terms_fingerprint(PaperKind.AGREEMENT, FACTS)
    assert {terms_fingerprint(PaperKind.AGREEMENT, one) for one in same} == {whole}
    assert whole not in {terms_fingerprint(PaperKind.AGREEMENT, one) for one in other}
    assert fingerprint({**terms_of(FACTS), "asked_later": None, "also": ""}) == fingerprint(terms_of(FACTS))


def test_one_walks_through_the_storage_once() -> None:
    elsewhere = replace(PLINTH, title="Ailleurs", place="Annexe, Bron", storage="")
    unknown = replace(PLINTH, title="Perdu", storage="")
    content = picking_list(replace(FACTS, lines=(PROJECTOR, unknown, PLINTH, elsewhere)), WORDS)
    walk = [
        (part.heading, [row[2].split(" (")[0] for row in table.rows])
        for part in content.parts
        for table in part.tables
    ]
    assert walk == [
        ("Annexe, Bron", ["Ailleurs"]),
        (PROJECTOR.place, ["Socle blanc", "Vidéoprojecteur EB-L1075U", "Perdu"]),
    ]
    assert sorted(["B 2", "A 10", "a 9", ""], key=shelf_order) == ["a 9", "A 10", "B 2", ""]


def test_the_return_stands_beside_the_hand_over() -> None:
    at = datetime(2027, 3, 8, 9, tzinfo=UTC)
    left = FoundFacts(Condition.GOOD, at, "Ada", "Rayure", ((7, ""),), ("1 × Câble",))
    back = FoundFacts(Condition.TO_REPAIR, at, "Max", "", ((8, "fente"),), (), ("1 × Câble",))
    unit = UnitFacts("A", "XK01")
    facts = replace(
        FACTS,
        moved=(MovedFacts("Écran", unit, at, at, left, back), MovedFacts("Écran", UnitFacts("B"), at, None, left)),
    )
    content = return_report(facts, WORDS)
    (part,) = content.parts[1:]
    assert part.heading == "Écran, A, XK01"
    assert part.tables[0].rows == (
        ("Constaté", "2027-03-08 09:00, Ada", "2027-03-08 09:00, Max"),
        ("État", "good", "to_repair"),
        ("Remarques", "Rayure", "–"),
        ("Accessoires présents", "1 × Câble", "–"),
        ("Accessoires manquants", "–", "1 × Câble"),
    )
    assert [picture.alt for picture in part.pictures] == ["Au départ, photo 1", "Au retour : fente"]


def test_a_deed_names_the_case_the_ceiling_and_what_is_promised() -> None:
    given = GivenFacts(
        "Écran", {"fr": "Écran"}, UnitFacts("A", "S1"), 90_000, 12_500, "Prix neuf × (1 − 7/8)", "Blancco"
    )
    case = CaseFacts({"fr": "L.3212-2, 7°"}, {"fr": "Muséographie"}, date(2023, 12, 31), "association", 30_000)
    facts = DeedFacts(
        3,
        FACTS.lender,
        FACTS.borrower,
        date(2027, 7, 1),
        (given, replace(given, residual_cents=None, wiped="")),
        case,
        {"fr": "Ne pas revendre."},
    )
    said = told(gift_deed(facts, WORDS))
    for words in ("L.3212-2, 7°", "300.00 €", "Ne pas revendre.", "125.00 €", "Total partiel", "inconnue", "Blancco"):
        assert words in said, words
    private = replace(facts, giver=replace(FACTS.lender, is_public=False), case=None, undertaking=None)
    assert "3212" not in told(gift_deed(private, WORDS))


def test_each_law_is_reviewed_and_dated() -> None:
    for law in laws().values():
        assert set(law.says) == set(law.reference) == {"fr", "en"}
        assert law.source and law.since <= law.read_on


DAYS = {"needed_from": date(2027, 3, 8), "needed_until": date(2027, 6, 25), "today": date(2027, 3, 1)}


@pytest.mark.parametrize(
    ("cover", "expected"),
    [
        (None, Standing.MISSING),
        (Cover(), Standing.VALID),
        (Cover(date(2027, 3, 8), date(2027, 6, 25), 858_000), Standing.VALID),
        (Cover(None, date(2027, 6, 24), 858_000), Standing.TOO_SOON),
        (Cover(None, date(2027, 2, 28), 858_000), Standing.LAPSED),
        (Cover(date(2027, 3, 9), None, 858_000), Standing.TOO_LATE),
        (Cover(None, None, 857_999), Standing.TOO_LOW),
    ],
)
def test_a_certificate_holds_from_the_first_day_to_the_last_for_the_whole_value(
    cover: Cover | None, expected: Standing
) -> None:
    assert standing(cover, **DAYS, value_cents=858_000) is expected
    assert best([Standing.MISSING, expected]) is expected


def test_cover_is_asked_before_and_a_wipe_after_objects_with_a_memory_left() -> None:
    from app.loans.domain.lifecycle import State

    nail, none = Insurance.NAIL_TO_NAIL, Insurance.LIABILITY
    assert asked(nail, True, State.APPROVED) == (CertificateKind.INSURANCE,)
    assert asked(nail, True, State.OUT) == (CertificateKind.INSURANCE, CertificateKind.DATA_WIPE)
    assert asked(none, True, State.RETURNED) == (CertificateKind.DATA_WIPE,)
    assert asked(none, False, State.OUT) == asked(nail, True, State.CLOSED) == ()
