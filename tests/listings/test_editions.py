"""A category of the staff is as good as a reviewed one; a change of what is asked never breaks a listing."""

import tomllib
from dataclasses import replace
from datetime import datetime
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.core.actor import ANONYMOUS, Actor
from app.core.db import db, transaction
from app.core.errors import Refusal
from app.impact.footprint.domain.lines import Phase
from app.listings.domain.categories import Category, FactorChoice, Kind, Words, categories, category
from app.listings.domain.categories.differences import differences
from app.listings.domain.categories.rows import category_of_row, row_of_category
from app.listings.domain.categories.toml import toml_of_rows
from app.listings.models import CategoryEdition, Listing
from app.listings.queries.authoring import work_page
from app.listings.queries.editions import history_of, read_editions
from app.listings.queries.listing_page import listing_page
from app.listings.queries.search import Criteria, search
from app.listings.queries.search.criteria import SpecWanted
from app.listings.queries.sheets.writing import SheetKind
from app.listings.services import edit_listing, export_inventory, save_category
from app.needs.domain.reading import read_lines
from tests.given.accounts import a_staff_member
from tests.impact.given import FIRST, LAST, World, a_world, an_agreed_loan, an_offer, hand_over, records, take_back
from tests.pages import Browser

_numbers = count(1)
SAID = {"diagonal": "24", "resolution": "3840 x 2160", "finish": "mat"}


@pytest.fixture
def staff(app: Flask, now: datetime) -> Actor:
    return a_staff_member(now=now)


def a_zoetrope(staff: Actor, now: datetime, **changes: Any) -> Category:
    """A category like the screen, of its own name, with a choice of finishes; its making is a projector's."""
    row = row_of_category(category("screen"))
    finish = {
        "key": "finish",
        "label": {"fr": "Finition", "en": "Finish", "es": "Acabado"},
        "kind": "enum",
        "options": [{"key": key, "label": {"fr": key, "en": key, "es": key}} for key in ("mat", "brillant", "satin")],
    }
    row |= {
        "id": "zoetrope",
        "label": {"fr": "Zootrope", "en": "Zoetrope", "es": "Zootropo"},
        "plural": {"fr": "Zootropes", "en": "Zoetropes", "es": "Zootropos"},
        "synonyms": ["roue animée"],
        "spec": [*row["spec"], finish],
        "equivalent": {"like": "video_projector"},
        **changes,
    }
    save_category(staff, row, reason="Trois musées en ont", after=None, now=now)
    return category(row["id"])


def saved(staff: Actor, changed: Category, now: datetime) -> None:
    """Have *changed* stand."""
    lines = history_of(changed.id)
    save_category(staff, row_of_category(changed), reason="x", after=lines[0].number if lines else 0, now=now)


def without_spec(of: Category, key: str) -> Category:
    spec = of.spec(key)
    return replace(
        of, specs=tuple(one for one in of.specs if one is not spec), gone=(*of.gone, replace(spec, decides=False))
    )


def without_option(of: Category, key: str, option: str) -> Category:
    spec = of.spec(key)
    gone = next(one for one in spec.options if one.key == option)
    left = tuple(one for one in spec.options if one is not gone)
    changed = replace(spec, options=left, gone_options=(*spec.gone_options, gone))
    return replace(of, specs=tuple(changed if one is spec else one for one in of.specs))


@pytest.fixture
def world(app: Flask, now: datetime) -> World:
    return a_world(now)


