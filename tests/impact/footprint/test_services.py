"""The carbon calculation on a database: verbs, what they refuse, and what the pages' questions answer."""

from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal

import pytest
from flask import Flask
from sqlalchemy import func, select

from app.core.actor import Actor, Role
from app.core.db import db
from app.core.errors import Forbidden, NotFound, Stale
from app.exhibitions.services import edit_exhibition
from app.impact.exact import exactly
from app.impact.factors.refusals import NeverCounted, UnknownFactor
from app.impact.footprint.domain.budget import Budget, NoArbiter, Scope, Standing
from app.impact.footprint.domain.components import Component
from app.impact.footprint.domain.drafts import OwnFactor, ReasonForNothing
from app.impact.footprint.domain.lines import Phase, ValueSource
from app.impact.footprint.domain.refusals import NoSize, UnitsDoNotFit
from app.impact.footprint.domain.works import NoMassColumn
from app.impact.footprint.models import CarbonAbsence, CarbonJourney, CarbonLine
from app.impact.footprint.places import point_of
from app.impact.footprint.queries.calculation import carbon_page
from app.impact.footprint.queries.lines import line_to_change, lines_csv, lines_page, questions
from app.impact.footprint.queries.views import CarbonPage
from app.impact.footprint.services import frame as framing
from app.impact.footprint.services import lines as writing
from app.impact.footprint.services import works
from app.impact.footprint.services.estimate import estimate_quickly
from app.impact.queries.exhibition import footprint_panel
from app.loans.domain.words import Alternative, Evidence
from tests.given.accounts import a_person, an_institution
from tests.given.carbon import SIZE, WORKS, a_calculation, a_line_draft
from tests.given.exhibitions import a_draft, an_exhibition
from tests.impact.given import a_returned_loan, a_world, an_agreed_loan, an_offer

D = Decimal
TODAY = date(2027, 1, 15)


@pytest.fixture
def house(app: Flask) -> int:
    return an_institution("Musée des Laves")


@pytest.fixture
def team(house: int) -> Actor:
    return a_person(house, Role.EXHIBITIONS, email="expo@exemple.fr")


@pytest.fixture
def show(team: Actor, house: int, now: datetime) -> int:
    return an_exhibition(team, house, now, expected_visitors=20_000)


def the_page(actor: Actor, show: int, phase: Phase = Phase.PLANNED) -> CarbonPage:
    return carbon_page(actor, show, phase, TODAY)


def amount_of(page: CarbonPage, component: Component) -> Decimal | None:
    row = next(one for one in page.components if one.component is component)
    return row.amount.value if row.amount else None


def test_a_line_counts_its_value_times_its_factor(team: Actor, show: int, now: datetime) -> None:
    writing.write_line(team, show, a_line_draft(), now)
    page = the_page(team, show)
    assert amount_of(page, Component.SCENOGRAPHY) == D("142.7574")
    assert page.location.without_visitors.value == D("142.7574")
    assert page.quality[ValueSource.MEASURED] == 1


def test_a_line_keeps_the_version_of_its_factor(team: Actor, show: int, now: datetime) -> None:
    line = writing.write_line(team, show, a_line_draft(), now)
    assert db.session.get_one(CarbonLine, line).factor == "mdf_obd@1"


def test_a_double_click_writes_one_line(team: Actor, show: int, now: datetime) -> None:
    first = writing.write_line(team, show, a_line_draft(), now, "once")
    assert writing.write_line(team, show, a_line_draft(), now, "once") == first
    assert db.session.scalar(select(func.count(CarbonLine.id))) == 1


def test_what_cannot_be_counted_is_refused_by_name(team: Actor, show: int, now: datetime) -> None:
    for draft, refusal in (
        (a_line_draft(factor="unobtainium"), UnknownFactor),
        (a_line_draft(factor="waste_wood_class_b_avoided_bc"), NeverCounted),
        (a_line_draft(unit="kWh"), UnitsDoNotFit),
        (a_line_draft(variant_id=99), NotFound),
        (a_line_draft(document_id=99), NotFound),
    ):
        with pytest.raises(refusal):
            writing.write_line(team, show, draft, now)
    assert db.session.scalar(select(func.count(CarbonLine.id))) == 0


