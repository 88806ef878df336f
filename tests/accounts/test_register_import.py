"""The official register comes in by a command: twice is once, a broken row is named by its line."""

from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import func, select

from app.accounts import queries, services
from app.accounts.models import Institution
from app.core import clock
from app.core.actor import SYSTEM
from app.core.db import db

SAMPLE = Path(__file__).parents[2] / "app/core/data/museofile_sample.csv"


def test_the_sample_comes_in_once_whatever_the_number_of_times(app: Flask) -> None:
    """Idempotent by Muséofile id; the region is derived, not read."""
    runner = app.test_cli_runner()
    first = runner.invoke(args=["institutions", "import", str(SAMPLE)])
    assert "40 added, 0 already here, 0 refused" in first.output
    assert "0 added, 40 already here" in runner.invoke(args=["institutions", "import", str(SAMPLE)]).output
    assert db.session.scalar(select(func.count()).select_from(Institution)) == 40
    found = queries.search_institutions("bibliotheque besancon").items
    assert [(one.city, one.region_name) for one in found] == [("Besançon", "Bourgogne-Franche-Comté")]


def test_broken_rows_are_named_and_the_others_taken(app: Flask, tmp_path: Path) -> None:
    """Line numbers are those of the file; semicolons and other official column names are understood."""
    file = tmp_path / "register.csv"
    file.write_text(
        "identifiant_museofile;nom_officiel;adresse;code_postal;ville\n"
        "M9001;musée du Test;1 rue Haute;59000;Lille\n"
        ";sans identifiant;;59000;Lille\n"
        "M9001;encore lui;;59000;Lille\n"
        "M9002;musée de Nulle Part;;99999;Nulle-Part-les-Oies\n"
    )
    report = services.import_register(SYSTEM, file, clock.now())
    assert (report.added, [row.line for row in report.refused]) == (1, [3, 4, 5])
    assert queries.search_institutions("", region="32").items[0].name == "Musée du Test"


def test_another_file_is_refused_whole(app: Flask, tmp_path: Path) -> None:
    """With the columns it lacks."""
    file = tmp_path / "other.csv"
    file.write_text("a,b\n1,2\n")
    with pytest.raises(services.NotARegister):
        services.import_register(SYSTEM, file, clock.now())
