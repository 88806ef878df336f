"""Pages, panels and exports: every figure with its conditions, two accounts side by side."""

import csv
import io
import re
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

import pytest
from flask import Flask

import config
from app.core.actor import ANONYMOUS, Role
from app.core.db import db, transaction
from app.exhibitions.models import Exhibition
from app.impact import exports
from app.impact.queries.exhibition import avoided_panel, footprint_panel
from app.impact.queries.network import network_figures
from app.impact.queries.report import report
from app.loans.domain.words import Alternative, Evidence, TransportMode
from tests.given.accounts import a_person, an_institution
from tests.impact.given import World, a_returned_loan, a_world, an_agreed_loan, an_offer, records
from tests.pages import Browser

TODAY = date(2027, 7, 1)


@pytest.fixture
def world(app: Flask, now: datetime) -> World:
    return a_world(now)


def publish(world: World) -> None:
    with transaction() as session:
        session.get_one(Exhibition, world.exhibition).is_public = True


def email(world: World, who: str) -> str:
    from app.accounts.models import User

    return db.session.get_one(User, getattr(world, who).user_id).email


def lines(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text.removeprefix("\ufeff"))))


# the exhibition's panels


def test_an_exhibition_shows_its_two_accounts_to_its_team(world: World, browser: Browser) -> None:
    a_returned_loan(world, quantity=2, evidence=Evidence.E3)
    a_returned_loan(world, an_offer(world, "plinth", 2, mass_kg=15), 2)
    an_agreed_loan(world, {an_offer(world): 1})
    page = browser.sign_in(email(world, "curator")).get(f"/expositions/{world.exhibition}").text
    for said in ("L'empreinte", "Les émissions évitées", "Multimédia", "Construction scénographique",
                 "REEMPLOI-1.0", "Comment est-ce calculé ?", "Émissions évitées prévues", "Avec et sans réemploi",
                 "E3, document daté", "Borne basse"):  # fmt: skip
        assert said in page.replace("&#39;", "'"), said


def test_planned_and_actual_are_never_added(world: World) -> None:
    a_returned_loan(world)
    an_agreed_loan(world, {an_offer(world): 1})
    panel = avoided_panel(world.curator, world.exhibition)
    assert panel and [part.phase for part in panel.parts] == ["actual", "planned"]
    assert [part.sum.records for part in panel.parts] == [1, 1]
    footprint = footprint_panel(world.curator, world.exhibition)
    assert footprint and [part.phase for part in footprint.parts] == ["actual", "planned"]


def test_an_exhibition_that_borrowed_nothing_has_no_panel(world: World) -> None:
    assert footprint_panel(world.curator, world.exhibition) is None
    assert avoided_panel(world.curator, world.exhibition) is None


def test_the_public_sees_neither_plans_nor_what_lacks_evidence(world: World, browser: Browser) -> None:
    publish(world)
    a_returned_loan(world, alternative=Alternative.UNKNOWN, evidence=Evidence.E1)
    an_agreed_loan(world, {an_offer(world): 1})
    seen = avoided_panel(ANONYMOUS, world.exhibition)
    assert seen and not seen.parts and seen.internal is None and seen.internal_count == 1
    page = browser.get(f"/expositions/{world.exhibition}").text
    assert "reste à usage interne" in page
    assert "Émissions évitées prévues" not in page
    own = avoided_panel(world.curator, world.exhibition)
    assert own and own.internal and own.internal.sum.records == 1


def test_a_public_avoided_figure_stands_beside_a_footprint(world: World) -> None:
    """R6: whoever sees the one sees the other."""
    publish(world)
    a_returned_loan(world)
    assert avoided_panel(ANONYMOUS, world.exhibition)
    assert footprint_panel(ANONYMOUS, world.exhibition)


def test_the_sums_of_an_exhibition_are_those_of_its_records(world: World) -> None:
    """P9, P21: Σ nets exactly, negatives included."""
    a_returned_loan(world, quantity=2, transport=TransportMode.DEDICATED_VAN)
    a_returned_loan(world, an_offer(world, "picture_wall", 1, mass_kg=130), evidence=Evidence.E3)
    rows = records(phase="actual", verified=True)
    panel = avoided_panel(world.curator, world.exhibition)
    assert panel
    actual = panel.parts[0].sum
    assert actual.central == sum(row.net_kg for row in rows) < 0
    assert actual.made_less - sum(amount for _, amount in actual.spent) == actual.central
    assert actual.low <= actual.central <= actual.high


# the computation


def test_a_computation_is_told_step_by_step(world: World, browser: Browser) -> None:
    a_returned_loan(world, evidence=Evidence.E3)
    (record,) = records(phase="actual")
    page = browser.sign_in(email(world, "curator")).get(f"/bilan/calculs/{record.id}").text
    shown = f"{record.net_kg:.3f}".replace("-", "−").replace(".", ",")
    for said in (
        shown,
        "television_48in_ademe",
        "SHA-256",
        "négligé",
        "Part de la vie utilisée",
        "moindre augmentation",
    ):
        assert said.lower() in page.lower(), said


