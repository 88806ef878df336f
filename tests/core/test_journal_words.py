"""Every line that a verb writes in the journal has words for its reader."""

import re

import config
from app.core.journal_words import ACTIONS, OBJECTS, action_words, object_words

WRITTEN = re.compile(r'(?:record|_touched|note|_decide)\((?:[^()"]|\([^()]*\))*"([a-z_]+)"(?:,\s*"([a-z_]+)")?')


def _written() -> set[tuple[str, str]]:
    return {
        (found[1], found[2] or "")
        for path in (config.ROOT / "app").glob("*/**/*.py")
        if "services" in str(path)
        for found in WRITTEN.finditer(path.read_text())
    }


def test_every_verb_in_the_journal_has_words() -> None:
    written = _written()
    assert len(written) > 40
    assert not {action for action, _ in written} - set(ACTIONS) - set(OBJECTS)
    assert not {kind for _, kind in written if kind} - set(OBJECTS)


def test_a_line_names_what_it_touched() -> None:
    assert object_words("listing", 12) == "Annonce 12"
    assert object_words("person", None) == "Personne"
    assert action_words("publish_listing") == "Annonce publiée"
    assert action_words("something_new") == "something_new"
