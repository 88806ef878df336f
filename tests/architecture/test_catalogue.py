"""English is complete: every sentence of the code has its translation, with the same parameters."""

import re
import subprocess
import sys
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import read_po

import config

PARAMETER = re.compile(r"%\(\w+\)[sd]|%%")


def _read(path: Path) -> Catalog:
    with path.open("rb") as file:
        return read_po(file)


@pytest.fixture(scope="module")
def sentences(tmp_path_factory: pytest.TempPathFactory) -> list[Message]:
    """Every sentence that the code and the templates hold today."""
    target = tmp_path_factory.mktemp("catalogue") / "messages.pot"
    make = (config.ROOT / "Makefile").read_text()
    keywords = re.search(r"pybabel -q extract -F babel.cfg (.*?) --no-location", make)
    assert keywords
    subprocess.run(
        [
            str(Path(sys.executable).parent / "pybabel"),
            *("-q", "extract", "-F", "babel.cfg"),
            *keywords[1].split(),
            *("-o", str(target), "."),
        ],
        check=True,
        cwd=config.ROOT,
    )
    return [message for message in _read(target) if message.id]


@pytest.fixture(scope="module")
def english() -> Catalog:
    """The English catalogue."""
    return _read(config.ROOT / "app/translations/en/LC_MESSAGES/messages.po")


def _ids(message: Message) -> list[str]:
    return [message.id] if isinstance(message.id, str) else list(message.id)


def _texts(message: Message) -> list[str]:
    return [message.string] if isinstance(message.string, str) else list(message.string)


def test_every_sentence_has_its_english(sentences: list[Message], english: Catalog) -> None:
    missing = []
    for message in sentences:
        found = english.get(message.id, message.context)
        if found is None or found.fuzzy or not all(_texts(found)):
            missing.append(message.id)
    assert not missing, f"{len(missing)} without English, run `make catalogue`: {missing[:5]}"


def test_no_translation_loses_a_parameter(english: Catalog) -> None:
    wrong = [
        message.id
        for message in english
        if message.id
        and any(_texts(message))
        and any(
            set(PARAMETER.findall(text)) - set(PARAMETER.findall(" ".join(_ids(message)))) for text in _texts(message)
        )
    ]
    assert not wrong


def test_no_french_is_left_in_the_english(english: Catalog) -> None:
    same = [
        message.id
        for message in english
        if message.id and message.string == message.id and re.search(r"[éèàùçœ]", str(message.id))
    ]
    assert not same
