"""The stages of a life cycle that a factor may cover, after EN 15978, and what each may be used for."""

from collections.abc import Mapping

from app.core.text import N_

MAKING = frozenset({"A1-A3", "A1-A4", "A1-A3+C3"})
"""What may stand for the manufacture of a new object."""

NEVER_COUNTED = frozenset({"biogenic", "D"})
"""What is never a default: carbon stored in wood, and emissions avoided by recycling."""

STAGES: Mapping[str, str] = {
    "A1-A3": N_("fabrication"),
    "A1-A4": N_("fabrication et livraison"),
    "A1-A3+C3": N_("fabrication, carbone du bois rendu à l'air"),
    "A4": N_("transport"),
    "B6": N_("énergie à l'usage"),
    "C1-C4": N_("fin de vie"),
    "A-C": N_("toute la vie, usage compris"),
    "activity": N_("une activité, de bout en bout"),
    "biogenic": N_("fabrication, carbone stocké déduit : jamais compté"),
    "D": N_("évité par le recyclage : jamais compté"),
}
"""Every stage, and what it is called."""
