"""The annual report as data, as its published schema says (``schema/bilan-1.schema.json``).

Figures are decimal strings in kg CO2e, to the gram, as on the page; the two accounts are two objects, and no member
holds one taken from the other (R1). What a lender contributed to has no unit of carbon and is not additive (R17).
"""

from decimal import Decimal
from pathlib import Path
from typing import Any

from app.impact.credits.domain import method
from app.impact.queries.annual import BEGES_SOURCE, Annual
from app.impact.queries.groups import GroupLine
from app.impact.queries.sums import Avoided, Inventory
from app.impact.words import SPENT

SCHEMA = Path(__file__).parent / "schema" / "bilan-1.schema.json"
FORMAT = "bilan-1"


def as_data(annual: Annual, schema_url: str) -> dict[str, Any]:
    """Everything that the report says, for machines."""
    page = annual.report
    return {
        "$schema": schema_url,
        "format": FORMAT,
        "institution": {"id": page.institution_id, "name": page.institution},
        "year": page.year,
        "method": list(page.public.methods) if page.public else [method.VERSION],
        "avoided": {
            "unit": "kgCO2e",
            "total": _avoided(page.public) if page.public else None,
            "by_category": [_part(line) for line in page.by_category],
            "by_region": [_part(line) for line in page.by_region],
            "by_exhibition": [_part(line) for line in page.by_exhibition],
            "by_month": [_part(line) for line in page.by_month],
            "by_year": [_part(line) for line in page.by_year],
            "evidence": [
                {"level": one.level, "loans": one.loans, "sum": _avoided(one.sum) if one.sum else None}
                for one in page.evidence
            ],
            "left_out": {
                "internal_records": page.internal.records if page.internal else 0,
                "planned_records": page.expected.records if page.expected else 0,
                "records_under_review": page.waiting,
            },
        },
        "footprint": {
            "unit": "kgCO2e",
            "total": _inventory(page.footprint) if page.footprint else None,
            "posts": [
                {
                    "number": post.number,
                    "value": _kilos(post.value),
                    "low_90": _kilos(post.low),
                    "high_90": _kilos(post.high),
                    "factors": list(post.factors),
                }
                for post in annual.posts
            ],
            "posts_after": BEGES_SOURCE,
            "by_exhibition": [
                {"id": one.id, "label": one.label, "sum": _inventory(one.footprint)} for one in annual.exhibitions
            ],
        },
        "lending": _lending(annual),
        "factors": [{"reference": one.reference, "label": one.label, "source": one.source} for one in annual.factors],
    }


def _avoided(found: Avoided) -> dict[str, Any]:
    spent = dict(found.spent)
    return {
        "value": _kilos(found.central),
        "low_90": _kilos(found.low),
        "high_90": _kilos(found.high),
        "low_bound_rebound": _kilos(found.low_bound),
        "sign_established": found.sign_established,
        "manufacture_avoided": _kilos(found.made_less),
        "logistics_avoided": _kilos(found.logistics_avoided),
        "emitted_by_loans": _kilos(found.burdens),
        "emitted_by_kind": {name: _kilos(spent.get(name, Decimal(0))) for name in SPENT},
        "with_reuse": _kilos(found.with_reuse),
        "reference_without_reuse": _kilos(found.without_reuse),
        "records": found.records,
        "objects": found.objects,
    }


def _part(line: GroupLine) -> dict[str, Any]:
    return {"key": line.key, "label": line.label, "sum": _avoided(line.sum)}


def _inventory(found: Inventory) -> dict[str, Any]:
    return {
        "value": _kilos(found.total),
        "low_90": _kilos(found.low),
        "high_90": _kilos(found.high),
        "manufacture": _kilos(found.making),
        "transport": _kilos(found.moving),
        "energy": _kilos(found.energy),
    }


def _lending(annual: Annual) -> dict[str, Any] | None:
    lent = annual.report.lending
    if lent is None:
        return None
    return {
        "loans": lent.loans,
        "objects": lent.objects,
        "object_days": lent.object_days,
        "contributed_to_others": {"value": _kilos(lent.contributed), "is_additive": False},
    }


def _kilos(value: Decimal) -> str:
    return f"{value:.3f}"
