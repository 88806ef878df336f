"""Verbs about the places of an institution. A place is geocoded before the transaction, never inside."""

from datetime import date, datetime

from app.accounts.domain.institutions import SiteDraft, checked_name
from app.accounts.domain.permissions import may_administer
from app.accounts.domain.site_rules import SiteRules, require_rules
from app.accounts.models import Institution, Site, SiteClosure
from app.core import journal
from app.core.actor import Actor
from app.core.db import db, transaction
from app.core.errors import Forbidden, Invalid, NotFound
from app.core.geo import time_zone_of
from app.core.geocoding import Located, geocode
from app.core.text import N_, fold


class DaysReversed(Invalid):
    """The last day comes before the first."""

    message = N_("Le dernier jour vient avant le premier.")
    field = "last_day"


class NoOpenDay(Invalid):
    """A site that never opens can hand nothing over."""

    message = N_("Cochez au moins un jour d'ouverture.")
    field = "open_weekdays"


def locate_site(draft: SiteDraft) -> Located:
    """Where the site is; may ask the network, so never inside a transaction."""
    return geocode(draft.address, draft.postcode, draft.city)


def add_site(actor: Actor, institution_id: int, draft: SiteDraft, now: datetime) -> int:
    """Give an institution another place. Its id; :class:`AddressNotFound` when it is nowhere."""
    require_admin(actor, institution_id)
    check_site(draft)
    located = locate_site(draft)
    with transaction():
        site_id = insert_site(institution_id, draft, located)
        journal.record(actor, now, "add_site", "site", site_id, institution_id)
        return site_id


def check_site(draft: SiteDraft) -> None:
    """Refuse a place without a name or without an open day."""
    checked_name(draft.name)
    if not draft.open_weekdays or not set(draft.open_weekdays) <= set(range(1, 8)):
        raise NoOpenDay()


def insert_site(institution_id: int, draft: SiteDraft, located: Located) -> int:
    """The row of a place already checked and located; inside the caller's transaction."""
    site = Site(institution_id=institution_id)
    _fill(site, draft, located)
    db.session.add(site)
    db.session.flush()
    return site.id


def edit_site(actor: Actor, site_id: int, draft: SiteDraft, now: datetime) -> None:
    """Describe a place anew; it is geocoded again."""
    institution_id = _institution_of(actor, site_id)
    check_site(draft)
    located = locate_site(draft)
    with transaction() as session:
        site = session.get_one(Site, site_id, with_for_update=True)
        _fill(site, draft, located)
        _follow_first_site(institution_id)
        journal.record(actor, now, "edit_site", "site", site_id, institution_id)


def add_closure(actor: Actor, site_id: int, first_day: date, last_day: date, reason: str, now: datetime) -> int:
    """Close a place on some days, both included: nothing is handed over or taken back then."""
    institution_id = _institution_of(actor, site_id)
    if last_day < first_day:
        raise DaysReversed()
    with transaction() as session:
        closure = SiteClosure(site_id=site_id, first_day=first_day, last_day=last_day, reason=reason.strip())
        session.add(closure)
        session.flush()
        journal.record(actor, now, "add_closure", "site", site_id, institution_id)
        return closure.id


def remove_closure(actor: Actor, site_id: int, closure_id: int, now: datetime) -> None:
    """Open a place again on days it was to be closed."""
    institution_id = _institution_of(actor, site_id)
    with transaction() as session:
        closure = session.get(SiteClosure, closure_id)
        if closure is None or closure.site_id != site_id:
            raise NotFound()
        session.delete(closure)
        journal.record(actor, now, "remove_closure", "site", site_id, institution_id)


def set_site_rules(actor: Actor, site_id: int, rules: SiteRules, now: datetime) -> None:
    """Say what a place asks of borrowers from now on; what is agreed already stays. Raises what `require_rules`
    does, NotFound, Forbidden."""
    institution_id = _institution_of(actor, site_id)
    require_rules(rules)
    with transaction() as session:
        site = session.get_one(Site, site_id, with_for_update=True)
        site.lead_days, site.longest_days = rules.lead_days, rules.longest_days
        site.visits_a_day, site.has_same_day = rules.visits_a_day, rules.has_same_day
        site.opens_on_holidays = rules.opens_on_holidays
        site.processing_weekdays = sorted(rules.processing_weekdays) if rules.processing_weekdays else None
        journal.record(actor, now, "set_site_rules", "site", site_id, institution_id)


def require_admin(actor: Actor, institution_id: int) -> None:
    """404 for strangers, 403 for colleagues who do not administer."""
    if may_administer(actor, institution_id) and db.session.get(Institution, institution_id) is not None:
        return
    raise Forbidden() if actor.belongs_to(institution_id) else NotFound()


def _institution_of(actor: Actor, site_id: int) -> int:
    site = db.session.get(Site, site_id)
    if site is None:
        raise NotFound()
    institution_id = site.institution_id
    require_admin(actor, institution_id)
    return institution_id


def _fill(site: Site, draft: SiteDraft, located: Located) -> None:
    site.name, site.address = draft.name.strip(), draft.address.strip()
    site.postcode, site.city = draft.postcode.strip(), draft.city.strip() or located.city
    site.insee, site.department, site.region = located.insee, located.department, located.region
    site.latitude, site.longitude, site.geocoded_by = located.point.lat, located.point.lon, located.source
    site.open_weekdays = sorted(draft.open_weekdays)
    site.access_notes = draft.access_notes.strip()


def _follow_first_site(institution_id: int) -> None:
    """The institution is where its first site is."""
    db.session.flush()
    institution = db.session.get_one(Institution, institution_id)
    first = institution.sites[0]
    institution.city, institution.department, institution.region = first.city, first.department, first.region
    institution.time_zone = time_zone_of(first.department)
    institution.folded_name = fold(f"{institution.name} {first.city}")
