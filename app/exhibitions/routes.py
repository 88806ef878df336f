"""Pages of exhibitions: parse, call one verb or a few questions, answer."""

from flask import Blueprint, current_app, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from app.core import clock
from app.core.access import public, signed_in
from app.core.context import current_actor
from app.core.errors import Forbidden, NotFound
from app.exhibitions import queries, services
from app.exhibitions.domain.days import Phase
from app.exhibitions.forms import ExhibitionForm, values_of
from app.exhibitions.labels import PHASES, TONES
from app.exhibitions.panels import panels
from app.media.forms import received_photos

blueprint = Blueprint("exhibitions", __name__)


@blueprint.app_template_filter("phase_label")
def _phase_label(phase: Phase) -> str:
    label: str = gettext(PHASES[phase])
    return label


@blueprint.app_template_filter("phase_tone")
def _phase_tone(phase: Phase) -> str:
    return TONES[phase]


@blueprint.get("/expositions")
@public
def index() -> ResponseReturnValue:
    """Mine, then those that other institutions show."""
    actor, today = current_actor(), clock.today()
    number = max(1, request.args.get("page", 1, type=int))
    return render_template(
        "exhibitions/index.html",
        mine=queries.my_exhibitions(actor, today),
        others=queries.public_exhibitions(actor, today, number),
        may_create=bool(queries.institutions_to_exhibit_for(actor)),
        page_url=lambda n: url_for("exhibitions.index", page=n),
    )


@blueprint.get("/expositions/<int:exhibition_id>")
@public
def show(exhibition_id: int) -> ResponseReturnValue:
    """The label of a show and its panels."""
    actor = current_actor()
    page = queries.exhibition_page(actor, exhibition_id, clock.today())
    return render_template(
        "exhibitions/show.html",
        page=page,
        panels=panels(actor, exhibition_id),
        may_search="listings.search" in current_app.view_functions,
    )


@blueprint.route("/expositions/nouvelle", methods=["GET", "POST"])
@signed_in
def create() -> ResponseReturnValue:
    """Open the file of a show."""
    actor = current_actor()
    choices = queries.institutions_to_exhibit_for(actor)
    if not choices:
        raise Forbidden()
    form = ExhibitionForm()
    form.institution_id.choices = choices
    if request.method == "GET":
        return render_template("exhibitions/create.html", form=form)
    institution_id = _chosen(form, choices)
    received_photos(form.photos, actor, institution_id, clock.now())
    if status := form.comes_back(
        lambda: services.create_exhibition(actor, institution_id, form.draft(), clock.now(), form.once.data)
    ):
        return render_template("exhibitions/create.html", form=form), status
    flash(gettext("L'exposition est créée."), "success")
    return redirect(url_for("exhibitions.show", exhibition_id=form.made), 303)


def _chosen(form: ExhibitionForm, choices: list[tuple[int, str]]) -> int:
    """The institution picked, or the only one; somebody else's is not found."""
    asked = form.institution_id.data
    if asked is None:
        form.institution_id.data = choices[0][0]
        return choices[0][0]
    if asked not in dict(choices):
        raise NotFound()
    return int(asked)


@blueprint.route("/expositions/<int:exhibition_id>/modifier", methods=["GET", "POST"])
@signed_in
def edit(exhibition_id: int) -> ResponseReturnValue:
    """Describe a show anew."""
    actor = current_actor()
    found = queries.exhibition_to_edit(actor, exhibition_id)
    form = ExhibitionForm(data=values_of(found.draft, found.version))
    del form.institution_id
    if request.method == "GET":
        return render_template("exhibitions/edit.html", form=form, exhibition_id=exhibition_id)
    received_photos(form.photos, actor, found.institution_id, clock.now())
    if status := form.comes_back(
        lambda: services.edit_exhibition(actor, exhibition_id, form.draft(), form.version_seen, clock.now())
    ):
        return render_template("exhibitions/edit.html", form=form, exhibition_id=exhibition_id), status
    flash(gettext("L'exposition est à jour."), "success")
    return redirect(url_for("exhibitions.show", exhibition_id=exhibition_id), 303)


from app.exhibitions import passport_routes as _passport_routes  # noqa: E402, F401  (the same blueprint, more pages)
from app.exhibitions import project_routes as _project_routes  # noqa: E402, F401  (the same blueprint, more pages)