def test_others_see_nothing_and_readers_change_nothing(team: Actor, show: int, house: int, now: datetime) -> None:
    stranger = a_person(an_institution("Ailleurs"), Role.ADMIN, email="ailleurs@exemple.fr")
    reader = a_person(house, Role.READER, email="lecture@exemple.fr")
    line = writing.write_line(team, show, a_line_draft(), now)
    with pytest.raises(NotFound):
        the_page(stranger, show)
    with pytest.raises(NotFound):
        writing.remove_line(stranger, line, now)
    assert not the_page(reader, show).may_write
    with pytest.raises(Forbidden):
        writing.remove_line(reader, line, now)


def test_a_public_show_does_not_make_its_calculation_public(team: Actor, house: int, now: datetime) -> None:
    public = an_exhibition(team, house, now, title="Pour tous", is_public=True)
    stranger = a_person(an_institution("Ailleurs"), Role.ADMIN, email="ailleurs@exemple.fr")
    with pytest.raises(NotFound):
        the_page(stranger, public)


def test_two_people_at_once_are_told(team: Actor, show: int, now: datetime) -> None:
    line = writing.write_line(team, show, a_line_draft(), now)
    writing.change_line(team, line, a_line_draft(value=D(200)), 1, now)
    with pytest.raises(Stale):
        writing.change_line(team, line, a_line_draft(value=D(100)), 1, now)


def test_an_unknown_value_widens_and_is_not_zero(team: Actor, show: int, now: datetime) -> None:
    writing.write_line(team, show, a_line_draft(), now)
    before = the_page(team, show)
    writing.write_line(team, show, a_line_draft(label="Vitrines", value=None), now)
    after = the_page(team, show)
    assert after.location.without_visitors.value == before.location.without_visitors.value
    high, was = after.location.without_visitors.high, before.location.without_visitors.high
    assert high is not None and was is not None and high > was
    assert next(row for row in after.components if row.component is Component.SCENOGRAPHY).state == "partly"


def test_of_a_show_without_size_nobody_knows_the_upper_end(team: Actor, house: int, now: datetime) -> None:
    show = an_exhibition(team, house, now, title="Sans taille", surface_m2=None)
    writing.write_line(team, show, a_line_draft(), now)
    assert the_page(team, show).location.without_visitors.high is None
    with pytest.raises(NoSize):
        estimate_quickly(team, show, replace(SIZE, surface_m2=D(0)), {}, now)


def test_a_component_without_a_factor_is_a_gap_and_a_supplier_s_own_figure_fills_it(
    team: Actor, show: int, now: datetime
) -> None:
    bought = a_line_draft(component=Component.PURCHASES, activity="", unit="kEUR", value=D(12), factor="")
    line = writing.write_line(team, show, bought, now)
    assert (
        next(row for row in the_page(team, show).components if row.component is Component.PURCHASES).state
        == "unknown"
    )
    own = OwnFactor(D(150), "kgCO2e/kEUR", "fournisseur, 2026")
    writing.change_line(team, line, replace(bought, own=own), 1, now)
    page = the_page(team, show)
    assert amount_of(page, Component.PURCHASES) == 1800
    assert page.monetary == 1


def test_a_component_that_does_not_exist_says_why(team: Actor, show: int, now: datetime) -> None:
    with pytest.raises(ReasonForNothing):
        framing.leave_component_out(team, show, Component.CATALOGUE, " ", now)
    framing.leave_component_out(team, show, Component.CATALOGUE, "Pas de catalogue", now)
    row = next(one for one in the_page(team, show).components if one.component is Component.CATALOGUE)
    assert (row.state, row.reason) == ("left_out", "Pas de catalogue")
    paper = a_line_draft(component=Component.CATALOGUE, activity="catalogue_paper", factor="paper_defra2025")
    writing.write_line(team, show, paper, now)
    assert db.session.scalar(select(func.count(CarbonAbsence.id))) == 0
    with pytest.raises(framing.ComponentHasLines):
        framing.leave_component_out(team, show, Component.CATALOGUE, "Finalement non", now)


