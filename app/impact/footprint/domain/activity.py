"""What is asked under a component: an activity, its units and the factors that fit it."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from app.core.text import N_
from app.impact.footprint.domain.components import Component


class Origin(StrEnum):
    """Where an element comes from: it decides which part of its making is counted (impact.md, 13 and 14)."""

    NEW = "new"
    REUSED = "reused"
    RENTED = "rented"


ORIGIN_LABELS: Mapping[Origin, str] = {
    Origin.NEW: N_("neuf, acheté ou construit"),
    Origin.REUSED: N_("réemployé : en stock ou d'occasion"),
    Origin.RENTED: N_("loué"),
}
"""What is borrowed here is in no list: it arrives by itself and is never typed."""


@dataclass(frozen=True, slots=True)
class Activity:
    """One question. *factors* are ids of the library, the first being proposed; *units* the first being asked.

    *usual* is the range of plausible values in the first unit. *life_years* turns a making per object into a making
    per day of immobilisation. *is_loaded* asks nothing but reminds that a vehicle goes home empty. *is_metered* may
    already stand on the building's own meter.
    """

    id: str
    component: Component
    label: Mapping[str, str]
    units: tuple[str, ...]
    factors: tuple[str, ...]
    usual: tuple[Decimal, Decimal]
    life_years: Decimal | None = None
    asks_uses: bool = False
    asks_origin: bool = False
    is_electricity: bool = False
    is_metered: bool = False
    is_loaded: bool = False

    @property
    def unit(self) -> str:
        """The unit asked first."""
        return self.units[0]


UNIT_LABELS: Mapping[str, str] = {
    "t.km": N_("t·km"), "kg.km": N_("kg·km"), "km": N_("km du véhicule"), "vehicle.km": N_("km du véhicule"),
    "passenger.km": N_("passagers × km"), "night": N_("nuits"), "meal": N_("repas"),
    "kg": N_("kg"), "t": N_("t (tonnes)"), "g": N_("g"), "m2": N_("m²"), "cm2": N_("cm²"),
    "unit.day": N_("exemplaires × jours"), "kWh": N_("kWh"), "MWh": N_("MWh"), "Wh": N_("Wh"),
    "GB": N_("gigaoctets"), "TB": N_("téraoctets"), "MB": N_("mégaoctets"), "kEUR": N_("k€"), "kgCO2e": N_("kg CO2e"),
    "m2.day": N_("m² × jours"), "visit": N_("visites"), "copy": N_("exemplaires"), "copy.g": N_("exemplaires × g"),
}  # fmt: skip
"""How people read the units of the vocabulary."""
