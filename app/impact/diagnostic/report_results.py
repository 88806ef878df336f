"""Chapter 3 of a diagnostic's report: what the life cycle does to each indicator, and what is not known."""

from flask_babel import gettext as _

from app.core.i18n import language, number
from app.impact.diagnostic.domain.factors import beyond
from app.impact.diagnostic.domain.indicators import CLIMATE, INDICATORS
from app.impact.diagnostic.domain.stages import STAGE_LABELS, Stage
from app.impact.diagnostic.domain.totals import Total
from app.impact.diagnostic.importing.names import METHODS
from app.impact.diagnostic.queries import DiagnosticPage
from app.impact.diagnostic.words import figure_said, share_said
from app.impact.footprint.domain.components import COMPONENTS
from app.impact.reports.document import Section, Table


def assessment(page: DiagnosticPage) -> Section:
    """Results by indicator, stage and component."""
    totals = page.diagnostic.totals.values()
    known = [one for one in totals if one.value is not None]
    nothing = [_(INDICATORS[one.indicator].label) for one in totals if one.value is None]
    said = [
        _(
            "Un total qui ne couvre pas toutes les lignes est un minimum : « au moins ». Un indicateur sans donnée "
            "est dit non disponible ; il ne vaut jamais zéro."
        )
    ]
    if nothing:
        said.append(_("Non disponibles pour cette exposition : %(names)s.", names=", ".join(nothing)))
    return Section(
        "evaluation",
        _("3. Évaluation des impacts du cycle de vie"),
        tuple(said),
        tables=(_totals(page), _by_stage(known), _by_component(page, known), _beyond(page)),
    )


def _totals(page: DiagnosticPage) -> Table:
    lines = len(page.diagnostic.lines)
    rows = []
    for one in page.diagnostic.totals.values():
        about = INDICATORS[one.indicator]
        value = figure_said(one.value)
        if one.value is not None and one.is_partial:
            value = _("au moins %(value)s", value=value)
        editions = " + ".join(METHODS.get(method, method) for method in one.methods)
        covered = _("%(known)s sur %(all)s", known=number(one.covered), all=number(lines))
        share = share_said(one.climate_share) if one.value is not None else "–"
        rows.append(
            (
                f"{_(about.label)} ({about.short})",
                f"{value} {about.unit}" if one.value is not None else value,
                covered,
                share,
                editions,
            )
        )
    return Table(
        _("Résultats par indicateur"),
        (
            (_("Indicateur"), False),
            (_("Total"), True),
            (_("Lignes couvertes"), True),
            (_("Part du climat couverte"), True),
            (_("Éditions"), False),
        ),
        tuple(rows),
    )


def _by_stage(known: list[Total]) -> Table:
    stages = [stage for stage in Stage if any(stage in one.by_stage for one in known)]
    rows = [
        (
            f"{_(INDICATORS[one.indicator].label)} ({INDICATORS[one.indicator].unit})",
            *(figure_said(one.by_stage[stage]) if stage in one.by_stage else "–" for stage in stages),
        )
        for one in known
    ]
    columns = ((_("Indicateur"), False), *((_(STAGE_LABELS[stage]), True) for stage in stages))
    return Table(_("Par étape du cycle de vie"), columns, tuple(rows))


def _by_component(page: DiagnosticPage, known: list[Total]) -> Table:
    shown = [one for one in known if one.indicator in ("climate", "adp_elements", "pert", "penrt")]
    components = [one for one in COMPONENTS if any(one in total.by_component for total in shown)]
    rows = [
        (
            _(COMPONENTS[one].french),
            *(figure_said(total.by_component.get(one)) for total in shown),
        )
        for one in components
    ]
    columns = (
        (_("Poste"), False),
        *((f"{INDICATORS[one.indicator].short} ({INDICATORS[one.indicator].unit})", True) for one in shown),
    )
    return Table(_("Par poste de l'exposition"), columns, tuple(rows))


def _beyond(page: DiagnosticPage) -> Table:
    rows = []
    for one in page.factors:
        found = beyond(one)
        if CLIMATE in found:
            rows.append((one.label[language()], f"{figure_said(found[CLIMATE])} kg CO2e / {one.unit}"))
    return Table(
        _("Au-delà de la frontière (module D), par unité : dans aucun total"),
        ((_("Facteur"), False), (_("Changement climatique"), True)),
        tuple(rows),
    )
