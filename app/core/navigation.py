"""The words at the top and at the foot of every page, in one place."""

from dataclasses import dataclass
from typing import Any

from flask import Flask, current_app, request, url_for
from flask_babel import gettext as _

from app.core.context import current_actor
from app.core.i18n import LANGUAGES, language
from app.core.notices import MOST_COUNTED, unread_count


@dataclass(frozen=True, slots=True)
class NavItem:
    """A link of the menu."""

    label: str
    href: str
    current: bool
    lang: str = ""


def _items(pairs: list[tuple[str, str]]) -> list[NavItem]:
    return [
        NavItem(label, url_for(endpoint), request.endpoint == endpoint)
        for label, endpoint in pairs
        if endpoint in current_app.view_functions
    ]


def _menu() -> list[NavItem]:
    pairs = [(_("Chercher"), "listings.search")]
    if current_actor().institution_ids:
        pairs.append((_("Mes annonces"), "listings.mine"))
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
            (_("Le réseau en chiffres"), "impact.network"),
            (_("Catégories"), "listings.category_list"),
            (_("Écoconception"), "core.ecodesign"),
            (_("Plan du site"), "core.sitemap"),
        ]
    )


def _account() -> list[NavItem]:
    if current_actor().is_signed_in:
        pairs = [
            (_("Mes avis"), "notifications.notices"),
            (_("Mes alertes"), "needs.alerts"),
            (_("Mon compte"), "accounts.account"),
        ]
        if current_actor().institution_ids:
            pairs.insert(2, (_("Avis de recherche"), "needs.wanted"))
        return _items(pairs)
    return _items([(_("Se connecter"), "accounts.sign_in"), (_("Créer un compte"), "accounts.register")])


def _languages() -> list[NavItem]:
    back = request.full_path.rstrip("?") if request.method == "GET" else "/"
    return [
        NavItem(label, url_for("core.set_language", code=code, retour=back), code == language(), code)
        for code, label in LANGUAGES.items()
    ]


def _unread() -> str:
    """How many notices wait, as it is shown beside the account; empty when there are none."""
    user_id = current_actor().user_id
    count = unread_count(user_id) if user_id is not None else 0
    return f"{MOST_COUNTED - 1}+" if count >= MOST_COUNTED else str(count or "")


def menus() -> dict[str, Any]:
    """Everything ``base.html`` links to. Asked only when a whole page is drawn."""
    known = current_app.view_functions
    return {
        "nav": _menu(),
        "footer_links": _foot(),
        "account_links": _account(),
        "unread_notices": _unread(),
        "language_links": _languages(),
        "account_name": current_actor().name,
        "sign_out_url": url_for("accounts.sign_out") if "accounts.sign_out" in known else None,
        "contact": current_app.config["CONTACT_EMAIL"],
    }


def init_app(app: Flask) -> None:
    """Offer the menus to every template."""
    app.context_processor(menus)
