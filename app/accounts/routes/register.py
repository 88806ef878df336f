"""Ways in: registration, a forgotten password."""

from app.accounts.routes.blueprint import blueprint
from app.core.access import public


@blueprint.get("/inscription")
@public
def register() -> str:
    """Ask for an account."""
    return ""


@blueprint.get("/mot-de-passe-oublie")
@public
def forgotten_password() -> str:
    """Ask for a way to choose a new password."""
    return ""
