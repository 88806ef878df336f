"""What the annual report and its files say beyond the dashboard: each exhibition's two accounts, and BEGES posts."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from app.core.actor import Actor
from app.core.i18n import language
from app.core.text import N_
from app.impact.queries.factors import FactorLink, attributions, factor_links
from app.impact.queries.groups import exhibitions_named
from app.impact.queries.report import Report, read_report
from app.impact.queries.sums import Avoided, Inventory, avoided_from, inventory_from
from app.impact.sums.reading import VERIFIED, Shelf, interval, total

BEGES_SOURCE = "Méthode réglementaire BEGES, version 5 (2022)"
POSTS = (
    ("making", "4.4", N_("Actifs en leasing amont : part de fabrication du matériel emprunté")),
    ("moving", "3.1", N_("Transport de marchandise amont : trajets, remise en état, emballage, stockage")),
    ("energy", "2.1", N_("Électricité : consommation du matériel emprunté, pendant l'exposition")),
)
"""(part of the inventory, number of the post, message id). A proposal: who draws up the balance decides."""


@dataclass(frozen=True, slots=True)
class Post:
    """A line of the greenhouse-gas balance, in kg CO2e; *label* is a message id."""

    number: str
    label: str
    value: Decimal
    low: Decimal
    high: Decimal
    factors: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class TwoAccounts:
    """An exhibition: what it avoided and, beside it, what its borrowed objects weigh."""

    id: int
    label: str
    avoided: Avoided | None
    footprint: Inventory


@dataclass(frozen=True, slots=True)
class Annual:
    """A year, complete. *factors* are those of both accounts."""

    report: Report
    posts: tuple[Post, ...]
    exhibitions: tuple[TwoAccounts, ...]
    factors: tuple[FactorLink, ...]
    attributions: tuple[str, ...]


def annual(actor: Actor, today: date, institution_id: int | None, year: int | None) -> Annual | None:
    """The year of an institution; None for a person without one. Raises NotFound when it is not theirs."""
    found = read_report(actor, today, institution_id, year)
    if found is None:
        return None
    report, borrowed = found
    posts = _posts(borrowed, report.year)
    used = [link.reference for link in report.factors] + [name for post in posts for name in post.factors]
    links = factor_links(used, language())
    return Annual(report, posts, _exhibitions(borrowed, report.year), links, attributions(links))


def _posts(borrowed: Shelf, year: int) -> tuple[Post, ...]:
    sums = borrowed.of("all", *VERIFIED, year=year)
    if not sums:
        return ()
    posts = []
    for part, number, label in POSTS:
        value = total(sums, part)
        sources = sorted({source for one in sums for account, source in one.doubts if account == part and source})
        posts.append(Post(number, label, value, *interval(sums, frozenset({part}), value), tuple(sources)))
    return tuple(posts)


def _exhibitions(borrowed: Shelf, year: int) -> tuple[TwoAccounts, ...]:
    every = borrowed.by_key("exhibition", *VERIFIED, year=year)
    public = borrowed.by_key("exhibition", year=year)
    titles = exhibitions_named(every)
    lines = [
        TwoAccounts(int(key), titles.get(key, key), avoided_from(public.get(key, ())), footprint)
        for key, sums in every.items()
        if (footprint := inventory_from(sums)) is not None
    ]
    return tuple(sorted(lines, key=lambda line: (line.label, line.id)))
