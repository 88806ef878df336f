"""Pages that read."""

from app.core.access import signed_in
from app.loans.routes.blueprint import blueprint


@blueprint.get("/prets/<int:loan_id>")
@signed_in
def show(loan_id: int) -> str:
    """One loan."""
    return str(loan_id)