@pytest.mark.parametrize("category", ["video_projector", "media_player", "loudspeaker", "led_spot", "display_case", "plinth", "picture_wall"])  # fmt: skip
@pytest.mark.parametrize("transport", list(TransportMode))
def test_every_category_has_its_page(world: World, browser: Browser, category: str, transport: TransportMode) -> None:
    a_returned_loan(world, an_offer(world, category, 2, mass_kg=None), 2, transport=transport,
                    alternative=Alternative.RENTAL)  # fmt: skip
    browser.sign_in(email(world, "csr"))
    for record in records():
        browser.get(f"/bilan/calculs/{record.id}")
    browser.get(f"/expositions/{world.exhibition}")


def test_a_computation_is_for_the_two_sides_until_it_is_a_public_figure(
    world: World, app: Flask, now: datetime
) -> None:
    a_returned_loan(world)
    a_returned_loan(world, alternative=Alternative.UNKNOWN, evidence=Evidence.E1)
    figure, internal = records(phase="actual")
    plan = records(phase="planned")[0]
    stranger = an_institution(name="Musée tiers", now=now)
    a_person(stranger, Role.ADMIN, email="tiers@exemple.fr", now=now)
    for who in ("curator", "technician", "csr"):
        Browser(app).sign_in(email(world, who)).get(f"/bilan/calculs/{figure.id}")
    Browser(app).get(f"/bilan/calculs/{figure.id}", status=404)
    Browser(app).sign_in("tiers@exemple.fr").get(f"/bilan/calculs/{figure.id}", status=404)
    publish(world)
    public = Browser(app).get(f"/bilan/calculs/{figure.id}").text
    assert "Lire les données enregistrées" not in public
    for hidden in (internal.id, plan.id, 9999):
        Browser(app).get(f"/bilan/calculs/{hidden}", status=404)


# the report and its exports


def test_a_csr_officer_reads_the_same_numbers_on_screen_and_in_the_file(world: World, browser: Browser) -> None:
    a_returned_loan(world, quantity=2)
    a_returned_loan(world, an_offer(world, "plinth", 1, mass_kg=15), evidence=Evidence.E3)
    an_agreed_loan(world, {an_offer(world): 1})
    browser.sign_in(email(world, "csr"))
    page = browser.get("/bilan?annee=2027").text
    answer = browser.get("/bilan/export.csv?annee=2027")
    assert answer.mimetype == "text/csv"
    rows = lines(answer.text)
    assert len(rows) == 4
    for row in rows:
        for column in ("evite_kgCO2e", "evite_bas_90_kgCO2e", "evite_haut_90_kgCO2e", "empreinte_kgCO2e"):
            assert row[column].replace("-", "−").replace(".", ",") in page, (column, row[column])
    exhibition = lines(browser.get(f"/expositions/{world.exhibition}/bilan.csv").text)
    assert exhibition == rows
    total = report(world.csr, TODAY, year=2027)
    assert total and total.public
    done = [row for row in rows if row["phase"] == "realise"]
    assert sum(Decimal(row["evite_kgCO2e"]) for row in done) == total.public.central


def test_an_export_has_units_conditions_and_safe_cells(world: World, browser: Browser) -> None:
    a_returned_loan(
        world, an_offer(world, title='=HYPERLINK("x")'), alternative=Alternative.NONE, evidence=Evidence.E0
    )
    browser.sign_in(email(world, "csr"))
    (done,) = [row for row in lines(browser.get("/bilan/export.csv?annee=2027").text) if row["phase"] == "realise"]
    assert done["annonce"].startswith("'=")
    assert (done["methode"], done["facteur"], done["libelle"]) == (
        "REEMPLOI-1.0",
        "television_48in_ademe@1",
        "lesser_increase",
    )
    assert Decimal(done["evite_kgCO2e"]) < 0, "a negative stays a number with its sign"


def test_the_public_file_of_an_exhibition_holds_what_the_public_page_shows(world: World, browser: Browser) -> None:
    a_returned_loan(world)
    a_returned_loan(world, alternative=Alternative.UNKNOWN, evidence=Evidence.E1)
    an_agreed_loan(world, {an_offer(world): 1})
    browser.get(f"/expositions/{world.exhibition}/bilan.csv", status=404)
    publish(world)
    assert len(lines(browser.get(f"/expositions/{world.exhibition}/bilan.csv").text)) == 1


def test_a_report_belongs_to_its_institution(world: World, app: Flask, now: datetime) -> None:
    a_person(an_institution(now=now), Role.ADMIN, email="voisin@exemple.fr", now=now)
    neighbour = Browser(app).sign_in("voisin@exemple.fr")
    neighbour.get("/bilan")
    for path in ("/bilan", "/bilan/export.csv", "/bilan/prets.csv"):
        neighbour.get(f"{path}?etablissement={world.borrower}", status=404)
    a_person(world.borrower, Role.READER, email="lecteur@exemple.fr", now=now)
    Browser(app).sign_in("lecteur@exemple.fr").get("/bilan")
    assert Browser(app).get("/bilan", status=303).location.startswith("/connexion")


