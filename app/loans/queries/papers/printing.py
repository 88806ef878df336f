"""A paper as data for the printer of PDFs: the same texts as on its page, dates fixed by the version."""

from dataclasses import asdict
from typing import Any

from flask_babel import force_locale
from flask_babel import gettext as _

from app.core import storage
from app.core.actor import Actor
from app.core.errors import NotFound
from app.core.i18n import day, instant, unbroken
from app.core.pdf import written_pdf
from app.loans.domain.papers.content import SigningPlace
from app.loans.domain.papers.signing import HEIGHT, WIDTH, Strokes
from app.loans.queries.papers.paper_page import PaperPage, SignatureView
from app.media.queries import Size, photo_file

MOST_LARGE = 24
"""More photos than these are printed from their small picture: a report of fifty objects stays a light document."""


def paper_pdf(actor: Actor, page: PaperPage) -> bytes:
    """The paper as a tagged PDF, A4: for one stored version always the same bytes."""
    language = "en" if page.is_courtesy else "fr"
    with force_locale(language):
        data = _data(actor, page, language)
    return written_pdf("paper", data)


def _data(actor: Actor, page: PaperPage, language: str) -> dict[str, Any]:
    content = page.content
    return {
        "title": f"{content.title}, {content.reference}",
        "language": language,
        "date": [page.day.year, page.day.month, page.day.day] if page.day else None,
        "content": asdict(content),
        "words": {
            "status": _set(status_of(page)),
            "foot": f"{content.reference}, {content.title}",
            "signatures": _("Signatures"),
            "laws": _("Les textes sur lesquels ce papier s'appuie, en bref"),
            "tick": _("Pris"),
        },
        "signatures": [_signing(place, page) for place in content.signing],
        "photos": _photos(actor, page),
        "seal": [_set(one) for one in seal_lines(page)],
    }


def _set(text: str) -> str:
    from app.core.i18n import language

    return unbroken(text) if language() == "fr" else text


def status_of(page: PaperPage) -> str:
    """What one has in hand, in a sentence: a draft, a version and how far it is signed, a courtesy copy."""
    if page.version is None:
        text = _("Projet : rien n'est encore signé.") if page.content.signing else _("Pour information.")
    else:
        text = _(
            "Version %(n)s, établie le %(day)s ; signatures : %(done)s sur %(all)s.",
            n=page.version.number,
            day=day(page.day),
            done=len(page.signatures),
            all=len(page.content.signing),
        )
    if page.is_courtesy and page.content.signing:
        text = _("%(text)s Copie de courtoisie en anglais : le texte signé est le texte français.", text=text)
    return str(text)


def seal_lines(page: PaperPage) -> list[str]:
    """The seal in full, what it is of, and how anybody can check it."""
    if not page.content.signing or page.version is None:
        return []
    return [
        _("Empreinte SHA-256 du texte français de cette version : %(seal)s", seal=page.sha256),
        _("Deux papiers qui portent la même empreinte disent exactement la même chose."),
    ]


def _signing(place: SigningPlace, page: PaperPage) -> dict[str, Any]:
    found = page.version.signed_by(place.side) if page.version else None
    return {
        "label": place.label,
        "who": place.who,
        "lines": [_set(one) for one in signature_lines(found, page.zone)],
        "drawing": drawing_svg(found.strokes) if found and found.strokes else None,
        "alt": _("Signature dessinée de %(name)s", name=found.name) if found else "",
    }


def signature_lines(found: SignatureView | None, zone: str) -> list[str]:
    """Who signed, as what, when, and what: or that nobody did."""
    if found is None:
        return [_("Pas encore signé.")]
    lines = [
        f"{found.name}, {found.function}",
        _("Signé le %(at)s", at=instant(found.signed_at, zone)),
        _("Empreinte signée : %(seal)s", seal=found.sha256[:12]),
    ]
    if found.received_at != found.signed_at:
        lines.insert(2, _("Reçu le %(at)s", at=instant(found.received_at, zone)))
    if not found.has_account:
        lines.append(_("Signé sur place, sans compte."))
    return lines


def drawing_svg(strokes: Strokes) -> str:
    """A drawn signature as a picture."""
    lines = "".join(
        f'<polyline points="{" ".join(f"{x},{y}" for x, y in line)}" fill="none" stroke="#1B1F23" '
        'stroke-width="3" stroke-linecap="round" stroke-linejoin="round"/>'
        for line in strokes
    )
    return f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}">{lines}</svg>'


def _photos(actor: Actor, page: PaperPage) -> dict[str, list[int]]:
    found: dict[str, list[int]] = {}
    size = Size.MEDIUM if len(page.pictures) <= MOST_LARGE else Size.SMALL
    for picture in page.pictures:
        try:
            key = photo_file(actor, picture.photo_id, size).key
            found[str(picture.photo_id)] = list(storage.read(key))
        except NotFound:
            continue
    return found
