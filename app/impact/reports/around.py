"""Chapters around the avoided account: the other account, the activity as a lender, the method and its limits."""

from collections.abc import Sequence

from flask_babel import gettext as _
from flask_babel import ngettext

from app.core.i18n import number
from app.impact.credits.domain import method
from app.impact.queries.annual import BEGES_SOURCE, Annual, TwoAccounts
from app.impact.queries.report import Report
from app.impact.reports.cells import DASH, avoided_columns, kilos, methods, percent, ranged
from app.impact.reports.document import Section, Table


def footprint_chapter(annual: Annual) -> Section | None:
    """The other account, by post of the greenhouse-gas balance."""
    whole = annual.report.footprint
    if whole is None or not annual.posts:
        return None
    rows = [
        (f"{post.number} {_(post.label)}", kilos(post.value), kilos(post.low), kilos(post.high))
        for post in annual.posts
    ]
    return Section(
        "empreinte",
        _("Un autre compte : l'empreinte du matériel emprunté"),
        (
            _("Part des objets empruntés et rendus dans l'empreinte des expositions. Elle ne dépend pas de ce qui "
              "aurait été fait sans le prêt, et ne se retranche pas."),
            _("Classement proposé d'après : %(source)s. L'électricité est d'ordinaire déjà dans les factures de "
              "l'établissement : ne pas la compter deux fois.", source=BEGES_SOURCE),
        ),
        tables=(
            Table(
                _("Empreinte par poste du bilan d'émissions, en kg CO2e"),
                _footprint_columns(_("Poste")),
                tuple(rows),
                (_("Total"), kilos(whole.total), kilos(whole.low), kilos(whole.high)),
            ),
        ),
    )  # fmt: skip


def side_by_side_chapter(exhibitions: Sequence[TwoAccounts]) -> Section | None:
    """Each exhibition in both accounts, negative ones included, in two tables."""
    if not exhibitions:
        return None
    negative = sum(one.avoided is not None and one.avoided.central < 0 for one in exhibitions)
    said = ngettext(
        "%(num)s exposition a un compte évité négatif : elle est montrée et comptée comme les autres.",
        "%(num)s expositions ont un compte évité négatif : elles sont montrées et comptées comme les autres.",
        negative,
    )
    avoided = [
        (one.label, *(ranged(one.avoided) if one.avoided else (DASH, DASH, DASH)),
         kilos(one.avoided.low_bound) if one.avoided else DASH)
        for one in exhibitions
    ]  # fmt: skip
    footprint = [
        (one.label, kilos(one.footprint.total), kilos(one.footprint.low), kilos(one.footprint.high))
        for one in exhibitions
    ]
    return Section(
        "expositions",
        _("Exposition par exposition"),
        (said,) if negative else (),
        tables=(
            Table(
                _("Émissions évitées, en kg CO2e"),
                ((_("Exposition"), False), *avoided_columns(), (_("Borne basse"), True)),
                tuple(avoided),
            ),
            Table(
                _("À côté, empreinte du matériel emprunté, en kg CO2e"),
                (
                    (_("Exposition"), False),
                    (_("kg CO2e"), True),
                    (percent(_("bas 90 %%")), True),
                    (percent(_("haut 90 %%")), True),
                ),
                tuple(footprint),
            ),
        ),
    )


def lending_chapter(page: Report) -> Section | None:
    """Objects and days lent; no figure of carbon to add (R17)."""
    lent = page.lending
    if lent is None:
        return None
    rows = tuple((line.label, number(line.objects), number(line.object_days)) for line in lent.by_category)
    said = _(
        "L'établissement a contribué à %(value)s kg CO2e (estimation %(method)s) portés au "
        "compte de ses emprunteurs. "
        "Ce chiffre leur revient : il ne s'additionne à aucun autre.",
        value=kilos(lent.contributed), method=method.VERSION,
    )  # fmt: skip
    caption = _("Ce que l'établissement a prêté, par catégorie")
    columns = ((_("Catégorie"), False), (_("Objets"), True), (_("Jours-objets"), True))
    foot = (_("Total"), number(lent.objects), number(lent.object_days))
    return Section("preteur", _("Comme prêteur : l'activité"), (said,), tables=(Table(caption, columns, rows, foot),))


def left_out_chapter(page: Report) -> Section | None:
    """What is known and enters no total."""
    said = []
    if page.internal:
        said.append(
            ngettext(
                "%(num)s calcul reste à usage interne, faute de savoir ce qui aurait été fait sans le prêt.",
                "%(num)s calculs restent à usage interne, faute de savoir ce qui aurait été fait sans les prêts.",
                page.internal.records,
            )
        )
    if page.expected:
        said.append(
            ngettext(
                "%(num)s prêt accepté n'est pas encore rendu : sa prévision n'entre dans aucun total.",
                "%(num)s prêts acceptés ne sont pas encore rendus : leur prévision n'entre dans aucun total.",
                page.expected.loans,
            )
        )
    if page.waiting:
        said.append(
            ngettext(
                "%(num)s calcul attend une relecture et n'entre dans aucun total.",
                "%(num)s calculs attendent une relecture et n'entrent dans aucun total.",
                page.waiting,
            )
        )
    return Section("ecarte", _("Ce qui n'entre pas dans les totaux"), tuple(said)) if said else None


def method_chapter(page: Report) -> Section:
    """How figures and intervals are made."""
    return Section(
        "methode",
        _("Méthode"),
        (
            _("Version %(method)s. Chaque calcul garde ses données d'entrée, ses facteurs et "
              "leur version, et se refait "
              "à la main depuis sa page.", method=methods(page)),
            percent(
                _(
                    "Intervalle à 90 %% : les doutes d'un même facteur s'ajoutent, ceux de facteurs différents "
                    "se composent en quadrature."
                )
            ),
            _("Pour un prêt, on parle de moindre augmentation des émissions. Le compte évité et "
              "l'empreinte sont deux "
              "comptes : aucune ligne de ce rapport ne retranche l'un de l'autre."),
        ),
    )  # fmt: skip


def sources_chapter(annual: Annual) -> Section | None:
    """Every factor behind the two accounts."""
    if not annual.factors:
        return None
    rows = tuple((one.label, one.source, one.reference) for one in annual.factors)
    columns = ((_("Facteur"), False), (_("Source"), False), (_("Version"), False))
    said = tuple(_(text) for text in annual.attributions)
    return Section("facteurs", _("Facteurs d'émission"), said, tables=(Table(_("Facteurs employés"), columns, rows),))


def limits_chapter() -> Section:
    """What the report does not say."""
    return Section(
        "limites",
        _("Limites, et ce qui n'est pas couvert"),
        (
            _("L'empreinte ne compte que le matériel emprunté par la plateforme : ni le "
              "bâtiment, ni les visiteurs, ni "
              "les œuvres, ni ce que l'établissement achète ou possède."),
            _("Ce qui aurait été fait sans le prêt est déclaré par l'emprunteur ; seul le niveau E3 repose sur un "
              "document daté."),
            _("Seul le changement climatique est chiffré. Les conséquences négligées sont dites "
              "sur la page de chaque "
              "calcul, avec la raison."),
            percent(
                _("Le rebond est nul dans le calcul central ; la borne basse montre ce qu'il en reste avec 29 %%.")
            ),
        ),
    )  # fmt: skip


def _footprint_columns(first: str) -> tuple[tuple[str, bool], ...]:
    return ((first, False), (_("kg CO2e"), True), (percent(_("bas 90 %%")), True), (percent(_("haut 90 %%")), True))
