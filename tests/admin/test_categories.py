"""The staff extend and correct the kinds of gear in the browser; nothing that is listed breaks."""

import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

import httpx
import pytest
from flask import Flask
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from app.core.actor import Actor, Role
from app.core.db import db
from app.core.errors import Forbidden, Stale
from app.listings.domain.categories import Words, categories, category, proposed
from app.listings.domain.categories.edition_refusals import NothingChanged, ReasonMissing
from app.listings.domain.categories.rows import row_of_category
from app.listings.queries.editions import forget_editions, history_of, keep_fresh, read_editions
from app.listings.services import save_category
from tests.given.accounts import a_person, a_staff_member, an_institution
from tests.pages import Browser
from tests.queries import count_queries
from tests.servers import serving

LIST, NEW = "/plateforme/categories", "/plateforme/nouvelle-categorie"
SCREEN, DIAGONAL = f"{LIST}/screen", f"{LIST}/screen/caracteristiques/diagonal"

ZOETROPE: dict[str, Any] = {
    "label_fr": "Zootrope", "label_en": "Zoetrope", "label_es": "Zootropo",
    "plural_fr": "Zootropes", "plural_en": "Zoetropes", "plural_es": "Zootropos",
    "synonyms": "roue animée, wheel of life", "family": "projection", "cpv": "38652120", "google_id": "",
    "default_mass_kg": "4,5", "reuse_share": "none", "travels": ["electrical_check"], "making": "like",
    "like": "video_projector", "per_kg": "", "reason": "Demandé par trois musées",
    "spec_label_fr": "Nombre d'images", "spec_label_en": "Number of pictures", "spec_label_es": "Número de imágenes",
    "spec_kind": "number", "spec_unit": "", "spec_low": "2", "spec_high": "60", "spec_required": "y",
}  # fmt: skip
OF_SCREEN: dict[str, Any] = {
    "label_fr": "Écran", "label_en": "Screen", "label_es": "Pantalla",
    "plural_fr": "Écrans", "plural_en": "Screens", "plural_es": "Pantallas",
    "synonyms": "moniteur, téléviseur, télé, TV", "family": "screens", "cpv": "30231310", "google_id": "305",
    "default_mass_kg": "5", "wattage": "power", "travels": ["electrical_check"], "reuse_share": "it",
    "decides": ["diagonal", "resolution"], "reason": "Pour essayer", "after": "0",
}  # fmt: skip


@pytest.fixture
def staff(app: Flask, now: datetime) -> Actor:
    return a_staff_member("equipe@ressourcerie.example.org", now=now)


@pytest.fixture
def desk(browser: Browser, staff: Actor) -> Iterator[Browser]:
    yield browser.sign_in("equipe@ressourcerie.example.org")


def test_only_the_staff_reach_these_pages(app: Flask, now: datetime) -> None:
    a_person(an_institution("Musée", now=now), *Role, email="tous@ici.example.org", now=now)
    inside, outside = Browser(app).sign_in("tous@ici.example.org"), Browser(app)
    for path in (LIST, NEW, SCREEN, DIAGONAL, f"{SCREEN}/nouvelle-caracteristique", f"{SCREEN}/historique"):
        inside.get(path, 403)
        outside.get(path, 303)
    for path in (NEW, SCREEN, DIAGONAL, f"{SCREEN}/nouvelle-caracteristique"):
        inside.post(path, {"reason": "x"}, 403)
        outside.post(path, {"reason": "x"}, 303)
    assert history_of("screen") == ()


def test_the_list_is_found_by_any_name(desk: Browser) -> None:
    page = desk.get(LIST).text
    assert page.count("telle que livrée") == len(categories())
    found = desk.get(f"{LIST}?q=televiseur").text
    assert "Écran" in found and "Vidéoprojecteur" not in found
    assert "Aucune catégorie" in desk.get(f"{LIST}?q=rien+du+tout").text
    assert "/plateforme/categories" in desk.get("/plateforme").text


def test_what_does_not_exist_is_not_found(desk: Browser) -> None:
    for path in (f"{LIST}/nothing", f"{SCREEN}/caracteristiques/nothing", f"{SCREEN}/historique?a=7"):
        desk.get(path, 404)
    desk.get(f"{SCREEN}/historique?a={'9' * 25}")  # no number at all


def test_a_new_category_is_previewed_then_stands(desk: Browser) -> None:
    assert "Rien n'est encore enregistré" in desk.post(NEW, {**ZOETROPE, "suite": "apercu"}, 200).text.replace(
        "&#39;", "'"
    )
    assert "zoetrope" not in categories()
    desk.post(NEW, ZOETROPE)
    made = category("zoetrope")
    assert (made.label.es, made.family, str(made.default_mass_kg)) == ("Zootropo", "projection", "4.5")
    assert [spec.key for spec in made.deciding] == ["number_of_pictures"]
    assert made.factor and made.factor.like == "video_projector"
    assert "Équipe" in desk.get(LIST).text
    history = desk.get(f"{LIST}/zoetrope/historique").text
    assert "Demandé par trois musées" in history and "Zootropes" in history


