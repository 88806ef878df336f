"""The words and the tone of each state, action and side of a loan."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

from flask_babel import lazy_gettext as _
from flask_babel.speaklater import LazyString

from app.loans.domain.lifecycle import Action, Side, State
from app.loans.domain.reminders import ReminderKind


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

ACTIONS: Mapping[Action, Label] = MappingProxyType(
    {
        Action.REQUEST: Label(_("Demander ce prêt"), Tone.SUCCESS),
        Action.ACCEPT: Label(_("Accepter"), Tone.SUCCESS),
        Action.COUNTER: Label(_("Proposer autre chose")),
        Action.REFUSE: Label(_("Refuser"), Tone.REFUSAL),
        Action.CANCEL: Label(_("Annuler le prêt"), Tone.REFUSAL),
        Action.EXPIRE: Label(_("Laisser expirer"), Tone.REFUSAL),
        Action.SIGN: Label(_("Signer la convention"), Tone.SUCCESS),
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


def state_label(state: State, *, is_overdue: bool = False) -> Label:
    """The words for *state*; a loan that is late says so instead."""
    return OVERDUE if is_overdue else STATES[state]


def action_label(action: Action) -> Label:
    """The words on the button of *action*."""
    return ACTIONS[action]
