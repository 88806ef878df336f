"""What the forms of a carbon calculation share: phases and components in addresses, numbers that are asked back."""

from collections.abc import Iterable
from typing import Any

from wtforms.fields.choices import SelectChoice

from app.core.error_pages import sentence
from app.core.forms import NumberField
from app.impact.footprint.domain.components import Component
from app.impact.footprint.domain.lines import Phase
from app.impact.footprint.domain.reading import AmbiguousNumber, NotAQuantity, number, written

PHASES = {"prevu": Phase.PLANNED, "realise": Phase.ACTUAL}
SLUGS = {phase: slug for slug, phase in PHASES.items()}


class AskedNumber(NumberField):
    """A number of which "1.234" is asked back: a thousand in one country, a decimal in another."""

    def process_formdata(self, valuelist: list[str]) -> None:
        """Read it, or say in which two ways it can be read."""
        super().process_formdata(valuelist)
        if self.data is None:
            return
        try:
            self.data = number("".join(valuelist[0].split()))
        except AmbiguousNumber as refusal:
            self.data = None
            raise ValueError(sentence(refusal)) from refusal
        except NotAQuantity:
            return  # "-3" or "1e3": a number like another, its bounds judge it

    def _value(self) -> Any:
        if self.raw_data:
            return self.raw_data[0]
        return "" if self.data is None else written(self.data)


def component_of(text: str) -> Component | None:
    """The component an address names."""
    return next((one for one in Component if one.value.replace("_", "-") == text), None)


def choices_of(found: Iterable[tuple[str, str]]) -> list[SelectChoice]:
    """Values and words, as a list of choices."""
    return [SelectChoice(key, text) for key, text in found]
