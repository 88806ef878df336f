"""Every state, action, side and reminder has its words."""

from collections.abc import Iterator, Mapping
from enum import StrEnum
from typing import Any

import pytest
from flask import Flask
from flask_babel import Babel

from app.loans.domain.lifecycle import Action, Side, State
from app.loans.domain.reminders import ReminderKind
from app.loans.labels import ACTIONS, OVERDUE, REMINDERS, SIDES, STATES, Label, Tone, action_label, state_label


@pytest.fixture
def in_french() -> Iterator[None]:
    web = Flask(__name__)
    Babel(web, default_locale="fr")
    with web.test_request_context():
        yield


@pytest.mark.parametrize(
    ("labels", "things"), [(STATES, State), (ACTIONS, Action), (SIDES, Side), (REMINDERS, ReminderKind)]
)
def test_everything_has_words_and_a_tone(in_french: None, labels: Mapping[Any, Label], things: type[StrEnum]) -> None:
    assert set(labels) == set(things)
    words = [str(label) for label in labels.values()]
    assert all(words) and len(set(words)) == len(words)
    assert all(isinstance(label.tone, Tone) for label in labels.values())


def test_a_late_loan_says_that_it_is_late(in_french: None) -> None:
    assert state_label(State.OUT, is_overdue=True) is OVERDUE
    assert str(state_label(State.OUT)) == "En cours"
    assert str(action_label(Action.ACCEPT)) == "Accepter"
