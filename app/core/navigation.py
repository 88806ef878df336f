"""The words at the top and at the foot of every page, in one place."""

from dataclasses import dataclass
from typing import Any

from flask import Flask, current_app, request, url_for
from flask_babel import gettext as _

from app.core.context import current_actor


@dataclass(frozen=True, slots=True)
class NavItem:
    """A link of the menu."""

    label: str
    href: str
    current: bool


def _items(pairs: list[tuple[str, str]]) -> list[NavItem]:
    return [
        NavItem(label, url_for(endpoint), request.endpoint == endpoint)
        for label, endpoint in pairs
        if endpoint in current_app.view_functions
    ]


def _menu() -> list[NavItem]:
    pairs = [(_("Chercher"), "listings.search")]
    if current_actor().is_signed_in:
        pairs += [
            (_("Expositions"), "exhibitions.index"),
            (_("Prêts"), "loans.index"),
            (_("Bilan"), "impact.report"),
            (_("Mon établissement"), "accounts.institution_home"),
        ]
    if current_actor().is_staff:
        pairs.append((_("Plateforme"), "admin.index"))
    return _items(pairs)


def _foot() -> list[NavItem]:
    return _items(
        [
            (_("Accessibilité : non conforme (audit non réalisé)"), "core.accessibility"),
            (_("Mentions légales"), "core.legal"),
            (_("Confidentialité"), "core.privacy"),
            (_("Comment est-ce calculé ?"), "impact.method"),
            (_("Écoconception"), "core.ecodesign"),
            (_("Plan du site"), "core.sitemap"),
        ]
    )


def init_app(app: Flask) -> None:
    """Offer ``nav`` and ``footer_links`` to templates."""

    def menus() -> dict[str, Any]:
        return {"nav": _menu(), "footer_links": _foot()}

    app.context_processor(menus)
