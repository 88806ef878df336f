"""What is done with a listing once it is there: copied, looked at through others' eyes, moved to another category."""

import re
from datetime import date, datetime
from decimal import Decimal

import pytest
from flask import Flask
from sqlalchemy import select

from app.core.actor import Actor
from app.core.db import db
from app.core.errors import SeveralRefusals, Stale
from app.listings.domain.categories import categories, read_specs
from app.listings.domain.choosing import categories_meant
from app.listings.domain.handling import Vehicle
from app.listings.domain.recategorise import carried_over
from app.listings.domain.states import ListingState
from app.listings.domain.titles import composed_title
from app.listings.models import Listing, Unit
from app.listings.queries.fields import UnknownCategory
from app.listings.services import UnitFields, change_category, duplicate_listing, set_units, withdraw_many
from tests.given.accounts import a_person, an_institution
from tests.given.listings import a_listing, unit_ids
from tests.listings.authoring.test_pages import typed
from tests.pages import Browser


def the(listing_id: int) -> Listing:
    """The row as it is now."""
    return db.session.get_one(Listing, listing_id, populate_existing=True)


def test_a_copy_has_units_of_the_same_names_but_not_their_numbers(
    app: Flask, actor: Actor, museum: int, now: datetime
) -> None:
    first = a_listing(actor, museum, units=("n° 2", "n° 1", "Réserve"), reference="ECR-1")
    ids = unit_ids(first)
    kept = [
        UnitFields("n° 2", id=ids[0], serial="S1"),
        UnitFields("n° 1", id=ids[1]),
        UnitFields("Réserve", id=ids[2]),
    ]
    set_units(actor, first, kept, now=now)
    made = duplicate_listing(actor, first, now=now)
    units = db.session.execute(select(Unit.label, Unit.serial).filter_by(listing_id=made).order_by(Unit.id)).all()
    assert units == [("n° 2", ""), ("n° 1", ""), ("Réserve", "")]
    assert (the(made).state, the(made).reference) == (ListingState.DRAFT, None)


def test_another_category_keeps_what_both_ask_and_says_what_is_lost(
    technician: Browser, actor: Actor, museum: int
) -> None:
    listing_id = a_listing(actor, museum, published=False)
    page = technician.get(f"/annonces/{listing_id}/categorie?vers=video_projector").text
    assert "Gardé" in page and "Puissance" in page and "Perdu" in page and "55" in page
    address, version = f"/annonces/{listing_id}/categorie", the(listing_id).version
    shown = technician.post(address, {"category": "video_projector", "version": version}, status=200).text
    assert "Changer pour" in shown and the(listing_id).category == "screen"
    sent = {"category": "video_projector", "version": version, "suite": "changer"}
    technician.post(address, sent)
    assert (the(listing_id).category, "diagonal" in the(listing_id).specs) == ("video_projector", False)
    assert the(listing_id).specs["power"] == "120"
    assert "a changé depuis" in technician.post(address, {**sent, "category": "screen"}, status=422).text


def test_a_published_listing_changes_only_for_one_that_asks_no_more(
    app: Flask, actor: Actor, museum: int, now: datetime
) -> None:
    listing_id = a_listing(actor, museum, category="media_player")
    with pytest.raises((SeveralRefusals, Exception)) as told:
        change_category(actor, listing_id, "display_case", version=the(listing_id).version, now=now)
    assert not isinstance(told.value, Stale) and the(listing_id).category == "media_player"
    with pytest.raises(UnknownCategory):
        change_category(actor, listing_id, "sous-marin", version=the(listing_id).version, now=now)
    with pytest.raises(Stale):
        change_category(actor, listing_id, "screen", version=99, now=now)


def test_carrying_over_converts_nothing_it_does_not_understand() -> None:
    screen, projector = categories()["screen"], categories()["video_projector"]
    specs = read_specs(screen, {"diagonal": "55", "resolution": "UHD-4K", "power": "120"}).values
    carried = carried_over(screen, projector, specs)
    assert carried.kept["power"] == Decimal(120)
    assert [spec.key for spec, _ in carried.lost if spec.key == "diagonal"] == ["diagonal"]
    assert carried_over(screen, screen, specs).kept == specs


