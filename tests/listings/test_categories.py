import csv
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest

from app.listings.domain.categories import (
    InvalidSpec,
    Kind,
    NotAnOption,
    NotANumber,
    NotThisUnit,
    NotYesOrNo,
    OutOfBounds,
    SpecMissing,
    TooLong,
    Travels,
    categories,
    category,
    families,
    read_specs,
    understand,
)
from app.listings.domain.categories.refusals import AmbiguousNumber
from app.listings.domain.categories.units import UNITS, converted
from app.listings.domain.categories.words import _names

CPV = Path(__file__).parent / "data" / "cpv.csv"
ENERGY_STAR = Path(__file__).parents[1] / "data" / "energystar_200.csv"
EVERY_SPEC = [(one.id, spec) for one in categories().values() for spec in one.specs]
ids = [f"{id}.{spec.key}" for id, spec in EVERY_SPEC]


FIRST_EIGHT = (
    "video_projector", "screen", "media_player", "loudspeaker", "led_spot", "display_case", "plinth", "picture_wall",
)  # fmt: skip


def test_there_is_a_category_for_every_kind_of_gear():
    assert set(FIRST_EIGHT) <= set(categories())
    assert len(categories()) >= 45
    assert {one.family for one in categories().values()} == set(families())
    assert len(families()) == 14


def test_no_word_means_two_categories_unless_it_is_said_here():
    meant = {name: ids for name, ids in _names().items() if len(ids) > 1}
    assert meant == {"projecteur": ("video_projector", "led_spot")}


def test_every_cpv_code_is_in_the_regulation():
    with CPV.open(newline="") as file:
        titles = {row["code"]: row["label_fr"] for row in csv.DictReader(file)}
    assert {one.cpv for one in categories().values()} == set(titles)


@pytest.mark.parametrize("id", categories())
def test_a_category_says_all_that_a_listing_needs(id: str):
    one = category(id)
    assert len(one.deciding) == 2
    assert any(spec.required for spec in one.specs)
    assert len(one.cpv) == 8 and one.cpv.isdigit()
    assert (one.google_id is None or one.google_id > 0) and one.default_mass_kg > 0
    assert one.wattage is None or one.spec(one.wattage).unit == "W"
    assert len({spec.key for spec in one.specs}) == len(one.specs)
    assert one.wattage is None or Travels.ELECTRICAL_CHECK in one.travels


@pytest.mark.parametrize(("id", "spec"), EVERY_SPEC, ids=ids)
def test_a_spec_has_words_in_three_languages_and_bounds_or_options(id: str, spec):
    assert all((spec.label.fr, spec.label.en, spec.label.es))
    if spec.kind is Kind.NUMBER:
        assert spec.low is not None and spec.high is not None and spec.low < spec.high
    if spec.kind in (Kind.ENUM, Kind.SET):
        assert len(spec.options) > 1
        assert len({option.key for option in spec.options}) == len(spec.options)


@pytest.mark.parametrize(("id", "spec"), EVERY_SPEC, ids=ids)
def test_every_option_reads_back_from_each_of_its_names(id: str, spec):
    for option in spec.options:
        for name in (option.key, option.label.fr):
            read = spec.parse(name)
            assert read == (option.key,) if spec.kind is Kind.SET else read == option.key


@pytest.mark.parametrize(
    ("id", "key", "raw", "value"),
    [
        ("screen", "diagonal", "55", "55"),
        ("screen", "diagonal", "15,6", "15.6"),
        ("screen", "diagonal", '43"', "43"),
        ("screen", "diagonal", "55 pouces", "55"),
        ("screen", "diagonal", "139,7 cm", "55"),
        ("video_projector", "luminous_flux", "5 000 lm", "5000"),
        ("video_projector", "luminous_flux", "5 000 lumens", "5000"),
        ("video_projector", "luminous_flux", "5,000 ANSI lumens", "5000"),
        ("video_projector", "luminous_flux", "5.000", "5000"),
        ("video_projector", "luminous_flux", "12 klm", "12000"),
        ("video_projector", "throw_ratio", "1,5:1", "1.5"),
        ("video_projector", "power", "1.2 kW", "1200"),
        ("screen", "luminance", "350 cd/m²", "350"),
        ("screen", "luminance", "700 nits", "700"),
        ("plinth", "height", "1,20 m", "120"),
        ("plinth", "height", "1200 mm", "120"),
        ("led_spot", "beam_angle", "24°", "24"),
        ("led_spot", "colour_temperature", "3000K", "3000"),
        ("picture_wall", "length", "1.234,5", "1234.5"),
    ],
)
def test_a_number_is_read_as_people_write_it(id: str, key: str, raw: str, value: str):
    read = category(id).spec(key).parse(raw)
    assert read == Decimal(value)
    assert str(read) == value


