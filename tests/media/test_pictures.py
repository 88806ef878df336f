"""What the pipeline makes of good, strange and hostile files. No database."""

import struct
import time
import zlib
from io import BytesIO

import pytest
from PIL import Image, ImageCms

from app.media import pictures
from app.media.domain.refusals import (
    BrokenPicture,
    EmptyFile,
    HeicPicture,
    NotAPicture,
    OtherKind,
    TooHeavy,
    TooManyPixels,
)
from tests.given.media import a_picture

SVG = b'<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
GPS_IFD, LATITUDE_REF, ORIENTATION, MAKER = 0x8825, 1, 0x0112, 0x010F


def read(webp: bytes) -> Image.Image:
    return Image.open(BytesIO(webp))


def png_claiming(width: int, height: int) -> bytes:
    """A real PNG of one colour in a few bytes per row: one bit per pixel, well compressed."""

    def chunk(name: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))

    compressor = zlib.compressobj(9)
    row = b"\0" * (1 + width // 8)
    data = b"".join(compressor.compress(row) for _ in range(height)) + compressor.flush()
    header = struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", data) + chunk(b"IEND", b"")


def a_photo_with_exif(orientation: int) -> bytes:
    exif = Image.Exif()
    exif[ORIENTATION], exif[MAKER] = orientation, "SecretCamera"
    exif.get_ifd(GPS_IFD)[LATITUDE_REF] = "N"
    return a_picture(1600, 1200, exif=exif.tobytes())


def test_a_photo_becomes_three_webp_pictures_within_their_weights() -> None:
    noisy = Image.effect_noise((2400, 1800), 40).convert("RGB")
    out = BytesIO()
    noisy.save(out, "JPEG", quality=85)
    made = pictures.derivatives(out.getvalue())
    for picture, (width, most) in (
        (made.small, pictures.SMALL),
        (made.medium, pictures.MEDIUM),
        (made.large, pictures.LARGE),
    ):
        assert len(picture.webp) <= most
        assert picture.width <= width
        assert read(picture.webp).format == "WEBP"
        assert read(picture.webp).size == (picture.width, picture.height)


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_each_format_is_read(kind: str) -> None:
    made = pictures.derivatives(a_picture(1600, 1200, kind))
    assert (made.small.width, made.medium.width, made.large.width) == (320, 800, 1280)
    assert made.large.height == 960


def test_a_small_photo_is_not_blown_up() -> None:
    made = pictures.derivatives(a_picture(200, 150))
    assert {made.small.width, made.medium.width, made.large.width} == {200}


def test_a_phone_photo_is_turned_upright() -> None:
    made = pictures.derivatives(a_photo_with_exif(orientation=6))
    assert made.large.width < made.large.height
    right = read(made.large.webp).convert("RGB").getpixel((made.large.width - 20, 20))
    left = read(made.large.webp).convert("RGB").getpixel((20, 20))
    assert isinstance(right, tuple)
    assert isinstance(left, tuple)
    assert right[0] > 150 > right[2], "what was above is now on the right, as orientation 6 says"
    assert left[2] > 150 > left[0]


def test_no_metadata_survives() -> None:
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    exif = Image.Exif()
    exif[MAKER] = "SecretCamera"
    exif.get_ifd(GPS_IFD)[LATITUDE_REF] = "N"
    dirty = a_picture(900, 600, "WEBP", exif=exif.tobytes(), icc_profile=profile, xmp=b"<x:secret/>")
    for original in (dirty, a_photo_with_exif(1)):
        made = pictures.derivatives(original)
        for picture in (made.small, made.medium, made.large):
            again = read(picture.webp)
            assert not again.getexif()
            assert not {"exif", "xmp", "icc_profile"} & set(again.info)
            assert all(name not in picture.webp for name in (b"EXIF", b"XMP ", b"ICCP", b"Secret", b"secret"))


def test_transparency_and_palettes_and_print_colours_are_read() -> None:
    for mode in ("RGBA", "LA", "P", "1", "L", "I;16"):
        out = BytesIO()
        Image.new(mode, (400, 300)).save(out, "PNG")
        assert pictures.derivatives(out.getvalue()).small.width == 320
    out = BytesIO()
    Image.new("CMYK", (400, 300)).save(out, "JPEG")
    assert pictures.derivatives(out.getvalue()).small.width == 320


def test_an_endless_ribbon_stays_small() -> None:
    made = pictures.derivatives(a_picture(10, 20_000, "PNG"))
    assert made.large.height <= 2560
    assert made.large.width >= 1


def test_a_decompression_bomb_of_48_kilobytes_is_refused_at_once() -> None:
    bomb = png_claiming(20_000, 20_000)
    assert len(bomb) < 60_000
    begun = time.monotonic()
    with pytest.raises(TooManyPixels, match="40 millions"):
        pictures.derivatives(bomb)
    assert time.monotonic() - begun < 5


def test_a_bomb_that_pillow_only_warns_about_is_refused() -> None:
    with pytest.raises(TooManyPixels):
        pictures.derivatives(png_claiming(12_000, 12_000))


def test_forty_million_pixels_are_still_read() -> None:
    assert pictures.derivatives(png_claiming(8_000, 5_000)).large.width == 1280


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj", "PDF"),
        (SVG, "SVG"),
        (SVG.partition(b"?>")[2], "SVG"),
        (b"\n\n <!-- x --><svg></svg>", "SVG"),
        (b"GIF89a" + b"\0" * 40, "GIF"),
        (b"MZ" + b"\0" * 200, "EXE"),
        (b"PK\x03\x04" + b"\0" * 200, "ZIP"),
    ],
)
def test_what_only_calls_itself_a_photo_is_named(content: bytes, kind: str) -> None:
    with pytest.raises(OtherKind, match=kind):
        pictures.derivatives(content)


