"""The 18 components of an exhibition's footprint, in the order in which they are shown."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from app.core.text import N_


class Component(StrEnum):
    """What part of the exhibition a line belongs to; the values are stable identifiers."""

    WORKS_TRANSPORT = "works_transport"
    COURIERS = "couriers"
    CRATES = "crates"
    SCENOGRAPHY = "scenography"
    MULTIMEDIA = "multimedia"
    LIGHTING = "lighting"
    GRAPHICS = "graphics"
    BUILDING_ENERGY = "building_energy"
    PRINT = "print"
    DIGITAL_COMMUNICATION = "digital_communication"
    CATALOGUE = "catalogue"
    TEAM_TRAVEL = "team_travel"
    LODGING_CATERING = "lodging_catering"
    VISITORS_TRAVEL = "visitors_travel"
    WASTE = "waste"
    STORAGE = "storage"
    PURCHASES = "purchases"
    CONSUMABLES = "consumables"


@dataclass(frozen=True, slots=True)
class About:
    """How a component is named, the units it is asked in, and the u_rel of a factor that states none.

    *french* is the message id of the catalogue; *english* is there for machines and for the translator.
    """

    french: str
    english: str
    units: tuple[str, ...]
    u_rel: Decimal = Decimal("0.50")


# Relative uncertainties (1σ) are REEMPLOI-1.0's: transport 25 %, electricity 10 %, materials 30 %, electronics
# 50 %; 50 % for what it does not name; 80 % for monetary factors (ADEME gives its ratios in euros 80 %).
_TRANSPORT, _MATERIALS, _MONETARY = Decimal("0.25"), Decimal("0.30"), Decimal("0.80")

COMPONENTS: Mapping[Component, About] = {
    Component.WORKS_TRANSPORT: About(
        N_("Transport des œuvres"), "Works transport", ("t.km", "vehicle.km"), _TRANSPORT
    ),
    Component.COURIERS: About(N_("Convoiements"), "Couriers", ("passenger.km", "night"), _TRANSPORT),
    Component.CRATES: About(N_("Caisses et emballages"), "Crates and packing", ("kg",), _MATERIALS),
    Component.SCENOGRAPHY: About(N_("Construction scénographique"), "Scenography build", ("kg", "m2"), _MATERIALS),
    Component.MULTIMEDIA: About(N_("Multimédia"), "Multimedia", ("unit.day", "kWh")),
    Component.LIGHTING: About(N_("Éclairage"), "Lighting", ("unit.day", "kWh")),
    Component.GRAPHICS: About(N_("Graphisme et cartels"), "Graphics and labels", ("m2",), _MATERIALS),
    Component.BUILDING_ENERGY: About(
        N_("Énergie et climat du bâtiment"), "Building energy and climate", ("kWh", "m2.day"), Decimal("0.10")
    ),
    Component.PRINT: About(N_("Communication imprimée"), "Printed communication", ("copy.g", "kg"), _MATERIALS),
    Component.DIGITAL_COMMUNICATION: About(N_("Communication numérique"), "Digital communication", ("GB", "m2.day")),
    Component.CATALOGUE: About(N_("Catalogue"), "Catalogue", ("copy", "kg"), _MATERIALS),
    Component.TEAM_TRAVEL: About(
        N_("Déplacements de l'équipe et des artistes"), "Team and artists' travel", ("passenger.km",), _TRANSPORT
    ),
    Component.LODGING_CATERING: About(N_("Hébergement et repas"), "Lodging and catering", ("night", "meal")),
    Component.VISITORS_TRAVEL: About(
        N_("Déplacements des visiteurs"), "Visitors' travel", ("passenger.km", "visit"), _TRANSPORT
    ),
    Component.WASTE: About(N_("Déchets et fin de vie"), "Waste and end of life", ("kg",), _MATERIALS),
    Component.STORAGE: About(N_("Stockage"), "Storage", ("m2.day",)),
    Component.PURCHASES: About(N_("Achats et services"), "Purchases and services", ("kEUR",), _MONETARY),
    Component.CONSUMABLES: About(
        N_("Consommables de montage et de conservation"),
        "Installation and conservation consumables",
        ("kg",),
        _MATERIALS,
    ),
}
