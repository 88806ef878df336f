"""A loan lives as the table says, with everything each move leaves behind."""

import pytest
from flask import Flask

from app.loans.domain.lifecycle import State
from tests.given.loans import a_loan, the_loan

REACHED = [state for state in State if state not in (State.DRAFT, State.SIGNED)]


@pytest.mark.parametrize("state", REACHED)
def test_verbs_lead_to_every_state(app: Flask, state: State) -> None:
    assert the_loan(a_loan(state=state)).state is state