def test_an_iphone_photo_is_refused_with_the_way_out() -> None:
    with pytest.raises(HeicPicture, match="Le plus compatible"):
        pictures.derivatives(b"\0\0\0\x18ftypheic\0\0\0\0mif1heic" + b"\0" * 100)


def test_words_and_nothing_are_refused() -> None:
    with pytest.raises(NotAPicture):
        pictures.derivatives(b"bonjour, je suis une photo")
    with pytest.raises(EmptyFile):
        pictures.derivatives(b"")


def test_more_bytes_than_we_read_are_refused_before_being_looked_at() -> None:
    with pytest.raises(TooHeavy, match="15 Mo"):
        pictures.derivatives(a_picture() + b"\0" * pictures.MAX_BYTES)


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
@pytest.mark.parametrize("share", [0.02, 0.5, 0.9])
def test_a_truncated_photo_is_refused(kind: str, share: float) -> None:
    out = BytesIO()
    Image.effect_noise((300, 200), 60).convert("RGB").save(out, kind)
    with pytest.raises(BrokenPicture):
        pictures.derivatives(out.getvalue()[: max(16, int(out.tell() * share))])


def test_a_photo_that_is_also_a_program_loses_the_program() -> None:
    polyglot = a_picture() + b"<script>alert(1)</script>" + SVG
    made = pictures.derivatives(polyglot)
    assert b"script" not in made.large.webp + made.medium.webp + made.small.webp


def test_a_sandbox_that_dies_is_a_refusal(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pictures, "TIMEOUT_SECONDS", 0.001)
    with pytest.raises(BrokenPicture):
        pictures.derivatives(a_picture())


def test_a_logo_keeps_its_transparency() -> None:
    out = BytesIO()
    Image.new("RGBA", (900, 300), (0, 0, 0, 0)).save(out, "PNG")
    made = pictures.logo(out.getvalue())
    assert read(made.webp).mode == "RGBA"
    assert (made.width, made.height) == (320, 107)
