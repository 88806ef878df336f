"""The annual report and its files: the same digits everywhere, two accounts apart, words that are allowed."""

import csv
import io
import json
import re
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from app.core.db import db, transaction
from app.impact import exports
from app.impact.models import FollowUp
from app.impact.queries import article58
from app.impact.queries.displacement import displacement_page
from app.impact.records.domain.following import Outcome
from app.impact.reports.data import SCHEMA
from app.impact.reports.displacement import displacement
from app.listings.models import Unit
from app.loans.domain.gifts.life import GiftState
from app.loans.domain.words import Alternative, Evidence, TransportMode
from app.loans.models import Gift
from tests.given.accounts import a_staff_member
from tests.impact import given
from tests.impact.given import World, records
from tests.impact.test_pages import email
from tests.loans.papers.test_printing import squeezed, text_of
from tests.pages import Browser

ROOT = Path(__file__).resolve().parents[2]
FORBIDDEN = ("neutre", "compensé", "zéro émission", "zéro carbone", "bon pour la planète", "impact positif")
NETTED = re.compile(r"net_footprint|footprint_net|empreinte_nette|solde|footprint_minus|moins_evite", re.I)
YEAR = "annee=2027"


@pytest.fixture
def world(app: Flask, now: datetime) -> World:
    return given.a_world(now)


@pytest.fixture
def reader(world: World, browser: Browser) -> Browser:
    given.a_returned_loan(world, quantity=2)
    given.a_returned_loan(world, given.an_offer(world, "plinth"), transport=TransportMode.DEDICATED_VAN)
    given.a_returned_loan(world, alternative=Alternative.UNKNOWN, evidence=Evidence.E1)
    return browser.sign_in(email(world, "csr"))


def rows_of(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text.removeprefix("\ufeff"))))


def test_one_total_has_the_same_digits_on_page_pdf_csv_and_json(reader: Browser) -> None:
    central = sum((one.net_kg for one in records(phase="actual", internal_only=False)), Decimal(0))
    shown = f"{central:.3f}".replace(".", ",").replace("-", "\N{MINUS SIGN}")
    page = reader.get(f"/bilan/rapport?{YEAR}").text
    assert shown in page
    pdf = reader.get(f"/bilan/rapport.pdf?{YEAR}").data
    assert squeezed(shown) in squeezed(text_of(pdf))
    data = json.loads(reader.get(f"/bilan/rapport.json?{YEAR}").data)
    assert data["avoided"]["total"]["value"] == f"{central:.3f}"
    parts = rows_of(reader.get(f"/bilan/parties.csv?{YEAR}").text)
    assert [one["evite_kgCO2e"] for one in parts if one["partie"] == "total"] == [f"{central:.3f}"]
    per_show = rows_of(reader.get(f"/bilan/beges-evite.csv?{YEAR}").text)
    assert sum(Decimal(one["evite_kgCO2e"]) for one in per_show) == central


def test_a_negative_year_is_said_and_kept_negative(reader: Browser) -> None:
    data = json.loads(reader.get(f"/bilan/rapport.json?{YEAR}").data)
    plinth = next(one for one in data["avoided"]["by_category"] if one["key"] == "plinth")
    assert plinth["sum"]["value"].startswith("-")
    assert "exposition a un compte évité négatif" in reader.get(f"/bilan/rapport?{YEAR}").text


def test_the_json_is_what_its_published_schema_says(reader: Browser) -> None:
    schema = json.loads(reader.get("/schemas/bilan-1.json").data)
    data = json.loads(reader.get(f"/bilan/rapport.json?{YEAR}").data)
    assert list(faults(data, schema, schema)) == []
    assert data["$schema"].endswith("/schemas/bilan-1.json")
    data["avoided"]["net_of_footprint"] = "1.000"
    assert list(faults(data, schema, schema))
    empty = json.loads(reader.get("/bilan/rapport.json?annee=2031").data)
    assert list(faults(empty, schema, schema)) == []


def test_the_footprint_goes_to_posts_and_the_avoided_to_another_file(reader: Browser) -> None:
    posts = rows_of(reader.get(f"/bilan/beges.csv?{YEAR}").text)
    assert [one["poste"] for one in posts] == ["4.4", "3.1", "2.1"]
    whole = sum((one.footprint_kg for one in records(phase="actual")), Decimal(0))
    assert sum(Decimal(one["empreinte_kgCO2e"]) for one in posts) == whole
    assert not any("evite" in name for name in posts[0])
    apart = rows_of(reader.get(f"/bilan/beges-evite.csv?{YEAR}").text)
    assert not any("empreinte" in name for name in apart[0])


