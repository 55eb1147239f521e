"""Plain names: what happened to a record is its outcome, and what the owner was told of is an alert.

Revision ID: 0009
Revises: 0008
"""

from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """In place, in words that SQLite and Postgres share: a table that is made anew breaks the keys that point to it."""
    op.execute("ALTER TABLE record RENAME COLUMN door TO outcome")
    op.execute("ALTER TABLE told RENAME TO alert")
    op.execute("ALTER TABLE alert RENAME COLUMN told TO sent")


def downgrade() -> None:
    op.execute("ALTER TABLE alert RENAME COLUMN sent TO told")
    op.execute("ALTER TABLE alert RENAME TO told")
    op.execute("ALTER TABLE record RENAME COLUMN outcome TO door")
