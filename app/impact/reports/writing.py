"""The annual report, written: every figure with its unit, range, method, source and what it does not say."""

from collections.abc import Sequence

from flask_babel import gettext as _
from flask_babel import ngettext

from app.core.i18n import language, number
from app.impact.exact import ZERO
from app.impact.queries.annual import Annual
from app.impact.queries.groups import GroupLine
from app.impact.queries.report import Report
from app.impact.reports import around
from app.impact.reports.cells import DASH, avoided_columns, kilos, methods, percent, ranged
from app.impact.reports.document import Bar, Chart, Document, Section, Table
from app.impact.reports.lead import lead_of
from app.impact.words import EVIDENCE, SPENT


def written(annual: Annual) -> Document:
    """The whole report in the reader's language."""
    page = annual.report
    sections = (
        _reused(page),
        _avoided(page),
        _origin(page),
        _evidence(page),
        around.footprint_chapter(annual),
        around.side_by_side_chapter(annual.exhibitions),
        around.lending_chapter(page),
        around.left_out_chapter(page),
        around.method_chapter(page),
        around.sources_chapter(annual),
        around.limits_chapter(),
    )
    return Document(
        title=_("Rapport annuel %(year)s : réemploi du matériel d'exposition", year=page.year),
        reference=page.institution,
        lead=lead_of(page),
        sections=tuple(one for one in sections if one is not None),
        foot=_(
            "%(name)s, %(year)s : estimation %(method)s", name=page.institution, year=page.year, method=methods(page)
        ),
        language=language(),
    )


def _reused(page: Report) -> Section | None:
    if not page.public:
        return None
    rows = [(line.label, number(line.sum.objects), number(line.sum.records)) for line in page.by_category]
    return Section(
        "reemploi",
        _("Ce qui a été réemployé"),
        (
            ngettext(
                "%(num)s objet emprunté, rendu et compté, dans %(shows)s expositions.",
                "%(num)s objets empruntés, rendus et comptés, dans %(shows)s expositions.",
                page.public.objects,
                shows=len(page.by_exhibition),
            ),
        ),
        tables=(
            Table(
                _("Objets réemployés par catégorie"),
                ((_("Catégorie"), False), (_("Objets"), True), (_("Calculs"), True)),
                tuple(rows),
                (_("Total"), number(page.public.objects), number(page.public.records)),
            ),
        ),
    )


def _avoided(page: Report) -> Section:
    found = page.public
    if found is None:
        return Section("evite", _("Émissions évitées"), (_("Aucun calcul n'entre encore dans ce compte."),))
    said = [
        _(
            "%(value)s kg CO2e, à 90 %% entre %(low)s et %(high)s (estimation %(method)s). Avec "
            "un rebond de 29 %%, "
            "la borne basse est de %(bound)s kg CO2e.",
            value=kilos(found.central), low=kilos(found.low), high=kilos(found.high),
            bound=kilos(found.low_bound), method=methods(page),
        ),
        _("Si, sans ces prêts, l'établissement avait bien fait ce qu'il a déclaré. Tous les "
          "prêts rendus de l'année "
          "comptent, y compris ceux qui ont émis plus qu'ils n'ont évité."),
    ]  # fmt: skip
    if not found.sign_established:
        said.append(_("Signe non établi : l'intervalle contient zéro."))
    if len(found.methods) > 1:
        said.append(_("Ces calculs n'ont pas tous été faits avec la même version : leur somme est indicative."))
    charts = (
        _bars("categories", _("Par catégorie"), page.by_category[:12]),
        _bars("regions", _("Par région du prêteur"), page.by_region[:12]),
    )
    return Section("evite", _("Émissions évitées"), tuple(said), charts)


def _origin(page: Report) -> Section | None:
    found = page.public
    if found is None:
        return None
    rows = [(_("Fabrication évitée"), kilos(found.made_less))]
    if found.logistics_avoided:
        rows.append((_("Logistique évitée de la référence"), kilos(found.logistics_avoided)))
    rows += [(_(SPENT[name]), kilos(ZERO - amount)) for name, amount in found.spent]
    return Section(
        "origine",
        _("D'où vient ce chiffre"),
        tables=(
            Table(
                _("Du neuf évité aux émissions des prêts, en kg CO2e"),
                ((_("Poste"), False), (_("kg CO2e"), True)),
                tuple(rows),
                (_("Émissions évitées"), kilos(found.central)),
            ),
        ),
    )


def _evidence(page: Report) -> Section | None:
    if not any(line.loans for line in page.evidence):
        return None
    rows = [
        (
            _("%(level)s, %(words)s", level=line.level, words=_(EVIDENCE[line.level])),
            number(line.loans),
            _("%(share)s %%", share=line.percent),
            *(ranged(line.sum) if line.sum else (DASH, DASH, DASH)),
        )
        for line in page.evidence
    ]
    columns = ((_("Preuve"), False), (_("Prêts"), True), (_("Part"), True), *avoided_columns())
    text = _("E1 : on ne sait pas ce qui aurait été fait sans le prêt ; ces prêts restent hors du total publié. "
             "E0 : rien n'aurait été fabriqué, le prêt ne compte que ce qu'il a émis.")  # fmt: skip
    caption = _("Prêts rendus par niveau de preuve, et kg CO2e évités")
    return Section("preuves", _("Niveaux de preuve"), (text,), tables=(Table(caption, columns, tuple(rows)),))


def _bars(id: str, title: str, lines: Sequence[GroupLine]) -> Chart:
    bars = tuple(
        Bar(
            line.label,
            line.sum.central,
            f"{number(line.sum.central, 1)} kg CO2e",
            "avoided",
            line.sum.low,
            line.sum.high,
        )
        for line in lines
    )
    return Chart(id, title, percent(_("Émissions évitées ; le trait donne l'intervalle à 90 %%.")), bars, "kg CO2e")
