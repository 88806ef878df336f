"""The climate of the diagnostic beside that of the carbon calculation: from which lines they differ, and why.

The same lines are counted twice, with two kinds of factors. Nothing is corrected towards the other: every kilogram
of the difference is told with the line that it comes from.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from app.core.text import N_
from app.impact.diagnostic.domain.indicators import CLIMATE
from app.impact.diagnostic.domain.lines import Assessed, stages_of
from app.impact.diagnostic.domain.stages import Stage, stage_of_carbon
from app.impact.exact import ZERO, exactly


class Why(StrEnum):
    """Why a line weighs differently in the two modules."""

    MORE_STAGES = "more_stages"
    OTHER_OBJECT = "other_object"
    OTHER_FIGURE = "other_figure"
    NOT_COUNTED = "not_counted"


WHY_LABELS: Mapping[Why, str] = {
    Why.MORE_STAGES: N_(
        "la déclaration que prend le diagnostic compte d'autres étapes (distribution, fin de vie) que le facteur du "
        "calcul carbone"
    ),
    Why.OTHER_OBJECT: N_(
        "pour un objet emprunté, le calcul carbone met le chiffre à l'échelle de l'objet (sa taille, sa masse), le "
        "diagnostic prend l'objet type de la déclaration"
    ),
    Why.OTHER_FIGURE: N_("la déclaration et le facteur du calcul carbone ne donnent pas le même chiffre"),
    Why.NOT_COUNTED: N_("le calcul carbone n'a pas de facteur pour la ligne, le diagnostic a une déclaration"),
}


@dataclass(frozen=True, slots=True)
class Apart:
    """A line that differs, in kg CO2e: *carbon* is None where the carbon calculation has no figure of it.

    *parts* say why; they add up to the difference.
    """

    label: str
    carbon: Decimal | None
    here: Decimal
    parts: Mapping[Why, Decimal]

    @property
    def difference(self) -> Decimal:
        """By how much the diagnostic passes the carbon calculation; negative when it is below."""
        with exactly():
            return self.here - (self.carbon or ZERO)


@dataclass(frozen=True, slots=True)
class Agreement:
    """*here* and *carbon* are the totals of the same *lines*; *apart* are those that differ, the widest first."""

    here: Decimal
    carbon: Decimal
    lines: int
    apart: tuple[Apart, ...]

    @property
    def difference(self) -> Decimal:
        """Exactly the sum of what the lines differ by."""
        with exactly():
            return self.here - self.carbon

    @property
    def parts(self) -> Mapping[Why, Decimal]:
        """The whole difference by reason."""
        with exactly():
            return {
                why: sum((one.parts[why] for one in self.apart if why in one.parts), ZERO)
                for why in Why
                if any(why in one.parts for one in self.apart)
            }


def beside_carbon(lines: Sequence[Assessed]) -> Agreement:
    """The two climate totals of *lines*, and every line in which they differ."""
    apart = [one for line in lines if (one := _apart(line)) is not None]
    with exactly():
        here = sum((line.total(CLIMATE) or ZERO for line in lines), ZERO)
        carbon = sum((line.carbon or ZERO for line in lines), ZERO)
    apart.sort(key=lambda one: (-abs(one.difference), one.label))
    return Agreement(here, carbon, len(lines), tuple(apart))


def _apart(found: Assessed) -> Apart | None:
    here = found.total(CLIMATE)
    if here is None or here == found.carbon:
        return None
    with exactly():
        parts = {why: part for why, part in _reasons(found, here).items() if part}
    return Apart(found.line.label, found.carbon, here, parts) if parts else None


def _reasons(found: Assessed, here: Decimal) -> Mapping[Why, Decimal]:
    """The difference cut where the stages allow it.

    Stored carbon makes the manufacture of wood negative and its end of life larger: then only the whole compares.
    """
    line, factor = found.line, found.line.factor
    if found.carbon is None or line.carbon is None:
        return {Why.NOT_COUNTED: here}
    is_scaled = line.is_borrowed and factor is not None and factor.id == line.carbon.reference.partition("@")[0]
    other = Why.OTHER_OBJECT if is_scaled else Why.OTHER_FIGURE
    stage = stage_of_carbon(line.carbon.stage, line.component)
    same = stages_of(found, CLIMATE).get(stage)
    if stage is Stage.NOT_SPLIT or same is None or same < 0:
        return {other: here - found.carbon}
    return {Why.MORE_STAGES: here - same, other: same - found.carbon}
