"""The README's pictures, made from the running product with its demo: ``.venv/bin/python scripts/screenshots.py``.

Serves the product on a free port with a temporary database, drives Chromium through it as the demo's own people,
and writes ``docs/images/NAME.webp``. With ``--look FOLDER`` every page is also kept whole, at 360 and 1280 pixels.
"""

import argparse
import contextlib
import csv
import itertools
import json
import os
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from io import BytesIO
from pathlib import Path
from typing import Any

from PIL import Image
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

ROOT = Path(__file__).resolve().parent.parent
IMAGES = ROOT / "docs" / "images"
BIN = Path(sys.executable).parent
CHROMIUM = os.environ.get("CHROMIUM", "/usr/bin/chromium")
FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--lang=fr-FR",
)
FRENCH: dict[str, str | float | bool] = {**os.environ, "LANGUAGE": "fr", "LANG": "fr_FR.UTF-8"}
HEAVIEST = 60_000
DESK, TALL, PHONE = (1280, 900), (1280, 1480), (360, 740)

Demo = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Shot:
    """A picture: who looks (a role of the demo and which of its people, None for a visitor), at what, how large."""

    name: str
    who: tuple[str, str] | None
    where: Callable[[Demo], str]
    size: tuple[int, int] = DESK
    then: Callable[[Page], None] | None = None


def _days(first: int, last: int) -> str:
    today = datetime.now(UTC).date()
    return f"du={today + timedelta(days=first)}&au={today + timedelta(days=last)}"


def _send_inventory(page: Page) -> None:
    """Step 1 of an import, with twenty real rows of the demo's own data under somebody else's headings."""
    with (ROOT / "app/demo/data/screens.csv").open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines))[20:40]
    with tempfile.TemporaryDirectory() as folder:
        table = Path(folder) / "inventaire-ecrans.csv"
        with table.open("w", encoding="utf-8", newline="") as out:
            writer = csv.writer(out, delimiter=";")
            writer.writerow(["Marque", "Modèle", "Diagonale (pouces)", "Définition", "Puissance (W)", "Poids (kg)"])
            for row in rows:
                named = ("brand", "model", "diagonal", "resolution", "power", "mass_kg")
                writer.writerow([row[name] for name in named])
        page.get_by_label("Tableau").set_input_files(table)
        page.get_by_label("Catégorie").select_option("screen")
        page.locator("main form button[type=submit]").first.click()
        page.wait_for_load_state("networkidle")


def _loan(demo: Demo, *ends: str) -> int:
    """The first loan that ended so and is lent by the museum whose accounts are printed, or the first at all."""
    loans: list[int] = [loan for end in ends for loan in demo["samples"]["loans"][end]]
    mine = set(demo["samples"]["main_institution_loans"])
    return next((loan for loan in loans if loan in mine), loans[0])


def _read_on(page: Page) -> None:
    """Past what was borrowed, to what it means."""
    heading = page.get_by_role("heading", name="Les émissions évitées", exact=True)
    heading.evaluate("one => window.scrollTo(0, one.getBoundingClientRect().top + window.scrollY - 24)")


def _calendar(page: Page) -> None:
    """Down to the days."""
    days = page.locator("#calendrier").first
    days.evaluate("one => window.scrollTo(0, one.getBoundingClientRect().top + window.scrollY - 90)")


def _needy(demo: Demo) -> int:
    """The show whose list of needs is written."""
    return int(demo["samples"]["needs_exhibition"])


def _labels(context: BrowserContext, url: str, demo: Demo) -> None:
    """The first sheet of labels, as the printer would get it. Needs ``pdftoppm`` (poppler-utils)."""
    ids = demo["samples"]["main_institution_listings"]
    asked = "&".join(f"annonce={id}" for id in ids)
    sheet = context.request.get(f"{url}/etiquettes/planche.pdf?{asked}").body()
    drawn = subprocess.run(["pdftoppm", "-png", "-r", "90", "-l", "1"], input=sheet, capture_output=True, check=True)
    _keep("labels", drawn.stdout)