def test_a_new_category_is_found_by_its_words_its_family_and_its_choices(
    world: World, staff: Actor, now: datetime
) -> None:
    assert search(ANONYMOUS, Criteria(text="zootropes"), now).results.total == 0
    a_zoetrope(staff, now)
    listing = an_offer(world, "zoetrope", specs=SAID, title="Praxinoscope", visibility="public")
    actor = world.technician
    for asked in (
        {"text": "zootropes"}, {"text": "roue animee"}, {"category": "zoetrope"}, {"family": "screens"},
        {"category": "zoetrope", "specs": (SpecWanted("finish", options=frozenset({"mat"})),)},
    ):  # fmt: skip
        assert [card.id for card in search(actor, Criteria(**asked), now).results.items] == [listing], asked
    an_offer(world, "zoetrope", specs=SAID | {"finish": "satin"}, title="Deuxième")
    page = search(actor, Criteria(category="zoetrope"), now, everything=True)
    counted = {one.spec.key: one for one in page.facets.specs}
    assert {choice.key: choice.count for choice in counted["finish"].choices} == {"mat": 1, "satin": 1}  # type: ignore[union-attr]
    assert next(iter(read_lines("3 zootropes", now.date()))).category == "zoetrope"


def test_a_new_category_goes_out_in_a_table_and_comes_back(
    app: Flask, world: World, staff: Actor, now: datetime, tmp_path: Path
) -> None:
    a_zoetrope(staff, now)
    an_offer(world, "zoetrope", specs=SAID)
    path, run = tmp_path / "inventaire.csv", app.test_cli_runner().invoke
    assert run(args=["export-inventory", str(path), "--institution", str(world.lender)]).exit_code == 0
    assert "Finition" in path.read_text(encoding="utf-8-sig") and "Zootrope" in path.read_text(encoding="utf-8-sig")
    done = run(args=["import", str(path), "--institution", str(world.lender), "--dry-run", "--json"])
    assert done.output.strip() == '{"made": 0, "changed": 0, "left_out": 1, "bad_lines": 0}', done.output


def test_a_loan_of_a_new_category_has_its_credit(world: World, staff: Actor, now: datetime) -> None:
    a_zoetrope(staff, now)
    loan = an_agreed_loan(world, {an_offer(world, "zoetrope", specs=SAID): 1})
    hand_over(world, loan, FIRST)
    take_back(world, loan, LAST)
    (record,) = records(phase=Phase.ACTUAL)
    assert record.category == "zoetrope" and record.draw_kg > 0


def test_by_kilogram_it_lasts_as_long_as_was_said(world: World, staff: Actor, now: datetime) -> None:
    from app.impact.factors.domain import manufacturing_factor, per_kg_factors

    chosen = {"per_kg": per_kg_factors()[0], "life_years": 12, "life_source": "Constructeur"}
    a_zoetrope(staff, now, equivalent=chosen)
    made = manufacturing_factor("zoetrope", {}, None)
    assert (made.life_years, made.mass_is, made.mass_kg) == (12, "default", 5)


def test_where_nothing_is_known_no_page_breaks_and_no_figure_is_shown(
    app: Flask, world: World, staff: Actor, now: datetime, browser: Browser
) -> None:
    of = replace(
        a_zoetrope(staff, now), factor=FactorChoice(per_kg="forgotten_factor", life_years=3, life_source="x")
    )
    with transaction() as session:  # a factor that a later method no longer has
        session.add(
            CategoryEdition(
                category_id=of.id,
                number=2,
                row=row_of_category(of),
                author_name="x",
                at=now,
                reason="x",
                is_retired=False,
            )
        )
    read_editions()
    listing = an_offer(world, "zoetrope", specs=SAID)
    loan = an_agreed_loan(world, {listing: 1})
    hand_over(world, loan, FIRST)
    take_back(world, loan, LAST)
    assert records() == []
    browser.sign_in(_email(world.csr))
    page = browser.get(f"/annonces/{listing}").text
    assert "Aucun facteur d'émission n'est connu" in page.replace("&#39;", "'")
    assert "kg CO2e" not in page
    for path in (f"/prets/{loan}", f"/expositions/{world.exhibition}", "/bilan", "/categories", "/methode/facteurs"):
        browser.get(path)
    assert "Rien n'en est connu" in browser.get("/categories").text.replace("&#39;", "'")


