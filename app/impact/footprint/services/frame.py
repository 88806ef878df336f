"""Verbs on what holds for the whole: budget and arbiter, contract, meter, variants, components left out."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from sqlalchemy import delete, select, update

from app.core import journal
from app.core.actor import Actor
from app.core.db import db, transaction
from app.core.errors import Invalid, NotFound, Stale
from app.core.text import N_, one_line
from app.impact import checks
from app.impact.footprint.domain.budget import Budget, Scope
from app.impact.footprint.domain.components import Component
from app.impact.footprint.domain.drafts import ReasonForNothing
from app.impact.footprint.models import CarbonAbsence, CarbonFrame, CarbonLine, CarbonVariant
from app.impact.footprint.services.common import locked_show
from app.impact.refusals import NotPositive

MOST_VARIANTS = 6


class ContractUnproved(Invalid):
    """A market-based factor rests on a contract, or it is a wish (GHG Protocol, Scope 2 Guidance, 2015)."""

    message = N_("Dites quel contrat ou quelle garantie d'origine donne ce facteur.")
    field = "market_proof"


class NameTaken(Invalid):
    """Two variants of one name cannot be told apart."""

    message = N_("Une variante porte déjà ce nom.")
    field = "name"


class NameMissing(Invalid):
    """A variant without a name."""

    message = N_("Donnez un nom à la variante.")
    field = "name"


class TooManyVariants(Invalid):
    """More than one can read side by side."""

    message = N_("%(most)s variantes au plus : supprimez-en une.")


class VariantHasLines(Invalid):
    """Its lines would be lost."""

    message = N_("Cette variante a encore des lignes : supprimez-les d'abord.")


class ComponentHasLines(Invalid):
    """It cannot be absent and counted."""

    message = N_("Ce poste a des lignes : supprimez-les avant de dire qu'il n'existe pas.")
    field = "reason"


@dataclass(frozen=True, slots=True)
class FrameDraft:
    """What holds for the whole calculation, as somebody means it."""

    budget: Budget | None
    scope: Scope
    market_kg: Decimal | None
    market_proof: str
    meter_has_devices: bool

    def __post_init__(self) -> None:
        if self.budget is not None and self.budget.kg <= 0:
            raise NotPositive(field="budget", name="budget")
        if self.market_kg is not None:
            checks.not_negative(market_kg=self.market_kg)
            if not self.market_proof.strip():
                raise ContractUnproved()


def set_frame(actor: Actor, exhibition_id: int, draft: FrameDraft, version: int, now: datetime) -> None:
    """Say what holds for the whole. *version* is 0 for the first time. Raises NotFound, Forbidden, Stale."""
    with transaction() as session:
        show = locked_show(actor, exhibition_id)
        frame = session.get(CarbonFrame, exhibition_id, with_for_update=True, populate_existing=True)
        if (frame.version if frame else 0) != version:
            raise Stale()
        if frame is None:
            frame = CarbonFrame(exhibition_id=exhibition_id, version=0)
            session.add(frame)
        frame.budget_kg = draft.budget.kg if draft.budget else None
        frame.arbiter = one_line(draft.budget.arbiter)[:200] if draft.budget else ""
        frame.budget_scope = draft.scope
        frame.market_kg = draft.market_kg
        frame.market_proof = one_line(draft.market_proof)[:300]
        frame.meter_has_devices = draft.meter_has_devices
        frame.version += 1
        frame.changed_by, frame.changed_at = actor.user_id, now
        journal.record(actor, now, "set_carbon_frame", "exhibition", exhibition_id, show.institution_id)


def write_variant(actor: Actor, exhibition_id: int, name: str, with_borrowed: bool, now: datetime) -> int:
    """A way to make the show, to compare; its id.

    Raises NotFound, Forbidden, NameMissing, NameTaken, TooManyVariants.
    """
    plain = one_line(name)[:80]
    if not plain:
        raise NameMissing()
    with transaction() as session:
        show = locked_show(actor, exhibition_id)
        names = set(session.scalars(select(CarbonVariant.name).where(CarbonVariant.exhibition_id == exhibition_id)))
        if plain in names:
            raise NameTaken()
        if len(names) >= MOST_VARIANTS:
            raise TooManyVariants(most=MOST_VARIANTS)
        row = CarbonVariant(
            exhibition_id=exhibition_id,
            name=plain,
            with_borrowed=with_borrowed,
            is_chosen=not names,
            created_at=now,
        )
        session.add(row)
        session.flush()
        journal.record(
            actor, now, "write_carbon_variant", "exhibition", exhibition_id, show.institution_id, name=plain
        )
        return row.id


def choose_variant(actor: Actor, variant_id: int, now: datetime) -> int:
    """The one that will be built: its total is the plan's. The id of its exhibition. Raises NotFound, Forbidden."""
    with transaction() as session:
        variant = _variant(actor, variant_id)
        session.execute(
            update(CarbonVariant)
            .where(CarbonVariant.exhibition_id == variant.exhibition_id)
            .values(is_chosen=CarbonVariant.id == variant_id)
        )
        _note(actor, now, "choose_carbon_variant", variant)
        return variant.exhibition_id


