"""Pictures of the demo: drawn side by side on every processor, then received as anybody's photos are."""

import os
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from io import BytesIO
from multiprocessing import get_context
from typing import IO

from app.core.actor import Role
from app.demo.network import House
from app.demo.pictures import picture
from app.media.services import receive_photos


@dataclass(frozen=True, slots=True)
class Wanted:
    """A picture for an institution; *about* is the caller's own key."""

    about: int
    house: House
    category: str
    seed: int


@dataclass(slots=True)
class Sent:
    """A file as a browser would send it."""

    filename: str | None
    stream: IO[bytes]


Drawn = Mapping[Wanted, "Future[bytes]"]


@contextmanager
def drawing(wanted: Sequence[Wanted]) -> Iterator[Drawn]:
    """Have every picture drawn in the background while other things are written."""
    with ProcessPoolExecutor(os.cpu_count() or 1, mp_context=get_context("spawn")) as pool:
        yield {one: pool.submit(picture, one.category, one.seed) for one in wanted}


def receive(drawn: Drawn, now: datetime) -> dict[int, list[int]]:
    """The photos by what they are about, sent house by house by its technician."""
    found: dict[int, list[int]] = {}
    for house in dict.fromkeys(one.house.id for one in drawn):
        mine = [one for one in drawn if one.house.id == house]
        files = [Sent(f"{one.category}-{one.seed}.jpg", BytesIO(drawn[one].result())) for one in mine]
        received = receive_photos(mine[0].house.actor(Role.TECHNICIAN), house, files, now)
        if received.refusals:
            raise RuntimeError(f"a drawn picture was refused: {received.refusals[0].refusal}")
        for one, photo_id in zip(mine, received.photo_ids, strict=True):
            found.setdefault(one.about, []).append(photo_id)
    return found
