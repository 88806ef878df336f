"""What must always hold of diagnostics: `flask verify`."""

from datetime import datetime

from sqlalchemy import select

from app.core import verification
from app.core.db import db
from app.exhibitions.models import Exhibition
from app.impact.diagnostic.domain.indicators import INDICATORS
from app.impact.diagnostic.models import DiagnosticChoice, ImportedFactor
from app.impact.diagnostic.standing import factors_for


def choices_name_known_factors(_now: datetime) -> list[str]:
    """Every factor that was chosen for a line is there for the house that chose it."""
    rows = db.session.execute(
        select(DiagnosticChoice.id, DiagnosticChoice.factor, Exhibition.institution_id)
        .join(Exhibition, Exhibition.id == DiagnosticChoice.exhibition_id)
        .order_by(DiagnosticChoice.id)
    ).all()
    known = {institution: factors_for(institution) for institution in {row.institution_id for row in rows}}
    lost = [row for row in rows if row.factor and row.factor not in known[row.institution_id]]
    return [f"choice {row.id}: no factor {row.factor}" for row in lost]


def imported_figures_are_ours(_now: datetime) -> list[str]:
    """Every imported figure names an indicator of ours, and every factor has a licence."""
    problems = []
    for row in db.session.scalars(select(ImportedFactor).order_by(ImportedFactor.id)):
        unknown = {indicator for _, _, indicator, _ in row.figures} - INDICATORS.keys()
        if unknown or not row.licence:
            problems.append(f"imported factor {row.id}: {', '.join(sorted(unknown)) or 'no licence'}")
    return problems


def register() -> None:
    """Add these invariants; doing it twice changes nothing."""
    verification.register("diagnostic: choices name known factors", choices_name_known_factors)
    verification.register("diagnostic: imported figures are ours", imported_figures_are_ours)