def _email(actor: Actor) -> str:
    from app.accounts.models import User

    return db.session.get_one(User, actor.user_id).email


def test_what_is_deprecated_stays_readable_editable_findable_and_goes_out(
    app: Flask, world: World, staff: Actor, now: datetime, browser: Browser
) -> None:
    a_zoetrope(staff, now)
    listing = an_offer(world, "zoetrope", specs=SAID, visibility="public")
    saved(staff, without_option(category("zoetrope"), "finish", "mat"), now)
    page = browser.get(f"/annonces/{listing}").text
    assert "Finition" in page and "mat" in page
    found = search(world.technician, Criteria(category="zoetrope"), now, everything=True)
    assert found.results.total == 1
    browser.sign_in(_email(world.technician))
    assert 'value="mat" selected' in _flat(browser.get(f"/annonces/{listing}/modifier").text)
    saved(staff, without_spec(category("zoetrope"), "diagonal"), now)
    assert "Diagonale" in browser.get(f"/annonces/{listing}").text
    edit(world.technician, listing, now, title="Praxinoscope")
    assert db.session.get_one(Listing, listing).specs["diagonal"] == "24"
    told = export_inventory(world.technician, world.lender, SheetKind.CSV, now=now).decode("utf-8-sig")
    assert "Praxinoscope" in told and "mat" in told
    browser.get("/annonces?categorie=zoetrope&c_finish=mat")


def _flat(html: str) -> str:
    return html.replace('selected value="mat"', 'value="mat" selected')


def edit(actor: Actor, listing_id: int, now: datetime, **changes: Any) -> None:
    """Change a listing as its form would, from what it says."""
    page = work_page(actor, listing_id, now)
    edit_listing(actor, listing_id, replace(page.fields, **changes), version=page.version, now=now)


def test_a_new_name_finds_what_was_listed_before(world: World, staff: Actor, now: datetime) -> None:
    a_zoetrope(staff, now)
    an_offer(world, "zoetrope", specs=SAID, title="Objet 12")
    assert search(world.technician, Criteria(text="phenakistiscope"), now).results.total == 0
    saved(staff, replace(category("zoetrope"), synonyms=("phénakistiscope",)), now)
    assert search(world.technician, Criteria(text="phenakistiscope"), now).results.total == 1


def test_a_retired_category_is_no_longer_proposed_and_its_listings_live_on(
    world: World, staff: Actor, now: datetime, browser: Browser
) -> None:
    a_zoetrope(staff, now)
    listing = an_offer(world, "zoetrope", specs=SAID)
    saved(staff, replace(category("zoetrope"), is_retired=True), now)
    browser.sign_in(_email(world.technician))
    assert "Zootrope" not in browser.get("/annonces/nouvelle").text
    edit(world.technician, listing, now, title="Encore là")
    browser.get(f"/annonces/{listing}/modifier")
    assert search(world.technician, Criteria(category="zoetrope"), now).results.total == 1
    assert "Zootropes" not in browser.get("/categories").text


@pytest.mark.parametrize("id", ["", "screen"])
def test_what_is_exported_as_toml_reads_back_the_same(app: Flask, id: str) -> None:
    done = app.test_cli_runner().invoke(args=["categories", "export", *([id] if id else [])])
    read = [category_of_row(row) for row in tomllib.loads(done.output)["category"]]
    assert read == ([category(id)] if id else list(categories().values()))


@given(st.recursive(st.text(), lambda inner: st.lists(inner, max_size=3), max_leaves=5), st.text(min_size=1))
def test_any_text_survives_toml(said: Any, words: str) -> None:
    row = {"id": words, "label": {"fr": words}, "synonyms": said if isinstance(said, list) else [said], "spec": []}
    assert tomllib.loads(toml_of_rows([row])) == {"category": [row]}