def _of_show(demo: Demo, page: str) -> str:
    return f"/expositions/{demo['samples']['exhibition_with_reuse']}/{page}"


LYON, ROUBAIX = "lyon", "roubaix"
SHOTS = (
    Shot("home", None, lambda demo: "/"),
    Shot("search", ("exhibitions", ROUBAIX), lambda demo: f"/annonces?q=écran&{_days(40, 130)}"),
    Shot("listing", ("exhibitions", ROUBAIX), lambda demo: f"/annonces/{demo['samples']['busy_listing']}", TALL),
    Shot("loan", ("technician", LYON), lambda demo: f"/prets/{_loan(demo, 'out', 'overdue')}"),
    Shot(
        "hand-over-phone",
        ("technician", LYON),
        lambda demo: f"/prets/{_loan(demo, 'approved')}/remise",
        PHONE,
    ),
    Shot(
        "exhibition",
        ("exhibitions", LYON),
        lambda demo: f"/expositions/{demo['samples']['exhibition_with_reuse']}",
        TALL,
        _read_on,
    ),
    Shot("report", ("csr", LYON), lambda demo: "/bilan"),
    Shot("facets", ("exhibitions", ROUBAIX), lambda demo: "/annonces?q=borne+interactive"),
    Shot("map", ("exhibitions", ROUBAIX), lambda demo: "/annonces/carte?q=socle"),
    Shot("kit", ("exhibitions", ROUBAIX), lambda demo: f"/annonces/{demo['samples']['kit_listing']}", TALL),
    Shot("publish-phone", ("technician", LYON), lambda demo: "/annonces/nouvelle?categorie=touch_screen", PHONE),
    Shot(
        "calendar",
        ("exhibitions", ROUBAIX),
        lambda demo: f"/annonces/{demo['samples']['calendar_listing']}",
        DESK,
        _calendar,
    ),
    Shot("import-report", ("technician", LYON), lambda demo: f"/annonces/importer/{demo['samples']['import']}/bilan"),
    Shot("needs", ("exhibitions", ROUBAIX), lambda demo: f"/expositions/{_needy(demo)}/besoins", TALL),
    Shot("basket", ("exhibitions", ROUBAIX), lambda demo: f"/expositions/{_needy(demo)}/panier", TALL),
    Shot("wanted", ("technician", LYON), lambda demo: f"/avis-de-recherche/{demo['samples']['wanted_ads'][0]}"),
    Shot(
        "dismantling",
        ("exhibitions", LYON),
        lambda demo: f"/expositions/{demo['samples']['exhibition_with_reuse']}/demontage",
    ),
    Shot("assessment", ("exhibitions", LYON), lambda demo: _of_show(demo, "auto-evaluation/rapport"), TALL),
    Shot("carbon", ("exhibitions", LYON), lambda demo: _of_show(demo, "carbone"), TALL),
    Shot("modules", ("exhibitions", LYON), lambda demo: _of_show(demo, "modules"), TALL),
    Shot("import", ("technician", LYON), lambda demo: "/annonces/importer", (1280, 1800), _send_inventory),
)