def test_a_person_without_institution_is_told_what_to_do(app: Flask, browser: Browser, now: datetime) -> None:
    a_person(email="seul@exemple.fr", now=now)
    assert "Aucun établissement" in browser.sign_in("seul@exemple.fr").get("/bilan").text
    browser.get("/bilan/export.csv", status=404)


def test_internal_credits_stay_out_of_the_report_s_total(world: World, browser: Browser) -> None:
    a_returned_loan(world)
    a_returned_loan(world, alternative=Alternative.UNKNOWN, evidence=Evidence.E1)
    found = report(world.csr, TODAY, year=2027)
    assert found and found.public and found.internal
    assert (found.public.records, found.internal.records) == (1, 1)
    assert "à usage interne" in browser.sign_in(email(world, "csr")).get("/bilan?annee=2027").text


def test_the_lender_reads_its_activity_and_claims_nothing(world: World, browser: Browser) -> None:
    a_returned_loan(world, quantity=2)
    browser.sign_in(email(world, "technician"))
    page = browser.get("/bilan?annee=2027").text
    assert "Vous avez prêté 2 objets pendant 240 jours" in page
    assert "contribué" in page
    text = browser.get("/bilan/prets.csv?annee=2027").text
    assert "CO2" not in text and len(lines(text)) == 2
    own = report(world.technician, TODAY, year=2027)
    assert own and own.public is None and own.lending and own.lending.object_days == 240


def test_unverified_institutions_enter_no_total(world: World) -> None:
    a_returned_loan(world, an_offer(world, mass_kg=18000))
    found = report(world.csr, TODAY, year=2027)
    assert found and found.public is None and found.waiting == 1


# public pages


def test_the_method_is_public_and_computed_live(browser: Browser) -> None:
    page = browser.get("/methode").text
    for figure in ("39,4521", "14,4521", "25,6438", "0,6438", "3,0110"):
        assert figure in page


def test_every_factor_has_its_page_with_source_and_licence(browser: Browser) -> None:
    page = browser.get("/methode/facteurs").text
    found = set(re.findall(r'href="(/methode/facteurs/[^"]+)"', page))
    assert len(found) > 40
    for path in sorted(found):
        browser.get(path)
    assert "ODbL" in browser.get("/methode/facteurs/media_player_apple_tv_4k_pcf@1").text
    browser.get("/methode/facteurs/licorne@1", status=404)


def test_a_listing_says_what_its_reuse_is_worth(world: World, browser: Browser) -> None:
    listing = an_offer(world, "media_player", 1, mass_kg=None)
    page = browser.sign_in(email(world, "curator")).get(f"/annonces/{listing}").text
    for said in (
        "Ce que vaut ce réemploi",
        "ODbL",
        "transport groupé",
        "utilitaire dédié",
        "valeur haute de la catégorie",
    ):
        assert said in page, said


def test_the_network_s_figure_comes_with_its_conditions(world: World, app: Flask, now: datetime) -> None:
    a_returned_loan(world, alternative=Alternative.UNKNOWN, evidence=Evidence.E1)
    with app.test_request_context():
        assert network_figures(now) == []
    a_returned_loan(world)
    with app.test_request_context():
        (figure,) = network_figures(now)
    assert "REEMPLOI-1.0" in figure.sentence and "90 %" in figure.sentence and figure.href == "/methode"


# laws


NETTING = re.compile(
    r"(footprint|inventory|empreinte)\w*\s*[-−]\s*[\w.]*(avoided|evite|\bnet\b)"
    r"|(avoided|evite|\bnet\b)\w*\s*[-−]\s*[\w.]*(footprint|inventory|empreinte)",
    re.I,
)


def test_no_template_code_or_header_nets_the_two_accounts() -> None:
    """R1, P11."""
    for path in [*Path(config.ROOT, "templates").rglob("*.html"), *Path(config.ROOT, "app/impact").rglob("*.py")]:
        assert not NETTING.search(path.read_text()), path
    for header in (*exports.HEADER, *exports.LENDER_HEADER):
        assert not re.search(r"nett|solde|balance|bilan", header)
    assert not any("CO2" in header for header in exports.LENDER_HEADER)


def test_the_law_of_netting_can_fail() -> None:
    assert NETTING.search("panel.footprint - panel.avoided")


def test_a_negative_keeps_its_sign_everywhere(app: Flask) -> None:
    """P21."""
    from app.core.i18n import number

    with app.test_request_context():
        assert number(Decimal("-0.017"), 3) == "−0,017"
    assert exports.amount(Decimal("-0.017")) == "-0.017"
