"""What a page weighs on the wire, the first time one comes (trust.md 3.6)."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page

from tests.conftest import Clock
from tests.journeys.a_network import CSR, TEAM, TECHNICIAN, Network, a_season
from tests.journeys.conftest import new_context
from tests.journeys.people import Person
from tests.servers import Server, serving

pytestmark = [pytest.mark.journey, pytest.mark.any_engine]


@dataclass(frozen=True, slots=True)
class Weight:
    """kB (of 1,000 bytes, headers included), requests of the first screen, elements, kB of scripts."""

    kilobytes: float
    requests: int
    elements: int
    scripts: float

    def within(self, budget: "Weight") -> bool:
        """Whether nothing is heavier than allowed."""
        pairs = zip(
            (self.kilobytes, self.requests, self.elements, self.scripts),
            (budget.kilobytes, budget.requests, budget.elements, budget.scripts),
            strict=True,
        )
        return all(mine <= allowed for mine, allowed in pairs)

    def __str__(self) -> str:
        return f"{self.kilobytes:7.1f} kB {self.requests:4d} req {self.elements:5d} DOM {self.scripts:5.1f} kB js"


TEXT = Weight(60, 6, 300, 5)
LONG_FORM = Weight(70, 7, 400, 10)
SEARCH = Weight(150, 12, 520, 10)
LISTING = Weight(250, 10, 400, 15)
DASHBOARD = Weight(120, 7, 600, 15)
SHOW = Weight(250, 10, 600, 15)
"""An exhibition is a dashboard with the photo of a listing."""


@pytest.fixture
def season(app: Flask, clock: Clock) -> Network:
    """Photographed listings, a show with returned loans."""
    return a_season(clock.now)


@pytest.fixture
def told(season: Network, environment: dict[str, str], tmp_path: Path) -> Iterator[Server]:
    """The product served on the clock of the test."""
    with serving(environment, tmp_path / "server.log") as running:
        yield running


def weigh(page: Page, path: str) -> Weight:
    """Fetch *path* with nothing in the cache and count what travels; only what the first screen shows is loaded."""
    wire = page.context.new_cdp_session(page)
    wire.send("Network.enable")
    wire.send("Network.clearBrowserCache")
    sizes: dict[str, int] = {}
    kinds: dict[str, str] = {}
    addresses: dict[str, str] = {}

    def asked(event: dict[str, object]) -> None:
        kinds[str(event["requestId"])] = str(event["type"])
        addresses[str(event["requestId"])] = event["request"]["url"]  # type: ignore[index]

    def came(event: dict[str, object]) -> None:
        sizes[str(event["requestId"])] = int(float(str(event["encodedDataLength"])))

    wire.on("Network.requestWillBeSent", asked)
    wire.on("Network.loadingFinished", came)
    page.goto(path, wait_until="networkidle")
    wire.detach()
    below = set(page.evaluate(BELOW))
    sizes = {id: size for id, size in sizes.items() if id in addresses}
    first_screen = [id for id in sizes if addresses[id] not in below]
    return Weight(
        kilobytes=sum(sizes.values()) / 1000,
        requests=len(first_screen),
        elements=page.evaluate("document.querySelectorAll('*').length"),
        scripts=sum(sizes[id] for id in sizes if kinds[id] == "Script") / 1000,
    )


BELOW = """() => [...document.images].filter(one => one.getBoundingClientRect().top > innerHeight)
    .map(one => one.currentSrc)"""


def test_pages_are_light(chromium: Browser, told: Server, season: Network) -> None:
    listing, show = season.listing_ids[0], season.museums.exhibition_id
    waiting = season.waiting_loan_id
    table = [
        ("text", TEXT, "", "/connexion"),
        ("text", TEXT, "", "/mentions-legales"),
        ("text", TEXT, "", "/methode"),
        ("form", LONG_FORM, TECHNICIAN, "/annonces/nouvelle?categorie=screen"),
        ("form", LONG_FORM, TEAM, f"/annonces/{listing}/demander"),
        ("form", LONG_FORM, TEAM, "/expositions/nouvelle"),
        ("search", SEARCH, "", "/annonces"),
        ("search", SEARCH, TEAM, "/annonces?q=mat%C3%A9riel&du=2027-04-05&au=2027-05-28&quantite=2"),
        ("search", SEARCH, TEAM, "/annonces?categorie=screen&filtres=tous"),
        ("map", SEARCH, "", "/annonces/carte"),
        ("map", SEARCH, "", "/annonces/carte?region=84"),
        ("home", SEARCH, "", "/"),
        ("listing", LISTING, "", f"/annonces/{listing}"),
        ("loan", LISTING, TECHNICIAN, f"/prets/{waiting}"),
        ("exhibition", SHOW, TEAM, f"/expositions/{show}"),
        ("report", DASHBOARD, CSR, "/bilan"),
    ]
    too_heavy = []
    for kind, budget, email, path in table:
        context = new_context(chromium, told)
        page = context.new_page()
        if email:
            Person(page).sign_in(email)
        found = weigh(page, path)
        context.close()
        print(f"\n{kind:11} {found}   {path}", end="")
        if not found.within(budget):
            too_heavy.append(f"{path}: {found} for {budget}")
    print()
    assert not too_heavy, "\n".join(too_heavy)


def test_a_second_visit_is_lighter(chromium: Browser, server: Server) -> None:
    """Styles, scripts and drawings stay: 20 kB and two requests."""
    context = new_context(chromium, server)
    page = context.new_page()
    page.goto("/", wait_until="networkidle")
    wire = context.new_cdp_session(page)
    wire.send("Network.enable")
    travelled: list[int] = []
    wire.on("Network.loadingFinished", lambda event: travelled.append(int(event["encodedDataLength"])))
    page.goto("/", wait_until="networkidle")
    fetched = [size for size in travelled if size > 0]
    context.close()
    assert sum(fetched) <= 20_000, fetched
    assert len(fetched) <= 2, fetched
