"""The year in one sentence."""

from flask_babel import gettext as _
from flask_babel import ngettext

from app.core.i18n import number
from app.impact.queries.report import Report


def lead_of(page: Report) -> str:
    """The year in one sentence, with its range and its share of evidence."""
    found = page.public
    if found is None:
        return str(_("En %(year)s, aucun prêt emprunté, rendu et documenté n'est encore compté.", year=page.year))
    said = {"year": page.year, "low": number(found.low, 0), "high": number(found.high, 0)}
    if not found.sign_established:
        text = ngettext(
            "En %(year)s, votre prêt emprunté a évité entre %(low)s et %(high)s kg CO2e : le signe n'est pas établi.",
            "En %(year)s, vos %(num)s prêts empruntés ont évité entre %(low)s et %(high)s kg "
            "CO2e : le signe n'est pas établi.",
            found.loans,
            **said,
        )
    elif found.central > 0:
        text = ngettext(
            "En %(year)s, votre prêt emprunté a évité entre %(low)s et %(high)s kg CO2e, dont "
            "%(share)s %% des calculs avec une preuve datée.",
            "En %(year)s, vos %(num)s prêts empruntés ont évité entre %(low)s et %(high)s kg "
            "CO2e, dont %(share)s %% des calculs avec une preuve datée.",
            found.loans,
            share=found.documented_percent,
            **said,
        )
    else:
        text = ngettext(
            "En %(year)s, votre prêt emprunté a émis plus qu'il n'a évité : entre %(low)s et "
            "%(high)s kg CO2e évités.",
            "En %(year)s, vos %(num)s prêts empruntés ont émis plus qu'ils n'ont évité : entre "
            "%(low)s et %(high)s kg CO2e évités.",
            found.loans,
            **said,
        )
    return str(text)