def remove_variant(actor: Actor, variant_id: int, now: datetime) -> int:
    """Take an empty variant away; the id of its exhibition. Raises NotFound, Forbidden, VariantHasLines."""
    with transaction() as session:
        variant = _variant(actor, variant_id)
        if session.scalar(select(CarbonLine.id).where(CarbonLine.variant_id == variant_id).limit(1)) is not None:
            raise VariantHasLines()
        _note(actor, now, "remove_carbon_variant", variant)
        session.delete(variant)
        return variant.exhibition_id


def leave_component_out(actor: Actor, exhibition_id: int, component: Component, reason: str, now: datetime) -> None:
    """Say that a component does not exist in this show, and why. Raises NotFound, Forbidden, ReasonForNothing,
    ComponentHasLines."""
    why = one_line(reason)[:300]
    if not why:
        raise ReasonForNothing()
    with transaction() as session:
        show = locked_show(actor, exhibition_id)
        of = (CarbonLine.exhibition_id == exhibition_id, CarbonLine.component == component)
        if session.scalar(select(CarbonLine.id).where(*of).limit(1)) is not None:
            raise ComponentHasLines()
        row = session.scalar(select(CarbonAbsence).filter_by(exhibition_id=exhibition_id, component=component))
        if row is None:
            row = CarbonAbsence(exhibition_id=exhibition_id, component=component)
            session.add(row)
        row.reason, row.said_by, row.said_at = why, actor.user_id, now
        journal.record(
            actor,
            now,
            "leave_component_out",
            "exhibition",
            exhibition_id,
            show.institution_id,
            component=component.value,
        )


def take_component_back(actor: Actor, exhibition_id: int, component: Component, now: datetime) -> None:
    """A component exists after all: it is a gap until something is said of it. Raises NotFound, Forbidden."""
    with transaction() as session:
        show = locked_show(actor, exhibition_id)
        session.execute(
            delete(CarbonAbsence).where(
                CarbonAbsence.exhibition_id == exhibition_id, CarbonAbsence.component == component
            )
        )
        journal.record(
            actor,
            now,
            "take_component_back",
            "exhibition",
            exhibition_id,
            show.institution_id,
            component=component.value,
        )


def _variant(actor: Actor, variant_id: int) -> CarbonVariant:
    found = db.session.scalar(select(CarbonVariant.exhibition_id).where(CarbonVariant.id == variant_id))
    if found is None:
        raise NotFound()
    locked_show(actor, found)
    return db.session.get_one(CarbonVariant, variant_id, with_for_update=True, populate_existing=True)


def _note(actor: Actor, now: datetime, action: str, variant: CarbonVariant) -> None:
    show = locked_show(actor, variant.exhibition_id)
    journal.record(actor, now, action, "exhibition", show.id, show.institution_id, name=variant.name)