@pytest.mark.parametrize(
    ("raw", "language", "value"),
    [
        ("80,000", "fr", "80"),
        ("80,000", "en", "80000"),
        ("80.000", "en", "80"),
        ("80.000", "es", "80000"),
        ("80,000", "es", "80"),
        ("80 000", "fr", "80000"),
        ("80\u202f000,5", "fr", "80000.5"),
        ("80,000.5", "fr", "80000.5"),
        ("80.000,5", "en", "80000.5"),
        ("1,234,567", "fr", "1234567"),
        ("0,125", "en", "0.125"),
        ("12,5", "en", "12.5"),
        ("12.5", "fr", "12.5"),
        ("1234.500", "fr", "1234.5"),
    ],
)
def test_a_mark_is_read_as_the_language_of_the_page_means_it(raw: str, language: str, value: str):
    bare = replace(category("video_projector").spec("light_hours"), low=None, high=None)
    assert bare.parse(raw, language) == Decimal(value)


def test_a_number_that_may_be_a_thousand_times_another_is_asked_again():
    hours, flux = (category("video_projector").spec(key) for key in ("light_hours", "luminous_flux"))
    with pytest.raises(AmbiguousNumber) as caught:
        hours.parse("80.000 h", "fr")
    assert (caught.value.params["small"], caught.value.params["large"]) == ("80", "80\u202f000")
    assert flux.parse("5.000", "fr") == 5000
    with pytest.raises(OutOfBounds):
        category("screen").spec("power").parse("80,000", "en")


@pytest.mark.parametrize("raw", ["12,34.5", "1,2,3.4", "1.2,3.4"])
def test_marks_that_do_not_stand_between_thousands_make_no_number(raw: str):
    with pytest.raises(NotANumber):
        category("video_projector").spec("light_hours").parse(raw)


@pytest.mark.parametrize(
    ("value", "spelling", "unit", "found"),
    [
        ("1", "cm", "in", "0.3937"),
        ("15.6", "pouces", "cm", "39.624"),
        ("12.5", "kva", "VA", "12500"),
        ("800", "g", "kg", "0.8"),
        ("2", "to", "GB", "2000"),
        ("0.1", "m", "mm", "100"),
        ("5", "w", "VA", None),
        ("5", "lm", "cd/m**2", None),
        ("5", "parsec", "cm", None),
    ],
)
def test_a_unit_converts_exactly_and_only_to_what_it_measures(
    value: str, spelling: str, unit: str, found: str | None
):
    assert converted(Decimal(value), spelling, unit) == (None if found is None else Decimal(found))


def test_the_name_of_a_resolution_is_not_its_pixels():
    assert read_specs(category("screen"), {"resolution": "WUXGA"}, draft=True).values == {"resolution": "WUXGA"}


@pytest.mark.parametrize(
    ("raw", "refusal"),
    [
        ("grand", NotANumber),
        ("1,2,3", NotANumber),
        ("--5", NotANumber),
        ("55 kg", NotThisUnit),
        ("2374.7", OutOfBounds),
        ("0", OutOfBounds),
        ("-55", OutOfBounds),
        ("1e9", NotThisUnit),
        ("NaN", NotANumber),
        ("٣", OutOfBounds),
    ],
)
def test_a_number_that_is_none_is_refused_with_a_sentence_about_it(raw: str, refusal: type[InvalidSpec]):
    with pytest.raises(refusal) as caught:
        category("screen").spec("diagonal").parse(raw)
    assert caught.value.field == "diagonal"
    assert "%(" not in str(caught.value)


@pytest.mark.parametrize(
    ("raw", "option"),
    [
        ("3840 x 2160", "UHD-4K"),
        ("2160 x 3840", "UHD-4K"),
        ("1920  x 1080", "FHD"),
        ("1920x1200", "WUXGA"),
        ("1280×800", "HD"),
        ("4K", "UHD-4K"),
        ("full hd", "FHD"),
        ("HD+", "HD+"),
        ("HD", "HD"),
        ("7680 x 4320", "UHD-8K"),
        ("1920 x 550", "other"),
    ],
)
def test_a_resolution_is_named_from_its_pixels(raw: str, option: str):
    assert category("screen").spec("resolution").parse(raw) == option


def test_a_set_keeps_each_option_once():
    assert category("screen").spec("inputs").parse("HDMI,USB, hdmi / Display") == ("hdmi", "usb", "displayport")


def test_words_that_are_no_option_are_refused_with_the_choices():
    with pytest.raises(NotAnOption, match="MDF"):
        category("plinth").spec("material").parse("carton")