def test_the_budget_has_an_arbiter_and_the_contract_a_proof(team: Actor, show: int, now: datetime) -> None:
    with pytest.raises(NoArbiter):
        Budget(D(1000), Scope.WITHOUT_VISITORS, "")
    with pytest.raises(framing.ContractUnproved):
        framing.FrameDraft(None, Scope.WITHOUT_VISITORS, D(0), "", False)
    budget = Budget(D(100), Scope.WITHOUT_VISITORS, "Direction de la production")
    framing.set_frame(team, show, framing.FrameDraft(budget, budget.scope, None, "", False), 0, now)
    writing.write_line(team, show, a_line_draft(value=D(3000)), now)
    view = the_page(team, show).budget
    assert view is not None and view.standing is Standing.BEYOND and view.left < 0


def test_location_and_market_stay_two_results(team: Actor, show: int, now: datetime) -> None:
    draft = framing.FrameDraft(None, Scope.WITHOUT_VISITORS, D(0), "Garanties d'origine 2027", False)
    framing.set_frame(team, show, draft, 0, now)
    power = a_line_draft(
        component=Component.BUILDING_ENERGY,
        activity="energy_electricity",
        value=D(10),
        unit="MWh",
        factor="electricity_fr_2025_ademe",
    )
    writing.write_line(team, show, power, now)
    page = the_page(team, show)
    assert page.location.without_visitors.value == 461
    assert page.market is not None and page.market.without_visitors.value == 0


def test_a_meter_that_counts_devices_is_not_counted_twice(team: Actor, show: int, now: datetime) -> None:
    power = a_line_draft(
        component=Component.MULTIMEDIA,
        activity="multimedia_power",
        value=D(1000),
        unit="kWh",
        factor="electricity_fr_2025_ademe",
    )
    writing.write_line(team, show, power, now)
    assert amount_of(the_page(team, show), Component.MULTIMEDIA) == D("46.1")
    framing.set_frame(team, show, framing.FrameDraft(None, Scope.EVERYTHING, None, "", True), 0, now)
    assert not amount_of(the_page(team, show), Component.MULTIMEDIA)


def test_variants_stand_side_by_side_and_share_the_common_lines(team: Actor, show: int, now: datetime) -> None:
    new = framing.write_variant(team, show, "Tout neuf", False, now)
    hired = framing.write_variant(team, show, "Location", True, now)
    writing.write_line(team, show, a_line_draft(label="commune", value=D(100)), now)
    writing.write_line(team, show, a_line_draft(variant_id=new, value=D(1000)), now)
    writing.write_line(team, show, a_line_draft(variant_id=hired, value=D(10)), now)
    page = the_page(team, show)
    with exactly():
        assert [one.amount.value for one in page.variants] == [D(1100) * D("0.475858"), D(110) * D("0.475858")]
    assert page.variant_id == new
    framing.choose_variant(team, hired, now)
    assert the_page(team, show).variant_id == hired
    with pytest.raises(framing.VariantHasLines):
        framing.remove_variant(team, new, now)
    with pytest.raises(framing.NameTaken):
        framing.write_variant(team, show, "Location", True, now)


def test_the_quick_estimate_marks_its_defaults_and_gives_way_to_what_is_known(
    team: Actor, show: int, now: datetime
) -> None:
    count = estimate_quickly(team, show, SIZE, {}, now)
    page = the_page(team, show)
    assert page.lines == page.proposed == count
    assert page.quality[ValueSource.DEFAULT] == 1
    assert {gap.component for gap in page.gaps.gaps} == {Component.PURCHASES}
    writing.write_line(team, show, a_line_draft(), now)
    panels = list(lines_page(team, show, Component.SCENOGRAPHY, Phase.PLANNED, 1, TODAY).lines.items)
    assert [row.row.activity for row in panels].count("scenography_wood_panels") == 1
    assert estimate_quickly(team, show, SIZE, {}, now) == count - 1


