"""How a form of this package comes back: what was typed is kept, the status says why."""

from typing import Any

from flask import make_response, render_template
from flask.typing import ResponseReturnValue

from app.core.errors import Refusal, TooMany
from app.core.forms import Form


def unread(form: Form, template: str, **facts: Any) -> ResponseReturnValue:
    """The page of a form that was not sent yet, or that can't be read (422)."""
    return render_template(template, form=form, **facts), 422 if form.is_submitted() else 200


def refused(form: Form, refusal: Refusal, template: str, **facts: Any) -> ResponseReturnValue:
    """The page of a form whose verb said no; ``Retry-After`` when one must wait."""
    form.refuse(refusal)
    response = make_response(render_template(template, form=form, **facts), refusal.status)
    if isinstance(refusal, TooMany):
        response.headers["Retry-After"] = str(refusal.params.get("retry_after", 60))
    return response
