"""What goes out comes back the same: nothing made, nothing changed, in every format, whatever the text says."""

from datetime import date, datetime
from decimal import Decimal

import pytest
from flask import Flask
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from app.core.actor import Actor
from app.core.db import db
from app.core.errors import Forbidden
from app.listings import services
from app.listings.domain.categories import Category, Kind, Spec, SpecValue, categories
from app.listings.domain.handling import Vehicle
from app.listings.domain.sheet import ListingFields, faults_of
from app.listings.domain.spreadsheets import (
    Defaults,
    Inventory,
    Known,
    Sheet,
    UnitSaid,
    categories_in,
    guess_columns,
    number_key,
    try_rows,
)
from app.listings.domain.spreadsheets.exporting import Told, cells_of, headings_of
from app.listings.domain.states import Condition, Offer, Visibility
from app.listings.models import Unit
from app.listings.queries.sheets import read_sheet
from app.listings.queries.sheets.writing import SheetKind, written_sheet
from app.listings.services import UnitFields
from tests.given.accounts import a_person, an_institution
from tests.given.listings import a_listing, unit_ids
from tests.listings.importing.test_import import receive

TODAY = date(2027, 1, 11)
LETTERS = st.characters(codec="utf-8", exclude_categories=["Cs", "Cc", "Cn", "Co"], include_characters="=+-@\t\n'\"")
AWKWARD = st.sampled_from(
    ["=1+1", "'=x", "''+y", "-12", "+33", "@SUM(A1)", "＝1", "a;b,c|d", "007", "1 / 2", "—", "oui"]
)


def words(most: int) -> st.SearchStrategy[str]:
    """What a person may have typed in a form: no blanks around."""
    return st.one_of(AWKWARD, st.text(LETTERS, max_size=most).map(str.strip)).filter(lambda text: len(text) <= most)


def line_of_words(most: int) -> st.SearchStrategy[str]:
    """The same on one line."""
    return words(most).map(lambda text: " ".join(text.split())).filter(bool)


def a_value(spec: Spec) -> st.SearchStrategy[SpecValue]:
    """Some value that the characteristic may have."""
    match spec.kind:
        case Kind.NUMBER:
            low, high = spec.low or Decimal(0), spec.high or Decimal(100_000)
            places = st.integers(0, 3).flatmap(lambda n: st.decimals(low, high, places=n))
            return places.map(lambda value: Decimal(f"{value.normalize():f}"))
        case Kind.ENUM:
            return st.sampled_from([option.key for option in spec.options])
        case Kind.SET:
            keys = [option.key for option in spec.options]
            return st.lists(st.sampled_from(keys), min_size=1, unique=True).map(tuple)
        case Kind.BOOL:
            return st.booleans()
        case Kind.TEXT:
            return line_of_words(60)


def _readable(spec: Spec, value: SpecValue) -> bool:
    """Whether a form could have kept it at all: what is typed is parsed before it is kept."""
    return spec.kind is not Kind.TEXT or spec.parse(str(value)) == value


@st.composite
def listings(draw: st.DrawFn) -> ListingFields:
    """A listing as an institution may have it."""
    category: Category = draw(st.sampled_from(list(categories().values())))
    chosen = draw(st.lists(st.sampled_from(category.specs), unique_by=lambda spec: spec.key, max_size=6))
    specs = {spec.key: draw(a_value(spec).filter(lambda value, spec=spec: _readable(spec, value))) for spec in chosen}
    days = draw(st.lists(st.dates(date(2020, 1, 1), date(2040, 1, 1)), min_size=2, max_size=2).map(sorted))
    return ListingFields(
        site_id=draw(st.sampled_from([1, 2])),
        category=category.id,
        title=draw(line_of_words(40)),
        description=draw(words(80)),
        brand=draw(st.one_of(st.just(""), line_of_words(20))),
        model=draw(st.one_of(st.just(""), line_of_words(20))),
        specs=specs,
        condition=draw(st.sampled_from(Condition)),
        mass_kg=draw(st.none() | st.decimals(Decimal("0.001"), 20_000, places=3)),
        width_cm=draw(st.none() | st.decimals(Decimal("0.1"), 2_000, places=1)),
        made_in_year=draw(st.none() | st.integers(1950, 2027)),
        tested_on=draw(st.none() | st.dates(date(2000, 1, 1), TODAY)),
        replacement_value_cents=draw(st.none() | st.integers(0, 100_000_000)),
        lender_conditions=draw(words(40)),
        storage_place=draw(words(40)),
        offer=draw(st.sampled_from(Offer)),
        visibility=draw(st.sampled_from(Visibility)),
        collection_item=draw(st.sampled_from([None, True, False])),
        available_from=draw(st.sampled_from([None, days[0]])),
        available_until=draw(st.sampled_from([None, days[1]])),
        turnaround_days=draw(st.integers(0, 60)),
        vehicle=draw(st.none() | st.sampled_from(Vehicle)),
        carriers=draw(st.none() | st.integers(1, 20)),
        needs_dock=draw(st.booleans()),
        needs_lift=draw(st.booleans()),
        is_crated=draw(st.booleans()),
        mass_confirmed=True,
    )


