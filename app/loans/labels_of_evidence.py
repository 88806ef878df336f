"""Words of the papers that show what would have been done without a loan."""

from flask_babel import lazy_gettext as _l

from app.loans.domain.evidence import EvidenceKind

EVIDENCE_KINDS = {
    EvidenceKind.QUOTE: _l("Devis daté"),
    EvidenceKind.ORDER: _l("Bon de commande annulé"),
    EvidenceKind.TENDER: _l("Lot ou ligne de marché annulé"),
    EvidenceKind.BUDGET: _l("Ligne de budget votée"),
}
