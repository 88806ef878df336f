"""Verbs on diagnostics: declarations taken in, the frame of a study, the factor that stands for a line."""

from collections.abc import Sequence
from dataclasses import dataclass, fields
from datetime import datetime

from sqlalchemy import select

from app.core import journal
from app.core.actor import Actor
from app.core.db import transaction
from app.core.errors import Forbidden, NotFound, Stale
from app.exhibitions.domain.permissions import may_edit_exhibition
from app.exhibitions.models import Exhibition
from app.impact.diagnostic.domain.factors import MultiFactor
from app.impact.diagnostic.domain.frame import Frame
from app.impact.diagnostic.domain.lines import ActivityLine, fits
from app.impact.diagnostic.importing.declared import Declared
from app.impact.diagnostic.importing.reading import Line, Trial, tried
from app.impact.diagnostic.importing.refusals import LicenceMissing
from app.impact.diagnostic.inventory import inventories
from app.impact.diagnostic.models import DiagnosticChoice, DiagnosticFrame, ImportedFactor
from app.impact.diagnostic.refusals import TooLong, UnitsOfFactorDoNotFit, UnknownLine, UnknownMultiFactor
from app.impact.diagnostic.standing import as_factor, factors_for, newest

MOST_SIGNS = 4000


@dataclass(frozen=True, slots=True)
class Brought:
    """A file of declarations: who may use it (*institution_id*, None for all), under which licence, from where."""

    institution_id: int | None
    licence: str
    source: str
    file_name: str
    sha256: str


def key_of(found: Declared, institution_id: int | None) -> str:
    """Under which name a declaration stands: a house's own never meets another's."""
    own = f"house{institution_id}." if institution_id is not None else ""
    return f"epd.{own}{found.id.casefold()}"[:120]


def try_declarations(found: Sequence[Declared], brought: Brought, now: datetime) -> Trial:
    """What would become of each; nothing is written."""
    return tried(found, lambda one: as_factor(newest(key_of(one, brought.institution_id))), now.date())


def take_declarations(actor: Actor, found: Sequence[Declared], brought: Brought, now: datetime) -> list[str]:
    """Write every new or changed declaration that can be read as a version; the references made.

    The bad ones are left out: whoever calls has shown them. Raises Forbidden for who is neither the staff nor the
    platform itself, LicenceMissing.
    """
    if not (actor.is_staff or actor.user_id is None):
        raise Forbidden()
    if not brought.licence.strip():
        raise LicenceMissing()
    with transaction() as session:
        made = []
        for one in try_declarations(found, brought, now).wanted:
            row = _row(one, brought, actor, now)
            session.add(row)
            session.flush()
            reference = f"{row.key}@{row.version}"
            made.append(reference)
            journal.record(
                actor, now, "take_declaration", "imported_factor", row.id, brought.institution_id, factor=reference
            )
        return made


def _row(one: Line, brought: Brought, actor: Actor, now: datetime) -> ImportedFactor:
    found, key = one.declared, key_of(one.declared, brought.institution_id)
    before = newest(key)
    return ImportedFactor(
        key=key,
        version=before.version + 1 if before else 1,
        institution_id=brought.institution_id,
        label=found.name or found.id,
        unit=found.unit,
        method=found.method or "",
        kg_per_unit=found.kg_per_unit,
        figures=[[each.module, each.scenario, each.indicator, str(each.value)] for each in one.figures],
        source=(brought.source or found.owner or brought.file_name)[:300],
        licence=brought.licence.strip()[:300],
        year=found.year or now.year,
        valid_until=found.valid_until,
        file_name=brought.file_name[:200],
        file_sha256=brought.sha256,
        imported_by=actor.user_id,
        imported_at=now,
    )


def frame_diagnostic(actor: Actor, exhibition_id: int, frame: Frame, version: int, now: datetime) -> None:
    """Say what is studied, for whom, within which limits. *version* is 0 for the first time.

    Raises NotFound, Forbidden, Stale (somebody wrote meanwhile), TooLong.
    """
    for name in (field.name for field in fields(frame)):
        if len(getattr(frame, name)) > MOST_SIGNS:
            raise TooLong(field=name, most=MOST_SIGNS)
    with transaction() as session:
        show = _edited(actor, session.get(Exhibition, exhibition_id, with_for_update=True))
        row = session.scalar(select(DiagnosticFrame).filter_by(exhibition_id=exhibition_id))
        if (row.version if row else 0) != version:
            raise Stale()
        if row is None:
            row = DiagnosticFrame(exhibition_id=exhibition_id, version=0, edited_at=now)
            session.add(row)
        for name in (field.name for field in fields(frame)):
            setattr(row, name, getattr(frame, name).strip())
        row.version += 1
        row.edited_by, row.edited_at = actor.user_id, now
        journal.record(actor, now, "frame_diagnostic", "exhibition", exhibition_id, show.institution_id)


def choose_multi_factor(actor: Actor, exhibition_id: int, line_key: str, factor: str, now: datetime) -> None:
    """Have a multi-criteria factor stand for a line; an empty *factor* says that none does, whatever its name.

    Raises NotFound, Forbidden, UnknownLine, UnknownMultiFactor, UnitsOfFactorDoNotFit.
    """
    with transaction() as session:
        show = _edited(actor, session.get(Exhibition, exhibition_id, with_for_update=True))
        line = _line(exhibition_id, line_key)
        row = session.scalar(select(DiagnosticChoice).filter_by(exhibition_id=exhibition_id, line_key=line_key))
        reference = _chosen(show.institution_id, factor, line).reference if factor else ""
        if row is None:
            row = DiagnosticChoice(exhibition_id=exhibition_id, line_key=line_key)
            session.add(row)
        row.factor, row.chosen_by, row.chosen_at = reference, actor.user_id, now
        journal.record(
            actor, now, "choose_multi_factor", "exhibition", exhibition_id, show.institution_id, factor=factor
        )


def _edited(actor: Actor, show: Exhibition | None) -> Exhibition:
    if show is None or not (actor.belongs_to(show.institution_id) or actor.is_staff):
        raise NotFound()
    if not may_edit_exhibition(actor, show.institution_id):
        raise Forbidden()
    return show


def _line(exhibition_id: int, key: str) -> ActivityLine:
    for variant in inventories(exhibition_id):
        for line in variant.lines:
            if line.key == key:
                return line
    raise UnknownLine()


def _chosen(institution_id: int, reference: str, line: ActivityLine) -> MultiFactor:
    found = factors_for(institution_id).get(reference)
    if found is None:
        raise UnknownMultiFactor(reference=reference)
    if not fits(line, found):
        raise UnitsOfFactorDoNotFit(unit=line.unit, factor_unit=found.unit)
    return found
