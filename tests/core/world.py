"""A small history with a bit of everything, and what makes engines number rows differently."""

from datetime import date, datetime

import pytest

from app.core import jobs, journal
from app.core.actor import SYSTEM, Role
from app.core.db import transaction
from app.core.jobs import Job
from tests.given.accounts import a_person, an_institution
from tests.given.exhibitions import an_exhibition
from tests.given.listings import a_listing
from tests.given.media import a_photo


def a_small_world(now: datetime) -> None:
    """Two institutions, their people, listings, a photo, an exhibition; one refusal that used up ids."""
    lyon = an_institution("Musée des Essais", city="Lyon", now=now)
    lille = an_institution("Palais d'Épreuve, « Éé »", city="Lille", now=now)
    technician = a_person(lyon, Role.TECHNICIAN, email="tech@exemple.fr", name="Zoé Œuvrard", now=now)
    curator = a_person(lille, Role.EXHIBITIONS, email="expo@exemple.fr", name="Léo Noël", now=now)
    with pytest.raises(RuntimeError), transaction() as session:
        journal.record(SYSTEM, now, "never", "institution", lyon, lyon)
        session.flush()
        raise RuntimeError
    a_photo(technician, lyon, now)
    a_listing(technician, lyon, "plinth", 3, "Socle de chêne, élégant", now=now, replacement_value_cents=12_300)
    a_listing(technician, lyon, units=("Écran A", "Écran B"), now=now)
    an_exhibition(curator, lille, now, opens_on=date(2027, 5, 1))
    jobs.tick([Job("nothing", lambda _now: None)], now)
