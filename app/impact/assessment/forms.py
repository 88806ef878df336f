"""What a browser may send about a self-assessment: the answers of a phase, a task, the mass of everything."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import cache
from typing import Any

from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from werkzeug.datastructures import FileStorage
from wtforms import FileField, HiddenField, RadioField, SelectField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Length, Optional

from app.core.actor import Actor
from app.core.forms import DayField, Form, NumberField, OnceField, TextField, strip
from app.impact.assessment.domain.answering import LONGEST, UNANSWERED, AnswerKind, Given, Said
from app.impact.assessment.domain.lessons import LONGEST_LESSON
from app.impact.assessment.domain.questionnaire import Phase, Question
from app.impact.assessment.domain.scoring import BEST
from app.impact.assessment.domain.tasks import LONGEST_TITLE, TaskDraft
from app.impact.assessment.labels import NOT_APPLICABLE, NOT_YET, question_words, value_words
from app.listings.forms.listing import whole
from app.media.documents import DocumentFile, document_files, receive_document, received_document
from app.media.domain.refusals import RefusedFile

ASIDE, NONE = "na", ""


class PhaseForm(Form):
    """The answers of one phase: per question ``Q01_answer _reason _note _seen _file _kept``; see :func:`phase_form`.

    *version* is that of the questions on the page. A file that was received travels as a hidden id.
    """

    once = OnceField()
    version = HiddenField()

    def __init__(self, phase: Phase, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.names = [question.id for question in phase.questions]
        self.received: dict[str, DocumentFile] = {}
        for name in self.names:
            self[f"{name}_answer"].choices = _choices()

    def said(self) -> dict[str, Said]:
        """What was typed, question by question; a question that the browser did not send is left out."""
        return {name: self._said(name) for name in self.names if self[f"{name}_seen"].raw_data}

    def receive(self, actor: Actor, institution_id: int, now: datetime) -> bool:
        """Receive the chosen files, or find those received before; False, with a message, when one is not taken."""
        taken = True
        for name in self.names:
            try:
                self._receive(name, actor, institution_id, now)
            except RefusedFile as refusal:
                refusal.field = f"{name}_file"
                self.refuse(refusal)
                taken = False
        return taken

    def _receive(self, name: str, actor: Actor, institution_id: int, now: datetime) -> None:
        file, kept = self[f"{name}_file"], self[f"{name}_kept"]
        found = received_document(institution_id, whole(kept.data))
        if isinstance(file.data, FileStorage) and file.data.filename:
            key = f"{self.once.data or ''}{name}"
            document_id = receive_document(actor, institution_id, file.data, now, key=key)
            found = document_files([document_id])[document_id]
        kept.data = str(found.id) if found else ""
        if found:
            self.received[name] = found

    def _said(self, name: str) -> Said:
        answer, reason = self[f"{name}_answer"].data or NONE, self[f"{name}_reason"].data or ""
        note, seen = self[f"{name}_note"].data or "", whole(self[f"{name}_seen"].data) or 0
        if answer == ASIDE:
            return Said(Given(AnswerKind.NOT_APPLICABLE, None, reason, note), seen)
        if answer.isdigit():
            return Said(Given(AnswerKind.VALUE, int(answer), "", note), seen)
        return Said(Given(AnswerKind.CLEARED, None, reason, note), seen)


def phase_form(phase: Phase, values: Mapping[str, Any] | None = None, *, anew: bool = False) -> PhaseForm:
    """The form of *phase*, begun with *values* by field name; *anew*: whatever the browser has just sent."""
    return _class_of(phase.questions)(phase, data=values, **({"formdata": None} if anew else {}))


def values_of(name: str, given: Given | None, number: int) -> dict[str, Any]:
    """What the fields of one question begin with."""
    known = given or UNANSWERED
    answer = NONE
    if known.kind is AnswerKind.NOT_APPLICABLE:
        answer = ASIDE
    elif known.value is not None:
        answer = str(known.value)
    return {
        f"{name}_answer": answer,
        f"{name}_reason": known.reason,
        f"{name}_note": known.note,
        f"{name}_seen": str(number),
    }


class TaskForm(Form):
    """Something to do about a question, by somebody of the house, until a day."""

    once = OnceField()
    question = SelectField(_l("Question"))
    title = TextField(_l("À faire"), [InputRequired(_l("Dites ce qu'il y a à faire.")), Length(max=LONGEST_TITLE)])
    owner_id = SelectField(_l("Qui s'en charge"), coerce=int)
    due_on = DayField(_l("Pour le"), [InputRequired(_l("Choisissez un jour."))])

    def offer(self, questions: Sequence[Question], people: Sequence[tuple[int, str]]) -> None:
        """Fill the two lists: the questions, and the people of the house."""
        self.question.choices = [
            SelectChoice(one.id, gettext("%(id)s : %(text)s", id=one.id, text=question_words(one)))
            for one in questions
        ]
        self.owner_id.choices = [SelectChoice(id, name) for id, name in people]

    def draft(self) -> TaskDraft:
        """The task. Call after ``validate()``."""
        typed: Any = self
        return TaskDraft(typed.question.data, typed.title.data or "", typed.owner_id.data, typed.due_on.data)


class MassForm(Form):
    """What all elements of the exhibition weigh."""

    once = OnceField()
    total_mass_kg = NumberField(_l("Masse totale des éléments"), [Optional()])


class LessonForm(Form):
    """One lesson for the next show."""

    once = OnceField()
    text = TextAreaField(
        _l("Une leçon"),
        [InputRequired(_l("Écrivez la leçon en une ou deux phrases.")), Length(max=LONGEST_LESSON)],
        filters=[strip],
    )


@cache
def _class_of(questions: tuple[Question, ...]) -> type[PhaseForm]:
    fields: dict[str, Any] = {}
    for one in questions:
        fields |= {
            f"{one.id}_answer": RadioField(_l("Votre réponse"), validate_choice=True),
            f"{one.id}_reason": TextAreaField(
                _l("Pourquoi la question est sans objet"), [Length(max=LONGEST)], filters=[strip]
            ),
            f"{one.id}_note": TextAreaField(_l("Note"), [Length(max=LONGEST)], filters=[strip]),
            f"{one.id}_seen": HiddenField(),
            f"{one.id}_file": FileField(_l("Joindre une preuve")),
            f"{one.id}_kept": HiddenField(),
        }
    return type("PhaseForm", (PhaseForm,), fields)


def _choices() -> list[SelectChoice]:
    return [
        SelectChoice(NONE, gettext(NOT_YET)),
        *(SelectChoice(str(value), value_words(value)) for value in range(BEST + 1)),
        SelectChoice(ASIDE, gettext(NOT_APPLICABLE)),
    ]
