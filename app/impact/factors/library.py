"""The two big tables of the library, one line per figure, read as rows of the same form as the other files.

``library.csv`` and, under its own licence, ``library_odbl.csv``; what their lines share stands in ``sources.toml``.
"""

import csv
import re
import tomllib
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

DATA = Path(__file__).parent / "data"
LIBRARY_ODBL = "library_odbl.csv"
LIBRARIES = ("library.csv", LIBRARY_ODBL)
_SOURCE = re.compile(r"_(?:ademe\d*|bc\d*|boavizta|pcf|obd|defra\d+|impactco2)$")


def library_rows() -> Iterator[tuple[str, Mapping[str, Any]]]:
    """Each line with the name of its file. Raises KeyError for a source or a caveat that ``sources.toml`` lacks."""
    for name in LIBRARIES:
        for line in _lines(name):
            yield name, _row(line)


def object_of(id: str) -> str:
    """What a factor is about when its own row does not say: "monitor_24in" for monitor_24in_bc2018."""
    return _objects().get(id) or plain_object(id)


def plain_object(id: str) -> str:
    """What an id is about by its name alone.

    >>> plain_object("video_projector_bc2020")
    'video_projector'
    """
    return _SOURCE.sub("", id.split(".")[0])


@cache
def _objects() -> Mapping[str, str]:
    """By id; a figure of manufacture is about what its own later stages are about."""
    found = {line["id"].split(".")[0]: line["object"] for name in LIBRARIES for line in _lines(name)}
    return {**found, **_shared()["object"]}


def said_of_source(key: str) -> Mapping[str, Any]:
    """Who published what this key of ``sources.toml`` names (*name*) and under which *licence*."""
    found: Mapping[str, Any] = _shared()["source"][key]
    return found


def _row(line: Mapping[str, str]) -> Mapping[str, Any]:
    shared = _shared()
    source = shared["source"][line["source"]]
    alike = source.get("share_alike", False)
    known = {**(shared["share_alike"] if alike else {}), **source}
    return {
        **line,
        "label": {"fr": line["label_fr"], "en": line["label_en"]},
        "source": known["name"],
        "licence": known["licence"],
        "validity": line["valid_until"] or known.get("validity") or shared["not_stated"]["validity"],
        "gwp": known.get("gwp"),
        "why": known["why"],
        "share_alike": alike,
        "caveats": [shared["caveat"][key] for key in line["caveats"].split()],
    }


@cache
def _lines(name: str) -> tuple[Mapping[str, str], ...]:
    with (DATA / name).open(encoding="utf-8", newline="") as file:
        return tuple(csv.DictReader(file))


@cache
def _shared() -> Mapping[str, Any]:
    with (DATA / "sources.toml").open("rb") as file:
        return tomllib.load(file)
