"""Chapter 4 of a diagnostic's report: hotspots, sensitivity, completeness, consistency, variants, limits."""

from flask_babel import gettext as _
from flask_babel import ngettext

from app.impact.diagnostic.domain.indicators import CLIMATE, INDICATORS
from app.impact.diagnostic.domain.lines import GAP_LABELS
from app.impact.diagnostic.queries import DiagnosticPage
from app.impact.diagnostic.words import figure_said, share_said
from app.impact.footprint.domain.components import COMPONENTS
from app.impact.reports.document import Bar, Chart, Section, Table

MOST_LINES = 200


def interpretation(page: DiagnosticPage) -> tuple[Section, ...]:
    """What explains the results, how sure they are, and what they do not say."""
    return (
        Section(
            "interpretation",
            _("4. Interprétation"),
            _hot_words(page),
            charts=(_hot_chart(page),) if page.hotspots else (),
            tables=(_hot_table(page), _sensitivity(page), _missing(page), _consistency(page), *_variants(page)),
        ),
        Section("limites", _("Limites"), _limits(page)),
    )


def _hot_words(page: DiagnosticPage) -> tuple[str, ...]:
    if not page.hotspots:
        return (_("Aucune ligne n'a de chiffre pour « %(name)s ».", name=_(page.asked.label)),)
    top = page.hotspots[0]
    return (
        ngettext(
            "Pour « %(name)s », %(num)s ligne explique 80 %% de ce qui est connu.",
            "Pour « %(name)s », %(num)s lignes expliquent 80 %% de ce qui est connu.",
            page.lines_for_most,
            name=_(page.asked.label),
        ),
        _(
            "La plus lourde, « %(label)s », en explique %(share)s à elle seule.",
            label=top.found.line.label,
            share=share_said(top.share),
        ),
    )


def _hot_chart(page: DiagnosticPage) -> Chart:
    bars = tuple(
        Bar(one.found.line.label, one.value, f"{figure_said(one.value)} {page.asked.unit}", "emitted")
        for one in page.hotspots
    )
    return Chart("points-chauds", _("Points chauds"), _(page.asked.label), bars, page.asked.unit)


def _hot_table(page: DiagnosticPage) -> Table:
    rows = [
        (
            one.found.line.label,
            _(COMPONENTS[one.found.line.component].french),
            figure_said(one.value),
            share_said(one.share),
            share_said(one.cumulated),
        )
        for one in page.hotspots
    ]
    return Table(
        _("Ce que chaque ligne explique du total (%(unit)s)", unit=page.asked.unit),
        ((_("Ligne"), False), (_("Poste"), False), (_("Valeur"), True), (_("Part"), True), (_("Cumul"), True)),
        tuple(rows),
    )


def _sensitivity(page: DiagnosticPage) -> Table:
    rows = [(one.found.line.label, figure_said(one.low), figure_said(one.high)) for one in page.swings]
    return Table(
        _("Sensibilité : le total si une ligne seule est au bas ou au haut de son intervalle à 90 %%").replace(
            "%%", "%"
        ),
        ((_("Ligne"), False), (_("au plus bas"), True), (_("au plus haut"), True)),
        tuple(rows),
    )


def _missing(page: DiagnosticPage) -> Table:
    rows = []
    for one in page.diagnostic.lines[:MOST_LINES]:
        without = [id for id in page.diagnostic.indicators if id not in one.indicators]
        if without:
            why = one.gap_of(without[0])
            names = ", ".join(INDICATORS[id].short for id in without)
            rows.append((one.line.label, names, _(GAP_LABELS[why]) if why else ""))
    return Table(
        _("Complétude : ce qui n'est pas couvert, ligne par ligne"),
        ((_("Ligne"), False), (_("Non disponible"), False), (_("Pourquoi"), False)),
        tuple(rows),
    )


def _consistency(page: DiagnosticPage) -> Table:
    rows = []
    for one in page.diagnostic.lines:
        here = one.total(CLIMATE)
        if one.method_of(CLIMATE) != "carbon" and one.carbon is not None and here is not None and here != one.carbon:
            rows.append((one.line.label, figure_said(here), figure_said(one.carbon)))
    return Table(
        _("Cohérence : climat ici et dans le calcul carbone (kg CO2e)"),
        ((_("Ligne"), False), (_("Diagnostic"), True), (_("Calcul carbone"), True)),
        tuple(rows[:MOST_LINES]),
    )


def _variants(page: DiagnosticPage) -> tuple[Table, ...]:
    found = page.comparison
    if found is None or page.variant is None or page.other is None:
        return ()
    rows = [
        (
            one.label,
            figure_said(one.before) if one.first else _("absente"),
            figure_said(one.after) if one.second else _("absente"),
            figure_said(one.difference),
        )
        for one in found.pairs[:MOST_LINES]
    ]
    return (
        Table(
            _("Deux variantes, ligne par ligne (%(unit)s)", unit=page.asked.unit),
            ((_("Ligne"), False), (page.variant.title, True), (page.other.title, True), (_("Écart"), True)),
            tuple(rows),
            (_("Écart des lignes comparables"), "", "", figure_said(found.difference)),
        ),
    )


def _limits(page: DiagnosticPage) -> tuple[str, ...]:
    usual = [
        _(
            "Les facteurs viennent de plusieurs sources, faites pour des usages différents (bâtiment, numérique). "
            "Les totaux qui mêlent des éditions le disent et sont des ordres de grandeur."
        ),
        _(
            "Les indicateurs autres que le climat ne couvrent que les lignes qui ont un facteur multicritère : ils "
            "ne permettent pas de dire qu'une variante est meilleure en tout."
        ),
        _(
            "Les incertitudes des valeurs sont des conventions : 5 %% pour une mesure, 10 %% pour un fournisseur, "
            "30 %% pour une estimation, 60 %% pour une valeur par défaut."
        ).replace("%%", "%"),
    ]
    return (*([page.frame.limits] if page.frame.limits else []), *usual)
