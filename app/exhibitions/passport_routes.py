"""Pages of the material passport: its elements, what became of them, the poster for visitors."""

from collections.abc import Sequence
from typing import Any

from flask import Response, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from app.core import clock
from app.core.access import public, signed_in
from app.core.context import current_actor
from app.core.errors import Forbidden, NotFound
from app.core.i18n import language, period
from app.core.pdf import written_pdf
from app.core.qr import qr_code
from app.exhibitions.domain.passport import FATES, NEXT_LIVES, ORIGINS
from app.exhibitions.project import services
from app.exhibitions.project.forms import ElementForm, FateForm, typed
from app.exhibitions.project.queries import PassportPage, passport_page, passport_shown
from app.exhibitions.project.telling import balance_said, rows_said
from app.exhibitions.project_routes import answer
from app.exhibitions.routes import blueprint

LINES_ON_PANEL, A_LINE = 34, 35
"""What one A3 sheet holds, in lines and in characters of a column."""


@blueprint.route("/expositions/<int:exhibition_id>/passeport", methods=["GET", "POST"])
@signed_in
def passport(exhibition_id: int) -> ResponseReturnValue:
    """Every element with its origin, its owner, its next life; writing adds one."""
    page = _passport(exhibition_id)
    form = ElementForm()
    if request.method == "GET":
        return _passport_drawn(page, form)
    if not page.may_edit:
        raise Forbidden()

    def write() -> object:
        return services.add_element(current_actor(), exhibition_id, form.said(), clock.now(), form.once.data or "")

    return answer(form, write, "exhibitions.passport", exhibition_id, lambda: _passport_drawn(page, form))


@blueprint.route("/expositions/<int:exhibition_id>/passeport/<int:element_id>", methods=["GET", "POST"])
@signed_in
def element(exhibition_id: int, element_id: int) -> ResponseReturnValue:
    """One element, to describe anew."""
    page = _passport(exhibition_id)
    found = next((one for one in page.elements if one.id == element_id), None)
    if found is None:
        raise NotFound()
    if not page.may_edit:
        raise Forbidden()
    fields = {name: getattr(found.said, name) for name in found.said.__dataclass_fields__}
    form = ElementForm(
        data={
            **fields,
            "origin": found.said.origin.value,
            "next_life": found.said.next_life.value,
            "mass_kg": typed(found.said.mass_kg),
            "version": found.version,
        }
    )

    def write() -> object:
        services.edit_element(current_actor(), element_id, form.said(), form.version_seen, clock.now())
        return None

    def draw() -> str:
        return render_template("exhibitions/element.html", page=page, form=form, element_id=element_id)

    if request.method == "GET":
        return draw()
    return answer(form, write, "exhibitions.passport", exhibition_id, draw)


@blueprint.post("/expositions/<int:exhibition_id>/passeport/<int:element_id>/devenir/<int:months>")
@signed_in
def fate(exhibition_id: int, element_id: int, months: int) -> ResponseReturnValue:
    """What became of an element, six or twelve months later."""
    page, form = _passport(exhibition_id), FateForm()
    if element_id not in [one.id for one in page.elements]:
        raise NotFound()
    if not page.may_edit:
        raise Forbidden()

    def write() -> object:
        services.tell_fate(current_actor(), element_id, months, form.said(), form.note.data or "", clock.now())
        return None

    return answer(
        form,
        write,
        "exhibitions.passport",
        exhibition_id,
        lambda: _passport_drawn(page, ElementForm(formdata=None), form),
    )


@blueprint.get("/expositions/<int:exhibition_id>/origines")
@public
def origins(exhibition_id: int) -> ResponseReturnValue:
    """What the show is made of, for whoever read the code of the poster: all of it, where the poster has a part."""
    page = passport_shown(current_actor(), exhibition_id, clock.today())
    told = {"rows": rows_said(page), "lead": balance_said(page), "head": _head()}
    return render_template("exhibitions/origins.html", show=page.show, **told)


@blueprint.get("/expositions/<int:exhibition_id>/panneau.pdf")
@signed_in
def panel(exhibition_id: int) -> ResponseReturnValue:
    """A poster for the room: what the show is made of, where it comes from and where it goes. A3."""
    page = _passport(exhibition_id)
    response = Response(written_pdf("panel", _panel(page)), content_type="application/pdf")
    response.headers["Content-Disposition"] = f'inline; filename="panneau-{exhibition_id}.pdf"'
    response.headers["Cache-Control"] = "private, no-store"
    return response


def _passport(exhibition_id: int) -> PassportPage:
    return passport_page(current_actor(), exhibition_id, clock.today())


def _passport_drawn(page: PassportPage, form: ElementForm, fate_form: FateForm | None = None) -> str:
    return render_template(
        "exhibitions/passport.html",
        page=page,
        form=form,
        fate=fate_form or FateForm(formdata=None),
        origins=ORIGINS,
        next_lives=NEXT_LIVES,
        fates=FATES,
    )


def _panel(page: PassportPage) -> dict[str, Any]:
    """All that the poster says, as plain text."""
    rows, show = rows_said(page), page.show
    shown = _that_fit(rows)
    url = url_for("exhibitions.origins", exhibition_id=show.id, _external=True)
    return {
        "language": language(),
        "title": show.title,
        "dates": period(show.opens_on, show.closes_on),
        "place": _("%(venue)s, %(city)s", venue=show.venue, city=show.city),
        "lead": balance_said(page),
        "head": _head(),
        "rows": shown,
        "more": _more(len(rows) - len(shown)),
        "qr": qr_code(url).svg,
        "alt": _("Code qui mène à la liste de tous les éléments"),
        "url": url,
    }


def _more(count: int) -> str:
    if count <= 0:
        return ""
    return str(ngettext("et %(num)s autre, à lire avec ce code", "et %(num)s autres, à lire avec ce code", count))


def _that_fit(rows: Sequence[Sequence[str]]) -> list[list[str]]:
    """The first rows, as many as one sheet holds: a long text takes two lines, and none takes more."""
    shown, room = [], LINES_ON_PANEL
    for row in rows:
        room -= 2 if any(len(text) > A_LINE for text in row) else 1
        if room < 0:
            break
        shown.append([text if len(text) <= 2 * A_LINE else f"{text[: 2 * A_LINE - 1].rstrip()}…" for text in row])
    return shown


def _head() -> list[str]:
    return [_("Élément"), _("D'où il vient"), _("Où il ira")]
