"""What the lines of the journal say to a reader: message ids by the code that was written."""

from collections.abc import Mapping

from flask_babel import gettext

from app.core.text import N_

ACTIONS: Mapping[str, str] = {
    "accept_invitation": N_("Invitation acceptée"),
    "accept_in_part": N_("Demande acceptée en partie"),
    "accept_loan": N_("Demande acceptée"),
    "accept_proposal": N_("Proposition acceptée"),
    "accept_request": N_("Demande d'adhésion acceptée"),
    "add_closure": N_("Fermeture ajoutée"),
    "add_site": N_("Site ajouté"),
    "ask_again": N_("Autre demande de l'emprunteur"),
    "ask_reset": N_("Nouveau mot de passe demandé"),
    "ask_to_join": N_("Adhésion demandée"),
    "cancel_loan": N_("Prêt annulé"),
    "change_accessories": N_("Accessoires modifiés"),
    "change_alert": N_("Alerte modifiée"),
    "change_equivalents": N_("Équivalents modifiés"),
    "change_kit": N_("Contenu d'un lot modifié"),
    "change_needs": N_("Liste de besoins modifiée"),
    "change_password": N_("Mot de passe changé"),
    "change_profile": N_("Compte modifié"),
    "choose_wishes": N_("Envois par courriel réglés"),
    "close_loan": N_("Retour vérifié, prêt terminé"),
    "close_wanted": N_("Avis de recherche clos"),
    "confirm_import": N_("Brouillons créés par un import"),
    "delete_mapping": N_("Correspondance d'import supprimée"),
    "export_inventory": N_("Inventaire exporté"),
    "counter_loan": N_("Autre proposition du prêteur"),
    "create_exhibition": N_("Exposition créée"),
    "create_institution": N_("Établissement inscrit"),
    "create_listing": N_("Annonce créée"),
    "create_person": N_("Compte ouvert"),
    "create_token": N_("Clé d'API créée"),
    "deactivate_person": N_("Compte fermé"),
    "edit_category": N_("Catégorie modifiée"),
    "edit_exhibition": N_("Exposition modifiée"),
    "edit_institution": N_("Établissement modifié"),
    "edit_listing": N_("Annonce modifiée"),
    "edit_site": N_("Site modifié"),
    "edit_wanted": N_("Avis de recherche modifié"),
    "expire_loan": N_("Demande expirée sans réponse"),
    "file_document": N_("Document ajouté"),
    "forget_search": N_("Recherche enregistrée supprimée"),
    "grant_role": N_("Rôle donné"),
    "hand_over": N_("Exemplaires remis"),
    "import_register": N_("Registre des musées importé"),
    "inspect_unit": N_("Exemplaire inspecté"),
    "invite": N_("Invitation envoyée"),
    "list_dismantling": N_("Pièces annoncées avant démontage"),
    "map_import": N_("Colonnes d'un import choisies"),
    "mark_no_show": N_("Personne n'est venu"),
    "move_dismantling": N_("Jours de démontage changés"),
    "post_message": N_("Message envoyé"),
    "propose_listing": N_("Annonce proposée pour un avis de recherche"),
    "publish_listing": N_("Annonce publiée"),
    "publish_wanted": N_("Avis de recherche publié"),
    "receive_import": N_("Tableau reçu"),
    "refuse_institution": N_("Établissement non accepté"),
    "refuse_loan": N_("Demande refusée"),
    "refuse_request": N_("Demande d'adhésion refusée"),
    "register": N_("Inscription demandée"),
    "remove_closure": N_("Fermeture retirée"),
    "request_loan": N_("Demande envoyée"),
    "retry_mail": N_("Courriel remis à l'envoi"),
    "revoke_invitation": N_("Invitation annulée"),
    "revoke_role": N_("Rôle retiré"),
    "revoke_session": N_("Session fermée"),
    "revoke_token": N_("Clé d'API révoquée"),
    "save_search": N_("Recherche enregistrée"),
    "remove_document": N_("Document retiré"),
    "set_alt": N_("Photo décrite"),
    "set_logo": N_("Logo changé"),
    "set_new_expected_return": N_("Nouvelle date de retour"),
    "set_photos": N_("Photos changées"),
    "set_quantity": N_("Nombre d'exemplaires changé"),
    "set_site_rules": N_("Règles de prêt du site modifiées"),
    "set_units": N_("Exemplaires modifiés"),
    "sign_in": N_("Connexion ouverte"),
    "sign_out": N_("Connexion fermée"),
    "stop_alert": N_("Alerte arrêtée"),
    "stop_mail": N_("Envois arrêtés par le lien d'un courriel"),
    "suspend_institution": N_("Établissement suspendu"),
    "take_back": N_("Exemplaires rendus"),
    "undo_import": N_("Import annulé"),
    "verify_institution": N_("Établissement vérifié"),
    "withdraw_proposal": N_("Proposition retirée"),
    "withdraw_listing": N_("Annonce retirée"),
}

OBJECTS: Mapping[str, str] = {
    "api_token": N_("Clé d'API"),
    "category": N_("Catégorie"),
    "exhibition": N_("Exposition"),
    "institution": N_("Établissement"),
    "invitation": N_("Invitation"),
    "listing": N_("Annonce"),
    "listing_import": N_("Import"),
    "loan": N_("Prêt"),
    "membership_request": N_("Demande d'adhésion"),
    "outbox_mail": N_("Courriel"),
    "person": N_("Personne"),
    "photo": N_("Photo"),
    "saved_search": N_("Recherche enregistrée"),
    "site": N_("Site"),
    "wanted_ad": N_("Avis de recherche"),
}


def action_words(action: str) -> str:
    """What was done, in the reader's language; the code itself when nobody has given it words."""
    return str(gettext(ACTIONS[action])) if action in ACTIONS else action


def object_words(kind: str, number: int | None) -> str:
    """To what it was done: ``Annonce 12``."""
    name = str(gettext(OBJECTS[kind])) if kind in OBJECTS else kind
    return f"{name} {number}" if number else name