def test_a_copy_brings_its_characteristics_along(desk: Browser) -> None:
    assert "Définition" in desk.get(f"{NEW}?copier=screen").text
    own = {key: value for key, value in ZOETROPE.items() if not key.startswith("spec_")}
    desk.post(f"{NEW}?copier=screen", own | {"decides": ["diagonal"], "wattage": "power"})
    made = category("zoetrope")
    assert [spec.key for spec in made.specs] == [spec.key for spec in category("screen").specs]
    assert [spec.key for spec in made.deciding] == ["diagonal"]


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"label_en": "", "id": "zoetrope"}, "anglais"),
        ({"cpv": "12"}, "8 chiffres"),
        ({"default_mass_kg": "lourd"}, "masse en kg"),
        ({"google_id": "abc"}, "nombre entier"),
        ({"like": ""}, "semblable"),
        ({"making": "per_kg"}, "semblable"),
        ({"synonyms": "téléviseur"}, "désigne déjà"),
        ({"id": "screen"}, "existe déjà"),
        ({"id": "Pas bon"}, "minuscules"),
        ({"reason": " "}, "Dites pourquoi"),
        ({"spec_low": "60", "spec_high": "2"}, "minimum"),
        ({"spec_kind": "enum"}, "deux choix"),
        ({"spec_label_fr": ""}, "français"),
        ({"family": "nowhere"}, "Not a valid choice|choix"),
    ],
)
def test_a_refusal_stands_beside_its_field_and_what_was_typed_is_kept(
    desk: Browser, changed: dict[str, str], said: str
) -> None:
    page = desk.post(NEW, ZOETROPE | changed, 422).text
    assert any(one in page for one in said.split("|")), page
    assert "aria-invalid" in page or "aria-describedby" in page
    assert ("Zootropo" in page and "38652120" in page) or "cpv" in changed
    assert "zoetrope" not in categories()


def test_a_category_is_corrected_and_retired(desk: Browser) -> None:
    desk.get(SCREEN)
    desk.post(SCREEN, OF_SCREEN | {"default_mass_kg": "6", "retired": "y"})
    assert str(category("screen").default_mass_kg) == "6"
    assert "screen" not in proposed()
    page = desk.get(f"{SCREEN}/historique").text
    assert "Pour essayer" in page and "Masse ordinaire" in page
    desk.post(SCREEN, OF_SCREEN | {"after": "1"})
    assert "screen" in proposed() and [line.number for line in history_of("screen")] == [2, 1]
    assert "Retirée" in desk.get(f"{SCREEN}/historique?de=0&a=1").text


def test_the_second_of_two_staff_is_told_and_may_decide(desk: Browser) -> None:
    desk.post(SCREEN, OF_SCREEN | {"default_mass_kg": "6"})
    page = desk.post(SCREEN, OF_SCREEN | {"default_mass_kg": "7"}, 409).text
    assert "entre-temps" in page and 'value="7"' in page and 'name="after" type="hidden" value="1"' in page
    assert str(category("screen").default_mass_kg) == "6"
    desk.post(SCREEN, OF_SCREEN | {"default_mass_kg": "7", "after": "1"})
    desk.post(DIAGONAL, {"spec_label_fr": "Diagonale", "spec_reason": "x"}, 422)


DIAGONAL_FORM = {
    "spec_label_fr": "Diagonale visible", "spec_label_en": "Diagonal", "spec_label_es": "Diagonal", "spec_low": "5",
    "spec_high": "300", "spec_required": "y", "spec_reason": "Des murs d'écrans", "spec_after": "0",
}  # fmt: skip


def test_a_characteristic_is_relabelled_widened_and_deprecated(desk: Browser) -> None:
    assert "Diagonale" in desk.get(DIAGONAL).text
    desk.post(DIAGONAL, DIAGONAL_FORM)
    spec = category("screen").spec("diagonal")
    assert (spec.label.fr, str(spec.high), spec.decides) == ("Diagonale visible", "300", True)
    desk.post(DIAGONAL, DIAGONAL_FORM | {"spec_gone": "y", "spec_after": "1"})
    assert "diagonal" in {one.key for one in category("screen").gone}
    desk.post(DIAGONAL, DIAGONAL_FORM | {"spec_after": "2"}, 303)
    assert not category("screen").spec("diagonal").decides


