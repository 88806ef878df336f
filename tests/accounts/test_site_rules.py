"""What a place asks of borrowers: said on its page, kept everywhere."""

from datetime import date

import pytest

from app.accounts.domain.site_rules import NoProcessingDay, RuleOutOfBounds, SiteRules
from app.accounts.models import Site
from app.accounts.services import set_site_rules
from app.core.actor import Role
from app.core.db import db
from app.core.errors import Forbidden, NotFound
from tests.conftest import NOW
from tests.given.accounts import a_person, an_institution
from tests.pages import Browser


def _site(institution_id: int) -> int:
    return int(db.session.query(Site.id).filter_by(institution_id=institution_id).scalar())


def test_an_administrator_says_them_on_the_page_of_the_site(browser: Browser) -> None:
    institution = an_institution("Musée prêteur")
    a_person(institution, Role.ADMIN, email="admin@lyon.example.org")
    site_id = _site(institution)
    browser.sign_in("admin@lyon.example.org")
    page = browser.get(f"/sites/{site_id}/regles")
    assert page.status_code == 200
    answer = browser.post(
        f"/sites/{site_id}/regles",
        {"lead_days": "3", "longest_days": "90", "visits_a_day": "2", "has_same_day": "y",
              "processing_weekdays": ["1", "4"]},
    )  # fmt: skip
    assert answer.status_code == 303
    db.session.expire_all()
    site = db.session.get_one(Site, site_id)
    assert (site.lead_days, site.longest_days, site.visits_a_day) == (3, 90, 2)
    assert site.has_same_day and not site.opens_on_holidays and site.processing_weekdays == [1, 4]


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"lead_days": "61"}, "entre 0 et 60"),
        ({"lead_days": "2,5"}, "nombre entier"),
        ({"longest_days": "0"}, "entre 1 et 1830"),
        ({"visits_a_day": "beaucoup"}, "pas un nombre"),
    ],
)
def test_a_rule_that_cannot_be_kept_is_refused_with_what_was_typed(
    browser: Browser, typed: dict[str, str], sentence: str
) -> None:
    institution = an_institution("Musée prêteur")
    a_person(institution, Role.ADMIN, email="admin@lyon.example.org")
    site_id = _site(institution)
    browser.sign_in("admin@lyon.example.org")
    answer = browser.post(f"/sites/{site_id}/regles", {"lead_days": "0", **typed}, 422)
    assert sentence in answer.text
    assert all(value in answer.text for value in typed.values())
    db.session.expire_all()
    assert db.session.get_one(Site, site_id).lead_days == 0


def test_only_an_administrator_of_the_house(app: object) -> None:
    institution, other = an_institution("Musée prêteur"), an_institution("Musée voisin", city="Lille")
    technician = a_person(institution, Role.TECHNICIAN)
    stranger = a_person(other, Role.ADMIN)
    site_id = _site(institution)
    db.session.rollback()
    with pytest.raises(Forbidden):
        set_site_rules(technician, site_id, SiteRules(lead_days=2), NOW)
    with pytest.raises(NotFound):
        set_site_rules(stranger, site_id, SiteRules(lead_days=2), NOW)


def test_nobody_reads_requests_never(app: object) -> None:
    institution = an_institution("Musée prêteur")
    admin = a_person(institution, Role.ADMIN)
    site_id = _site(institution)
    db.session.rollback()
    with pytest.raises(NoProcessingDay):
        set_site_rules(admin, site_id, SiteRules(processing_weekdays=()), NOW)
    with pytest.raises(RuleOutOfBounds):
        set_site_rules(admin, site_id, SiteRules(longest_days=date.max.year), NOW)
