"""The chapters of an exhibition's report: one for each module, one for the avoided account, each by itself."""

from flask_babel import gettext as _
from flask_babel import ngettext

from app.core.i18n import language, number
from app.impact.assessment.labels import level_words
from app.impact.credits.domain import method
from app.impact.diagnostic.domain.indicators import INDICATORS
from app.impact.diagnostic.report import boundary, functional_unit
from app.impact.diagnostic.words import figure_said, share_said
from app.impact.footprint.domain.budget import SCOPE_LABELS, STANDING_LABELS
from app.impact.footprint.domain.components import Component
from app.impact.footprint.domain.lines import SOURCE_LABELS, Phase
from app.impact.footprint.queries.views import Amount, CarbonPage
from app.impact.reports.cells import DASH, avoided_columns, kilos, percent, ranged
from app.impact.reports.document import Bar, Chart, Section, Table
from app.impact.together.climate import climate_tables, climate_told
from app.impact.together.queries import Modules

MOST_HOTSPOTS = 5


def assessment_chapter(found: Modules) -> Section:
    """Module 1: the score and its phases."""
    page, title = found.assessed, _("1. L'auto-évaluation")
    if page is None:
        return Section("autoevaluation", title, (_("Elle n'est pas commencée."),))
    said = [
        _(
            "%(answered)s questions répondues sur %(all)s, version %(version)s du questionnaire.",
            answered=page.answered,
            all=len(page.asked.questions),
            version=page.asked.version,
        )
    ]
    if page.score.overall is not None:
        score = _(
            "Score d'éco-production : %(score)s sur 100, %(level)s.",
            score=number(page.score.overall, 1),
            level=level_words(page.score.level),
        )
        said.insert(0, score)
    rows = tuple(
        (
            _("%(number)s. %(phase)s", number=line.phase.number, phase=line.phase.text(language())),
            _("%(answered)s sur %(all)s", answered=line.answered, all=len(line.phase.questions)),
            _("non noté") if line.score is None else number(line.score, 1),
        )
        for line in page.phases
    )
    columns = ((_("Phase"), False), (_("Répondues"), True), (_("Score"), True))
    return Section(
        "autoevaluation", title, tuple(said), tables=(Table(_("Score par phase, de 0 à 100"), columns, rows),)
    )


def carbon_chapter(found: Modules) -> Section:
    """Module 2: what the exhibition emits, planned and actual, with and without its visitors."""
    title, pages = _("2. Le calcul carbone"), found.calculations
    if not pages:
        return Section("carbone", title, (_("Il n'est pas commencé."),))
    said = [_("Le prévu et le réalisé sont deux calculs. Les déplacements des visiteurs sont montrés à part.")]
    for page in pages:
        said += _told(page)
    totals = Table(
        _("Ce que l'exposition émet, en kg CO2e"),
        (
            (_("Calcul"), False),
            (_("kg CO2e"), True),
            (percent(_("bas 90 %%")), True),
            (percent(_("haut 90 %%")), True),
        ),
        tuple(row for page in pages for row in _totals(page)),
    )
    return Section("carbone", title, tuple(said), (_bars(pages[-1]),), (totals, _components(found)))


def _phase(page: CarbonPage) -> str:
    return str(_("Prévu") if page.phase is Phase.PLANNED else _("Réalisé"))


def _told(page: CarbonPage) -> list[str]:
    """The budget, the unknown and the quality of the data, in sentences."""
    said, phase = [], _phase(page)
    if page.budget:
        said.append(
            _(
                "%(phase)s, budget de %(kg)s kg CO2e, %(scope)s : %(standing)s.",
                phase=phase,
                kg=number(page.budget.kg),
                scope=_(SCOPE_LABELS[page.budget.scope]),
                standing=_(STANDING_LABELS[page.budget.standing]),
            )
        )
    if page.gaps.gaps:
        said.append(
            ngettext(
                "%(phase)s : %(num)s inconnue élargit l'intervalle, elle ne compte pas pour zéro.",
                "%(phase)s : %(num)s inconnues élargissent l'intervalle, elles ne comptent pas pour zéro.",
                len(page.gaps.gaps),
                phase=phase,
            )
        )
    parts = ", ".join(
        _("%(source)s %(share)s", source=_(SOURCE_LABELS[source]), share=share_said(part))
        for source, part in page.quality.items()
        if part
    )
    if parts:
        said.append(_("%(phase)s, qualité des données : %(parts)s.", phase=phase, parts=parts))
    return said


def _totals(page: CarbonPage) -> list[tuple[str, ...]]:
    phase, here = _phase(page), page.location
    rows: list[tuple[str, ...]] = [
        (_("%(phase)s, sans les déplacements des visiteurs", phase=phase), *_amount(here.without_visitors)),
        (_("%(phase)s, avec les déplacements des visiteurs", phase=phase), *_amount(here.everything)),
    ]
    if page.market:
        name = _("%(phase)s, électricité selon le contrat, sans les visiteurs", phase=phase)
        rows.append((name, *_amount(page.market.without_visitors)))
    return rows


