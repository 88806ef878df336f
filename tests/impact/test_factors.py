from decimal import Decimal

import pytest

from app.impact.factors.domain import NoFactor, factor, manufacturing_factor
from app.impact.factors.library import LIBRARY_ODBL
from app.impact.factors.stages import STAGES
from app.impact.factors.table import ODBL, default_uncertainty, filed, loaded
from app.impact.queries.rows import COMPONENT_OF_FAMILY
from app.listings.domain.categories import categories, families

FILES = ("factors.toml", ODBL, "library.csv", LIBRARY_ODBL)
every_file = pytest.mark.parametrize("file", FILES)


def rows_of(file: str):
    return [row for row in filed().versions() if row.file == file]


@every_file
def test_a_factor_says_where_it_comes_from(file: str):
    for row in rows_of(file):
        says_where_it_comes_from(row)


def says_where_it_comes_from(row):
    for text in (row.source, row.locator, row.licence, row.validity, row.why, row.label):
        assert text["fr"].strip() and text["en"].strip()
    assert 2010 <= row.year <= 2026
    assert row.unit.split("/")[0] == "kgCO2e" and row.stage in STAGES and row.object


@every_file
def test_a_range_holds_its_value_and_what_is_negative_is_never_counted(file: str):
    for row in rows_of(file):
        holds_its_value(row)


def holds_its_value(row):
    assert row.low <= row.value <= row.high
    assert (row.low > 0) == row.is_countable
    assert row.u_rel is None or 0 < row.u_rel <= 1


@every_file
def test_share_alike_rows_stay_in_their_own_file(file: str):
    for row in rows_of(file):
        assert ("ODbL" in row.licence["fr"]) == row.share_alike == (file in (ODBL, LIBRARY_ODBL))
        assert "KBOB" not in row.source["en"] and "ICE" not in row.source["en"].split()


def test_the_library_is_broad_and_its_doubtful_sources_are_left_out():
    newest = loaded().newest()
    assert len(newest) >= 650 and len({one.id.split(".")[0] for one in newest}) >= 380
    words = " ".join(one.source["en"] + one.locator["en"] for one in newest)
    assert not [name for name in ("KBOB", "ecoinvent", "SEEDS", "boaviztapi", "Ember") if name in words]


def test_what_makes_a_new_object_is_a_figure_of_manufacture_above_zero():
    data = loaded()
    for rule in data.devices:
        assert all(data.factor(id).is_making for id in (rule["factor"], *rule.get("also", ())))
    for rule in data.compositions:
        assert all(data.factor(part["factor"]).is_making for part in rule["parts"])


def test_every_factor_that_a_rule_names_exists():
    data = loaded()
    for rule in data.devices:
        for id in [rule["factor"], *rule.get("also", ()), *([rule["ceiling"]] if "ceiling" in rule else [])]:
            assert data.factor(id)
    for rule in data.compositions:
        assert sum(Decimal(part["share"]) for part in rule["parts"]) == 1
        assert all(data.factor(part["factor"]).unit == "kgCO2e/kg" for part in rule["parts"])


def test_every_rule_reads_specs_that_its_category_has():
    data = loaded()
    for rule in (*data.devices, *data.compositions):
        one = categories()[rule["category"]]
        for chosen in filter(None, (rule.get("when"), rule.get("scale"))):
            spec = one.spec(chosen["spec"])
            if "is" in chosen:
                assert chosen["is"] in {option.key for option in spec.options}


@pytest.mark.parametrize("id", categories())
def test_every_category_has_a_new_equivalent_even_when_nothing_is_known(id: str):
    made = manufacturing_factor(id, {})
    assert isinstance(made.value, Decimal) and 0 < made.low <= made.value <= made.high
    assert 0 < made.u_rel < 1
    assert (made.life_years is None) != (made.life_uses is None)
    assert made.sources and made.life_source and made.reference.endswith("@1")
    assert made.reference in made.references


