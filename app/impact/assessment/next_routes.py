"""What follows from the answers: tasks for people of the house, lessons for the next show."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.core.access import signed_in
from app.core.clock import now, today
from app.core.context import current_actor
from app.core.errors import Forbidden
from app.core.i18n import language
from app.impact.assessment import services
from app.impact.assessment.domain.tasks import TaskState
from app.impact.assessment.forms import LessonForm, TaskForm
from app.impact.assessment.queries.lessons import LessonsPage, lessons_page
from app.impact.assessment.queries.tasks import TasksPage, tasks_page
from app.impact.assessment.routes import BASE, blueprint

SETTLED = {"faite": TaskState.DONE, "abandonnee": TaskState.DROPPED}


@blueprint.route(f"{BASE}/taches", methods=["GET", "POST"])
@signed_in
def tasks(exhibition_id: int) -> ResponseReturnValue:
    """What is to be done about low answers, and a form for one more."""
    actor = current_actor()
    page = tasks_page(actor, exhibition_id, today())
    if request.method == "GET":
        form = TaskForm(data={"question": request.args.get("question"), "owner_id": actor.user_id})
        return _tasks(page, form)
    if not page.may_add:
        raise Forbidden()
    form = TaskForm()
    _offer(page, form)
    if status := form.comes_back(
        lambda: services.make_task(actor, exhibition_id, form.draft(), now(), key=form.once.data or "")
    ):
        return _tasks(page, form), status
    flash(_("La tâche est créée. Elle attend la personne choisie sur sa page d'accueil."), "success")
    return redirect(url_for("assessment.tasks", exhibition_id=exhibition_id), 303)


@blueprint.post(f"{BASE}/taches/<int:task_id>")
@signed_in
def settle(exhibition_id: int, task_id: int) -> ResponseReturnValue:
    """Say that a task is done, or dropped."""
    state = SETTLED.get(request.form.get("fin", "faite"), TaskState.DONE)
    services.settle_task(current_actor(), exhibition_id, task_id, state, now())
    flash(_("La tâche est faite.") if state is TaskState.DONE else _("La tâche est abandonnée."), "success")
    return redirect(url_for("assessment.tasks", exhibition_id=exhibition_id), 303)


@blueprint.route(f"{BASE}/lecons", methods=["GET", "POST"])
@signed_in
def lessons(exhibition_id: int) -> ResponseReturnValue:
    """What this show teaches the next one, and what the one before taught."""
    actor = current_actor()
    page, form = lessons_page(actor, exhibition_id, today()), LessonForm()
    if request.method == "GET":
        return _lessons(page, form)
    if not page.may_write:
        raise Forbidden()
    if status := form.comes_back(lambda: services.write_lesson(actor, exhibition_id, form.text.data or "", now())):
        return _lessons(page, form), status
    flash(_("La leçon est gardée : la prochaine exposition la lira."), "success")
    return redirect(url_for("assessment.lessons", exhibition_id=exhibition_id), 303)


@blueprint.post(f"{BASE}/lecons/<int:lesson_id>/retirer")
@signed_in
def remove_lesson(exhibition_id: int, lesson_id: int) -> ResponseReturnValue:
    """Take a lesson away."""
    services.remove_lesson(current_actor(), exhibition_id, lesson_id, now())
    flash(_("La leçon est retirée."), "success")
    return redirect(url_for("assessment.lessons", exhibition_id=exhibition_id), 303)


def _offer(page: TasksPage, form: TaskForm) -> None:
    form.offer(page.questions, page.people)


def _tasks(page: TasksPage, form: TaskForm) -> str:
    _offer(page, form)
    return render_template("assessment/tasks.html", page=page, form=form, language_code=language())


def _lessons(page: LessonsPage, form: LessonForm) -> str:
    return render_template("assessment/lessons.html", page=page, form=form, language_code=language())