def main() -> None:
    """Serve, look, write."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--look", type=Path, help="also keep whole pages here, at 360 and 1280 pixels")
    asked.add_argument("--only", nargs="*", help="names of pictures, all of them when not said")
    asked.add_argument(
        "--running", nargs=2, metavar=("URL", "JSON"), help="a product that runs, and what its demo printed"
    )
    options = asked.parse_args()
    shots = [shot for shot in SHOTS if not options.only or shot.name in options.only]
    IMAGES.mkdir(parents=True, exist_ok=True)
    with _product(options.running) as (url, demo), sync_playwright() as player:
        browser = player.chromium.launch(executable_path=CHROMIUM, args=list(FLAGS), env=FRENCH)
        for shot in shots:
            _take(browser, url, demo, shot, options.look)
        if not options.only or "labels" in options.only:
            context = browser.new_context(locale="fr-FR")
            _sign_in(context.new_page(), url, demo, "technician", LYON)
            _labels(context, url, demo)
            context.close()
        browser.close()


@contextlib.contextmanager
def _product(running: tuple[str, str] | None) -> Iterator[tuple[str, Demo]]:
    if running:
        yield running[0], json.loads(Path(running[1]).read_text(encoding="utf-8"))
        return
    with tempfile.TemporaryDirectory() as folder, socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
        probe.close()
        url = f"http://127.0.0.1:{port}"
        environment = os.environ | {
            "APP_ENV": "development",
            "FLASK_APP": "app",
            "DATABASE_URL": f"sqlite:///{folder}/demo.db",
            "UPLOAD_DIR": f"{folder}/uploads",
            "BASE_URL": url,
        }
        flask = [str(BIN / "flask")]
        subprocess.run([*flask, "migrate", "up"], cwd=ROOT, env=environment, check=True, capture_output=True)
        told = subprocess.run(
            [*flask, "demo", "--seed", "1"], cwd=ROOT, env=environment, check=True, stdout=subprocess.PIPE
        )
        command = [str(BIN / "gunicorn"), "--bind", f"127.0.0.1:{port}", "--workers", "2", "app:create_app()"]
        with subprocess.Popen(command, cwd=ROOT, env=environment, stderr=subprocess.DEVNULL) as server:
            try:
                _wait_for(url)
                yield url, json.loads(told.stdout)
            finally:
                server.terminate()


def _wait_for(url: str) -> None:
    for _ in range(100):
        with contextlib.suppress(OSError), urllib.request.urlopen(f"{url}/healthz", timeout=2):
            return
        time.sleep(0.2)
    raise SystemExit("the product did not start")


def _take(browser: Browser, url: str, demo: Demo, shot: Shot, look: Path | None) -> None:
    sizes = [shot.size, *([PHONE, DESK] if look else [])]
    for number, (width, height) in enumerate(sizes):
        context = browser.new_context(viewport={"width": width, "height": height}, locale="fr-FR")
        page = context.new_page()
        if shot.who is not None:
            _sign_in(page, url, demo, *shot.who)
        page.goto(url + shot.where(demo), wait_until="networkidle")
        if shot.then is not None:
            shot.then(page)
        if number == 0:
            _keep(shot.name, page.screenshot())
        elif look is not None:
            look.mkdir(parents=True, exist_ok=True)
            page.screenshot(path=str(look / f"{shot.name}-{width}.png"), full_page=True)
        context.close()


def _sign_in(page: Page, url: str, demo: Demo, role: str, town: str) -> None:
    person = next(one for one in demo["users"][role] if one["email"].endswith(f"@{town}.example.org"))
    page.goto(f"{url}/connexion")
    page.locator("input[name=email]").fill(person["email"])
    page.locator("input[name=password]").fill(demo["password"])
    page.locator("main form button[type=submit]").first.click()
    page.wait_for_load_state("networkidle")


def _keep(name: str, png: bytes) -> None:
    """As WebP, lighter until it is light enough: first a lower quality, then fewer pixels."""
    picture = Image.open(BytesIO(png)).convert("RGB")
    content = _webp(picture, 86)
    for width, quality in itertools.product((1.0, 0.85, 0.7), (86, 78, 70, 62)):
        if len(content) <= HEAVIEST:
            break
        size = (int(picture.width * width), int(picture.height * width))
        content = _webp(picture.resize(size, Image.Resampling.LANCZOS), quality)
    (IMAGES / f"{name}.webp").write_bytes(content)
    print(f"{name:18} {len(content) / 1000:5.1f} kB")


def _webp(picture: Image.Image, quality: int) -> bytes:
    out = BytesIO()
    picture.save(out, "WEBP", quality=quality, method=6)
    return out.getvalue()


if __name__ == "__main__":
    main()
