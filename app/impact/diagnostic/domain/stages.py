"""The modules of EN 15804 (A1 to D) and the stages of a life cycle that people read (ISO 14040)."""

from collections.abc import Mapping
from enum import StrEnum

from app.core.text import N_
from app.impact.footprint.domain.components import Component


class Stage(StrEnum):
    """The four stages, and what a source gives for several of them at once: never split by guess."""

    MANUFACTURE = "manufacture"
    DISTRIBUTION = "distribution"
    USE = "use"
    END_OF_LIFE = "end_of_life"
    NOT_SPLIT = "not_split"


STAGE_LABELS: Mapping[Stage, str] = {
    Stage.MANUFACTURE: N_("Fabrication"),
    Stage.DISTRIBUTION: N_("Distribution et montage"),
    Stage.USE: N_("Utilisation"),
    Stage.END_OF_LIFE: N_("Fin de vie"),
    Stage.NOT_SPLIT: N_("Non réparti par la source"),
}

BEYOND = "D"
"""Benefits and loads beyond the boundary: shown apart, in no total (EN 15804, 6.4.3.3)."""

MODULES: Mapping[str, Stage] = {
    **dict.fromkeys(("A1", "A2", "A3", "A1-A3"), Stage.MANUFACTURE),
    **dict.fromkeys(("A4", "A5", "A4-A5"), Stage.DISTRIBUTION),
    **dict.fromkeys(("B1", "B2", "B3", "B4", "B5", "B6", "B7", "B1-B7"), Stage.USE),
    **dict.fromkeys(("C1", "C2", "C3", "C4", "C1-C4"), Stage.END_OF_LIFE),
    "A-C": Stage.NOT_SPLIT,
}
"""Every module that is counted, and its stage."""

TOGETHER: Mapping[str, frozenset[str]] = {
    "A1-A3": frozenset({"A1", "A2", "A3"}),
    "A4-A5": frozenset({"A4", "A5"}),
    "B1-B7": frozenset({"B1", "B2", "B3", "B4", "B5", "B6", "B7"}),
    "C1-C4": frozenset({"C1", "C2", "C3", "C4"}),
}
"""What an aggregated module already holds: counting both would count twice."""

CARBON_STAGES: Mapping[str, Stage] = {
    "A1-A3": Stage.MANUFACTURE,
    "A1-A3+C3": Stage.MANUFACTURE,
    "A1-A4": Stage.NOT_SPLIT,
    "A4": Stage.DISTRIBUTION,
    "B6": Stage.USE,
    "C1-C4": Stage.END_OF_LIFE,
    "A-C": Stage.NOT_SPLIT,
}
"""Where a factor of the carbon library stands (``app.impact.factors.stages``); an activity: by its component."""

_OF_COMPONENT: Mapping[Component, Stage] = {
    **dict.fromkeys(
        (
            Component.WORKS_TRANSPORT,
            Component.COURIERS,
            Component.TEAM_TRAVEL,
            Component.LODGING_CATERING,
        ),
        Stage.DISTRIBUTION,
    ),
    **dict.fromkeys(
        (
            Component.BUILDING_ENERGY,
            Component.DIGITAL_COMMUNICATION,
            Component.VISITORS_TRAVEL,
            Component.STORAGE,
        ),
        Stage.USE,
    ),
    Component.WASTE: Stage.END_OF_LIFE,
}


def stage_of_carbon(factor_stage: str, component: Component) -> Stage:
    """Where the emissions of a line without a multi-criteria factor stand.

    >>> stage_of_carbon("activity", Component.WASTE)
    <Stage.END_OF_LIFE: 'end_of_life'>
    """
    return CARBON_STAGES.get(factor_stage) or _OF_COMPONENT.get(component, Stage.MANUFACTURE)
