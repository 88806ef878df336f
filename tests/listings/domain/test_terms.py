"""The words of a listing and of a question meet."""

import pytest

from app.listings.domain.categories import category, read_specs
from app.listings.domain.terms import terms_of_listing, terms_of_text, word_terms, words_of_text


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("écran", "ECRANS"),
        ("climatisée", "climatisé"),
        ("vidéoprojecteurs", "videoprojecteur"),
        ("œuvre", "oeuvres"),
        ("socles", "Socle"),
        ("muséaux", "muséal"),
        ("enceintes", "enceinte"),
        ("cimaises", "cimaise"),
        ("éclairages", "eclairage"),
        ("4K", "4k"),
    ],
)
def test_hard_pairs_meet(one: str, other: str) -> None:
    assert word_terms(one) & word_terms(other)


def test_little_words_say_nothing() -> None:
    assert words_of_text("l'écran de la salle") == ["écran", "salle"]
    assert terms_of_text("de la les") == set()


def test_a_listing_is_found_by_what_its_category_and_its_specs_are_called() -> None:
    screen = category("screen")
    specs = read_specs(screen, {"diagonal": "55", "resolution": "3840 x 2160", "touch": "oui"}).values
    found = terms_of_listing(screen, "Dalle du hall", "LG", "55UH5", specs)
    for question in ("écrans", "moniteur", "4K", "uhd", "tactile", "55 pouces", "LG", "55uh5", "téléviseurs"):
        assert terms_of_text(question) & found, question
    assert not terms_of_text("vitrine") & found


def test_an_answer_of_no_says_nothing() -> None:
    screen = category("screen")
    assert not terms_of_text("tactile") & terms_of_listing(screen, "Écran", "", "", {"touch": False})


def test_words_are_never_too_long_for_their_column() -> None:
    assert all(len(term) <= 60 for term in terms_of_text("x" * 500))
