"""Runs the migrations with the application's own engine. The versions themselves never import ``app``."""

import sys
from pathlib import Path

from alembic import context
from flask import current_app
from sqlalchemy import Connection

sys.path.insert(0, str(Path(__file__).parent))

target_db = current_app.extensions["migrate"].db


def render_item(kind, item, _autogen_context):
    """Write plain types: a migration must run when our own column types have moved."""
    if kind == "type" and type(item).__name__ == "UtcDateTime":
        return "sa.DateTime(timezone=True)"
    if kind == "type" and type(item).__name__ == "Fixed":
        return "sa.BigInteger()"
    return False


def run(connection: Connection) -> None:
    """Upgrade or downgrade on *connection*, batch mode on SQLite."""
    context.configure(
        connection=connection,
        target_metadata=target_db.metadata,
        render_item=render_item,
        render_as_batch=True,
        compare_type=True,
        transaction_per_migration=True,
        include_object=current_app.config.get("MIGRATION_INCLUDE_OBJECT"),
    )
    with context.begin_transaction():
        context.run_migrations()


given = context.config.attributes.get("connection")
if given is not None:
    run(given)
else:
    with target_db.engine.connect() as connection:
        run(connection)
        connection.commit()
