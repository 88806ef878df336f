"""The words of gifts: states, kinds of givers and recipients, papers."""

from collections.abc import Mapping
from types import MappingProxyType

from flask_babel import lazy_gettext as _
from flask_babel.speaklater import LazyString

from app.loans.domain.gifts.life import GiftState
from app.loans.domain.gifts.words import GiverKind, RecipientKind
from app.loans.labels import Label, Tone

GIFT_STATES: Mapping[GiftState, Label] = MappingProxyType(
    {
        GiftState.REQUESTED: Label(_("En attente de réponse"), Tone.ATTENTION),
        GiftState.APPROVED: Label(_("Accordé, acte à signer"), Tone.SUCCESS),
        GiftState.SIGNED: Label(_("Acte signé, à remettre"), Tone.SUCCESS),
        GiftState.TRANSFERRED: Label(_("Remis : la propriété est transférée")),
        GiftState.REFUSED: Label(_("Refusé"), Tone.REFUSAL),
        GiftState.CANCELLED: Label(_("Annulé"), Tone.REFUSAL),
        GiftState.EXPIRED: Label(_("Resté sans réponse"), Tone.REFUSAL),
    }
)

GIVERS: Mapping[GiverKind, LazyString] = MappingProxyType(
    {
        GiverKind.STATE: _("L'État ou l'un de ses établissements publics"),
        GiverKind.LOCAL: _("Une collectivité, un groupement ou l'un de leurs établissements"),
        GiverKind.PRIVATE: _("Une personne privée : association, fondation, entreprise"),
    }
)

RECIPIENTS: Mapping[RecipientKind, LazyString] = MappingProxyType(
    {
        RecipientKind.PUBLIC_CULTURE: _("Établissement culturel public"),
        RecipientKind.CULTURE_NON_PROFIT: _("Organisme sans but lucratif, culture ou développement durable"),
        RecipientKind.RELIEF_ASSOCIATION: _("Association ou fondation d'intérêt général, assistance"),
        RecipientKind.SCHOOL_ASSOCIATION: _("Association de parents d'élèves, de soutien scolaire ou d'étudiants"),
        RecipientKind.PUBLIC_UTILITY_ASSOCIATION: _("Association reconnue d'utilité publique"),
        RecipientKind.REUSE_BODY: _("Organisme de réemploi agréé ESUS"),
        RecipientKind.EQUIPPING_ASSOCIATION: _("Association d'intérêt général qui équipe des personnes précaires"),
        RecipientKind.TEACHING_BODY: _("Organisme d'enseignement ou de recherche"),
        RecipientKind.AGENT: _("Agent de l'administration"),
        RecipientKind.COMPANY: _("Entreprise"),
        RecipientKind.OTHER: _("Autre"),
    }
)

GIFT_PAPERS: Mapping[str, LazyString] = MappingProxyType(
    {
        "deed": _("L'acte de don, signé des deux côtés"),
        "decision": _("La délibération ou la décision, avec son numéro"),
        "valuation": _("La note d'évaluation de chaque objet"),
        "domaine": _("La déclaration au Domaine"),
        "cooperation": _("La convention de coopération"),
        "data_wipe": _("La preuve de l'effacement des données"),
    }
)
