"""The password rule: its numbers are those of the CNIL's recommendation (trust.md 2.1)."""

import pytest

from app.accounts.domain.passwords import (
    PasswordNamesYou,
    PasswordTooCommon,
    PasswordTooLong,
    PasswordTooShort,
    PasswordTooSimple,
    bits,
    check_password,
    words,
)
from app.accounts.services.common import common_passwords

TWELVE_OF_FOUR_CLASSES = "vK7!pQ2;xW9?"
SEVEN_WORDS = "le chat gris mange sept pommes vertes"


def judge(password: str, for_admin: bool = False, context: tuple[str, ...] = ()) -> None:
    """The rule with the real list of common passwords."""
    check_password(password, for_admin=for_admin, common=common_passwords(), context=context)


@pytest.mark.parametrize(
    ("password", "expected"),
    [
        ("aB3!" * 3, 79.6),
        ("aB3aB3aB3aB3aB", 83.4),
        ("abcdefgh jklmnopq", 80.8),
        ("abcdefghijklmnopqr", 84.6),
    ],
)
def test_strength_is_counted_as_the_cnil_counts_it(password: str, expected: float) -> None:
    """12 x 4 classes, 14 letters and digits, 17 lower case with a space, 18 lower case."""
    assert bits(password) == pytest.approx(expected, abs=0.05)


@pytest.mark.parametrize(
    "password",
    [TWELVE_OF_FOUR_CLASSES, "vK7pQ2xW9mT4rL", "vkqpwxzmtrljgbhnfd", SEVEN_WORDS, "é" + TWELVE_OF_FOUR_CLASSES],
)
def test_a_good_password_is_taken_whatever_its_classes(password: str) -> None:
    """Long of few classes, short of four, or a phrase."""
    judge(password)


def test_eleven_characters_are_too_few_and_the_reason_says_so() -> None:
    """ASVS 6.2.1."""
    with pytest.raises(PasswordTooShort) as refused:
        judge(TWELVE_OF_FOUR_CLASSES[:11])
    assert "11 caractères" in str(refused.value)


def test_an_admin_needs_sixteen() -> None:
    """MonServiceSécurisé."""
    with pytest.raises(PasswordTooShort):
        judge(TWELVE_OF_FOUR_CLASSES, for_admin=True)
    judge(TWELVE_OF_FOUR_CLASSES + "mZ4,", for_admin=True)


def test_a_hundred_and_twenty_eight_characters_are_taken_and_a_novel_is_not() -> None:
    """ASVS 6.2.9: at least 64 must be possible."""
    judge((TWELVE_OF_FOUR_CLASSES * 11)[:128])
    with pytest.raises(PasswordTooLong):
        judge(TWELVE_OF_FOUR_CLASSES * 30)


def test_twelve_lower_case_letters_are_too_simple() -> None:
    """56 bits."""
    with pytest.raises(PasswordTooSimple):
        judge("vkqpwxzmtrlj")


@pytest.mark.parametrize(
    "password",
    ["correct horse battery staple", "motdepassemotdepasse1A!", "aaaaaaaaaaaaaaaaaaaaaaaa", "Azertyuiop-123456"],
)
def test_what_everybody_tries_first_is_refused(password: str) -> None:
    """Alone, twice, decorated or one key held down."""
    with pytest.raises(PasswordTooCommon):
        judge(password)


@pytest.mark.parametrize("password", ["Ressourcerie2027!", "MuseeDeGrenoble38!", "Annette-Lambert-75"])
def test_names_a_stranger_would_try_are_refused_by_name(password: str) -> None:
    """The platform's, the institution's, the person's."""
    with pytest.raises(PasswordNamesYou) as refused:
        judge(password, context=("Ressourcerie", "Musée de Grenoble", "Annette Lambert"))
    assert refused.value.params["word"] in {"ressourcerie", "grenoble", "annette", "lambert"}


def test_a_phrase_may_hold_a_name_when_the_rest_is_enough() -> None:
    """Nobody guesses the other eight words."""
    judge("le lion de grenoble boit son lait froid chaque mardi", context=("Musée de Grenoble",))


def test_words_are_counted_once() -> None:
    """Saying one word seven times is saying one word."""
    assert words("oui oui oui oui oui oui oui") == 1
    assert words(SEVEN_WORDS) == 7
