"""The words of each state, kind and role, and the tone of its badge."""

from dataclasses import dataclass

from app.accounts.domain.states import AskState, InstitutionKind, InstitutionState, TokenScope
from app.core.actor import Role
from app.core.text import N_


@dataclass(frozen=True, slots=True)
class Label:
    """A word, its tone (``components/layout.html``) and a sentence that explains it."""

    text: str
    tone: str = "neutral"
    sentence: str = ""


KINDS: dict[InstitutionKind, str] = {
    InstitutionKind.MUSEUM: N_("Musée"),
    InstitutionKind.ART_CENTRE: N_("Centre d'art"),
    InstitutionKind.LIBRARY: N_("Bibliothèque"),
    InstitutionKind.ARCHIVE: N_("Archives"),
    InstitutionKind.HERITAGE: N_("Monument ou lieu de patrimoine"),
    InstitutionKind.PERFORMING_ARTS: N_("Spectacle vivant"),
    InstitutionKind.ASSOCIATION: N_("Association"),
    InstitutionKind.OTHER: N_("Autre établissement culturel"),
}

STATES: dict[InstitutionState, Label] = {
    InstitutionState.PENDING: Label(
        N_("À vérifier"),
        "attention",
        N_("L'équipe de la plateforme doit encore vérifier cet établissement. Préparez vos annonces en brouillon."),
    ),
    InstitutionState.VERIFIED: Label(N_("Vérifié"), "success", N_("Vous pouvez publier et demander des prêts.")),
    InstitutionState.REFUSED: Label(
        N_("Non accepté"), "refusal", N_("L'équipe n'a pas accepté cet établissement. Vos brouillons sont gardés.")
    ),
    InstitutionState.SUSPENDED: Label(
        N_("Suspendu"), "refusal", N_("Rien n'est effacé, mais rien de nouveau ne peut commencer.")
    ),
}

ROLES: dict[Role, Label] = {
    Role.ADMIN: Label(N_("Administration"), sentence=N_("Gère l'établissement, ses sites et ses membres.")),
    Role.TECHNICIAN: Label(
        N_("Régie et technique"), sentence=N_("Publie les annonces, remet et reprend le matériel.")
    ),
    Role.EXHIBITIONS: Label(N_("Expositions"), sentence=N_("Prépare les expositions et demande des prêts.")),
    Role.CSR: Label(N_("Responsabilité sociale"), sentence=N_("Suit les bilans et les exporte.")),
    Role.READER: Label(N_("Lecture"), sentence=N_("Consulte, sans rien changer.")),
}

ASKS: dict[AskState, Label] = {
    AskState.PENDING: Label(N_("En attente"), "attention"),
    AskState.ACCEPTED: Label(N_("Acceptée"), "success"),
    AskState.REFUSED: Label(N_("Refusée"), "refusal"),
}

SCOPES: dict[TokenScope, str] = {TokenScope.READ: N_("Lire"), TokenScope.WRITE: N_("Lire et écrire")}

WEEKDAYS: dict[int, str] = {
    1: N_("lundi"),
    2: N_("mardi"),
    3: N_("mercredi"),
    4: N_("jeudi"),
    5: N_("vendredi"),
    6: N_("samedi"),
    7: N_("dimanche"),
}
