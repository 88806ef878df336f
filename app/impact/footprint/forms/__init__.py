"""What a browser may send about a carbon calculation."""

from app.impact.footprint.forms.fields import PHASES, SLUGS, component_of
from app.impact.footprint.forms.filling import PlaceForm, WorksForm, quick_answers, quick_form
from app.impact.footprint.forms.frame import AbsenceForm, FrameForm, VariantForm
from app.impact.footprint.forms.lines import LineForm, values_of

__all__ = [
    "PHASES",
    "SLUGS",
    "AbsenceForm",
    "FrameForm",
    "LineForm",
    "PlaceForm",
    "VariantForm",
    "WorksForm",
    "component_of",
    "quick_answers",
    "quick_form",
    "values_of",
]
