import csv
from pathlib import Path

import pytest

from app.core.gazetteer import find_place, locate, place_by_insee
from app.core.geo import DATA, Point, distance_km
from app.core.text import fold


def first(text: str) -> str | None:
    found = find_place(text)
    return found[0].insee if found else None


@pytest.mark.parametrize(
    ("text", "insee"),
    [
        ("Lyon", "69123"),
        ("LYON", "69123"),
        ("Lyon 69", "69123"),
        ("Lyon (69)", "69123"),
        ("Lyon 2e", "69382"),
        ("paris 12e arrondissement", "75112"),
        ("69002", "69382"),
        ("69002 Lyon", "69382"),
        ("saint etienne", "42218"),
        ("St-Étienne", "42218"),
        ("Saint-Denis", "97411"),
        ("Saint-Denis 93", "93066"),
        ("l'abergement clemenciat", "01001"),
        ("oeuilly 51", "51410"),
        ("Ajaccio", "2A004"),
        ("nouméa", "98818"),
        ("97500", "97502"),
        ("Clermont-Fer", "63113"),
    ],
)
def test_a_town_is_found_however_it_is_typed(text: str, insee: str):
    assert first(text) == insee


@pytest.mark.parametrize("text", ["", "   ", "zz", "Xyzzyville", "00000", "%", "12345678"])
def test_a_town_that_does_not_exist_is_not_found(text: str):
    assert find_place(text) == []


def test_namesakes_come_with_the_most_populated_first():
    saints = find_place("Saint-Martin", limit=50)
    assert len(saints) > 3
    assert [place.population for place in saints] == sorted((p.population for p in saints), reverse=True)


def test_the_region_is_derived_from_the_department():
    place = place_by_insee("97302")
    assert place and (place.name, place.department_name, place.region.name) == ("Cayenne", "Guyane", "Guyane")
    assert place_by_insee("99999") is None


@pytest.mark.parametrize(
    ("address", "insee"),
    [
        ("86 quai Perrache, 69002 Lyon", "69382"),
        ("12345 chemin du Port, 34000 Montpellier", "34172"),
        ("esplanade Eisenhower, 14066 Caen cedex 4", "14118"),
        ("1 rue de Bellechasse\n75007 Paris\nFrance", "75107"),
        ("50-52 rue cardinal Fesch, 20000 AJACCIO", "2A004"),
        ("domaine de Panon-Desbassayns, 97435 Saint-Gilles-les-Hauts", "97415"),
        ("place d'Armes, Cayenne", "97302"),
    ],
)
def test_an_address_is_located_offline(address: str, insee: str):
    place = locate(address)
    assert place and place.insee == insee


@pytest.mark.parametrize(
    "address", ["", "rue de la Gare", "3 rue Verte, Saint-Martin", "1 Main Street, 99999 Nowhere"]
)
def test_an_address_that_can_not_be_told_is_not_guessed(address: str):
    assert locate(address) is None


def test_the_museums_of_the_sample_are_located_near_their_own_coordinates():
    with (DATA / "museofile_sample.csv").open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines))
    assert len(rows) == 40
    for row in rows:
        place = locate(f"{row['adresse']}, {row['code_postal']} {row['ville']}")
        assert place, row["nom"]
        assert place.region.name == row["region_nom"]
        here = Point(float(row["lat"]), float(row["lon"]))
        # A commune of Guyane may be as large as a mainland department.
        assert distance_km(place.point, here) < (200 if place.department == "973" else 30), row["nom"]


def test_every_row_of_the_gazetteer_can_be_read():
    from app.core import gazetteer

    index = gazetteer._index()
    assert len(index.lines) == 35009
    for row in range(0, len(index.lines), 7):
        place = gazetteer._place(row)
        assert place.region and fold(place.name) == index.names[row]


def test_the_archive_carries_no_time_stamp():
    assert Path(DATA / "communes.csv.gz").read_bytes()[4:8] == b"\0\0\0\0"
