"""The points at which a test may stop a process dead exist, and do nothing anywhere else."""

import re
import subprocess
import sys

import pytest
from flask import Flask

import config
from app.core.points import POINTS, reach


def test_every_named_point_is_reached_by_the_code() -> None:
    found = {
        name
        for path in (config.ROOT / "app").glob("**/*.py")
        for name in re.findall(r'reach\("([a-z_.]+)"\)', path.read_text())
    }
    assert found == set(POINTS)


def test_an_application_that_is_no_test_stops_nowhere(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("STOP_AT", "outbox.claimed")
    app.config["APP_ENV"] = "production"
    reach("outbox.claimed")


@pytest.mark.any_engine
def test_a_process_asked_to_stop_dies_there(environment: dict[str, str]) -> None:
    said = "from app import create_app; from app.core.points import reach\nwith create_app().app_context(): reach('jobs.done')"
    done = subprocess.run(
        [sys.executable, "-c", said], env={**environment, "STOP_AT": "jobs.done"}, cwd=config.ROOT, check=False
    )
    assert done.returncode == -9
