"""Show at its field what keeps an edition from standing."""

from collections.abc import Sequence

from app.admin.forms.categories import CategoryForm, ReasonFields
from app.admin.forms.specs import PREFIX, SpecForm
from app.core.error_pages import sentence
from app.core.errors import Refusal, SeveralRefusals


def refuse_edition(forms: Sequence[ReasonFields], refusal: Refusal) -> None:
    """Each refusal at the field it names; one that names a field of another page stands above the first form."""
    for one in refusal.refusals if isinstance(refusal, SeveralRefusals) else (refusal,):
        field = one.field or ""
        of = [form for form in forms if isinstance(form, SpecForm if field.startswith(PREFIX) else CategoryForm)]
        name = field.removeprefix(PREFIX)
        form = next((form for form in (*of, *forms) if name in form), None)
        if form is None:
            forms[0].form_errors.append(sentence(one))
        else:
            form[name].errors = [*form[name].errors, sentence(one)]
