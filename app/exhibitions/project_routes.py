"""Pages of the exhibition as a project: its frame, its lists, its documents."""

from collections.abc import Callable
from typing import Any

from flask import Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.core import clock
from app.core.access import signed_in
from app.core.context import current_actor
from app.core.downloads import sent_file
from app.core.errors import Forbidden, NotFound, Refusal
from app.core.forms import Form
from app.core.text import N_
from app.exhibitions.domain.project import ROLES
from app.exhibitions.project import services
from app.exhibitions.project.forms import (
    DocumentForm,
    MemberForm,
    ProjectForm,
    SpaceForm,
    VenueForm,
    typed,
)
from app.exhibitions.project.queries import (
    MemberLine,
    ProjectPage,
    SpaceLine,
    VenueLine,
    project_document,
    project_page,
)
from app.exhibitions.routes import blueprint

SPACE, MEMBER, VENUE, DOCUMENT = "espace-", "equipe-", "etape-", "document-"
"""Prefixes of the fields of the lists: they stand on one page with the frame."""


@blueprint.route("/expositions/<int:exhibition_id>/projet", methods=["GET", "POST"])
@signed_in
def project(exhibition_id: int) -> ResponseReturnValue:
    """Dates, budget, spaces, team, stages, documents; writing changes the frame alone."""
    page = _project(exhibition_id)
    form = ProjectForm(data=_of_project(page))
    if request.method == "GET":
        return _project_drawn(page, frame=form)
    if not page.may_edit:
        raise Forbidden()

    def write() -> object:
        services.describe_project(current_actor(), exhibition_id, form.said(), form.version_seen, clock.now())
        return None

    return answer(form, write, "exhibitions.project", exhibition_id, lambda: _project_drawn(page, frame=form))


@blueprint.post("/expositions/<int:exhibition_id>/projet/espaces")
@signed_in
def add_space(exhibition_id: int) -> ResponseReturnValue:
    """A room more."""
    page, form = _writable(exhibition_id), SpaceForm(prefix=SPACE)

    def write() -> object:
        return services.add_space(current_actor(), exhibition_id, form.said(), clock.now(), form.once.data or "")

    return answer(form, write, "exhibitions.project", exhibition_id, lambda: _project_drawn(page, space=form))


@blueprint.post("/expositions/<int:exhibition_id>/projet/equipe")
@signed_in
def add_member(exhibition_id: int) -> ResponseReturnValue:
    """Somebody more."""
    page, form = _writable(exhibition_id), MemberForm(prefix=MEMBER)

    def write() -> object:
        return services.add_member(current_actor(), exhibition_id, form.said(), clock.now(), form.once.data or "")

    return answer(form, write, "exhibitions.project", exhibition_id, lambda: _project_drawn(page, member=form))


@blueprint.post("/expositions/<int:exhibition_id>/projet/etapes")
@signed_in
def add_venue(exhibition_id: int) -> ResponseReturnValue:
    """A later stage of a touring show."""
    page, form = _writable(exhibition_id), VenueForm(prefix=VENUE)

    def write() -> object:
        return services.add_venue(current_actor(), exhibition_id, form.said(), clock.now(), form.once.data or "")

    return answer(form, write, "exhibitions.project", exhibition_id, lambda: _project_drawn(page, venue=form))


@blueprint.post("/expositions/<int:exhibition_id>/projet/documents")
@signed_in
def file_document(exhibition_id: int) -> ResponseReturnValue:
    """A paper more."""
    page, form = _writable(exhibition_id), DocumentForm(prefix=DOCUMENT)
    actor, now, key = current_actor(), clock.now(), form.once.data or ""
    asked = form.file_kept.data or ""
    is_valid = form.validate()
    if not (form.receive(actor, page.show.institution_id, now) and is_valid):
        return _project_drawn(page, document=form), 422
    said = form.received.id if form.received else int(asked) if asked.isdecimal() and len(asked) < 10 else 0

    def write() -> object:
        try:
            return services.file_project_document(actor, exhibition_id, said, form.title.data or "", now, key)
        except NotFound as error:  # nothing was chosen, or what was kept had its time
            raise NoFileChosen() from error

    return answer(form, write, "exhibitions.project", exhibition_id, lambda: _project_drawn(page, document=form))


