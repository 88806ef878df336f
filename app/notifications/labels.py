"""What people read of the kinds of notices and of what may be wished for each."""

from dataclasses import dataclass

from app.core.text import N_
from app.core.wishes import NoticeKind, Wish


@dataclass(frozen=True, slots=True)
class KindWords:
    """A kind's name, and what is in it."""

    name: str
    sentence: str


KINDS: dict[NoticeKind, KindWords] = {
    NoticeKind.REQUESTS: KindWords(
        N_("Demandes et réponses"),
        N_(
            "Une demande arrive, une réponse est donnée, un prêt est annulé ou le matériel n'a pas été retiré, une "
            "convention est à signer."
        ),
    ),
    NoticeKind.MESSAGES: KindWords(
        N_("Messages"), N_("Quelqu'un de l'autre établissement vous écrit au sujet d'un prêt.")
    ),
    NoticeKind.DEADLINES: KindWords(
        N_("Échéances"),
        N_("La veille à 9 h : une remise, un retour, une demande qui va expirer. Dans le récapitulatif, vous ne "
           "l'apprenez que le jour même."),
    ),
    NoticeKind.HAND_OVERS: KindWords(
        N_("Remises et retours"), N_("Du matériel est remis ou rendu ; un prêt est terminé.")
    ),
    NoticeKind.LATE_RETURNS: KindWords(
        N_("Retards"),
        N_("Un retour est en retard, ou sa date change. Quelqu'un d'autre attend peut-être ce matériel : cet avis ne "
           "se coupe pas, il peut seulement attendre le récapitulatif."),
    ),
    NoticeKind.NEEDS: KindWords(N_("Avis de recherche"), N_("Une annonce répond à ce que vous cherchez.")),
    NoticeKind.MEMBERS: KindWords(
        N_("Vie de l'établissement"),
        N_("Quelqu'un demande à rejoindre votre établissement, ou la plateforme prend une décision."),
    ),
}  # fmt: skip

WISHES: dict[Wish, str] = {
    Wish.NOW: N_("tout de suite"),
    Wish.DAILY: N_("dans le récapitulatif de 8 h"),
    Wish.NEVER: N_("jamais par courriel"),
}
