"""Conformance: JSON in, JSON out, so that anyone can check the method and the formulas from outside.

    >>> print(dumps(evaluate_footprint(loads('''{"lines": [{"component": "works_transport", "value": 1.2,
    ...     "unit": "t.km", "factor": {"value": 0.0875, "unit": "kgCO2e/t.km", "u_rel": 0}}]}'''))["total"]))
    0.105

Each function takes the decoded input and returns what to encode, numbers as exact decimals rounded when shown;
``loads`` and ``dumps`` keep them exact on the way. What cannot be is refused by name; ``described`` turns the
refusal into ``{"error": "OverlappingUses", "message": "...", "use": "b"}`` (or ``line``, or ``question``).
"""

from app.impact.conformance.answers import score_answers
from app.impact.conformance.lines import evaluate_footprint
from app.impact.conformance.reading import described, dumps, loads
from app.impact.conformance.uses import evaluate_uses

__all__ = ["described", "dumps", "evaluate_footprint", "evaluate_uses", "loads", "score_answers"]
