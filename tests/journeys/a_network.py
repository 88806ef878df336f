"""A small network as it looks after a season: photographed listings, one show with three returned loans."""

import random
from dataclasses import dataclass, replace
from datetime import date, datetime
from io import BytesIO

from PIL import Image, ImageDraw

from app.core.actor import Role
from app.core.db import db
from app.listings.domain.states import Visibility
from app.loans.domain.lifecycle import State
from app.media import services as media
from tests.given.accounts import a_person
from tests.given.listings import a_listing
from tests.given.loans import Museums, a_loan, two_museums
from tests.given.media import an_upload

CATEGORIES = ("screen", "video_projector", "display_case", "loudspeaker")
LISTINGS = 26
TECHNICIAN, TEAM, CSR = "regie@exemple.fr", "expositions@exemple.fr", "rse@exemple.fr"


@dataclass(frozen=True, slots=True)
class Network:
    """What was made, and who may sign in."""

    museums: Museums
    listing_ids: list[int]
    waiting_loan_id: int


def a_photo_like_a_phone_s(seed: int) -> bytes:
    """Shapes, shades and the grain of a sensor: it compresses like a photo, not like a drawing."""
    chance = random.Random(seed)
    picture = Image.linear_gradient("L").resize((1600, 1200)).convert("RGB")
    pen = ImageDraw.Draw(picture)
    for _ in range(25):
        x, y, size = chance.randrange(1600), chance.randrange(1200), chance.randrange(40, 500)
        shade = tuple(chance.randrange(40, 220) for _ in range(3))
        chance.choice((pen.rectangle, pen.ellipse))((x, y, x + size, y + size), fill=shade)
    grain = Image.effect_noise((1600, 1200), 14).convert("RGB")
    out = BytesIO()
    Image.blend(picture, grain, 0.12).save(out, "JPEG", quality=88)
    return out.getvalue()


def a_season(now: datetime) -> Network:
    """Twenty-six photographed listings, three loans returned, one that waits for an answer."""
    museums = two_museums(now=now)
    a_person(museums.lender_id, Role.TECHNICIAN, email=TECHNICIAN, name="Aïcha Ferrand", now=now)
    a_person(museums.borrower_id, Role.EXHIBITIONS, email=TEAM, name="Bruno Delmas", now=now)
    a_person(museums.borrower_id, Role.CSR, email=CSR, name="Chloé Vasseur", now=now)
    photos = _photos(museums, now)
    listings = [_a_photographed_listing(museums, n, photo, now) for n, photo in enumerate(photos)]
    days = (date(2027, 3, 8), date(2027, 3, 19))
    for listing_id in listings[:3]:
        lent = replace(museums, listing_id=listing_id)
        a_loan(lent, State.CLOSED, 2, first_day=days[0], last_day=days[1], asked_at=now)
    waiting = replace(museums, listing_id=listings[3])
    loan_id = a_loan(waiting, State.REQUESTED, 2, asked_at=now)
    db.session.rollback()
    return Network(museums, listings, loan_id)


def _photos(museums: Museums, now: datetime) -> list[int]:
    """One for each listing, received a handful at a time as a form sends them."""
    uploads = [an_upload(a_photo_like_a_phone_s(n)) for n in range(LISTINGS)]
    handfuls = [uploads[n : n + 8] for n in range(0, LISTINGS, 8)]
    return [
        photo_id
        for sent in handfuls
        for photo_id in media.receive_photos(museums.technician, museums.lender_id, sent, now).photo_ids
    ]


def _a_photographed_listing(museums: Museums, number: int, photo_id: int, now: datetime) -> int:
    category = CATEGORIES[number % len(CATEGORIES)]
    return a_listing(
        museums.technician,
        museums.lender_id,
        category,
        title=f"Matériel photographié n° {number + 1}",
        photo_ids=(photo_id,),
        visibility=Visibility.PUBLIC,
        made_in_year=2022,
        now=now,
    )
