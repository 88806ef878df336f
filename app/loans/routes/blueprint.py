"""The blueprint that the pages of loans hang on."""

from flask import Blueprint

from app.loans.domain.lifecycle import State
from app.loans.labels import STATES, Label

blueprint = Blueprint("loans", __name__)


@blueprint.app_template_filter("loan_state")
def _loan_state(state: State) -> Label:
    return STATES[state]
