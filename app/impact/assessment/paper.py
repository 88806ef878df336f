"""The report of a self-assessment as a PDF: the words of its page, written for paper."""

from collections.abc import Iterator
from decimal import Decimal

from flask_babel import gettext as _

from app.core.i18n import day, instant, language, number, period
from app.core.pdf import written_pdf
from app.core.text import N_
from app.impact.assessment import labels
from app.impact.assessment.domain.comparing import Spread
from app.impact.assessment.queries.comparing import ComparedLine
from app.impact.assessment.queries.pages import AssessmentPage, QuestionLine, ReportPage
from app.impact.reports.document import Document, Section, Table, for_print

DASH = "–"
NOT_SCORED = N_("non noté")


def report_pdf(report: ReportPage) -> bytes:
    """The paper, in the reader's language."""
    return written_pdf("report", for_print(written(report)))


def written(report: ReportPage) -> Document:
    """All that the paper says."""
    page, show = report.page, report.page.show
    chapters = [
        _two_accounts(report),
        _by_phase(page),
        *_questions(report),
        *_tasks(report),
        *_lessons(report),
        _rules(page),
    ]
    return Document(
        title=_("Auto-évaluation de « %(show)s »", show=show.title),
        reference=_("%(venue)s, %(period)s", venue=show.venue, period=period(show.opens_on, show.closes_on)),
        lead=_lead(page),
        sections=tuple(chapters),
        foot=_(
            "Auto-évaluation de « %(show)s », questionnaire version %(version)s",
            show=show.title,
            version=page.asked.version,
        ),
        language=language(),
    )


def _lead(page: AssessmentPage) -> str:
    if page.score.overall is None:
        return str(_("Le score apparaît dès qu'une phase a une réponse."))
    return str(
        _(
            "Score d'éco-production : %(score)s sur 100, %(level)s.",
            score=number(page.score.overall, 1),
            level=labels.level_words(page.score.level),
        )
    )


def _two_accounts(report: ReportPage) -> Section:
    page = report.page
    said = [
        _(
            "%(answered)s questions répondues sur %(all)s, version %(version)s du questionnaire.",
            answered=page.answered,
            all=len(page.asked.questions),
            version=page.asked.version,
        ),
        _footprint(page),
    ]
    if report.people and page.changed_at:
        said.append(
            _(
                "Ont répondu : %(people)s. Dernier changement le %(at)s.",
                people=", ".join(report.people),
                at=instant(page.changed_at),
            )
        )
    return Section("comptes", _("Deux comptes, côte à côte"), tuple(str(one) for one in said))


def _footprint(page: AssessmentPage) -> str:
    if page.footprint is None or not page.footprint.parts:
        return str(
            _(
                "L'empreinte n'est pas calculée. C'est un autre compte : "
                "elle n'entre pas dans le score, et le score n'entre pas dans l'empreinte."
            )
        )
    total = page.footprint.parts[0].total
    return str(
        _(
            "Empreinte du matériel emprunté : %(value)s kg CO2e, entre %(low)s et %(high)s. C'est un autre compte : "
            "elle n'entre pas dans le score, et le score n'entre pas dans l'empreinte.",
            value=number(total.total, 1),
            low=number(total.low, 1),
            high=number(total.high, 1),
        )
    )


def _by_phase(page: AssessmentPage) -> Section:
    compared = page.comparison.lines if page.comparison else ()
    rows = tuple(
        (
            str(_("%(number)s. %(phase)s", number=line.phase.number, phase=line.phase.text(language()))),
            *_compared(compared[line.phase.number] if compared else None, line.score),
        )
        for line in page.phases
    )
    columns = (
        (str(_("Phase")), False),
        (str(_("Score")), True),
        (str(_("Exposition précédente")), True),
        (str(_("Autres établissements")), True),
    )
    foot = (str(_("Ensemble")), *_compared(compared[0] if compared else None, page.score.overall))
    table = Table(str(_("Score par phase, de 0 à 100")), columns, rows, foot)
    return Section("phases", str(_("Phase par phase")), tables=(table,))