def test_in_one_variant_what_is_said_takes_the_place_of_the_estimate(team: Actor, show: int, now: datetime) -> None:
    estimate_quickly(team, show, SIZE, {}, now)
    framing.write_variant(team, show, "Comme estimé", True, now)
    light = framing.write_variant(team, show, "Légère", True, now)
    writing.write_line(team, show, a_line_draft(variant_id=light, value=D(0)), now)
    supposed, lighter = the_page(team, show).variants
    with exactly():
        less = supposed.components[Component.SCENOGRAPHY] - lighter.components[Component.SCENOGRAPHY]
        assert less == D(7560) * D("0.475858")  # 400 m2 x 35 kg x 90 % new x 60 % wood panels
    assert writing.begin_actual(team, show, light, now) == 29


def test_the_estimate_says_the_size_of_the_show_and_leaves_out_what_it_does_not_have(
    team: Actor, house: int, now: datetime
) -> None:
    show = an_exhibition(team, house, now, title="Sans taille", surface_m2=None)
    framing.leave_component_out(team, show, Component.CATALOGUE, "Pas de catalogue", now)
    estimate_quickly(team, show, SIZE, {"print": D(0)}, now)
    page = the_page(team, show)
    assert (page.show.surface_m2, page.show.expected_visitors) == (400, 20_000)
    states = {row.component: row.state for row in page.components}
    assert states[Component.CATALOGUE] == "left_out"
    assert states[Component.PRINT] == "counted" and amount_of(page, Component.PRINT) == 0


def test_who_may_not_edit_a_show_says_only_the_size_that_nobody_said(
    team: Actor, show: int, house: int, now: datetime
) -> None:
    csr = a_person(house, Role.CSR, email="rse@exemple.fr")
    estimate_quickly(csr, show, replace(SIZE, surface_m2=D(900)), {}, now)
    assert the_page(team, show).show.surface_m2 == 400


def test_a_works_list_asks_back_what_it_does_not_know(team: Actor, show: int, now: datetime) -> None:
    made = works.import_works(team, show, WORKS, Phase.PLANNED, 2, True, now)
    assert (made.lines, made.without_mass, made.unknown_places) == (3, 0, ("Ruritanie",))
    asked = questions(team, show, TODAY)
    assert asked.places == (("Ruritanie", 1),)
    assert works.answer_place(team, show, "Ruritanie", "Nulle part", None, now) == 0
    assert works.answer_place(team, show, "Ruritanie", "", D(900), now) == 1
    assert questions(team, show, TODAY).places == ()
    line = db.session.scalars(select(CarbonLine).where(CarbonLine.label == "Idole")).one()
    assert line.value == D("21.6")
    again = works.import_works(team, show, WORKS, Phase.PLANNED, 2, True, now)
    assert again.lines == 3
    assert db.session.scalar(select(func.count(CarbonJourney.line_id))) == 3


def test_a_list_sent_twice_by_a_double_click_is_imported_once(team: Actor, show: int, now: datetime) -> None:
    for _click in range(2):
        works.import_works(team, show, WORKS, Phase.PLANNED, 2, False, now, "once")
    assert db.session.scalar(select(func.count(CarbonJourney.line_id))) == 3


def test_a_list_without_masses_writes_nothing(team: Actor, show: int, now: datetime) -> None:
    sheet = replace(WORKS, headings=("titre", "valeur", "provenance", "mode"))
    with pytest.raises(NoMassColumn):
        works.import_works(team, show, sheet, Phase.PLANNED, 2, True, now)
    assert db.session.scalar(select(func.count(CarbonLine.id))) == 0


