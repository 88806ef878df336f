"""The words of papers, certificates and what the lender asks."""

from collections.abc import Mapping
from types import MappingProxyType

from flask_babel import lazy_gettext as _
from flask_babel.speaklater import LazyString

from app.loans.domain.papers.certificates import Standing
from app.loans.domain.papers.kinds import BornBy, CertificateKind, Insurance, PaperKind, Signer

PAPERS: Mapping[PaperKind, LazyString] = MappingProxyType(
    {
        PaperKind.AGREEMENT: _("Convention de prêt"),
        PaperKind.VALUE_LIST: _("Liste de valeurs"),
        PaperKind.PICKING_LIST: _("Liste de préparation"),
        PaperKind.DELIVERY_NOTE: _("Bon de remise"),
        PaperKind.HAND_OVER_REPORT: _("Constat d'état au départ"),
        PaperKind.RETURN_NOTE: _("Bon de retour"),
        PaperKind.RETURN_REPORT: _("Constat d'état au retour"),
        PaperKind.GIFT_DEED: _("Acte de don"),
    }
)

PAPER_WORDS: Mapping[PaperKind, str] = MappingProxyType(
    {
        PaperKind.AGREEMENT: "convention",
        PaperKind.VALUE_LIST: "liste-de-valeurs",
        PaperKind.PICKING_LIST: "liste-de-preparation",
        PaperKind.DELIVERY_NOTE: "bon-de-remise",
        PaperKind.HAND_OVER_REPORT: "constat-au-depart",
        PaperKind.RETURN_NOTE: "bon-de-retour",
        PaperKind.RETURN_REPORT: "constat-au-retour",
        PaperKind.GIFT_DEED: "acte-de-don",
    }
)
"""What stands for a paper in addresses and file names."""

PAPER_OF: Mapping[str, PaperKind] = MappingProxyType({word: kind for kind, word in PAPER_WORDS.items()})

SIGNERS: Mapping[Signer, LazyString] = MappingProxyType(
    {
        Signer.LENDER: _("Prêteur"),
        Signer.BORROWER: _("Emprunteur"),
        Signer.GIVER: _("Donateur"),
        Signer.RECIPIENT: _("Donataire"),
    }
)

BORN_BY: Mapping[BornBy, LazyString] = MappingProxyType(
    {BornBy.BORROWER: _("l'emprunteur"), BornBy.LENDER: _("le prêteur")}
)

INSURANCES: Mapping[Insurance, LazyString] = MappingProxyType(
    {
        Insurance.NAIL_TO_NAIL: _("« Clou à clou », avec attestation déposée avant la remise"),
        Insurance.LIABILITY: _("Responsabilité civile de l'emprunteur, sans attestation"),
        Insurance.NOT_ASKED: _("Aucune assurance particulière"),
    }
)

CERTIFICATES: Mapping[CertificateKind, LazyString] = MappingProxyType(
    {
        CertificateKind.INSURANCE: _("Attestation d'assurance"),
        CertificateKind.DATA_WIPE: _("Attestation d'effacement des données"),
    }
)

STANDINGS: Mapping[Standing, LazyString] = MappingProxyType(
    {
        Standing.VALID: _("valable"),
        Standing.TOO_LOW: _("montant inférieur à la valeur totale"),
        Standing.TOO_LATE: _("commence après la remise"),
        Standing.TOO_SOON: _("périmé avant la fin du prêt"),
        Standing.LAPSED: _("périmé"),
        Standing.MISSING: _("manquant"),
    }
)

STANDING_TONES: Mapping[Standing, str] = MappingProxyType(
    {
        Standing.VALID: "success",
        Standing.TOO_LOW: "attention",
        Standing.TOO_LATE: "attention",
        Standing.TOO_SOON: "attention",
        Standing.LAPSED: "refusal",
        Standing.MISSING: "attention",
    }
)