def _amount(one: Amount) -> tuple[str, str, str]:
    return number(one.value, 1), number(one.low, 1), _("non établi") if one.high is None else number(one.high, 1)


def _components(found: Modules) -> Table:
    states = {"unknown": _("inconnu"), "left_out": _("sans objet")}
    rows = []
    for plan, done in zip(found.planned.components, found.actual.components, strict=True):
        cells = [
            states.get(one.state) or (number(one.amount.value, 1) if one.amount else DASH) for one in (plan, done)
        ]
        for place, page in enumerate((found.planned, found.actual)):
            if page not in found.calculations:
                cells[place] = DASH
        rows.append((_(plan.label), *cells))
    columns = ((_("Poste"), False), (_("Prévu"), True), (_("Réalisé"), True))
    return Table(_("Les 18 postes, en kg CO2e"), columns, tuple(rows))


def _bars(page: CarbonPage) -> Chart:
    rows = [
        (row.amount, row.label)
        for row in page.components
        if row.amount and row.amount.value and row.component is not Component.VISITORS_TRAVEL
    ]
    rows.sort(key=lambda row: -row[0].value)
    bars = tuple(
        Bar(_(label), one.value, f"{number(one.value, 1)} kg CO2e", "emitted", one.low, one.high)
        for one, label in rows
    )
    takeaway = percent(_("Sans les déplacements des visiteurs ; le trait est l'intervalle à 90 %%."))
    return Chart("postes", _("%(phase)s, par poste", phase=_phase(page)), takeaway, bars, "kg CO2e")


def diagnostic_chapter(found: Modules) -> Section:
    """Module 3: the indicators that are known, what they cover, and where the total comes from."""
    page, title = found.diagnostic, _("3. Le diagnostic environnemental")
    if page.is_empty:
        return Section("diagnostic", title, (_("Il attend les lignes du calcul carbone."),))
    lines = len(page.diagnostic.lines)
    said = [
        functional_unit(page),
        boundary(page),
        _("Un total qui ne couvre pas toutes les lignes est un minimum : « au moins »."),
    ]
    said += climate_told(found)
    missing = [_(INDICATORS[id].label) for id in page.diagnostic.not_available]
    if missing:
        said.append(_("Non disponibles : %(names)s.", names=", ".join(missing)))
    rows = []
    for about, total in found.indicators:
        value = f"{figure_said(total.value)} {about.unit}"
        covered = _("%(known)s sur %(all)s", known=number(total.covered), all=number(lines))
        rows.append((_(about.label), _("au moins %(value)s", value=value) if total.is_partial else value, covered))
    columns = ((_("Indicateur"), False), (_("Total"), True), (_("Lignes couvertes"), True))
    hot = tuple(
        (one.found.line.label, figure_said(one.value), share_said(one.share)) for one in page.hotspots[:MOST_HOTSPOTS]
    )
    return Section(
        "diagnostic",
        title,
        tuple(said),
        tables=(
            Table(_("Résultats par indicateur"), columns, tuple(rows)),
            *climate_tables(found),
            Table(
                _(
                    "Les lignes qui pèsent le plus : %(name)s, en %(unit)s",
                    name=_(page.asked.label),
                    unit=page.asked.unit,
                ),
                ((_("Ligne"), False), (_("Valeur"), True), (_("Part"), True)),
                hot,
            ),
        ),
    )


def avoided_chapter(found: Modules) -> Section:
    """The account apart: what reuse avoided making, less what the loans emitted. It is in none of the three."""
    title, panel = _("À part : les émissions évitées"), found.avoided
    told = _(
        "Un compte à part : il ne se retranche ni du calcul carbone ni du diagnostic. Pour un prêt, on parle de "
        "moindre augmentation des émissions (méthode %(method)s).",
        method=method.VERSION,
    )
    if panel is None or not panel.parts:
        return Section("evite", title, (told, _("Aucun calcul n'entre encore dans ce compte.")))
    names = {"actual": _("Objets rendus et vérifiés"), "planned": _("Prévision, dans aucun total")}
    rows = tuple((names[part.phase], *ranged(part.sum), kilos(part.sum.low_bound)) for part in panel.parts)
    said = [told]
    if any(not part.sum.sign_established for part in panel.parts):
        said.append(_("Signe non établi : un intervalle contient zéro."))
    if panel.internal_count:
        said.append(
            ngettext(
                "%(num)s calcul reste à usage interne, faute de savoir ce qui aurait été fait sans le prêt.",
                "%(num)s calculs restent à usage interne, faute de savoir ce qui aurait été fait sans les prêts.",
                panel.internal_count,
            )
        )
    columns = ((_("Prêts"), False), *avoided_columns(), (_("Borne basse"), True))
    return Section("evite", title, tuple(said), tables=(Table(_("Émissions évitées, en kg CO2e"), columns, rows),))