def _compared(line: ComparedLine | None, score: Decimal | None) -> tuple[str, str, str]:
    before = DASH if line is None or line.before is None else number(line.before, 1)
    return _points(score), before, _others(line.others if line else None)


def _points(score: Decimal | None) -> str:
    return str(_(NOT_SCORED)) if score is None else number(score, 1)


def _others(spread: Spread | None) -> str:
    if spread is None:
        return DASH
    return str(
        _(
            "%(median)s (de %(low)s à %(high)s)",
            median=number(spread.median),
            low=number(spread.low),
            high=number(spread.high),
        )
    )


def _questions(report: ReportPage) -> Iterator[Section]:
    columns = ((str(_("Question")), False), (str(_("Réponse")), False), (str(_("Qui, quand, preuves")), False))
    for phase, lines in report.lines:
        title = str(_("%(number)s. %(phase)s", number=phase.number, phase=phase.text(language())))
        rows = tuple((_asked(line), _answer(line), _who(line)) for line in lines)
        caption = str(_("Questions et réponses"))
        yield Section(f"phase-{phase.number}", title, tables=(Table(caption, columns, rows),))


def _asked(line: QuestionLine) -> str:
    mark = " ★" if line.question.star else ""
    return f"{line.question.id}{mark} {labels.question_words(line.question)}"


def _answer(line: QuestionLine) -> str:
    said = [labels.answer_words(line.answer.given if line.answer else None)]
    if line.answer and line.counted is not None and line.counted != line.answer.given.value:
        said.append(str(_("Sans fichier joint, cette réponse compte pour %(counted)s.", counted=line.counted)))
    if line.answer:
        said += [text for text in (line.answer.given.reason, line.answer.given.note) if text]
    return "\n".join(said)


def _who(line: QuestionLine) -> str:
    if line.answer is None or not line.is_answered:
        return DASH
    who = line.answer.by or str(_("quelqu'un"))
    said = [str(_("Répondu le %(at)s par %(who)s.", at=instant(line.answer.at), who=who))]
    if line.proofs:
        files = ", ".join(proof.file.file_name for proof in line.proofs)
        said.append(str(_("Preuves : %(files)s.", files=files)))
    if line.answer.basis:
        said.append(str(_("Proposée par la plateforme, d'après :")))
        said += [labels.fact_words(fact) for fact in line.answer.basis]
    return "\n".join(said)


def _tasks(report: ReportPage) -> Iterator[Section]:
    if not report.tasks:
        return
    columns = tuple(
        (str(_(label)), False)
        for label in (N_("À faire"), N_("Question"), N_("Qui s'en charge"), N_("Pour le"), N_("Où elle en est"))
    )
    rows = tuple(
        (
            task.title,
            task.question.id if task.question else "",
            task.owner,
            day(task.due_on),
            str(_(labels.TASK_STATES[task.state])),
        )
        for task in report.tasks
    )
    table = Table(str(_("Tâches nées de l'auto-évaluation")), columns, rows)
    yield Section("taches", str(_("Tâches")), tables=(table,))


def _lessons(report: ReportPage) -> Iterator[Section]:
    if report.lessons:
        said = tuple(line.text for line in report.lessons)
        yield Section("lecons", str(_("Leçons pour la prochaine exposition")), said)


def _rules(page: AssessmentPage) -> Section:
    said = _(
        "Questions et barème : version %(version)s. Chaque phase vaut 25 fois la moyenne pondérée de ses réponses, "
        "de 0 à 100 ; l'ensemble est la moyenne pondérée des phases notées. Le score et l'empreinte ne se mélangent "
        "jamais.",
        version=page.asked.version,
    )
    proofs = _(
        "Une réponse 3 ou 4 sans fichier joint compte pour 2. Une question sans réponse compte pour 0 dès que "
        "sa phase est commencée."
    )
    return Section("regles", str(_("Comment le score se calcule")), (str(said), str(proofs)))
