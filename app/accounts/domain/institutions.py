"""What an institution and a site are described by, and the checks that need nothing else."""

from dataclasses import dataclass
from urllib.parse import urlsplit

from stdnum.exceptions import ValidationError
from stdnum.fr import siret

from app.accounts.domain.states import InstitutionKind
from app.core.errors import Invalid
from app.core.text import N_


class NotASiret(Invalid):
    """Fourteen digits whose check digits agree (INSEE; La Poste's own rule included)."""

    message = N_(
        "Ce numéro SIRET n'existe pas : il compte 14 chiffres et sa clé de contrôle doit tomber juste. Vérifiez-le."
    )
    field = "siret"


class NotAWebAddress(Invalid):
    """Only http and https lead anywhere from our pages."""

    message = N_("Écrivez une adresse complète, par exemple https://www.musee.fr.")
    field = "website"


class NameMissing(Invalid):
    """A thing without a name can't be found again."""

    message = N_("Indiquez un nom.")
    field = "name"


@dataclass(frozen=True, slots=True)
class InstitutionDraft:
    """What a person says of an institution. Region and department are not asked: they come from the site."""

    name: str
    kind: InstitutionKind = InstitutionKind.MUSEUM
    is_public: bool = True
    siret: str = ""
    website: str = ""
    museofile_id: str | None = None


@dataclass(frozen=True, slots=True)
class SiteDraft:
    """What a person says of a place. *open_weekdays*: ISO, 1 Monday to 7 Sunday."""

    name: str
    address: str
    postcode: str
    city: str
    open_weekdays: tuple[int, ...] = (1, 2, 3, 4, 5)
    access_notes: str = ""


def checked_siret(text: str) -> str | None:
    """The 14 digits of *text*, blanks forgiven; None when there is nothing. Raises :class:`NotASiret`."""
    if not text.strip():
        return None
    try:
        found: str = siret.validate(text)
    except ValidationError as error:
        raise NotASiret() from error
    return found


def checked_website(text: str) -> str:
    """*text* when it is an http(s) address with a host, or empty. Raises :class:`NotAWebAddress`."""
    text = text.strip()
    if not text:
        return ""
    try:
        parts = urlsplit(text)
        host = parts.hostname
    except ValueError as error:
        raise NotAWebAddress() from error
    if parts.scheme not in {"http", "https"} or not host or any(c.isspace() for c in text):
        raise NotAWebAddress()
    return text


def checked_name(text: str) -> str:
    """*text* without blanks around it. Raises :class:`NameMissing`."""
    if not text.strip():
        raise NameMissing()
    return text.strip()
