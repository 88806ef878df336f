"""The words of the method."""

from enum import StrEnum

from app.core.text import N_


class Evidence(StrEnum):
    """How well the counterfactual is known (ITU-T L.1480 asks for tiers of evidence)."""

    NONE_NEEDED = "E0"
    UNKNOWN = "E1"
    DECLARED = "E2"
    DOCUMENTED = "E3"


class Alternative(StrEnum):
    """What this borrower would have done without this object, asked before the loan (R3)."""

    NEW = "new"
    REFURB = "refurb"
    RENTAL = "rental"
    OWN_STOCK = "own_stock"
    NONE = "none"


class ClaimLabel(StrEnum):
    """What a credit may be called (R9). A loan is a lesser increase unless the borrower documents otherwise."""

    REDUCTION = "reduction"
    LESSER_INCREASE = "lesser_increase"


class ReferenceMarket(StrEnum):
    """The market in which the equivalent would have been bought: it decides the share *m* of reuse."""

    IT_AND_TELEPHONY = "it_and_telephony"
    FURNITURE = "furniture"
    OTHER = "other"


class Pool(StrEnum):
    """How the lender's pool ages: it decides the wear coefficient ω."""

    DORMANT = "dormant"
    UNKNOWN_ACTIVE = "unknown_active"
    HOUR_LIMITED = "hour_limited"


class ConsequenceKind(StrEnum):
    """The consequences that every credit lists (R7)."""

    MANUFACTURE = "manufacture"
    TRANSPORT = "transport"
    REFURBISHMENT = "refurbishment"
    PACKAGING = "packaging"
    STORAGE = "storage"
    ENERGY_IN_USE = "energy_in_use"
    WEAR = "wear"
    BACKFILL = "backfill"
    END_OF_LIFE = "end_of_life"


EVIDENCE_LABELS = {
    Evidence.NONE_NEEDED: N_("Rien n'aurait été fabriqué"),
    Evidence.UNKNOWN: N_("Inconnu"),
    Evidence.DECLARED: N_("Déclaré avant le prêt"),
    Evidence.DOCUMENTED: N_("Prouvé par un document daté"),
}

ALTERNATIVE_LABELS = {
    Alternative.NEW: N_("Acheter du neuf"),
    Alternative.REFURB: N_("Acheter du reconditionné"),
    Alternative.RENTAL: N_("Louer"),
    Alternative.OWN_STOCK: N_("Utiliser notre propre stock"),
    Alternative.NONE: N_("S'en passer"),
}

CONSEQUENCE_LABELS = {
    ConsequenceKind.MANUFACTURE: N_("Fabrication évitée"),
    ConsequenceKind.TRANSPORT: N_("Transport"),
    ConsequenceKind.REFURBISHMENT: N_("Remise en état"),
    ConsequenceKind.PACKAGING: N_("Emballage"),
    ConsequenceKind.STORAGE: N_("Stockage"),
    ConsequenceKind.ENERGY_IN_USE: N_("Énergie à l'usage"),
    ConsequenceKind.WEAR: N_("Usure de l'objet prêté"),
    ConsequenceKind.BACKFILL: N_("Remplacement chez le prêteur"),
    ConsequenceKind.END_OF_LIFE: N_("Fin de vie"),
}

LABEL_LABELS = {
    ClaimLabel.REDUCTION: N_("Réduction"),
    ClaimLabel.LESSER_INCREASE: N_("Moindre augmentation"),
}