@pytest.mark.parametrize(
    ("id", "specs", "value", "reference"),
    [
        ("video_projector", {}, "39.2", "video_projector_ademe2025@1"),
        ("screen", {"diagonal": Decimal(24)}, "64.6", "monitor_24in_ademe@1"),
        ("screen", {"diagonal": Decimal(27)}, "64.6", "monitor_24in_ademe@1"),
        ("screen", {"diagonal": Decimal(12)}, "16.15", "monitor_24in_ademe@1"),
        ("screen", {"diagonal": Decimal(36)}, "182.8125", "television_48in_ademe@1"),
        ("screen", {"diagonal": Decimal(98)}, "325", "television_48in_ademe@1"),
        ("screen", {}, "64.6", "monitor_24in_ademe@1"),
        ("media_player", {"player_type": "mini_pc"}, "70.56", "mini_pc_mac_mini_m2_pcf@1"),
        ("media_player", {"player_type": "signage"}, "26.66", "media_player_apple_tv_4k_pcf@1"),
        ("loudspeaker", {}, "19.5", "connected_speaker_ademe@1"),
    ],
)
def test_the_lowest_credible_value_is_the_default(id: str, specs: dict, value: str, reference: str):
    made = manufacturing_factor(id, specs)
    assert (made.value, made.reference) == (Decimal(value), reference)


def test_the_range_of_a_projector_spans_the_two_french_values():
    made = manufacturing_factor("video_projector", {})
    assert (made.low, made.high, made.life_years) == (Decimal("39.2"), Decimal(145), Decimal(8))


def test_a_larger_screen_never_emits_less():
    values = [manufacturing_factor("screen", {"diagonal": Decimal(size)}).value for size in range(5, 120)]
    assert values == sorted(values)


def test_a_spotlight_is_valued_by_mass_up_to_a_whole_luminaire():
    light, heavy = (manufacturing_factor("led_spot", {}, mass_kg=Decimal(kg)) for kg in ("1.5", "40"))
    assert light.value == Decimal("1.5") * Decimal("5.64795") and light.mass_is == "given"
    assert heavy.value == Decimal("33.4641")
    assert manufacturing_factor("led_spot", {}).mass_is == "default"


def test_a_plinth_is_composed_from_its_materials():
    made = manufacturing_factor("plinth", {"material": "mdf"}, mass_kg=Decimal(25))
    expected = 25 * (
        Decimal("0.96") * Decimal("0.475858")
        + Decimal("0.03") * Decimal("2.62123")
        + Decimal("0.01") * Decimal("2.211")
    )
    assert made.value == expected
    assert sum(part.mass_kg for part in made.parts) == 25
    assert sum(part.kgco2e for part in made.parts) == made.value
    assert made.life_uses == 3
    assert made.references[1:] == tuple(part.factor.reference for part in made.parts)


def test_twice_the_mass_emits_twice_as_much():
    one, two = (manufacturing_factor("display_case", {}, mass_kg=Decimal(kg)) for kg in (40, 80))
    assert (two.value, two.low, two.high) == (2 * one.value, 2 * one.low, 2 * one.high)


def test_a_picture_wall_of_unknown_mass_is_valued_by_its_area():
    made = manufacturing_factor("picture_wall", {"length": Decimal(240), "height": Decimal(250)})
    assert (made.mass_kg, made.mass_is) == (Decimal(108), "area")


def test_a_known_version_of_a_factor_can_be_asked_for():
    assert factor("van_dedicated_km@1") is factor("van_dedicated_km")
    with pytest.raises(KeyError):
        factor("van_dedicated_km@99")


def test_a_category_without_factor_is_refused_by_name():
    with pytest.raises(NoFactor, match="boomerang"):
        manufacturing_factor("boomerang", {})


def test_transport_and_electricity_have_a_default():
    assert factor("electricity_fr_2025_ademe").unit == "kgCO2e/kWh"
    assert factor("truck_rigid_12_20t_bc").unit == factor("truck_artic_34_40t_diesel_bc").unit == "kgCO2e/t.km"
    assert factor("van_dedicated_km").unit == "kgCO2e/km"
    assert default_uncertainty("transport") == Decimal("0.25")


@pytest.mark.parametrize("id", categories())
def test_every_category_has_a_factor_with_its_range_and_a_service_life(id: str):
    made = manufacturing_factor(id, {})
    assert 0 < made.low <= made.value <= made.high
    assert (made.life_years or 0) > 0 or (made.life_uses or 0) > 0
    assert made.life_source and made.sources


def test_every_family_is_part_of_a_component_of_the_footprint():
    assert set(COMPONENT_OF_FAMILY) == set(families())
