"""One computation as a PDF, with the digits of its page: the same steps, written by the same function."""

from decimal import Decimal
from typing import Any

from flask_babel import gettext as _

from app.core.i18n import instant, language, number, period
from app.core.pdf import written_pdf
from app.core.text import N_
from app.impact.credits.domain.kinds import CONSEQUENCE_LABELS, LABEL_LABELS, ClaimLabel
from app.impact.queries.explain import Step
from app.impact.queries.record import EntryView, RecordPage
from app.impact.records.domain.chain import KIND_LABELS
from app.impact.words import ALTERNATIVES, EVIDENCE

GRAMS = 3
INTERNAL = N_("À usage interne : la preuve est inconnue.")
UNDER_REVIEW = N_("Hors des totaux : ce calcul attend une relecture.")
Rows = list[list[str]]


def record_pdf(page: RecordPage) -> bytes:
    """The paper of one record, in the reader's language."""
    return written_pdf("credit", paper_of(page))


def paper_of(page: RecordPage) -> dict[str, Any]:
    """All that the paper says, as plain text."""
    row = page.row
    return {
        "title": _("Calcul n° %(id)s : %(title)s", id=row.id, title=row.title),
        "language": language(),
        "method": row.method,
        "facts": _facts(page),
        "figures": _figures(page),
        "steps": [
            [said(step.title), said(step.number), said(step.formula), step.numbers, _with_unit(step), *_named(step)]
            for step in page.steps
        ],
        "tables": [_consequences(page), *_comparison(page), _swings(page), _check(page), _factors(page)],
        "entries": [_entry(one) for one in page.entries],
        "words": {
            "result": _("Émissions évitées"),
            "steps": _("Le calcul, étape par étape"),
            "ledger": _("Le registre"),
            "seal": _("Empreinte (SHA-256)"),
            "state": _state(page),
            "foot": _("Calcul n° %(id)s, %(method)s", id=row.id, method=row.method),
        },
    }


def said(message: str) -> str:
    """A message of the domain in the reader's language."""
    return str(_(message)) if message else ""


def _facts(page: RecordPage) -> Rows:
    row = page.row
    object = _("%(title)s, exemplaire %(unit)s", title=row.title, unit=row.unit) if row.unit else row.title
    return [
        [_("Objet"), object],
        [_("Quantité"), str(row.quantity)],
        [_("Prêteur"), row.lender],
        [_("Emprunteur"), row.borrower],
        [_("Exposition"), row.exhibition],
        [_("Période"), period(row.starts_on, row.ends_on)],
        [_("Sans ce prêt"), said(ALTERNATIVES[row.alternative])],
        [_("Preuve"), f"{row.evidence.value}, {said(EVIDENCE[row.evidence.value])}"],
        [_("Nature"), said(LABEL_LABELS[ClaimLabel(row.label)])],
        [_("Calculé le"), instant(page.created_at)],
    ]


def _figures(page: RecordPage) -> Rows:
    row = page.row
    return [
        [_("Valeur centrale"), _kg(row.net)],
        [_("Intervalle à 90 %"), f"[{number(row.low, GRAMS)} ; {number(row.high, GRAMS)}] kg CO2e"],
        [_("Borne basse, rebond de 29 %"), _kg(row.low_bound)],
        [_("Signe"), _("établi") if row.sign_established else _("signe non établi")],
        [_("Part de l'empreinte de l'exposition, compte séparé"), _kg(row.footprint)],
    ]


def _state(page: RecordPage) -> str:
    if page.superseded_by:
        return str(_("Ce calcul a été remplacé par le calcul n° %(id)s.", id=page.superseded_by))
    if page.row.internal_only:
        return said(INTERNAL)
    return said(UNDER_REVIEW) if page.row.review else ""


def _consequences(page: RecordPage) -> dict[str, Any]:
    rows = [
        [said(CONSEQUENCE_LABELS[one.kind]), number(one.amount, GRAMS) if one.amount is not None else _("négligé"),
         said(one.reason or "")]
        for one in page.consequences
    ]  # fmt: skip
    head = [_("Conséquence"), _("kg CO2e"), _("Pourquoi elle est négligée")]
    return {"title": _("Les conséquences du prêt"), "head": head, "rows": rows, "numbers": [1]}


def _comparison(page: RecordPage) -> list[dict[str, Any]]:
    found = page.comparison
    if found is None:
        return []
    days = [_("Jours"), str(found.planned_days), str(found.actual_days)]
    figures = [[said(one.label), number(one.planned, GRAMS), number(one.actual, GRAMS)] for one in found.figures]
    head = [_("Par objet, en kg CO2e"), _("prévu"), _("réalisé")]
    return [{"title": _("Prévu et réalisé"), "head": head, "rows": [days, *figures], "numbers": [1, 2]}]


def _swings(page: RecordPage) -> dict[str, Any]:
    rows = [[said(one.label), number(one.low, GRAMS), number(one.high, GRAMS)] for one in page.doubts.bars]
    head = [_("Hypothèse seule"), _("évité au plus bas"), _("évité au plus haut")]
    return {"title": _("Ce qui pèse le plus sur le résultat"), "head": head, "rows": rows, "numbers": [1, 2]}


def _check(page: RecordPage) -> dict[str, Any]:
    check, row = page.doubts.check, page.row
    rows = [
        [_("Moyenne"), number(row.net, GRAMS), number(check.mean, GRAMS)],
        [_("Incertitude type"), number(page.u, GRAMS), number(check.u, GRAMS)],
        [_("bas de l'intervalle à 90 %"), number(row.low, GRAMS), number(check.low, GRAMS)],
        [_("haut de l'intervalle à 90 %"), number(row.high, GRAMS), number(check.high, GRAMS)],
    ]
    title = _("Contre-épreuve : %(draws)s tirages, graine %(seed)s", draws=check.draws, seed=check.seed)
    return {"title": title, "head": [_("kg CO2e"), _("analytique"), _("tirages")], "rows": rows, "numbers": [1, 2]}


def _factors(page: RecordPage) -> dict[str, Any]:
    rows = [[one.reference, one.label, one.source] for one in page.factors]
    return {
        "title": _("Les facteurs"),
        "head": [_("Version"), _("Facteur"), _("Source")],
        "rows": rows,
        "numbers": [],
    }


def _entry(entry: EntryView) -> dict[str, Any]:
    title = f"{said(KIND_LABELS[entry.kind])}, {_('n° %(id)s, le %(at)s', id=entry.id, at=instant(entry.at))}"
    return {"title": title, "rows": [[name, number(kg, GRAMS)] for name, kg in entry.legs], "hash": entry.hash}


def _with_unit(step: Step) -> str:
    return f"{step.value} {said(step.unit)}" if step.unit else step.value


def _named(step: Step) -> tuple[str]:
    return (", ".join(step.factors),)


def _kg(value: Decimal) -> str:
    return f"{number(value, GRAMS)} kg CO2e"
