"""The choices of a listing as spreadsheets write them: what we write first, then what else means it (folded)."""

from collections.abc import Mapping, Sequence
from enum import StrEnum

from app.core.text import fold
from app.listings.domain.handling import Vehicle
from app.listings.domain.spreadsheets.faults import ChoiceNotUnderstood
from app.listings.domain.states import Condition, Offer, Visibility

Choices = Mapping[StrEnum, tuple[str, Sequence[str]]]

CONDITION: Choices = {
    Condition.NEW: ("neuf", ("new", "comme neuf", "nuevo")),
    Condition.VERY_GOOD: ("très bon état", ("tres bon", "very good", "excellent", "muy bueno")),
    Condition.GOOD: ("bon état", ("bon", "good", "ok", "fonctionne", "en service", "fonctionnel", "bueno")),
    Condition.FAIR: (
        "état correct",
        ("correct", "moyen", "fair", "use", "usage", "etat d usage", "worn", "etat moyen"),
    ),
    Condition.TO_REPAIR: (
        "à réparer",
        ("hs", "en panne", "broken", "to repair", "mauvais", "hors service", "defective"),
    ),
}
OFFER: Choices = {
    Offer.LOAN: ("prêt", ("loan", "a preter", "prestamo")),
    Offer.GIFT: ("don", ("gift", "a donner", "donation")),
    Offer.BOTH: ("prêt ou don", ("both", "don ou pret", "pret et don", "loan or gift")),
}
VISIBILITY: Choices = {
    Visibility.INSTITUTION: ("établissement", ("institution", "mon etablissement seulement", "interne")),
    Visibility.NETWORK: ("réseau", ("network", "les etablissements du reseau")),
    Visibility.PUBLIC: ("public", ("tout le monde", "everyone")),
}
VEHICLE: Choices = {
    Vehicle.HAND: ("à la main", ("hand", "by hand", "main")),
    Vehicle.CAR: ("voiture", ("car", "break")),
    Vehicle.VAN: ("utilitaire", ("van", "camionnette", "fourgon", "fourgonnette")),
    Vehicle.TRUCK: ("camion", ("truck", "lorry", "poids lourd", "porteur")),
}
YES, NO = "oui", "non"
_YES = frozenset({"oui", "yes", "si", "true", "vrai", "1", "x", "o", "y"})
_NO = frozenset({"non", "no", "false", "faux", "0", "n"})


def chosen(choices: Choices, raw: str) -> StrEnum:
    """The choice that *raw* means. Raises :class:`ChoiceNotUnderstood` with what it could have been."""
    wanted = fold(raw)
    for choice, (ours, others) in choices.items():
        if raw == choice.value or wanted == fold(ours) or wanted in others:
            return choice
    raise ChoiceNotUnderstood(raw=raw, choices=", ".join(ours for ours, _ in choices.values()))


def yes_or_no(raw: str) -> bool | None:
    """Whether *raw* says yes; None when it says neither."""
    wanted = fold(raw)
    return True if wanted in _YES else False if wanted in _NO else None
