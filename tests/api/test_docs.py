"""docs/api.md: every command is run, as written, against the product as it is really served."""

import os
import re
import subprocess
from pathlib import Path

import pytest
from flask import Flask

from app.api.limits import Limiter
from app.core.actor import Role
from app.core.db import db
from app.core.mail import OutboxMail
from tests.api.programs import a_program
from tests.forge import ROOT
from tests.given.accounts import a_person
from tests.given.loans import two_museums
from tests.servers import serving

PAGE = (ROOT / "docs/api.md").read_text()
BLOCKS = re.findall(r"```sh\n(.*?)```", PAGE, re.S)
EXPECTED = [
    '"free": 2',
    '"is_available": true',
    "Écran Samsung QM55",
    '"state": "requested"',
    '"evidence": "E3"',
    "2 × Écran Samsung QM55",
    '"approved"',
    '"cancelled"',
    '"kind": "counter"',
    '"decline"',
    '"state": "requested"',
    '"first_day": "2027-03-15"',
    '"left": 2',
    '"Écran 55 pouces, 4K"',
    '"footprint"',
    '"avoided"',
    '"status": 422',
    '"field": "limit"',
]
"""What the commands must have printed, in this order."""


def test_every_command_of_the_page_works(app: Flask, environment: dict[str, str], tmp_path: Path) -> None:
    museums = two_museums()
    lender = a_program(app, a_person(museums.lender_id, Role.ADMIN))
    borrower = a_program(app, museums.team)
    db.session.remove()
    commands = [block for block in BLOCKS if not block.startswith("export")]
    assert len(commands) >= 9
    script = "\n".join(commands).replace("$LOAN", "${LOAN:=1}")
    with serving(environment, tmp_path / "log", workers=1, afresh=True) as server:
        done = subprocess.run(
            ["bash", "-euo", "pipefail", "-c", script],
            env={
                **os.environ,
                "API": f"{server.url}/api/v1",
                "KEY": borrower.key,
                "LENDER_KEY": lender.key,
                "LISTING": str(museums.listing_id),
                "EXHIBITION": str(museums.exhibition_id),
            },
            capture_output=True,
            text=True,
            timeout=120,
        )
    assert done.returncode == 0, done.stderr
    place = 0
    for wanted in EXPECTED:
        found = done.stdout.find(wanted, place)
        assert found >= 0, f"{wanted} is not after: {done.stdout[place:][:3000]}"
        place = found
    assert db.session.query(OutboxMail).count() > 0


def test_every_address_has_its_line(app: Flask) -> None:
    document = app.test_client().get("/api/v1/openapi.json").json
    for path, item in document["paths"].items():
        for method in item.keys() & {"get", "post", "patch"}:
            line = f"`{method.upper()} {path.removeprefix('/api/v1')}`"
            assert line in PAGE, f"{line} is not in docs/api.md"


@pytest.mark.parametrize("number", [Limiter().reads, Limiter().writes])
def test_the_limits_are_those_of_the_code(number: int) -> None:
    assert re.search(rf"\b{number} (reads|writes)", PAGE)
