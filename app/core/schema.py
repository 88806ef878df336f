"""Which version of the tables the code wants, and which one the database has."""

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import inspect, text

from app.core.db import db

if TYPE_CHECKING:
    from alembic.script import ScriptDirectory

MIGRATIONS = Path(__file__).resolve().parents[2] / "migrations"


def script() -> "ScriptDirectory":
    """The versions as Alembic reads them; they find ``ddl.py`` beside them."""
    from alembic.config import Config  # only who migrates, or asks whether to, needs it
    from alembic.script import ScriptDirectory

    settings = Config()
    settings.set_main_option("script_location", str(MIGRATIONS))
    settings.set_main_option("prepend_sys_path", str(MIGRATIONS))
    settings.set_main_option("path_separator", "os")
    return ScriptDirectory.from_config(settings)


@cache
def wanted_version() -> str | None:
    """The head of the migrations: it changes with the code alone, so it is read once."""
    return script().get_current_head()


def present_version() -> str | None:
    """Where the database is; None when nothing was ever migrated."""
    connection = db.session.connection()
    if not inspect(connection).has_table("alembic_version"):
        return None
    found = connection.execute(text("SELECT version_num FROM alembic_version")).scalar()
    return None if found is None else str(found)
