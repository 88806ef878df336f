"""Codes at the desk: read by a camera, opened by the phone's own camera, typed. Chromium's camera shows a film of ours.

Chromium on Linux has no ``BarcodeDetector``: a stand-in reads the film's pictures, module by module, so that all but
the recognition of a QR code at an angle is the real thing: the permission, the stream, the video, the page.
"""

from collections.abc import Iterator, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
import segno
from flask import Flask
from playwright.sync_api import Browser, BrowserContext, Page, expect

from app.listings.queries.label_sheets import address_of
from tests.browsers import CHROMIUM, FLAGS
from tests.conftest import Clock
from tests.journeys.conftest import new_context
from tests.journeys.looking import keep
from tests.journeys.people import Person
from tests.journeys.test_desk import Desk, opened, point

pytestmark = [pytest.mark.journey, pytest.mark.any_engine]
WIDTH, HEIGHT, SIDE, FRAMES = 640, 480, 8, 12
"""The film, the pixels of a module, and the pictures of one code: more than a second at ten a second."""

STAND_IN = """() => {
  window.BarcodeDetector = class {
    static getSupportedFormats() { return Promise.resolve(["qr_code"]); }
    async detect(video) {
      const canvas = new OffscreenCanvas(video.videoWidth, video.videoHeight);
      const pen = canvas.getContext("2d");
      pen.drawImage(video, 0, 0);
      const found = await window.readFilm([...pen.getImageData(0, 0, canvas.width, canvas.height).data]
        .filter((_, place) => place % 4 === 0).map((light) => (light < 128 ? "1" : "0")).join(""), canvas.width);
      return found ? [{ rawValue: found }] : [];
    }
  };
}"""


def matrix(text: str) -> list[list[bool]]:
    """The modules of a code, its quiet zone included."""
    return [[bool(one) for one in row] for row in segno.make(text, error="q").matrix_iter(border=4)]


def film(texts: Sequence[str], path: Path) -> None:
    """One code after the other, over and over, as YUV4MPEG2: what Chromium takes for a camera."""
    with path.open("wb") as out:
        out.write(f"YUV4MPEG2 W{WIDTH} H{HEIGHT} F10:1 Ip A1:1 C420jpeg\n".encode())
        for text in texts:
            picture = bytearray(b"\xff" * WIDTH * HEIGHT)
            for y, row in enumerate(matrix(text)):
                line = b"".join((b"\x00" if dark else b"\xff") * SIDE for dark in row)
                for pixel in range(SIDE):
                    start = (y * SIDE + pixel) * WIDTH
                    picture[start : start + len(line)] = line
            for _ in range(FRAMES):
                out.write(b"FRAME\n" + bytes(picture) + b"\x80" * (WIDTH * HEIGHT // 2))


def reader(texts: Sequence[str]) -> Any:
    """What is shown: the code whose every module is where it should be."""
    known = {text: matrix(text) for text in texts}

    def read(lights: str, width: int) -> str:
        for text, rows in known.items():
            seen = [
                [lights[(y * SIDE + SIDE // 2) * width + x * SIDE + SIDE // 2] == "1" for x in range(len(row))]
                for y, row in enumerate(rows)
            ]
            if seen == rows:
                return text
        return ""

    return read


@pytest.fixture
def desk(app: Flask, environment: dict[str, str], clock: Clock, tmp_path: Path) -> Iterator[Desk]:
    yield from opened(clock, environment, tmp_path, 3)


def with_camera(chromium: Browser, desk: Desk, path: Path) -> tuple[Browser, BrowserContext, Page]:
    """A phone of its own, whose camera shows the film."""
    shown = [f"--use-file-for-fake-video-capture={path}"]
    flags = [*FLAGS, "--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream", *shown]
    phone = chromium.browser_type.launch(executable_path=CHROMIUM, args=flags)
    context = new_context(phone, desk.server, 360)
    context.grant_permissions(["camera"])
    return phone, context, context.new_page()


def test_what_the_camera_sees_is_ticked(
    chromium: Browser, desk: Desk, tmp_path: Path, pictures: Path, now: datetime
) -> None:
    texts = [address_of(desk.server.url, desk.code(place)) for place in (0, 2)]
    film(texts, tmp_path / "film.y4m")
    phone, _, page = with_camera(chromium, desk, tmp_path / "film.y4m")
    page.expose_function("readFilm", reader(texts))
    page.add_init_script(f"({STAND_IN})()")
    Person(page).sign_in(desk.email).go(f"/prets/{desk.loan_id}/remise")
    page.get_by_role("button", name="Lire avec la caméra").click()
    expect(page.locator("[data-video]")).to_be_visible()
    expect(page.locator("[data-counter]")).to_have_text("2 sur 3", timeout=20_000)
    keep(page, pictures / "remise-5-camera-360.png")
    page.get_by_role("button", name="Lire avec la caméra").click()
    expect(page.locator("[data-video]")).to_be_hidden()
    phone.close()


def test_without_a_reader_the_button_is_not_offered_and_the_two_other_ways_work(
    chromium: Browser, desk: Desk, pictures: Path
) -> None:
    context = new_context(chromium, desk.server, 360)
    page = context.new_page()
    Person(page).sign_in(desk.email)
    page.goto(address_of(desk.server.url, desk.code(1)))  # what the phone's own camera opens
    page.get_by_role("link", name="Remettre").first.click()
    page.wait_for_url(f"**/prets/{desk.loan_id}/remise**")
    expect(page.get_by_role("button", name="Lire avec la caméra")).to_be_hidden()
    point(page, desk.code(1))
    expect(page.locator("[data-counter]")).to_have_text("1 sur 3")
    point(page, address_of(desk.server.url, desk.code(2)))  # a hand scanner types the whole address
    expect(page.locator("[data-counter]")).to_have_text("2 sur 3")
    context.close()


def test_a_browser_that_knows_the_name_and_reads_nothing_offers_no_camera(chromium: Browser, desk: Desk) -> None:
    context = new_context(chromium, desk.server, 360)
    page = context.new_page()
    nothing = "static getSupportedFormats() { return Promise.resolve([]); }"
    page.add_init_script(f"window.BarcodeDetector = class {{ {nothing} }};")
    Person(page).sign_in(desk.email).go(f"/prets/{desk.loan_id}/remise")
    expect(page.locator("[data-counter]")).to_have_text("3 sur 3")
    expect(page.get_by_role("button", name="Lire avec la caméra")).to_be_hidden()
    context.close()