def test_yes_and_no_are_read_in_three_languages():
    touch = category("screen").spec("touch")
    assert [touch.parse(raw) for raw in ("oui", "Yes", "SÍ", "x", "non", "No", "faux")] == [True] * 4 + [False] * 3
    with pytest.raises(NotYesOrNo):
        touch.parse("peut-être")


def test_text_is_kept_to_a_line_and_to_a_length():
    assert category("plinth").spec("colour").parse(" gris\nclair ") == "gris clair"
    with pytest.raises(TooLong):
        category("plinth").spec("colour").parse("x" * 201)


@pytest.mark.parametrize(
    ("id", "key", "raw", "language", "shown"),
    [
        ("video_projector", "luminous_flux", "5000", "fr", "5\u202f000\u00a0lm"),
        ("video_projector", "luminous_flux", "5000", "en", "5,000\u00a0lm"),
        ("screen", "diagonal", "15.6", "fr", "15,6\u00a0pouces"),
        ("screen", "diagonal", "15.6", "en", "15.6\u00a0in"),
        ("led_spot", "beam_angle", "30", "fr", "30°"),
        ("screen", "resolution", "4K", "fr", "4K UHD"),
        ("screen", "touch", "oui", "en", "Yes"),
        ("screen", "inputs", "HDMI;VGA", "es", "HDMI, VGA"),
        ("video_projector", "throw_ratio", "1.50", "fr", "1,5"),
    ],
)
def test_a_value_is_written_as_its_language_does(id: str, key: str, raw: str, language: str, shown: str):
    spec = category(id).spec(key)
    assert spec.format(spec.parse(raw), language) == shown


@pytest.mark.parametrize(
    "raw", [("diagonal", "15,6"), ("resolution", "4K"), ("touch", "non"), ("inputs", "HDMI"), ("vesa", "200x200")]
)
def test_a_value_survives_storage_exactly(raw: tuple[str, str]):
    spec = category("screen").spec(raw[0])
    assert spec.restore(spec.store(spec.parse(raw[1]))) == spec.parse(raw[1])


def test_a_sheet_keeps_what_is_right_and_says_what_is_wrong():
    sheet = read_specs(category("screen"), {"diagonal": "immense", "resolution": "3840 x 2160", "touch": ""})
    assert sheet.values == {"resolution": "UHD-4K", "native_pixels": "3840 x 2160"}
    assert isinstance(sheet.refusals["diagonal"], NotANumber)
    assert isinstance(read_specs(category("screen"), {}).refusals["diagonal"], SpecMissing)
    assert not read_specs(category("screen"), {}, draft=True).refusals


def test_two_hundred_real_screens_are_read_with_their_own_column_names():
    screen = category("screen")
    with ENERGY_STAR.open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines))
    assert len(rows) == 200
    keys = {heading: spec.key for heading in rows[0] if (spec := screen.spec_for_column(heading))}
    assert keys == {
        "panel_type": "panel",
        "native_resolution": "resolution",
        "screen_in": "diagonal",
        "interfaces": "inputs",
        "on_power_w": "power",
        "max_luminance_cd_m2": "luminance",
    }
    for row in rows:
        sheet = read_specs(screen, {key: row[heading] for heading, key in keys.items()})
        assert not sheet.refusals, (row["model_number"], sheet.refusals)
        assert screen.watts(sheet.values) == Decimal(row["on_power_w"])


@pytest.mark.parametrize(
    ("text", "named", "options", "rest"),
    [
        ("écran 4K", ("screen",), (("resolution", "UHD-4K"),), ""),
        ("moniteurs tactiles iiyama", ("touch_screen",), (), "iiyama"),
        ("téléviseur", ("screen",), (), ""),
        ("vidéoproj laser", ("video_projector",), (("light_source", "laser"),), ""),
        ("vitrine murale", ("display_case",), (("case_type", "wall"),), ""),
        ("enceinte active", ("loudspeaker",), (("amplification", "active"),), ""),
        ("projecteur", ("video_projector", "led_spot"), (), ""),
        ("Display cases", ("display_case",), (), ""),
        ("4K", (), (), "4k"),
        ("", (), (), ""),
    ],
)
def test_a_search_is_understood(text: str, named: tuple, options: tuple, rest: str):
    meaning = understand(text)
    assert (meaning.categories, meaning.options, meaning.rest) == (named, options, rest)


def test_every_unit_of_the_data_is_known_and_a_written_value_reads_back():
    numbers = [spec for _, spec in EVERY_SPEC if spec.kind is Kind.NUMBER]
    assert {spec.unit for spec in numbers} <= set(UNITS)
    for spec in numbers:
        for value in (spec.low, spec.high):
            assert value is not None
            assert spec.parse(spec.format(value)) == value, (spec.key, value)
