"""What is measured. Indicators of two families never add up, even when their units look alike.

*Common* ones have the same meaning and unit in every family here (climate, mineral resources, primary energy, net
fresh water): figures of several editions may be added, and the total says that it mixes them.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from app.core.text import N_


class Family(StrEnum):
    """Whose characterisation it is."""

    COMMON = "common"
    EF = "ef"
    CML = "cml"


@dataclass(frozen=True, slots=True)
class Indicator:
    """*short* is the abbreviation of EN 15804; *unit* as people read it."""

    id: str
    family: Family
    short: str
    unit: str
    label: str


CLIMATE = "climate"

_ALL = (
    Indicator(CLIMATE, Family.COMMON, "GWP", "kg CO2e", N_("Changement climatique")),
    Indicator("adp_elements", Family.COMMON, "ADPE", "kg Sb eq", N_("Ressources minérales et métalliques")),
    Indicator("pert", Family.COMMON, "PERT", "MJ", N_("Énergie primaire renouvelable")),
    Indicator("penrt", Family.COMMON, "PENRT", "MJ", N_("Énergie primaire non renouvelable")),
    Indicator("fresh_water", Family.COMMON, "FW", "m3", N_("Eau douce consommée")),
    Indicator("ef_gwp_fossil", Family.EF, "GWP-fossil", "kg CO2e", N_("Changement climatique, part fossile")),
    Indicator("ef_gwp_biogenic", Family.EF, "GWP-biogenic", "kg CO2e", N_("Changement climatique, part biogénique")),
    Indicator("ef_gwp_luluc", Family.EF, "GWP-luluc", "kg CO2e", N_("Changement climatique, usage des sols")),
    Indicator("ef_odp", Family.EF, "ODP", "kg CFC-11 eq", N_("Couche d'ozone (EF)")),
    Indicator("ef_ap", Family.EF, "AP", "mol H+ eq", N_("Acidification (EF)")),
    Indicator("ef_ep_freshwater", Family.EF, "EP-freshwater", "kg P eq", N_("Eutrophisation des eaux douces")),
    Indicator("ef_ep_marine", Family.EF, "EP-marine", "kg N eq", N_("Eutrophisation marine")),
    Indicator("ef_ep_terrestrial", Family.EF, "EP-terrestrial", "mol N eq", N_("Eutrophisation terrestre")),
    Indicator("ef_pocp", Family.EF, "POCP", "kg NMVOC eq", N_("Ozone photochimique (EF)")),
    Indicator("ef_adpf", Family.EF, "ADPF", "MJ", N_("Ressources fossiles (EF)")),
    Indicator("ef_wdp", Family.EF, "WDP", "m3 world eq", N_("Privation d'eau")),
    Indicator("ef_pm", Family.EF, "PM", "disease incidence", N_("Particules fines")),
    Indicator("ef_irp", Family.EF, "IRP", "kBq U235 eq", N_("Rayonnements ionisants")),
    Indicator("ef_etp_fw", Family.EF, "ETP-fw", "CTUe", N_("Écotoxicité des eaux douces")),
    Indicator("ef_htp_c", Family.EF, "HTP-c", "CTUh", N_("Toxicité humaine, cancers")),
    Indicator("ef_htp_nc", Family.EF, "HTP-nc", "CTUh", N_("Toxicité humaine, hors cancers")),
    Indicator("ef_sqp", Family.EF, "SQP", "pt", N_("Qualité des sols")),
    Indicator("odp_a1", Family.CML, "ODP", "kg CFC-11 eq", N_("Couche d'ozone (EN 15804+A1)")),
    Indicator("pocp_a1", Family.CML, "POCP", "kg C2H4 eq", N_("Ozone photochimique (EN 15804+A1)")),
    Indicator("ap_a1", Family.CML, "AP", "kg SO2 eq", N_("Acidification (EN 15804+A1)")),
    Indicator("ep_a1", Family.CML, "EP", "kg PO4 eq", N_("Eutrophisation (EN 15804+A1)")),
    Indicator("adpf_a1", Family.CML, "ADPF", "MJ", N_("Ressources fossiles (EN 15804+A1)")),
)

INDICATORS: Mapping[str, Indicator] = {one.id: one for one in _ALL}
"""Every indicator, in the order in which it is shown."""

ALWAYS = (CLIMATE, "adp_elements", "pert", "penrt")
"""What every report names, with data or without (footprint.md: climate, abiotic resources, primary energy)."""


def asked_of(present: frozenset[str]) -> tuple[str, ...]:
    """The indicators that a diagnostic shows: those always named and those that a figure exists for."""
    return tuple(id for id in INDICATORS if id in present or id in ALWAYS)