def test_the_commands_list_check_and_refuse(app: Flask, staff: Actor, now: datetime) -> None:
    run = app.test_cli_runner().invoke
    a_zoetrope(staff, now)
    assert "zoetrope" in run(args=["categories", "list"]).output
    assert '"edition": 1' in run(args=["categories", "list", "--json"]).output
    assert run(args=["categories", "check"]).output == "ok\n"
    assert run(args=["categories", "export", "nothing"]).exit_code == 1
    with transaction() as session:
        session.add(CategoryEdition(category_id="odd", number=1, row={"id": 3}, author_name="x", at=now, reason="x"))
    read_editions()
    broken = run(args=["categories", "check"])
    assert broken.exit_code == 1 and "odd" in broken.output
    assert "zoetrope" in categories() and "odd" not in categories()


def test_differences_name_what_was_said_before_and_after() -> None:
    screen = category("screen")
    changed = without_option(replace(screen, label=Words("Moniteur", "Screen", "Pantalla")), "resolution", "UHD-4K")
    told = {one.place: (one.before, one.after) for one in differences(screen, changed)}
    assert told[("label", "fr")] == ("Écran", "Moniteur")
    assert told[("spec", "resolution", "options", "UHD-4K", "deprecated")] == ("", "✓")


def a_change(of: Category, data: st.DataObject) -> Category:
    """One thing that a member of staff may try, allowed or not."""
    specs = [*of.specs]
    spec = data.draw(st.sampled_from(specs)) if specs else None
    what = data.draw(st.sampled_from(["spec", "option", "bounds", "label", "decides", "retire", "restore", "add"]))
    if what == "restore" and of.gone:
        return replace(of, specs=(*of.specs, of.gone[0]), gone=of.gone[1:])
    if what == "retire":
        return replace(of, is_retired=not of.is_retired)
    if what == "add":
        new = replace(
            category("plinth").specs[0], key=f"more_{len(specs)}", decides=False, required=False, columns=()
        )
        return replace(of, specs=(*of.specs, new))
    if spec is None:
        return of
    if what == "spec":
        return without_spec(of, spec.key)
    if what == "option" and spec.options:
        return without_option(of, spec.key, data.draw(st.sampled_from([one.key for one in spec.options])))
    changed = spec
    if what == "bounds" and spec.kind is Kind.NUMBER and spec.high is not None:
        changed = replace(spec, high=data.draw(st.integers(1, 500)) + (spec.low or 0))
    elif what == "decides":
        changed = replace(spec, decides=not spec.decides)
    elif what == "label":
        word = data.draw(st.sampled_from(["Taille", "Mesure", "Aspect"]))
        changed = replace(spec, label=Words(word, word, word))
    return replace(of, specs=tuple(changed if one is spec else one for one in of.specs))


@pytest.mark.any_engine
@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_no_sequence_of_edits_makes_a_listing_unreadable(
    app: Flask, world: World, staff: Actor, now: datetime, browser: Browser, data: st.DataObject
) -> None:
    """Whatever is allowed: the page is read, the listing edited and exported, and nothing it said is lost."""
    number = next(_numbers)
    id, words = f"zoetrope_{number}", dict.fromkeys(("fr", "en", "es"), f"Zootrope {number}")
    a_zoetrope(staff, now, id=id, label=words, plural=words, synonyms=[])
    listing = an_offer(world, id, specs=SAID)
    said = dict(db.session.get_one(Listing, listing).specs)
    for _ in range(data.draw(st.integers(1, 5))):
        try:
            saved(staff, a_change(category(id), data), now)
        except Refusal:
            db.session.rollback()
    db.session.expire_all()
    page = listing_page(world.technician, listing, now)
    assert len(page.specs) >= len(said)
    edit(world.technician, listing, now, description="relue")
    db.session.expire_all()
    assert db.session.get_one(Listing, listing).specs == said
    assert export_inventory(world.technician, world.lender, SheetKind.CSV, now=now)
    assert search(world.technician, Criteria(category=id), now).results.total
