"""Other dates for a loan: proposed, agreed, kept as they are."""

from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.core.access import signed_in
from app.core.clock import now
from app.core.context import current_actor
from app.loans import queries, services
from app.loans.forms import OnceForm
from app.loans.forms.dates import DatesForm, DeclineDatesForm
from app.loans.routes.acting import act
from app.loans.routes.blueprint import blueprint


@blueprint.post("/prets/<int:loan_id>/dates")
@signed_in
def propose_dates(loan_id: int) -> ResponseReturnValue:
    """Ask for other dates, or give days back."""
    form = DatesForm()
    agreed: list[bool] = []

    def verb() -> None:
        actor, at = current_actor(), now()
        days = form.days(queries.loan_page(actor, loan_id, at).dates.starts_on)
        said = form.message.data or ""
        agreed.append(services.propose_dates(actor, loan_id, *days, said, at, key=form.once.data or ""))

    def done() -> str:
        if any(agreed):
            return str(_("Les nouvelles dates sont notées ; le prêteur est prévenu."))
        return str(_("La proposition est envoyée. Les dates restent les mêmes jusqu'à la réponse."))

    return act(loan_id, form, verb, done)


@blueprint.post("/prets/<int:loan_id>/dates/<int:proposal_id>/accepter")
@signed_in
def accept_dates(loan_id: int, proposal_id: int) -> ResponseReturnValue:
    """Agree to the dates proposed."""
    form = OnceForm()

    def verb() -> None:
        services.accept_dates(current_actor(), loan_id, proposal_id, now(), key=form.once.data or "")

    return act(loan_id, form, verb, _("Le prêt a de nouvelles dates ; l'autre établissement est prévenu."))


@blueprint.post("/prets/<int:loan_id>/dates/<int:proposal_id>/refuser")
@signed_in
def decline_dates(loan_id: int, proposal_id: int) -> ResponseReturnValue:
    """Keep the dates."""
    form = DeclineDatesForm()

    def verb() -> None:
        said, key = form.reason.data or "", form.once.data or ""
        services.decline_dates(current_actor(), loan_id, proposal_id, said, now(), key=key)

    return act(loan_id, form, verb, _("Les dates restent les mêmes ; l'autre établissement est prévenu."))


@blueprint.post("/prets/<int:loan_id>/dates/<int:proposal_id>/retirer")
@signed_in
def withdraw_dates(loan_id: int, proposal_id: int) -> ResponseReturnValue:
    """Take one's own proposal back."""
    form = OnceForm()

    def verb() -> None:
        services.withdraw_dates(current_actor(), loan_id, proposal_id, now(), key=form.once.data or "")

    return act(loan_id, form, verb, _("La proposition est retirée."))
