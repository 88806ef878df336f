"""The figure of the whole network: only actual, verified credits with evidence, and its conditions beside it."""

from datetime import datetime

from flask import url_for
from flask_babel import ngettext

from app.core.i18n import number
from app.impact.footprint.domain.lines import Phase
from app.impact.models import ImpactRecord
from app.impact.queries.rows import counted, standing_records
from app.impact.queries.sums import avoided
from app.listings.panels import NetworkFigure


def network_figures(now: datetime) -> list[NetworkFigure]:
    """What all loans of the network avoided so far; nothing while there is nothing to show (R6, R14)."""
    rows = standing_records(
        ImpactRecord.phase == Phase.ACTUAL, ImpactRecord.verified.is_(True), ~ImpactRecord.internal_only
    )
    total = avoided(counted(rows, with_internal=False))
    if total is None:
        return []
    sentence = ngettext(
        "évités par %(num)s prêt rendu et vérifié, à 90 %% entre %(low)s et %(high)s kg CO2e. Estimation "
        "%(method)s, transport et énergie déduits, prêts sans preuve exclus.",
        "évités par %(num)s prêts rendus et vérifiés, à 90 %% entre %(low)s et %(high)s kg CO2e. Estimation "
        "%(method)s, transport et énergie déduits, prêts sans preuve exclus.",
        total.loans,
        low=number(total.low, 0),
        high=number(total.high, 0),
        method=", ".join(total.methods),
    )
    return [NetworkFigure(number(total.central, 0), "kg CO2e", str(sentence), url_for("impact.method"))]
