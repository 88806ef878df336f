"""A verb may refuse several fields at once: show each where it belongs."""

from app.core.errors import Refusal
from app.core.forms import Form
from app.listings.domain.sheet import SeveralRefusals


def refuse_all(form: Form, refusal: Refusal) -> None:
    """Show every refusal at its field, or above the form."""
    for one in refusal.refusals if isinstance(refusal, SeveralRefusals) else (refusal,):
        form.refuse(one)