def test_a_gift_received_is_declared_by_line_of_the_decree(
    world: World, browser: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    listing = given.an_offer(world, "screen", 2)
    with transaction() as session:
        session.add(
            Gift(
                listing_id=listing, giver_id=world.lender, recipient_id=world.borrower, quantity=2,
                state=GiftState.TRANSFERRED, requested_at=world.now, expires_at=world.now,
                transferred_on=date(2027, 5, 4),
            )
        )  # fmt: skip
    browser.sign_in(email(world, "csr"))
    given.a_returned_loan(world)
    (row,) = rows_of(browser.get(f"/bilan/article-58.csv?{YEAR}").text)
    assert row["quantite"] == "2" and row["annee"] == "2027"
    assert row["valeur_forfaitaire_totale_eur_ht"] == "" and "arrêté" in row["remarque"]
    lines = {
        key: article58.DecreeLine(key, one.label, Decimal("100")) for key, one in article58.decree_lines().items()
    }
    monkeypatch.setattr(article58, "decree_lines", lambda: lines)
    (row,) = rows_of(browser.get(f"/bilan/article-58.csv?{YEAR}").text)
    assert row["valeur_forfaitaire_totale_eur_ht"] == "200.00" and row["remarque"] == ""
    assert db.session.query(Unit).count() >= 2


def test_no_report_is_for_another_house(world: World, browser: Browser, now: datetime) -> None:
    browser.sign_in(email(world, "csr"))
    for path in ("rapport", "rapport.pdf", "rapport.json", "beges.csv", "beges-evite.csv", "article-58.csv",
                 "parties.csv", "echanges.csv"):  # fmt: skip
        browser.get(f"/bilan/{path}?etablissement={world.lender}", status=404)


def test_every_figure_comes_with_unit_range_method_source_and_link(reader: Browser) -> None:
    for path in (f"/bilan?{YEAR}", f"/bilan/rapport?{YEAR}", "/reseau"):
        page = reader.get(path).text.replace("\xa0", " ").replace("\u202f", " ")
        for said in ("kg CO2e", "REEMPLOI-1.0", "Comment est-ce calculé ?", "90 %"):
            assert said in page, (path, said)
        assert not [word for word in FORBIDDEN if word in page.lower()], path


def test_no_schema_header_or_code_of_a_report_nets_the_two_accounts() -> None:
    headers = [value for name, value in vars(exports).items() if name.endswith("HEADER")]
    assert not [name for header in headers for name in header if NETTED.search(name)]
    files = [*(ROOT / "app/impact/reports").rglob("*.*"), *(ROOT / "templates/impact").glob("*.html"),
             *(ROOT / "app/impact/sums").glob("*.py"), ROOT / "app/impact/exports.py", SCHEMA]  # fmt: skip
    texts = {path: path.read_text() for path in files if path.suffix in (".py", ".html", ".json")}
    assert not [path for path, text in texts.items() if NETTED.search(text)]
    difference = re.compile(
        r"footprint[\w.\[\]\"']*\s*-\s*\w*(avoided|net|central)|(avoided|net)[\w.]*\s*-\s*\w*footprint"
    )
    assert not [path for path, text in texts.items() if difference.search(text)]
    assert difference.search("total = page.footprint.total - avoided.central")
    assert not [path for path, text in texts.items() if any(word in text.lower() for word in FORBIDDEN)]


def test_the_lender_s_part_has_no_unit_of_carbon_for_machines(world: World, browser: Browser) -> None:
    given.a_returned_loan(world)
    browser.sign_in(email(world, "technician"))
    lending = json.loads(browser.get(f"/bilan/rapport.json?{YEAR}").data)["lending"]
    assert lending["contributed_to_others"]["is_additive"] is False
    assert "CO2" not in json.dumps(lending)


def test_a_rate_is_proposed_from_a_hundred_answers_and_never_applied(
    world: World, browser: Browser, now: datetime
) -> None:
    assert displacement(0, 0) is None
    few, enough = displacement(99, 60), displacement(100, 65)
    assert few is not None and not few.is_enough
    assert enough is not None and enough.is_enough and enough.low < enough.rate < enough.high
    first, second = given.a_returned_loan(world), given.a_returned_loan(world)
    with transaction() as session:
        for loan, outcome in (
            (first, Outcome.BOUGHT_NEW),
            (first, Outcome.NOTHING_BOUGHT),
            (second, Outcome.BOUGHT_LESS),
        ):
            session.add(FollowUp(loan_id=loan, outcome=outcome, by=world.csr.user_id, at=now))
            session.flush()
    page = displacement_page()
    assert page.measured is not None
    assert (page.measured.answers, page.measured.displaced) == (2, 1)
    assert page.default == Decimal("0.65")
    a_staff_member("equipe@exemple.fr", now=now)
    assert "il y en a 2" in browser.sign_in("equipe@exemple.fr").get("/plateforme/taux-de-remplacement").text


def faults(value: Any, schema: dict[str, Any], root: dict[str, Any], at: str = "$") -> Any:
    """What keeps *value* from being what *schema* says: the part of JSON Schema that ours uses."""
    if "$ref" in schema:
        yield from faults(value, root["$defs"][schema["$ref"].rsplit("/", 1)[1]], root, at)
        return
    if "anyOf" in schema:
        if all(list(faults(value, one, root, at)) for one in schema["anyOf"]):
            yield f"{at}: none of anyOf"
        return
    kinds: dict[str, Any] = {
        "object": dict,
        "array": list,
        "string": str,
        "integer": int,
        "boolean": bool,
        "null": type(None),
    }
    if "type" in schema and (type(value) is not kinds[schema["type"]]):
        yield f"{at}: not {schema['type']}"
        return
    if "const" in schema and value != schema["const"]:
        yield f"{at}: not {schema['const']}"
    if "enum" in schema and value not in schema["enum"]:
        yield f"{at}: not one of {schema['enum']}"
    if "pattern" in schema and not re.search(schema["pattern"], value):
        yield f"{at}: {value} is not {schema['pattern']}"
    if "minimum" in schema and value < schema["minimum"]:
        yield f"{at}: below {schema['minimum']}"
    for place, item in enumerate(value if isinstance(value, list) else ()):
        yield from faults(item, schema["items"], root, f"{at}[{place}]")
    if isinstance(value, dict):
        yield from (f"{at}: no {name}" for name in schema["required"] if name not in value)
        yield from (f"{at}: {name} is not foreseen" for name in value if name not in schema["properties"])
        for name, item in value.items():
            if name in schema["properties"]:
                yield from faults(item, schema["properties"][name], root, f"{at}.{name}")
