"""The multi-criteria factors that a house may use: those of the files, those imported for all, and its own."""

from collections.abc import Mapping
from decimal import Decimal

from sqlalchemy import or_, select

from app.core.db import db
from app.impact.diagnostic.domain.factors import Figure, MultiFactor
from app.impact.diagnostic.library import carried
from app.impact.diagnostic.models import ImportedFactor


def factors_for(institution_id: int | None) -> Mapping[str, MultiFactor]:
    """By id the newest version, by "id@version" every one; ``None`` for what everybody may use."""
    found: dict[str, MultiFactor] = {}
    for one in carried().values():
        found[one.id] = found[one.reference] = one
    for_all = ImportedFactor.institution_id.is_(None)
    own = for_all if institution_id is None else ImportedFactor.institution_id == institution_id
    rows = select(ImportedFactor).where(or_(for_all, own))
    for row in db.session.scalars(rows.order_by(ImportedFactor.key, ImportedFactor.version)):
        made = _factor(row)
        found[made.id] = found[made.reference] = made
    return found


def newest(key: str) -> ImportedFactor | None:
    """The version that stands under a key."""
    statement = select(ImportedFactor).where(ImportedFactor.key == key).order_by(ImportedFactor.version.desc())
    return db.session.scalars(statement.limit(1)).one_or_none()


def as_factor(row: ImportedFactor | None) -> MultiFactor | None:
    """The row as a value; None for none."""
    return _factor(row) if row is not None else None


def _factor(row: ImportedFactor) -> MultiFactor:
    return MultiFactor(
        reference=f"{row.key}@{row.version}",
        label={"fr": row.label, "en": row.label},
        unit=row.unit,
        method=row.method,
        figures=tuple(Figure(module, scenario, id, Decimal(value)) for module, scenario, id, value in row.figures),
        source={"fr": row.source, "en": row.source},
        licence={"fr": row.licence, "en": row.licence},
        year=row.year,
        locator=row.file_name,
        kg_per_unit=row.kg_per_unit,
    )
