"""What a team says of its study before any figure (ISO 14044, 4.2)."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Frame:
    """Empty fields take the usual sentences of the report."""

    purpose: str = ""
    functional_unit: str = ""
    boundary: str = ""
    left_out: str = ""
    limits: str = ""
