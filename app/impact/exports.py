"""The same figures as the pages, as CSV that opens in a spreadsheet without running anything.

Amounts are kg CO2e to the gram, as on the pages; days are inclusive. The two accounts have columns of their own.
"""

import csv
import io
from collections.abc import Iterable, Iterator
from decimal import Decimal

from flask_babel import gettext

from app.impact.credits.domain import method
from app.impact.queries.annual import BEGES_SOURCE, Annual
from app.impact.queries.article58 import Article58
from app.impact.queries.groups import Flow
from app.impact.queries.network import NetworkPage
from app.impact.queries.report import Report
from app.impact.queries.rows import RecordRow
from app.impact.queries.sums import Avoided

HEADER = (
    "calcul",
    "phase",
    "pret",
    "annonce",
    "exemplaire",
    "categorie",
    "quantite",
    "exposition",
    "preteur",
    "emprunteur",
    "du",
    "au",
    "jours",
    "evite_kgCO2e",
    "evite_bas_90_kgCO2e",
    "evite_haut_90_kgCO2e",
    "evite_borne_rebond_kgCO2e",
    "fabrication_evitee_kgCO2e",
    "emissions_du_pret_kgCO2e",
    "signe_etabli",
    "empreinte_kgCO2e",
    "empreinte_fabrication_kgCO2e",
    "empreinte_transport_kgCO2e",
    "empreinte_energie_kgCO2e",
    "reference_sans_reemploi_kgCO2e",
    "preuve",
    "alternative",
    "libelle",
    "interne",
    "verifie",
    "methode",
    "facteur",
)
LENDER_HEADER = (
    "calcul",
    "pret",
    "annonce",
    "exemplaire",
    "categorie",
    "quantite",
    "exposition",
    "emprunteur",
    "du",
    "au",
    "jours_objets",
    "methode",
)
_RISKY = ("=", "+", "-", "@", "\t", "\r")
YES_NO = {True: "oui", False: "non"}
PHASES = {"actual": "realise", "planned": "prevu"}


def borrower_csv(rows: Iterable[RecordRow]) -> str:
    """One line per record, planned ones included and marked."""
    return _written(HEADER, (_borrowed(row) for row in rows))


def lender_csv(rows: Iterable[RecordRow]) -> str:
    """The lender's activity: objects and days, no carbon unit (R17)."""
    return _written(LENDER_HEADER, (_lent(row) for row in rows))


def _borrowed(row: RecordRow) -> list[str]:
    amounts = (
        *(row.net, row.low, row.high, row.low_bound, row.draw, row.burdens),
        *(row.footprint, row.making, row.moving, row.energy, row.reference),
    )
    written = [amount(one) for one in amounts]
    return [
        str(row.id),
        PHASES[row.phase.value],
        str(row.loan_id or ""),
        *_safe(row.title, row.unit, row.category),
        str(row.quantity),
        *_safe(row.exhibition, row.lender, row.borrower),
        row.starts_on.isoformat(),
        row.ends_on.isoformat(),
        str(row.days),
        *written[:6],
        YES_NO[row.sign_established],
        *written[6:],
        row.evidence.value,
        row.alternative,
        row.label,
        YES_NO[row.internal_only],
        YES_NO[row.verified],
        row.method,
        row.factor,
    ]


def _lent(row: RecordRow) -> list[str]:
    return [
        str(row.id),
        str(row.loan_id or ""),
        *_safe(row.title, row.unit, row.category),
        str(row.quantity),
        *_safe(row.exhibition, row.borrower),
        row.starts_on.isoformat(),
        row.ends_on.isoformat(),
        str(row.days * row.quantity),
        row.method,
    ]


def amount(value: Decimal) -> str:
    """Kilograms to the gram, sign kept (P21): a number, which no spreadsheet runs."""
    return f"{value:.3f}"


def _safe(*texts: str) -> list[str]:
    """Words that a spreadsheet shows instead of running them."""
    return [f"'{text}" if text.startswith(_RISKY) else text for text in texts]


def _written(header: tuple[str, ...], lines: Iterable[list[str]]) -> str:
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(header)
    writer.writerows(lines)
    return out.getvalue()


GROUP_HEADER = (
    "partie",
    "cle",
    "nom",
    "calculs",
    "objets",
    "evite_kgCO2e",
    "evite_bas_90_kgCO2e",
    "evite_haut_90_kgCO2e",
    "evite_borne_rebond_kgCO2e",
    "fabrication_evitee_kgCO2e",
    "emissions_du_pret_kgCO2e",
    "avec_reemploi_kgCO2e",
    "reference_sans_reemploi_kgCO2e",
    "methode",
)
FLOW_HEADER = ("de", "vers", "objets", "jours_objets")


