import pytest

from app.core.geo import (
    Point,
    Zone,
    bounding_box,
    department_of_postcode,
    departments,
    distance_km,
    region_of_department,
    regions,
)

LYON = Point(45.7485, 4.8467)
PARIS = Point(48.8566, 2.3428)
CAYENNE = Point(4.9382, -52.3344)
SAINT_DENIS = Point(-20.8837, 55.4503)
MATA_UTU = Point(-13.2825, -176.1736)


def test_distances_are_those_of_a_map():
    assert distance_km(LYON, PARIS) == pytest.approx(392, abs=3)
    assert distance_km(PARIS, SAINT_DENIS) == pytest.approx(9360, abs=50)
    assert distance_km(LYON, LYON) == 0
    assert distance_km(LYON, PARIS) == distance_km(PARIS, LYON)


def test_half_a_turn_does_not_leave_the_domain_of_the_arcsine():
    assert distance_km(Point(0, 0), Point(0, 180)) == pytest.approx(20015, abs=1)


@pytest.mark.parametrize("centre", [LYON, PARIS, CAYENNE, SAINT_DENIS, MATA_UTU])
@pytest.mark.parametrize("radius", [1, 50, 300])
def test_a_box_holds_every_point_of_its_circle(centre: Point, radius: int):
    box = bounding_box(centre, radius)
    for north in range(-20, 21):
        for east in range(-20, 21):
            lon = (centre.lon + east * radius / 1000 + 180) % 360 - 180
            point = Point(centre.lat + north * radius / 1000, lon)
            if distance_km(centre, point) <= radius:
                assert box.holds(point)


def test_a_box_that_crosses_the_date_line_takes_every_longitude():
    assert (bounding_box(MATA_UTU, 1000).west, bounding_box(MATA_UTU, 1000).east) == (-180, 180)


def test_a_point_outside_the_earth_is_refused():
    with pytest.raises(ValueError, match="not on Earth"):
        Point(91, 0)


def test_every_department_has_a_region_overseas_included():
    assert len(regions()) == 26
    assert len(departments()) == 109
    for code in departments():
        assert region_of_department(code) is not None


@pytest.mark.parametrize(
    ("code", "name"),
    [("69", "Auvergne-Rhône-Alpes"), ("2a", "Corse"), ("973", "Guyane"), ("988", "Nouvelle-Calédonie")],
)
def test_a_region_derives_from_its_department(code: str, name: str):
    region = region_of_department(code)
    assert region and region.name == name


def test_an_unknown_department_has_no_region():
    assert region_of_department("20") is None
    assert region_of_department("") is None


def test_regions_come_mainland_first():
    zones = [region.zone for region in regions().values()]
    assert zones == sorted(zones, key=list(Zone).index)


@pytest.mark.parametrize(
    ("postcode", "department"),
    [
        ("69002", "69"),
        ("20000", "2A"),
        ("20200", "2B"),
        ("97400", "974"),
        ("98800", "988"),
        ("99123", None),
        ("6900", None),
    ],
)
def test_the_department_of_a_postcode(postcode: str, department: str | None):
    assert department_of_postcode(postcode) == department


def test_overseas_has_its_own_hours() -> None:
    from zoneinfo import ZoneInfo

    from app.core.geo import OVERSEAS_ZONES, time_zone_of

    assert all(ZoneInfo(name) for name in OVERSEAS_ZONES.values())
    assert time_zone_of("988") == "Pacific/Noumea"
    assert time_zone_of("2A") == "Europe/Paris"
