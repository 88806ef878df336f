"""The rules of a place that lends

Revision ID: 0019
Revises: 0018
"""

import ddl
from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None

COLUMNS = (
    ("lead_days", "INTEGER DEFAULT 0 NOT NULL", "lead_days BETWEEN 0 AND 60"),
    ("longest_days", "INTEGER", "longest_days IS NULL OR longest_days BETWEEN 1 AND 1830"),
    ("visits_a_day", "INTEGER", "visits_a_day IS NULL OR visits_a_day BETWEEN 1 AND 50"),
    ("has_same_day", "BOOLEAN DEFAULT false NOT NULL", ""),
    ("opens_on_holidays", "BOOLEAN DEFAULT false NOT NULL", ""),
    ("processing_weekdays", "JSON", ""),
)


def upgrade() -> None:
    for name, declared, check in COLUMNS:
        ddl.add_column("site", name, declared, check)


def downgrade() -> None:
    for name, _, _ in reversed(COLUMNS):
        op.drop_column("site", name)
