"""Rows become listings, in the caller's one transaction: a few statements for hundreds of rows."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import delete, insert, select

from app.core.actor import Actor
from app.core.db import db
from app.core.errors import Refusal
from app.core.events import publish
from app.core.journal import record
from app.listings.domain.categories import category
from app.listings.domain.events import ListingsImported
from app.listings.domain.publishing import not_ready
from app.listings.domain.sheet import ListingFields
from app.listings.domain.spreadsheets import RowDraft, RowFault, Trial
from app.listings.domain.states import ImportState, ListingState
from app.listings.models import ImportChange, Listing, ListingImport, ListingTerm, Unit
from app.listings.services.importing.refusals import ChangedMeanwhile, NothingToImport, RowsRefused
from app.listings.services.importing.unit_changes import lay_units
from app.listings.services.rows import is_verified, terms_of, values_of

BATCH = 500
_FOUND_BY = frozenset({"title", "brand", "model", "specs", "category"})


def write_trial(actor: Actor, row: ListingImport, trial: Trial, *, partial: bool, now: datetime) -> Trial:
    """Write what *trial* says; what was written (rows that turned out wrong moved to its faults).

    Raises :class:`RowsRefused` with the trial in ``refusal.trial`` when one row is wrong and *partial* was not
    asked for; the caller's transaction then undoes everything.
    """
    if trial.faults and not partial:
        raise _refused(trial)
    written = _change(actor, row, trial, now)
    if written.faults and not partial:
        raise _refused(written)
    if not written.drafts and not written.changes and not written.same:
        raise NothingToImport()
    for some in _batches(written.drafts):
        _create(row, some, now)
    row.state, row.done_at = ImportState.DONE, now
    counts = {"made": len(written.drafts), "changed": len(written.changes), "same": len(written.same)}
    record(actor, now, "confirm_import", "listing_import", row.id, row.institution_id, **counts)
    publish(ListingsImported(row.id, row.institution_id))
    return written


def _refused(trial: Trial) -> RowsRefused:
    refusal = RowsRefused(rows=trial.bad_lines)
    refusal.trial = trial  # type: ignore[attr-defined]
    return refusal


def _batches(drafts: Sequence[RowDraft]) -> Iterator[Sequence[RowDraft]]:
    return (drafts[start : start + BATCH] for start in range(0, len(drafts), BATCH))


def _create(row: ListingImport, drafts: Sequence[RowDraft], now: datetime) -> None:
    """Five statements whatever the number of rows."""
    shared = {
        "institution_id": row.institution_id,
        "import_id": row.id,
        "state": ListingState.DRAFT,
        "created_at": now,
        "updated_at": now,
        "version": 1,
    }
    rows = [{**values_of(category(draft.fields.category), draft.fields), **shared} for draft in drafts]
    db.session.execute(insert(Listing), rows)
    pairs = list(zip(_newest(row.id, len(drafts)), drafts, strict=True))
    units = [
        {
            "listing_id": id,
            "label": unit.label,
            "serial": unit.serial,
            "asset_tag": unit.asset_tag,
            "condition": draft.fields.condition,
        }
        for id, draft in pairs
        for unit in draft.units or ()
    ]
    db.session.execute(insert(Unit), units)
    _insert_terms(pairs)
    done = [_done(row, id, draft, 1) for id, draft in pairs]
    db.session.execute(insert(ImportChange), done)


def _insert_terms(pairs: Sequence[tuple[int, RowDraft]]) -> None:
    terms = [
        {"listing_id": id, "term": term}
        for id, draft in pairs
        for term in sorted(terms_of(category(draft.fields.category), draft.fields))
    ]
    if terms:
        db.session.execute(insert(ListingTerm), terms)


def _newest(import_id: int, count: int) -> list[int]:
    """The ids just made, in the order of the rows: a list of rows is inserted one after the other.

    Asking for them with RETURNING would make SQLite insert each row by a statement of its own.
    """
    newest = select(Listing.id).where(Listing.import_id == import_id).order_by(Listing.id.desc()).limit(count)
    return sorted(db.session.execute(newest).scalars())


def _done(row: ListingImport, listing_id: int, draft: RowDraft, version: int, before: Any = None) -> dict[str, Any]:
    return {
        "import_id": row.id,
        "listing_id": listing_id,
        "line": draft.line,
        "fate": draft.fate,
        "row_digest": draft.digest,
        "version": version,
        "before": before,
    }


def _change(actor: Actor, row: ListingImport, trial: Trial, now: datetime) -> Trial:
    """Change what rows change; those that turn out impossible become faults."""
    faults: list[RowFault] = []
    changes: list[RowDraft] = []
    verified = is_verified(row.institution_id)
    for some in _batches(trial.changes):
        listings = _locked([draft.listing.id for draft in some if draft.listing is not None])
        done: list[tuple[int, RowDraft]] = []
        kept = []
        for draft in some:
            assert draft.listing is not None
            listing = listings.get(draft.listing.id)
            try:
                kept.append(_changed(actor, row, listing, draft, verified, now))
            except Refusal as refusal:
                faults.append(RowFault(draft.line, "", draft.fields.title, refusal))
                continue
            done.append((draft.listing.id, draft))
        db.session.flush()
        if kept:
            db.session.execute(insert(ImportChange), kept)
        _rewrite_terms([pair for pair in done if _FOUND_BY & set(pair[1].changed)])
        db.session.expire_all()
        changes.extend(draft for _, draft in done)
    return replace(trial, changes=tuple(changes), faults=(*trial.faults, *faults))


def _locked(ids: Sequence[int]) -> dict[int, Listing]:
    statement = select(Listing).where(Listing.id.in_(ids)).order_by(Listing.id).with_for_update(key_share=True)
    rows = db.session.execute(statement.execution_options(populate_existing=True)).scalars()
    return {listing.id: listing for listing in rows}


def _changed(
    actor: Actor, row: ListingImport, listing: Listing | None, draft: RowDraft, verified: bool, now: datetime
) -> dict[str, Any]:
    """One listing changed as *draft* says; what to remember of it."""
    known = draft.listing
    if listing is None or known is None or listing.version != known.version:
        raise ChangedMeanwhile()
    of = category(draft.fields.category)
    if listing.state is ListingState.PUBLISHED:
        lacking = not_ready(draft.fields, of, units_in_service=draft.quantity, institution_verified=verified)
        if lacking:
            raise lacking[0]
    before: dict[str, Any] = {"fields": kept_fields(known.fields, draft.changed)}
    if draft.units is not None:
        before["units"] = lay_units(actor, listing.id, draft.units, now)
    before_specs = listing.specs if listing.category == of.id else {}
    for name, value in values_of(of, draft.fields, before_specs).items():
        setattr(listing, name, value)
    listing.updated_at, listing.version = now, listing.version + 1
    return _done(row, listing.id, draft, listing.version, before)


def _rewrite_terms(pairs: Sequence[tuple[int, RowDraft]]) -> None:
    if pairs:
        db.session.execute(delete(ListingTerm).where(ListingTerm.listing_id.in_([id for id, _ in pairs])))
        _insert_terms(pairs)


def kept_fields(fields: ListingFields, names: Sequence[str]) -> dict[str, Any]:
    """What *fields* said under *names*, as JSON keeps it."""
    of = category(fields.category)
    kept: dict[str, Any] = {}
    for name in names:
        if name == "specs":
            kept[name] = {key: of.spec(key).store(value) for key, value in fields.specs.items()}
        elif name != "units":
            kept[name] = _kept(getattr(fields, name))
    return kept


def _kept(value: Any) -> Any:
    if isinstance(value, Decimal):
        return {"decimal": str(value)}
    return {"day": value.isoformat()} if isinstance(value, date) else value
