"""The package's blueprint; it also tells the application how a person is recognised."""

from flask import Blueprint
from flask.sansio.blueprints import BlueprintSetupState

from app.accounts.routes.recognition import recognise_people

blueprint = Blueprint("accounts", __name__)


@blueprint.record_once
def _recognise(state: BlueprintSetupState) -> None:
    recognise_people(state.app)
