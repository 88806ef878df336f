"""The passport in words, the same for the poster, its page and the report of the show."""

from collections import Counter

from flask_babel import gettext as _
from flask_babel import ngettext

from app.exhibitions.domain.passport import FATES, NEXT_LIVES, ORIGINS
from app.exhibitions.project.queries import ElementLine, PassportPage


def balance_said(page: PassportPage) -> str:
    """How many elements have served before and how many have a next life, in a sentence."""
    if not page.balance.count:
        return str(_("Aucun élément n'est encore décrit."))
    return str(
        ngettext(
            "Sur %(num)s élément, %(reused)s a déjà servi ou vient d'ailleurs, et %(next)s a une suite prévue.",
            "Sur %(num)s éléments, %(reused)s ont déjà servi ou viennent d'ailleurs, et %(next)s ont une suite "
            "prévue.",
            page.balance.count,
            reused=page.balance.reused,
            next=page.balance.with_next_life,
        )
    )


def rows_said(page: PassportPage) -> list[tuple[str, str, str]]:
    """Every element in three texts: what, from where, to where; the same twice is one."""
    pieces = [
        (
            one.label,
            _("reçu de %(owner)s", owner=one.owner) if one.is_given else _("emprunté à %(owner)s", owner=one.owner),
            _(NEXT_LIVES[one.next_life]),
            one.quantity,
        )
        for one in page.borrowed
    ]
    pieces += [
        (one.said.label, _(ORIGINS[one.said.origin]), _fate_said(one), one.said.quantity) for one in page.elements
    ]
    many: Counter[tuple[str, str, str]] = Counter()
    for label, origin, fate, quantity in pieces:
        many[label, origin, fate] += quantity
    return [
        (str(_("%(n)s × %(label)s", n=quantity, label=label)), origin, fate)
        for (label, origin, fate), quantity in many.items()
    ]


def _fate_said(one: ElementLine) -> str:
    """What became of an element where it was told, else where it is meant to go."""
    return str(_(FATES[one.fates[-1][1]]) if one.fates else _(NEXT_LIVES[one.said.next_life]))
