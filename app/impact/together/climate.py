"""Why the climate of the diagnostic is not that of the carbon calculation, in sentences and in a table to redo it.

Figures are told to the gram: whoever adds the lines finds the difference again.
"""

from decimal import Decimal

from flask_babel import gettext as _
from flask_babel import ngettext

from app.impact.diagnostic.domain.agreement import WHY_LABELS, Agreement, Apart
from app.impact.exact import ZERO, exactly, shown
from app.impact.footprint.domain.lines import Phase
from app.impact.reports.cells import DASH, kilos
from app.impact.reports.document import Section, Table
from app.impact.together.queries import Modules

MOST_LINES = 60
GRAM = Decimal("0.001")


def climate_chapter(found: Modules) -> Section | None:
    """Both, to stand below the modules; None before there is a line."""
    if found.diagnostic.is_empty:
        return None
    title = _("Le climat dans les modules 2 et 3")
    return Section("climat", title, tuple(climate_told(found)), tables=climate_tables(found))


def climate_told(found: Modules) -> list[str]:
    """The two totals, and in how many lines and for which reasons they differ; or that they agree."""
    if found.diagnostic.is_empty:
        return []
    told = found.agreement
    here, carbon = kilos(told.here), kilos(told.carbon)
    if not told.apart:
        return [_named(found, told, here, carbon), *_rest(found, told)]
    counted = ngettext(
        "L'écart vient de %(num)s ligne sur %(all)s, au gramme près dans le tableau ; les autres ont le même chiffre "
        "dans les deux modules.",
        "L'écart vient de %(num)s lignes sur %(all)s, au gramme près dans le tableau ; les autres ont le même "
        "chiffre dans les deux modules.",
        len(told.apart),
        all=told.lines,
    )
    reasons = [
        ngettext(
            "%(kg)s kg CO2e sur %(num)s ligne : %(why)s.",
            "%(kg)s kg CO2e sur %(num)s lignes : %(why)s.",
            sum(why in one.parts for one in told.apart),
            kg=signed(part),
            why=_(WHY_LABELS[why]),
        )
        for why, part in told.parts.items()
    ]
    kept = _("Aucun des deux n'est corrigé vers l'autre : chacun garde la règle de son module.")
    return [_named(found, told, here, carbon), counted, *reasons, kept, *_rest(found, told)]


def climate_tables(found: Modules) -> tuple[Table, ...]:
    """Line by line, the widest first; none where the two agree."""
    if found.diagnostic.is_empty or not found.agreement.apart:
        return ()
    told = found.agreement
    rows: list[tuple[str, ...]] = [
        (one.label, DASH if one.carbon is None else kilos(one.carbon), kilos(one.here), signed(one.difference))
        for one in told.apart[:MOST_LINES]
    ]
    if others := told.apart[MOST_LINES:]:
        rows.append(_others(others))
    alike = told.lines - len(told.apart)
    if alike:
        with exactly():
            same = told.here - sum((one.here for one in told.apart), ZERO)
        name = ngettext("%(num)s ligne au même chiffre", "%(num)s lignes au même chiffre", alike)
        rows.append((name, kilos(same), kilos(same), kilos(ZERO)))
    columns = ((_("Ligne"), False), (_("Calcul carbone"), True), (_("Diagnostic"), True), (_("Écart"), True))
    total = (_("Total"), kilos(told.carbon), kilos(told.here), signed(told.difference))
    return (Table(_("D'où vient l'écart sur le climat, en kg CO2e"), columns, tuple(rows), total),)


def signed(value: Decimal) -> str:
    """Kilograms to the gram with their sign; what is below a gram says so by its sign alone."""
    return ("+" if value > 0 else "") + kilos(shown(value, 3))


def _named(found: Modules, told: Agreement, here: str, carbon: str) -> str:
    """Both figures, over which lines, and by how much the first passes the second."""
    variant = found.diagnostic.variant
    which = variant.title if variant else ""
    agreed = _(
        "Climat : %(here)s kg CO2e au diagnostic comme au calcul carbone des mêmes lignes (« %(variant)s », avec "
        "les déplacements des visiteurs). Les deux modules s'accordent, ligne par ligne.",
        here=here,
        variant=which,
    )
    apart = _(
        "Climat : %(here)s kg CO2e au diagnostic, %(carbon)s kg CO2e au calcul carbone des mêmes lignes "
        "(« %(variant)s », avec les déplacements des visiteurs), soit un écart de %(gap)s kg CO2e.",
        here=here,
        carbon=carbon,
        variant=which,
        gap=signed(told.difference),
    )
    return str(apart if told.apart else agreed)


def _rest(found: Modules, told: Agreement) -> list[str]:
    """What the lines leave unexplained of the total shown in module 2: said, never spread over them."""
    beside = found.beside
    if beside is None:
        return [_("Le calcul carbone montré ici est celui d'une autre variante que celle du diagnostic.")]
    with exactly():
        rest = beside.location.everything.value - told.carbon
    if abs(rest) < GRAM:
        return []
    phase = _("Prévu") if beside.phase is Phase.PLANNED else _("Réalisé")
    return [
        _(
            "%(phase)s : le total du calcul carbone a de plus %(kg)s kg CO2e qui ne viennent d'aucune de ces lignes.",
            phase=phase,
            kg=signed(rest),
        )
    ]


def _others(some: tuple[Apart, ...]) -> tuple[str, ...]:
    with exactly():
        carbon = sum((one.carbon or ZERO for one in some), ZERO)
        here = sum((one.here for one in some), ZERO)
        gap = here - carbon
    name = ngettext("%(num)s autre ligne qui diffère", "%(num)s autres lignes qui diffèrent", len(some))
    return (name, kilos(carbon), kilos(here), signed(gap))
