"""The words and tone of each state and choice of a listing. Translated where they are shown."""

from app.core.text import N_
from app.listings.domain.categories import Kind, ReuseShare, Travels
from app.listings.domain.conditions import ConditionSource
from app.listings.domain.documents import DocumentKind, DocumentReaders, Lapse
from app.listings.domain.handling import Vehicle
from app.listings.domain.states import Condition, ImportState, ListingState, Offer, Visibility

CONDITION = {
    Condition.NEW: N_("Neuf"),
    Condition.VERY_GOOD: N_("Très bon état"),
    Condition.GOOD: N_("Bon état"),
    Condition.FAIR: N_("État correct"),
    Condition.TO_REPAIR: N_("À réparer"),
}
OFFER = {Offer.LOAN: N_("Prêt"), Offer.GIFT: N_("Don"), Offer.BOTH: N_("Prêt ou don")}
VISIBILITY = {
    Visibility.INSTITUTION: N_("Mon établissement seulement"),
    Visibility.NETWORK: N_("Les établissements du réseau"),
    Visibility.PUBLIC: N_("Tout le monde"),
}
LISTING_STATE = {
    ListingState.DRAFT: N_("Brouillon"),
    ListingState.PUBLISHED: N_("Publiée"),
    ListingState.WITHDRAWN: N_("Retirée"),
}
LISTING_STATE_TONE = {
    ListingState.DRAFT: "neutral",
    ListingState.PUBLISHED: "success",
    ListingState.WITHDRAWN: "attention",
}
IMPORT_STATE = {
    ImportState.UPLOADED: N_("Fichier reçu"),
    ImportState.CHECKED: N_("Colonnes choisies"),
    ImportState.DONE: N_("Importé"),
    ImportState.UNDONE: N_("Import annulé"),
}
VEHICLE = {
    Vehicle.HAND: N_("À la main"),
    Vehicle.CAR: N_("Voiture"),
    Vehicle.VAN: N_("Utilitaire"),
    Vehicle.TRUCK: N_("Camion"),
}
CONDITION_SOURCE = {
    ConditionSource.EDIT: N_("Modifié par le prêteur"),
    ConditionSource.HAND_OVER: N_("Constat à la remise"),
    ConditionSource.RETURN: N_("Constat au retour"),
    ConditionSource.INSPECTION: N_("Inspection"),
}
DOCUMENT_KIND = {
    DocumentKind.FIRE_REPORT: N_("Procès-verbal de réaction au feu"),
    DocumentKind.ELECTRICAL_CHECK: N_("Contrôle électrique"),
    DocumentKind.DATA_WIPE: N_("Certificat d'effacement des données"),
    DocumentKind.MANUAL: N_("Notice"),
    DocumentKind.CONDITIONS: N_("Conditions de prêt"),
    DocumentKind.OTHER: N_("Autre document"),
}
DOCUMENT_READERS = {
    DocumentReaders.EVERYONE: N_("Qui voit l'annonce"),
    DocumentReaders.BORROWERS: N_("Les emprunteurs"),
    DocumentReaders.OWNER: N_("Mon établissement seulement"),
}
LAPSE = {
    Lapse.VALID: N_("Valable"),
    Lapse.SOON: N_("Périmé dans moins d'un mois"),
    Lapse.TOO_SOON: N_("Périmé avant la fin des dates demandées"),
    Lapse.LAPSED: N_("Périmé"),
}
LAPSE_TONE = {
    Lapse.VALID: "success",
    Lapse.SOON: "attention",
    Lapse.TOO_SOON: "attention",
    Lapse.LAPSED: "refusal",
}
SPEC_KIND = {
    Kind.NUMBER: N_("Un nombre"),
    Kind.ENUM: N_("Un choix parmi plusieurs"),
    Kind.SET: N_("Plusieurs choix à la fois"),
    Kind.BOOL: N_("Oui ou non"),
    Kind.TEXT: N_("Quelques mots"),
}
TRAVELS = {
    Travels.FIRE_CLASS: N_("Classement au feu"),
    Travels.ELECTRICAL_CHECK: N_("Contrôle électrique"),
    Travels.DATA_WIPE: N_("Effacement des données"),
}
REUSE_SHARE = {
    ReuseShare.FURNITURE: N_("Mobilier"),
    ReuseShare.IT: N_("Informatique et téléphonie"),
    ReuseShare.NONE: N_("Aucune"),
}
