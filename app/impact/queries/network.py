"""The figure of the whole network: only actual, verified credits with evidence, and its conditions beside it."""

from datetime import datetime

from flask import url_for
from flask_babel import ngettext

from app.core.i18n import number
from app.impact.queries.sums import avoided_from
from app.impact.sums.domain import NETWORK
from app.impact.sums.reading import shelf
from app.listings.panels import NetworkFigure


def network_figures(now: datetime) -> list[NetworkFigure]:
    """What all loans of the network avoided so far; nothing while there is nothing to show (R6, R14)."""
    found = shelf(NETWORK, 0)
    total = avoided_from(found.of("all"), methods=tuple(found.by_key("method")))
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
