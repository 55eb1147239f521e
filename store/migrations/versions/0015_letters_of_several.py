"""Which Editions a letter covers: readers with a rhythm of their own get several as one.

Revision ID: 0015
Revises: 0014
"""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """A column in place, as in 0002: each letter of an older version covers its Edition alone."""
    op.add_column("delivery", sa.Column("covers_from", sa.Date(), nullable=True))
    op.create_index("ix_delivery_covers_from", "delivery", ["covers_from", "edition_key"])


def downgrade() -> None:
    """Take back the column: a letter of several then counts as one of its last Edition."""
    op.drop_index("ix_delivery_covers_from", "delivery")
    op.drop_column("delivery", "covers_from")