@st.composite
def inventories(draw: st.DrawFn) -> list[Known]:
    """Several listings; references, serials and tags are each there once."""
    numbers = iter(draw(st.lists(line_of_words(20), unique_by=number_key, min_size=30, max_size=30)))
    made = []
    for id, fields in enumerate(draw(st.lists(listings(), min_size=1, max_size=4)), start=1):
        units = []
        for n in range(draw(st.integers(0, 3))):
            serial, tag = (next(numbers) if draw(st.booleans()) else "" for _ in range(2))
            units.append(UnitSaid(f"n° {n + 1}", _number(serial), _number(tag), id * 100 + n))
        reference = next(numbers) if draw(st.booleans()) else None
        made.append(Known(id, 1, _with(fields, reference), tuple(units)))
    return made


def _number(text: str) -> str:
    return "" if text == "—" else text


def _with(fields: ListingFields, reference: str | None) -> ListingFields:
    from dataclasses import replace

    return replace(fields, reference=reference)


@settings(
    max_examples=40, deadline=None, suppress_health_check=list(HealthCheck), phases=[Phase.explicit, Phase.generate]
)
@given(inventories(), st.sampled_from(SheetKind))
def test_importing_an_export_changes_nothing(known: list[Known], kind: SheetKind) -> None:
    told = [Told(one, {1: "Réserve, Lyon", 2: "=Atelier"}[one.fields.site_id], "brouillon") for one in known]
    sheet = read_sheet(written_sheet(kind, headings_of(told), cells_of(told)))
    inventory = Inventory(
        {one.id: one for one in known},
        {one.fields.reference: one.id for one in known if one.fields.reference},
        {number_key(unit.asset_tag): one.id for one in known for unit in one.units if unit.asset_tag},
        {number_key(unit.serial): one.id for one in known for unit in one.units if unit.serial},
        sites={"reserve lyon": 1, "atelier": 2},
        today=TODAY,
    )
    trial = try_rows(sheet, _columns(sheet), Defaults(site_id=1), inventory)
    assert [(fault.column, fault.value, str(fault.refusal)) for fault in trial.faults] == []
    assert [(one.line, one.changed) for one in trial.changes] == []
    assert (len(trial.drafts), len(trial.same)) == (0, len(known))


def _columns(sheet: Sheet) -> dict[str, str]:
    columns = guess_columns(sheet.headings, [])
    return columns | guess_columns(sheet.headings, categories_in(sheet, columns["category"]))


def test_the_generated_listings_are_ones_that_could_be_kept() -> None:
    fields = ListingFields(1, "screen", "x", mass_kg=Decimal("0.001"), mass_confirmed=True)
    assert faults_of(fields, categories()["screen"], TODAY) == ()


@pytest.fixture
def actor(app: Flask) -> Actor:
    """The technician of a verified museum with things in it."""
    actor = a_person(an_institution("Musée des Tissages"))
    (institution_id,) = actor.institution_ids
    screen = a_listing(actor, institution_id, reference="=AV-1", units=["grand", "petit"], mass_kg=Decimal("900"))
    units = [
        UnitFields(name, serial=f"SN;{name}", asset_tag=name[0], id=id)
        for name, id in zip(("grand", "petit"), unit_ids(screen), strict=True)
    ]
    services.set_units(actor, screen, units, now=datetime.fromisoformat("2027-01-11T09:00:00+00:00"))
    a_listing(
        actor, institution_id, "plinth", title="@Socle", published=False, description="-1\n=2", vehicle=Vehicle.VAN
    )
    return actor


@pytest.mark.parametrize("kind", list(SheetKind))
def test_the_whole_way_out_and_back_leaves_the_base_as_it_was(actor: Actor, now: datetime, kind: SheetKind) -> None:
    (institution_id,) = actor.institution_ids
    content = services.export_inventory(actor, institution_id, kind, now=now)
    import_id = receive(actor, content, now, category="")
    trial = services.check_import(actor, import_id, now=now)
    assert [str(fault.refusal) for fault in trial.faults] == []
    done = services.confirm_import(actor, import_id, now=now)
    assert (done.made, done.changed, done.same) == (0, 0, 2)


def test_a_serial_corrected_in_the_export_is_taken_over_and_can_be_put_back(actor: Actor, now: datetime) -> None:
    (institution_id,) = actor.institution_ids
    content = services.export_inventory(actor, institution_id, SheetKind.CSV, now=now).replace(b"SN;petit", b"SN-9")
    import_id = receive(actor, content, now, category="")
    services.check_import(actor, import_id, now=now)
    assert services.confirm_import(actor, import_id, now=now).changed == 1
    serials = select(Unit.serial).where(Unit.serial != "").order_by(Unit.id)
    assert db.session.execute(serials).scalars().all() == ["SN;grand", "SN-9"]
    undone = services.undo_import(actor, import_id, now=now)
    assert (undone.removed, undone.restored, undone.kept) == (0, 1, ())
    assert db.session.execute(serials).scalars().all() == ["SN;grand", "SN;petit"]


def test_an_inventory_goes_out_to_its_own_keepers_only(actor: Actor, now: datetime) -> None:
    from app.core.actor import Role
    from app.core.errors import NotFound

    (institution_id,) = actor.institution_ids
    with pytest.raises(Forbidden):
        services.export_inventory(a_person(institution_id, Role.READER), institution_id, SheetKind.CSV, now=now)
    with pytest.raises(NotFound):
        services.export_inventory(a_person(an_institution()), institution_id, SheetKind.CSV, now=now)
