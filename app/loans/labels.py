"""The words and the tone of each state, action and side of a loan."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

from flask_babel import lazy_gettext as _
from flask_babel.speaklater import LazyString

from app.listings.domain.availability import HoldKind
from app.loans.domain.lifecycle import Action, Side, State
from app.loans.domain.reminders import ReminderKind
from app.loans.domain.words import Alternative, Evidence, TransportMode


class Tone(StrEnum):
    """How something looks; never the only carrier of its meaning."""

    NEUTRAL = "neutral"
    ATTENTION = "attention"
    SUCCESS = "success"
    REFUSAL = "refusal"


@dataclass(frozen=True, slots=True)
class Label:
    """Words and tone; ``str(label)`` is the words in the reader's language."""

    text: LazyString
    tone: Tone = Tone.NEUTRAL

    def __str__(self) -> str:
        return str(self.text)


STATES: Mapping[State, Label] = MappingProxyType(
    {
        State.DRAFT: Label(_("Brouillon")),
        State.REQUESTED: Label(_("En attente de réponse"), Tone.ATTENTION),
        State.COUNTERED: Label(_("Autre proposition du prêteur"), Tone.ATTENTION),
        State.APPROVED: Label(_("Accepté"), Tone.SUCCESS),
        State.SIGNED: Label(_("Convention signée"), Tone.SUCCESS),
        State.OUT: Label(_("En cours"), Tone.SUCCESS),
        State.RETURNED: Label(_("Rendu")),
        State.CLOSED: Label(_("Terminé")),
        State.REFUSED: Label(_("Refusé"), Tone.REFUSAL),
        State.CANCELLED: Label(_("Annulé"), Tone.REFUSAL),
        State.EXPIRED: Label(_("Resté sans réponse"), Tone.REFUSAL),
        State.NO_SHOW: Label(_("Jamais retiré"), Tone.REFUSAL),
    }
)

OVERDUE = Label(_("En retard"), Tone.ATTENTION)
IN_PART = Label(_("Accepté en partie"), Tone.SUCCESS)
OTHERWISE = Label(_("Accepté, autrement que demandé"), Tone.SUCCESS)

ACTIONS: Mapping[Action, Label] = MappingProxyType(
    {
        Action.REQUEST: Label(_("Demander ce prêt"), Tone.SUCCESS),
        Action.ACCEPT: Label(_("Accepter"), Tone.SUCCESS),
        Action.COUNTER: Label(_("Proposer autre chose")),
        Action.WITHDRAW: Label(_("Retirer la proposition")),
        Action.REFUSE: Label(_("Refuser"), Tone.REFUSAL),
        Action.CANCEL: Label(_("Annuler le prêt"), Tone.REFUSAL),
        Action.EXPIRE: Label(_("Laisser expirer"), Tone.REFUSAL),
        Action.SIGN: Label(_("Signer la convention"), Tone.SUCCESS),
        Action.CHANGE_DATES: Label(_("Changer les dates")),
        Action.CHANGE_TERMS: Label(_("Signer de nouveau"), Tone.ATTENTION),
        Action.HAND_OVER: Label(_("Remettre les exemplaires"), Tone.SUCCESS),
        Action.TAKE_BACK_PART: Label(_("Enregistrer un retour partiel")),
        Action.TAKE_BACK: Label(_("Enregistrer le retour"), Tone.SUCCESS),
        Action.MARK_NO_SHOW: Label(_("Noter que personne n'est venu"), Tone.REFUSAL),
        Action.CLOSE: Label(_("Clore le prêt"), Tone.SUCCESS),
    }
)

SIDES: Mapping[Side, Label] = MappingProxyType(
    {
        Side.LENDER: Label(_("Prêteur")),
        Side.BORROWER: Label(_("Emprunteur")),
        Side.SYSTEM: Label(_("La plateforme")),
    }
)

REMINDERS: Mapping[ReminderKind, Label] = MappingProxyType(
    {
        ReminderKind.ANSWER: Label(_("Une demande attend votre réponse"), Tone.ATTENTION),
        ReminderKind.HAND_OVER: Label(_("Remise à préparer")),
        ReminderKind.RETURN: Label(_("Retour à préparer")),
        ReminderKind.OVERDUE: Label(_("Retour en retard"), Tone.ATTENTION),
    }
)


def state_label(state: State, *, is_overdue: bool = False, is_in_part: bool | None = None) -> Label:
    """The words for *state*; a loan that is late says so instead, and one that was just agreed says whether less
    (*is_in_part*) or something else (False) was agreed than was asked."""
    if state is State.APPROVED and is_in_part is not None:
        return IN_PART if is_in_part else OTHERWISE
    return OVERDUE if is_overdue else STATES[state]


def action_label(action: Action) -> Label:
    """The words on the button of *action*."""
    return ACTIONS[action]


TABS: Mapping[str, LazyString] = MappingProxyType(
    {
        "a-decider": _("À décider"),
        "a-remettre": _("À remettre"),
        "dehors": _("Dehors"),
        "en-retard": _("En retard"),
        "a-clore": _("À vérifier"),
        "mes-demandes": _("Mes demandes"),
        "termines": _("Terminés"),
    }
)
"""The tabs of the inbox, by the word in their address."""

