import csv
import tomllib
from pathlib import Path
from urllib.parse import urlsplit

import pytest

import app
from app.core.gazetteer import place_by_insee
from app.core.geo import Point, Zone, distance_km
from app.demo.depth import specs_of, things
from app.impact.factors.domain import manufacturing_factor
from app.listings.domain.categories import category, read_specs

DATA = Path(app.__file__).parent / "demo" / "data"
FEWEST = {
    "projectors.csv": 20,
    "screens.csv": 60,
    "lights.csv": 25,
    "players.csv": 20,
    "loudspeakers.csv": 20,
    "scenography.csv": 60,
}


def rows(name: str) -> list[dict[str, str]]:
    with (DATA / name).open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def toml(name: str) -> dict:
    return tomllib.loads((DATA / name).read_text(encoding="utf-8"))


@pytest.mark.parametrize("name", FEWEST)
def test_every_object_of_the_demo_could_be_typed_in_the_form(name: str):
    found = rows(name)
    assert len(found) >= FEWEST[name]
    for row in found:
        one = category(row["category"])
        sheet = read_specs(one, {key: value or "" for key, value in row.items()})
        assert not sheet.refusals, (row, sheet.refusals)
        assert len(set(sheet.values) & {spec.key for spec in one.deciding}) >= 1
        assert manufacturing_factor(one.id, sheet.values).value > 0
        assert row["source"]


def test_every_thing_in_depth_could_be_typed_in_the_form():
    for row in things():
        typed = specs_of(row)
        sheet = read_specs(category(row["category"]), typed)
        assert not sheet.refusals and set(sheet.values) == set(typed), (row, sheet.refusals)
        assert row["vehicle"] and row["told"]
    assert len({row["category"] for row in things()}) == len(things()) >= 35


def test_no_object_of_the_demo_comes_twice():
    for name in FEWEST:
        names = [(row.get("brand"), row.get("model"), row.get("name")) for row in rows(name)]
        assert len(set(names)) == len(names)


def test_scenography_is_fiction_and_says_so():
    assert {row["source"] for row in rows("scenography.csv")} == {"fiction"}
    assert {row["category"] for row in rows("scenography.csv")} == {"display_case", "plinth", "picture_wall"}


def test_the_museums_are_real_places_over_many_regions():
    museums = toml("institutions.toml")["institution"]
    assert len({one["museofile"] for one in museums}) == len(museums) >= 14
    regions = set()
    for one in museums:
        place = place_by_insee(one["insee"])
        assert place, one["name"]
        assert distance_km(place.point, Point(one["lat"], one["lon"])) < 15, one["name"]
        assert one["opening_days_are"] == "fiction" and set(one["opening_days"]) <= set(range(1, 8))
        assert one.get("status") in (None, "public", "private")
        assert urlsplit(one["website"]).netloc or not one["website"]
        regions.add(place.region)
    assert len(regions) >= 9
    assert any(region.zone is Zone.OVERSEAS_REGION for region in regions)


def test_the_exhibitions_are_fiction_and_stand_where_the_demo_has_a_museum():
    museums = toml("institutions.toml")["institution"]
    regions = {place.region.name for one in museums if (place := place_by_insee(one["insee"]))}
    shown = toml("exhibitions.toml")["exhibition"]
    assert len(shown) == 6
    assert all(one["fiction"] and one["venue_region"] in regions for one in shown)
    assert {one["with_reuse"] for one in shown} == {True, False}


def test_the_people_are_many_enough_and_hold_each_role_once():
    people = toml("people.toml")
    assert len(people["first_names"]) * len(people["last_names"]) > 1000
    assert [one["role"] for one in people["person"]] == ["admin", "technician", "exhibitions", "csr", "reader"]
