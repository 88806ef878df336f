"""The blueprint that the pages of loans hang on."""

from flask import Blueprint

from app.loans.domain.lifecycle import State
from app.loans.labels import STATES, Label, state_label
from app.loans.queries.picture import PictureLoan

blueprint = Blueprint("loans", __name__)


@blueprint.app_template_filter("loan_state")
def _loan_state(state: State) -> Label:
    return STATES[state]


@blueprint.app_template_filter("picture_label")
def _picture_label(loan: PictureLoan) -> Label:
    return state_label(loan.state, is_in_part=loan.is_in_part)
