"""Another category for the same object: which characteristics can be carried over, and which are lost."""

from collections.abc import Mapping
from dataclasses import dataclass

from app.listings.domain.categories import Category, InvalidSpec, Kind, Spec, SpecValue


@dataclass(frozen=True, slots=True)
class Carried:
    """*kept* are values in the new category's own units; *lost* are specs of the old one, in its order."""

    kept: dict[str, SpecValue]
    lost: tuple[tuple[Spec, SpecValue], ...]


def carried_over(old: Category, new: Category, specs: Mapping[str, SpecValue]) -> Carried:
    """What of *specs* the *new* category can say too: the same key and kind, and a value that it accepts."""
    known = {spec.key: spec for spec in new.specs}
    kept: dict[str, SpecValue] = {}
    lost: list[tuple[Spec, SpecValue]] = []
    for spec in old.specs:
        if spec.key not in specs:
            continue
        value = _accepted(spec, known.get(spec.key), specs[spec.key])
        if value is None:
            lost.append((spec, specs[spec.key]))
        else:
            kept[spec.key] = value
    return Carried(kept, tuple(lost))


def _accepted(old: Spec, new: Spec | None, value: SpecValue) -> SpecValue | None:
    if new is None or new.kind is not old.kind:
        return None
    try:
        return new.parse(_as_typed(old, value, "" if old.unit == new.unit else old.unit))
    except InvalidSpec:
        return None


def _as_typed(spec: Spec, value: SpecValue, unit: str) -> str:
    if isinstance(value, bool):
        return "oui" if value else "non"
    if isinstance(value, tuple):
        return ",".join(value)
    return f"{value:f} {unit}".strip() if spec.kind is Kind.NUMBER else str(value)
