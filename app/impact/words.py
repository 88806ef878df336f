"""The words of impact as pages show them: message ids by code."""

from collections.abc import Mapping

from app.core.text import N_
from app.impact.credits.domain import kinds, method
from app.impact.factors.table import life_source
from app.impact.records.domain import assumptions, plausible
from app.impact.records.domain.chain import KIND_LABELS
from app.impact.records.domain.following import OUTCOME_LABELS

EVIDENCE = {
    "E3": N_("document daté"),
    "E2": N_("déclaré avant le prêt"),
    "E1": N_("inconnu"),
    "E0": N_("rien n'aurait été fabriqué"),
}
EVIDENCE_TONES = {"E3": "success", "E2": "neutral", "E1": "attention", "E0": "neutral"}
MODES = {
    "shared_freight": N_("transport groupé"),
    "dedicated_van": N_("utilitaire dédié"),
}
ALTERNATIVES = {
    "new": N_("acheter du neuf"),
    "refurb": N_("acheter du reconditionné"),
    "rental": N_("louer"),
    "own_stock": N_("utiliser son propre stock"),
    "none": N_("s'en passer"),
    "unknown": N_("on ne sait pas"),
}
MASS = {
    "given": N_("donnée par le prêteur"),
    "area": N_("calculée d'après la surface"),
    "default": N_("valeur par défaut de la catégorie"),
}
SPENT = {
    "transport": N_("Transport"),
    "refurbishment": N_("Remise en état"),
    "packaging": N_("Emballage"),
    "storage": N_("Stockage"),
    "energy": N_("Énergie à l'usage"),
    "wear": N_("Usure de l'objet prêté"),
    "backfill": N_("Remplacement chez le prêteur"),
}
REASONS = {
    "returned": N_("le retour est enregistré : le réel remplace la prévision"),
    "dates_changed": N_("les dates du prêt ont changé"),
    "evidence_refused": N_("la pièce justificative ne suffit pas"),
    "LoanCancelled": N_("le prêt est annulé"),
    "LoanRefused": N_("le prêt est refusé"),
    "LoanExpired": N_("la demande a expiré"),
    "LoanNoShow": N_("personne n'est venu retirer les objets"),
}


def words() -> Mapping[str, object]:
    """Every table of words, for templates."""
    return {
        "evidence": EVIDENCE,
        "tones": EVIDENCE_TONES,
        "modes": MODES,
        "alternatives": ALTERNATIVES,
        "mass": MASS,
        "spent": SPENT,
        "reasons": REASONS,
        "consequences": kinds.CONSEQUENCE_LABELS,
        "labels": {label.value: text for label, text in kinds.LABEL_LABELS.items()},
        "entries": KIND_LABELS,
        "reviews": plausible.REVIEWS,
        "outcomes": OUTCOME_LABELS,
        "life_source": life_source,
        "assumptions": assumptions,
        "method": method,
    }