def groups_csv(parts: Iterable[tuple[str, str, str, Avoided]]) -> str:
    """(part, key, name, sum): what the charts of a dashboard draw, to the gram."""
    return _written(GROUP_HEADER, (_group(*part) for part in parts))


def flows_csv(flows: Iterable[Flow]) -> str:
    """Objects from one place to another: no carbon unit (R17)."""
    return _written(
        FLOW_HEADER, ([*_safe(one.source, one.target), str(one.objects), str(one.object_days)] for one in flows)
    )


def _group(part: str, key: str, name: str, found: Avoided) -> list[str]:
    amounts = (
        *(found.central, found.low, found.high, found.low_bound),
        *(found.made_less, found.burdens, found.with_reuse, found.without_reuse),
    )
    return [
        part,
        *_safe(key, name),
        str(found.records),
        str(found.objects),
        *(amount(one) for one in amounts),
        *_safe(" ".join(found.methods)),
    ]


def parts_of_report(page: Report) -> Iterator[tuple[str, str, str, Avoided]]:
    """Every sum of an institution's dashboard."""
    if page.public:
        yield "total", str(page.year), page.institution, page.public
    for part, lines in (
        *(("annee", page.by_year), ("mois", page.by_month), ("categorie", page.by_category)),
        *(("region_du_preteur", page.by_region), ("exposition", page.by_exhibition)),
    ):
        for line in lines:
            yield part, line.key, line.label, line.sum
    for level in page.evidence:
        if level.sum:
            yield "preuve", level.level, level.level, level.sum


def parts_of_network(page: NetworkPage) -> Iterator[tuple[str, str, str, Avoided]]:
    """Every sum of the page of the network."""
    if page.public:
        yield "total", "", "reseau", page.public
    for part, lines in (("annee", page.by_year), ("categorie", page.by_category)):
        for line in lines:
            yield part, line.key, line.label, line.sum


BEGES_HEADER = (
    "annee", "etablissement", "poste", "intitule", "empreinte_kgCO2e", "empreinte_bas_90_kgCO2e",
    "empreinte_haut_90_kgCO2e", "facteurs", "methode", "classement",
)  # fmt: skip
BEGES_AVOIDED_HEADER = (
    "annee", "etablissement", "exposition", "evite_kgCO2e", "evite_bas_90_kgCO2e", "evite_haut_90_kgCO2e",
    "evite_borne_rebond_kgCO2e", "signe_etabli", "calculs", "methode",
)  # fmt: skip
ARTICLE_58_HEADER = (
    "annee", "siret", "etablissement", "ligne_du_decret", "categorie", "quantite", "valeur_residuelle_eur",
    "valeur_forfaitaire_unitaire_eur_ht", "valeur_forfaitaire_totale_eur_ht", "remarque",
)  # fmt: skip


def beges_csv(found: Annual) -> str:
    """The footprint by post of the greenhouse-gas balance; nothing of the avoided account is in this file."""
    page = found.report
    return _written(
        BEGES_HEADER,
        (
            [
                str(page.year),
                *_safe(page.institution),
                post.number,
                gettext(post.label),
                *(amount(one) for one in (post.value, post.low, post.high)),
                *_safe(" ".join(post.factors)),
                method.VERSION,
                BEGES_SOURCE,
            ]
            for post in found.posts
        ),
    )


def beges_avoided_csv(found: Annual) -> str:
    """The avoided account in a file of its own, as the greenhouse-gas balance asks: exhibition by exhibition."""
    page = found.report
    return _written(
        BEGES_AVOIDED_HEADER,
        (
            [
                str(page.year),
                *_safe(page.institution, one.label),
                *(amount(each) for each in (*_range(one.avoided), one.avoided.low_bound)),
                YES_NO[one.avoided.sign_established],
                str(one.avoided.records),
                method.VERSION,
            ]
            for one in found.exhibitions
            if one.avoided
        ),
    )


def article_58_csv(found: Article58) -> str:
    """Gifts received, by line of the decree. A flat value that nobody has read in the order is left empty."""
    return _written(
        ARTICLE_58_HEADER,
        (
            [
                str(found.year),
                *_safe(found.siret, found.institution, one.line, one.label),
                str(one.quantity),
                *(_euros(value) for value in (one.residual, one.flat_value, one.flat_total)),
                "" if one.flat_value is not None else gettext("valeur forfaitaire à lire dans l'arrêté"),
            ]
            for one in found.lines
        ),
    )


def _range(found: Avoided) -> tuple[Decimal, Decimal, Decimal]:
    return found.central, found.low, found.high


def _euros(value: Decimal | None) -> str:
    return "" if value is None else f"{value:.2f}"