def test_a_characteristic_is_added_and_its_choices_live(desk: Browser) -> None:
    path = f"{SCREEN}/nouvelle-caracteristique"
    form: dict[str, Any] = {
        "spec_label_fr": "Finition", "spec_label_en": "Finish", "spec_label_es": "Acabado", "spec_kind": "enum",
        "spec_unit": "", "spec_reason": "Reflets", "spec_after": "0",
    }  # fmt: skip
    for number, word in enumerate(("Mat", "Brillant")):
        form |= {f"spec_options-{number}-{name}": word for name in ("fr", "en", "es")}
    desk.get(path)
    assert "Finition" in desk.post(path, form | {"suite": "apercu"}, 200).text
    desk.post(path, form)
    assert [one.key for one in category("screen").spec("finish").options] == ["mat", "brillant"]
    page = f"{SCREEN}/caracteristiques/finish"
    desk.get(page)
    form |= {"spec_options-0-key": "mat", "spec_options-1-key": "brillant", "spec_options-2-fr": "Satiné"}
    desk.post(page, form | {"spec_after": "1"}, 422)  # a label in one language alone
    form |= {"spec_options-2-en": "Satin", "spec_options-2-es": "Satinado", "spec_options-0-gone": "y"}
    desk.post(page, form | {"spec_after": "1"})
    spec = category("screen").spec("finish")
    assert [one.key for one in spec.options] == ["brillant", "satin"]
    assert [one.key for one in spec.gone_options] == ["mat"]
    gone = {key: value for key, value in form.items() if "options-0" not in key}
    assert "ne peut pas disparaître" in desk.post(page, gone | {"spec_after": "2"}, 422).text


def test_every_category_and_characteristic_has_its_page_and_saving_it_as_it_is_changes_nothing(
    desk: Browser, staff: Actor, now: datetime
) -> None:
    for id, one in categories().items():
        desk.get(f"{LIST}/{id}")
        with pytest.raises(NothingChanged):
            save_category(staff, row_of_category(one), reason="x", after=0, now=now)
    for spec in category("video_projector").specs:
        desk.get(f"{LIST}/video_projector/caracteristiques/{spec.key}")


def test_the_verb_asks_who_why_and_after_what(app: Flask, staff: Actor, now: datetime) -> None:
    changed = row_of_category(replace(category("screen"), label=Words("Dalle d'écran", "Panel", "Panel")))
    keeper = a_person(an_institution(now=now), *Role, now=now)
    with pytest.raises(Forbidden):
        save_category(keeper, changed, reason="x", after=0, now=now)
    with pytest.raises(ReasonMissing):
        save_category(staff, changed, reason=" ", after=0, now=now)
    with pytest.raises(Stale):
        save_category(staff, changed, reason="x", after=3, now=now)
    save_category(staff, changed, reason="x", after=0, now=now)
    forget_editions()
    assert category("screen").label.fr == "Écran"
    read_editions()
    assert category("screen").label.fr == "Dalle d'écran"


@pytest.mark.parametrize("statement", ["UPDATE category_edition SET reason = 'y'", "DELETE FROM category_edition"])
def test_an_edition_is_never_rewritten(app: Flask, staff: Actor, now: datetime, statement: str) -> None:
    save_category(staff, row_of_category(replace(category("screen"), cpv="00000000")), reason="x", after=0, now=now)
    with pytest.raises(DBAPIError):
        db.session.execute(text(statement))
    db.session.rollback()


def test_the_public_page_tells_every_category(browser: Browser, staff: Actor, now: datetime) -> None:
    page = browser.get("/categories").text
    assert all(one.plural.fr in page or "&#39;" in page for one in categories().values())
    assert "/methode/facteurs/" in page and "/annonces?categorie=screen" in page
    assert "/categories" in browser.get("/plan-du-site").text


def test_a_process_asks_for_newer_editions_every_two_seconds_at_most(
    browser: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    forget_editions()
    monkeypatch.setattr("app.listings.queries.editions.monotonic", lambda: 1000.0)
    with count_queries() as asked:
        for _ in range(3):
            browser.get("/categories")
    assert sum("category_edition" in one for one in asked) == 1


def test_another_process_knows_within_two_seconds(
    app: Flask, environment: dict[str, str], staff: Actor, now: datetime, tmp_path: Path
) -> None:
    with serving({**environment, "APP_ENV": "test"}, tmp_path / "server.log", workers=2) as server:
        for _ in range(6):
            assert "Stéréoscopes" not in httpx.get(f"{server.url}/categories").text
        changed = replace(category("screen"), plural=Words("Stéréoscopes", "Stereoscopes", "Estereoscopios"))
        save_category(staff, row_of_category(changed), reason="x", after=0, now=now)
        time.sleep(2.1)
        for _ in range(6):
            assert "Stéréoscopes" in httpx.get(f"{server.url}/categories").text


def test_what_stands_is_read_when_the_database_is_younger_than_the_code(app: Flask) -> None:
    with db.engine.begin() as connection:
        connection.execute(text("ALTER TABLE category_edition RENAME TO elsewhere"))
    forget_editions()
    keep_fresh()
    assert "screen" in categories()
    with db.engine.begin() as connection:
        connection.execute(text("ALTER TABLE elsewhere RENAME TO category_edition"))