@blueprint.route("/expositions/<int:exhibition_id>/projet/<list_name>/<int:row_id>", methods=["GET", "POST"])
@signed_in
def edit_row(exhibition_id: int, list_name: str, row_id: int) -> ResponseReturnValue:
    """A room, a person or a stage, to describe anew."""
    page = _project(exhibition_id)
    row, form = _row_and_form(page, list_name, row_id)
    if not page.may_edit:
        raise Forbidden()

    def write() -> object:
        services.edit_row(current_actor(), exhibition_id, row_id, form.said(), clock.now())
        return None

    def draw() -> str:
        return render_template("exhibitions/edit_row.html", page=page, form=form, name=row.name)

    if request.method == "GET":
        return draw()
    return answer(form, write, "exhibitions.project", exhibition_id, draw)


@blueprint.post("/expositions/<int:exhibition_id>/projet/<list_name>/<int:row_id>/retirer")
@signed_in
def remove_row(exhibition_id: int, list_name: str, row_id: int) -> ResponseReturnValue:
    """Take away a row of a list."""
    services.remove_row(current_actor(), exhibition_id, list_name, row_id, clock.now())
    flash(_("La ligne est retirée."), "success")
    page = "exhibitions.passport" if list_name == "elements" else "exhibitions.project"
    return redirect(url_for(page, exhibition_id=exhibition_id), 303)


@blueprint.get("/expositions/<int:exhibition_id>/projet/documents/<int:project_paper_id>")
@signed_in
def open_document(exhibition_id: int, project_paper_id: int) -> Response:
    """A paper of the project, as a download, to its people."""
    file = project_document(current_actor(), exhibition_id, project_paper_id, clock.today())
    return sent_file(file.key, file.media_type, file.file_name, f"document-{project_paper_id}")


class NoFileChosen(Refusal):
    """Nothing was chosen."""

    status = 422
    message = N_("Choisissez un fichier.")
    field = "file"


def answer(
    form: Form,
    write: Callable[[], object],
    endpoint: str,
    exhibition_id: int,
    draw: Callable[[], str],
) -> ResponseReturnValue:
    """Write when the form is valid and go on; else the page again, with what is wrong and what was typed."""
    if status := form.comes_back(write):
        return draw(), status
    flash(_("C'est enregistré."), "success")
    return redirect(url_for(endpoint, exhibition_id=exhibition_id), 303)


def _project(exhibition_id: int) -> ProjectPage:
    return project_page(current_actor(), exhibition_id, clock.today())


def _writable(exhibition_id: int) -> ProjectPage:
    """The project, for who may change it: asked before the form is read. Raises NotFound, Forbidden."""
    page = _project(exhibition_id)
    if not page.may_edit:
        raise Forbidden()
    return page


def _row_and_form(
    page: ProjectPage, list_name: str, row_id: int
) -> tuple[SpaceLine | MemberLine | VenueLine, SpaceForm | MemberForm | VenueForm]:
    """The row of a list and the form that describes it anew. Raises NotFound."""
    for one in page.spaces if list_name == "spaces" else ():
        if one.id == row_id:
            return one, SpaceForm(data={"name": one.name, "m2": typed(one.m2)})
    for person in page.members if list_name == "members" else ():
        if person.id == row_id:
            return person, MemberForm(data={"name": person.name, "role": person.role.value})
    for stage in page.venues if list_name == "venues" else ():
        if stage.id == row_id:
            fields = {name: getattr(stage, name) for name in stage.__dataclass_fields__ if name != "id"}
            return stage, VenueForm(data=fields)
    raise NotFound()


def _of_project(page: ProjectPage) -> dict[str, Any]:
    said = {name: getattr(page.project, name) for name in page.project.__dataclass_fields__}
    return {**said, "version": page.version}


def _project_drawn(page: ProjectPage, **forms: Form) -> str:
    """The page; the forms that were not sent are empty."""
    return render_template(
        "exhibitions/project.html",
        page=page,
        roles=ROLES,
        frame=forms.get("frame") or ProjectForm(formdata=None, data=_of_project(page)),
        space=forms.get("space") or SpaceForm(formdata=None, prefix=SPACE),
        member=forms.get("member") or MemberForm(formdata=None, prefix=MEMBER),
        venue=forms.get("venue") or VenueForm(formdata=None, prefix=VENUE),
        document=forms.get("document") or DocumentForm(formdata=None, prefix=DOCUMENT),
    )
