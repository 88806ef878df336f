"""The report of a diagnostic: a document whose chapters are the four phases of ISO 14040/44.

Functional unit and boundary stand in the lead, on the first page. Nothing is computed here: figures are those of the
page, in words.
"""

from decimal import Decimal

from flask_babel import gettext as _
from flask_babel import ngettext

from app.core.i18n import day, language, number
from app.impact.diagnostic.domain.indicators import CLIMATE
from app.impact.diagnostic.domain.lines import ActivityLine
from app.impact.diagnostic.importing.names import METHODS
from app.impact.diagnostic.queries import DiagnosticPage
from app.impact.diagnostic.report_interpretation import interpretation
from app.impact.diagnostic.report_results import assessment
from app.impact.diagnostic.words import figure_said, share_said
from app.impact.footprint.domain.activity import UNIT_LABELS
from app.impact.footprint.domain.components import COMPONENTS
from app.impact.footprint.domain.lines import SOURCE_LABELS, ValueSource
from app.impact.reports.document import Document, Section, Table

MOST_LINES = 200


def written(page: DiagnosticPage) -> Document:
    """The whole report in the reader's language."""
    return Document(
        title=_("Diagnostic environnemental : %(title)s", title=page.show.title),
        reference=page.institution,
        lead=_("%(unit)s %(boundary)s", unit=functional_unit(page), boundary=boundary(page)),
        sections=(_goal(page), _inventory(page), assessment(page), *interpretation(page)),
        foot=_("%(title)s : analyse du cycle de vie simplifiée, sans revue critique", title=page.show.title),
        language=language(),
    )


def functional_unit(page: DiagnosticPage) -> str:
    """What the team wrote, or the usual sentence with the facts of the show."""
    if page.frame.functional_unit:
        return page.frame.functional_unit
    show = page.show
    surface = _("%(n)s m²", n=number(show.surface_m2)) if show.surface_m2 else _("une surface non dite")
    visitors = number(show.expected_visitors) if show.expected_visitors else _("un nombre non dit de")
    said: str = _(
        "Unité fonctionnelle : présenter au public « %(title)s » sur %(surface)s, du %(first)s au %(last)s, pour "
        "%(visitors)s visiteurs.",
        title=show.title,
        surface=surface,
        first=day(show.opens_on),
        last=day(show.closes_on),
        visitors=visitors,
    )
    return said


def boundary(page: DiagnosticPage) -> str:
    """What the team wrote, or the usual sentence."""
    return page.frame.boundary or str(
        _(
            "Frontière : de la fabrication des éléments à leur fin de vie, transport et usage compris (modules A à C "
            "de EN 15804) ; ce qui se passe ensuite (module D) est montré à part et n'entre dans aucun total."
        )
    )


def _goal(page: DiagnosticPage) -> Section:
    purpose = page.frame.purpose or _(
        "Objectif : voir où se trouvent les impacts de cette exposition, sur plusieurs indicateurs, pour choisir "
        "entre des variantes. Public : l'équipe du projet. Ce diagnostic n'a pas de revue critique : il ne permet "
        "aucune affirmation comparative publique (ISO 14044, 5.3)."
    )
    left_out = page.frame.left_out or _(
        "Ce que le calcul carbone ne saisit pas n'est pas ici non plus. Les émissions évitées sont un compte à part, "
        "jamais retranché."
    )
    allocation = _(
        "Imputation : un élément qui sert plusieurs fois n'est compté que pour sa part (ses jours sur sa durée de "
        "vie, ou ses usages). Le carbone stocké dans le bois n'est compté que s'il est rendu en fin de vie."
    )
    return Section(
        "objectif",
        _("1. Objectif et champ de l'étude"),
        (purpose, functional_unit(page), boundary(page), allocation, left_out),
    )


def _inventory(page: DiagnosticPage) -> Section:
    lines = page.diagnostic.lines
    rows = [
        (
            one.line.label,
            _(COMPONENTS[one.line.component].french),
            _quantity(one.line),
            _(SOURCE_LABELS[one.line.source]),
            one.line.factor.label[language()] if one.line.factor and one.method else "–",
        )
        for one in lines[:MOST_LINES]
    ]
    counted = ngettext("%(num)s ligne d'activité.", "%(num)s lignes d'activité.", len(lines))
    variant = _("Variante : %(title)s.", title=page.variant.title) if page.variant else ""
    cut = _("Le tableau montre les %(n)s premières ; l'export CSV les a toutes.", n=MOST_LINES)
    return Section(
        "inventaire",
        _("2. Inventaire du cycle de vie"),
        tuple(one for one in (counted, variant, cut if len(lines) > MOST_LINES else "", *_licences(page)) if one),
        tables=(
            Table(
                _("Lignes d'activité"),
                (
                    (_("Ligne"), False),
                    (_("Poste"), False),
                    (_("Quantité"), True),
                    (_("Origine de la valeur"), False),
                    (_("Facteur multicritère"), False),
                ),
                tuple(rows),
            ),
            _quality(page),
            _factors(page),
        ),
    )


def _quantity(line: ActivityLine) -> str:
    if line.amount is None:
        return str(_("quantité inconnue"))
    return f"{figure_said(line.amount)} {_(UNIT_LABELS.get(line.unit, line.unit))}"


def _quality(page: DiagnosticPage) -> Table:
    lines = page.diagnostic.lines
    total = page.diagnostic.totals[CLIMATE].value
    rows = []
    for source in ValueSource:
        of = [one for one in lines if one.line.source is source]
        kg = sum((one.total(CLIMATE) or Decimal(0) for one in of), Decimal(0))
        rows.append((_(SOURCE_LABELS[source]), number(len(of)), share_said(kg / total if total else None)))
    return Table(
        _("Qualité des données"),
        ((_("Origine de la valeur"), False), (_("Lignes"), True), (_("Part du changement climatique"), True)),
        tuple(rows),
    )


def _factors(page: DiagnosticPage) -> Table:
    here = language()
    rows = [
        (
            one.label[here],
            one.reference.replace("_", "_\u200b"),  # a long id may break there
            METHODS.get(one.method, one.method),
            one.source[here],
        )
        for one in page.factors
    ]
    return Table(
        _("Facteurs multicritères employés"),
        ((_("Facteur"), False), (_("Version"), False), (_("Édition"), False), (_("Source"), False)),
        tuple(rows),
    )


def _licences(page: DiagnosticPage) -> tuple[str, ...]:
    """Each licence once: what the sources ask to be said."""
    return tuple(dict.fromkeys(one.licence[language()] for one in page.factors))