ALTERNATIVES: Mapping[Alternative, LazyString] = MappingProxyType(
    {
        Alternative.NEW: _("Acheter du neuf : nous aurions commandé ce matériel ou un équivalent"),
        Alternative.REFURB: _("Acheter d'occasion ou reconditionné"),
        Alternative.RENTAL: _("Louer à un prestataire"),
        Alternative.OWN_STOCK: _(
            "Nous servir de notre propre matériel : nous en avons, mais ce prêt est plus commode"
        ),
        Alternative.NONE: _("Nous en passer : l'exposition aurait été faite sans cela"),
        Alternative.UNKNOWN: _("Nous ne savons pas"),
    }
)
"""What would have been done without the loan, with a plain explanation."""

ALTERNATIVES_SHORT: Mapping[Alternative, LazyString] = MappingProxyType(
    {
        Alternative.NEW: _("acheter du neuf"),
        Alternative.REFURB: _("acheter d'occasion ou reconditionné"),
        Alternative.RENTAL: _("louer"),
        Alternative.OWN_STOCK: _("prendre dans ses propres réserves"),
        Alternative.NONE: _("s'en passer"),
        Alternative.UNKNOWN: _("ne se prononce pas"),
    }
)

EVIDENCES: Mapping[Evidence, Label] = MappingProxyType(
    {
        Evidence.E3: Label(_("document daté"), Tone.SUCCESS),
        Evidence.E2: Label(_("déclaré avant le prêt")),
        Evidence.E1: Label(_("inconnu"), Tone.ATTENTION),
        Evidence.E0: Label(_("aucun achat évité")),
    }
)
"""How well it is known, in plain words."""

TRANSPORTS: Mapping[TransportMode, LazyString] = MappingProxyType(
    {
        TransportMode.DEDICATED_VAN: _(
            "Un trajet dédié : une camionnette ou un camion pour ce seul prêt, aller et retour"
        ),
        TransportMode.SHARED_FREIGHT: _("Un transport partagé : messagerie, ou tournée avec d'autres chargements"),
    }
)
TRANSPORTS_SHORT: Mapping[TransportMode, LazyString] = MappingProxyType(
    {TransportMode.DEDICATED_VAN: _("trajet dédié"), TransportMode.SHARED_FREIGHT: _("transport partagé")}
)

JOURNAL: Mapping[str, LazyString] = MappingProxyType(
    {
        "request_loan": _("Demande envoyée"),
        "accept_loan": _("Demande acceptée"),
        "accept_in_part": _("Demande acceptée en partie"),
        "counter_loan": _("Autre proposition du prêteur"),
        "accept_proposal": _("Proposition acceptée"),
        "withdraw_proposal": _("Proposition retirée"),
        "ask_again": _("Autre demande de l'emprunteur"),
        "refuse_loan": _("Demande refusée"),
        "post_message": _("Message envoyé"),
        "cancel_loan": _("Prêt annulé"),
        "expire_loan": _("Demande expirée sans réponse"),
        "hand_over": _("Exemplaires remis"),
        "take_back": _("Exemplaires rendus"),
        "set_new_expected_return": _("Nouvelle date de retour"),
        "mark_no_show": _("Personne n'est venu"),
        "close_loan": _("Retour vérifié, prêt terminé"),
        "sign_paper": _("Papier signé"),
        "propose_dates": _("Autres dates proposées"),
        "change_dates": _("Dates changées"),
        "decline_dates": _("Autres dates refusées"),
        "withdraw_dates": _("Proposition de dates retirée"),
        "expire_dates": _("Proposition de dates expirée sans réponse"),
        "change_terms": _("Conditions changées : la convention est à signer de nouveau"),
        "set_clause": _("Conditions de la convention précisées"),
        "swap_unit": _("Exemplaire échangé"),
        "warn_next": _("Retour en retard avant ce prêt : l'emprunteur est averti"),
        "next_is_safe": _("Le prêt est de nouveau assuré : l'emprunteur est averti"),
        "file_certificate": _("Certificat déposé"),
        "remove_certificate": _("Certificat retiré"),
        "set_road": _("Jours de route réglés"),
        "propose_run": _("Trajet commun proposé"),
        "accept_run": _("Trajet commun accepté"),
        "decline_run": _("Trajet commun refusé"),
        "undo_run": _("Trajet commun défait"),
    }
)
"""What a line of a loan's journal says."""

STEPS: Mapping[tuple[Action, Side], LazyString] = MappingProxyType(
    {
        (Action.ACCEPT, Side.LENDER): _("répondre à la demande"),
        (Action.ACCEPT, Side.BORROWER): _("répondre à la proposition"),
        (Action.SIGN, Side.LENDER): _("signer la convention"),
        (Action.SIGN, Side.BORROWER): _("signer la convention"),
        (Action.HAND_OVER, Side.LENDER): _("remettre les exemplaires"),
        (Action.TAKE_BACK, Side.LENDER): _("enregistrer le retour"),
        (Action.MARK_NO_SHOW, Side.LENDER): _("noter que personne n'est venu"),
        (Action.CLOSE, Side.LENDER): _("vérifier le retour et clore le prêt"),
    }
)
"""What is to be done next, after « À vous : » or « Au prêteur de »."""

NEIGHBOURS: Mapping[HoldKind, LazyString] = MappingProxyType(
    {
        HoldKind.LOAN: _("prêt"),
        HoldKind.HOLD: _("option"),
        HoldKind.BLOCKOUT: _("bloqué par le prêteur"),
        HoldKind.MAINTENANCE: _("vérification ou réparation"),
        HoldKind.TRANSIT: _("transport"),
        HoldKind.KIT: _("ensemble"),
        HoldKind.OWN_EXHIBITION: _("exposition du prêteur"),
    }
)
"""Why something is not free, for the lender."""