@pytest.mark.parametrize("place", ["New York", "Londres", "Tate Modern, London", "69002 Lyon", "Besançon", "Bâle"])
def test_known_places_are_found(app: Flask, place: str) -> None:
    assert point_of(place) is not None


@pytest.mark.parametrize("place", ["Ruritanie", "", "?", "collection particulière"])
def test_unknown_places_are_not_guessed(app: Flask, place: str) -> None:
    assert point_of(place) is None


def test_the_plan_is_taken_over_once_and_compared(team: Actor, show: int, now: datetime) -> None:
    a_calculation(team, show, now)
    count = writing.begin_actual(team, show, None, now)
    with pytest.raises(writing.ActualAlreadyBegun):
        writing.begin_actual(team, show, None, now)
    page = the_page(team, show, Phase.ACTUAL)
    assert page.lines == count and page.compared
    assert ValueSource.MEASURED not in {one for one, part in page.quality.items() if part}


def test_what_is_borrowed_arrives_by_itself_and_never_twice(app: Flask, now: datetime) -> None:
    world = a_world(now)
    a_returned_loan(world, an_offer(world), 2)
    panel = footprint_panel(world.curator, world.exhibition)
    assert panel is not None
    (part,) = [one for one in panel.parts if one.phase == "actual"]
    page = the_page(world.curator, world.exhibition, Phase.ACTUAL)
    assert page.location.everything.value == part.total.total
    assert page.lines == 0 and page.borrowed.objects == 2
    planned = the_page(world.curator, world.exhibition)
    assert planned.borrowed.objects == 2
    assert page.avoided is not None


def test_a_plan_of_a_loan_counts_once(app: Flask, now: datetime) -> None:
    world = a_world(now)
    an_agreed_loan(world, {an_offer(world): 2})
    page = the_page(world.curator, world.exhibition)
    assert page.borrowed.objects == 2
    framing.write_variant(world.curator, world.exhibition, "Tout neuf", False, now)
    assert the_page(world.curator, world.exhibition).location.everything.value == 0


def test_the_footprint_is_the_same_whatever_would_have_been_done_without_the_loans(app: Flask, now: datetime) -> None:
    """R1 and P10: the avoided account is beside, and nothing of the footprint depends on it."""
    pages = []
    for alternative, evidence in ((Alternative.NEW, Evidence.E3), (Alternative.NONE, Evidence.E2)):
        world = a_world(now)
        a_returned_loan(world, an_offer(world), 2, alternative=alternative, evidence=evidence)
        pages.append(the_page(world.curator, world.exhibition, Phase.ACTUAL))
    bought, nothing = pages
    for name in ("location", "market", "components", "quality", "budget", "compared", "gaps"):
        assert getattr(bought, name) == getattr(nothing, name), name
    assert bought.avoided and nothing.avoided
    assert bought.avoided.parts[0].sum.central > 0 > nothing.avoided.parts[0].sum.central


def test_the_file_holds_what_it_takes_to_compute_again(team: Actor, show: int, now: datetime) -> None:
    writing.write_line(team, show, a_line_draft(label="=1+1"), now)
    text = lines_csv(team, show, TODAY)
    assert "mdf_obd@1" in text and "142.757" in text
    assert "\r\nplanned;;scenography" in text


def test_a_line_shows_the_factors_that_fit(team: Actor, show: int, now: datetime) -> None:
    line = writing.write_line(team, show, a_line_draft(), now)
    page = line_to_change(team, line, TODAY)
    assert page.options[0].is_proposed and page.version == 1


def test_the_show_may_change_its_size_and_the_ratios_follow(team: Actor, show: int, now: datetime) -> None:
    writing.write_line(team, show, a_line_draft(), now)
    edit_exhibition(team, show, a_draft(surface_m2=100, expected_visitors=1000), 1, now)
    ratio = the_page(team, show).location.per_m2
    assert ratio is not None and ratio.value == D("1.427574")