def test_three_readers_see_three_pages(technician: Browser, actor: Actor, museum: int) -> None:
    listing_id = a_listing(actor, museum, published=False, storage_place="Travée C", visibility="network")
    address = f"/annonces/{listing_id}/apercu"
    assert "Cette personne ne verra pas" in technician.get(f"{address}?vue=visiteur").text
    network = technician.get(f"{address}?vue=reseau").text
    own = technician.get(f"{address}?vue=etablissement").text
    assert "Écran Samsung QM55" in network and "Travée C" not in network and "Travée C" in own
    assert the(listing_id).state is ListingState.DRAFT
    Browser(technician.app).get(f"/annonces/{listing_id}", status=404)
    public = a_listing(actor, museum, published=False, visibility="public")
    assert "connectez-vous" in technician.get(f"/annonces/{public}/apercu?vue=visiteur").text
    a_person(an_institution(), email="ailleurs@exemple.fr")
    Browser(technician.app).sign_in("ailleurs@exemple.fr").get(f"{address}?vue=etablissement", status=404)


def test_the_inventory_is_searched_by_words_and_references(technician: Browser, actor: Actor, museum: int) -> None:
    a_listing(actor, museum, title="Écran de la galerie", reference="MUS-2019-044")
    a_listing(actor, museum, category="plinth", title="Socle blanc")
    for words in ("ecrans", "2019-044", "écran galerie"):
        page = technician.get(f"/mes-annonces?q={words}").text
        assert "Écran de la galerie" in page and "Socle blanc" not in page
    assert "Aucune annonce ne répond à" in technician.get("/mes-annonces?q=zzz%25").text


def test_several_are_withdrawn_at_once(technician: Browser, actor: Actor, museum: int, now: datetime) -> None:
    ids = [a_listing(actor, museum, title=f"Écran {n}") for n in range(2)]
    technician.post("/mes-annonces/publier", {"annonce": [str(id) for id in ids], "faire": "retirer"})
    assert {the(id).state for id in ids} == {ListingState.WITHDRAWN}
    assert withdraw_many(actor, ids, now=now) == 0


def test_handling_is_written_and_comes_back(technician: Browser, museum: int) -> None:
    sent = typed(museum, vehicle="van", carriers="2", needs_dock="y", is_crated="y", available_from="2027-02-01")
    answer = technician.post("/annonces/nouvelle?categorie=screen", sent)
    listing_id = int(re.search(r"/annonces/(\d+)/", answer.location)[1])  # type: ignore[index]
    listing = the(listing_id)
    assert (listing.vehicle, listing.carriers, listing.needs_dock, listing.needs_lift, listing.is_crated) == (
        Vehicle.VAN, 2, True, False, True,
    )  # fmt: skip
    assert listing.available_from == date(2027, 2, 1)
    page = technician.get(f"/annonces/{listing_id}/modifier").text
    assert 'selected value="van"' in page and "checked" in page
    wrong = technician.post(
        "/annonces/nouvelle?categorie=screen", {**sent, "carriers": "99", "once": "k2"}, status=422
    ).text
    assert "entre 1 et 20" in wrong and "<details" in wrong and " open" in wrong


@pytest.mark.parametrize(
    ("text", "expected"),
    [("vidéoprojecteurs", "video_projector"), ("socl", "plinth"), ("enceintte", "loudspeaker"), ("  ", None)],
)
def test_a_category_is_meant_by_nearly_its_name(text: str, expected: str | None) -> None:
    found = [one.id for one in categories_meant(text)]
    assert (expected in found) if expected else found == []


def test_a_title_is_composed_from_what_decides() -> None:
    screen = categories()["screen"]
    specs = read_specs(screen, {"diagonal": "55"}).values
    assert composed_title(screen, specs, "Samsung", "QM55") == "Écran Samsung QM55"
    assert composed_title(screen, specs) == "Écran 55\u00a0pouces"
    assert composed_title(screen, {}) == "Écran"
