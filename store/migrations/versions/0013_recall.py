"""What each recall audit found of each term.

Revision ID: 0013
Revises: 0012
"""

import sqlalchemy as sa
import sqlmodel
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

TEXT = sqlmodel.sql.sqltypes.AutoString


def upgrade() -> None:
    """The audits of older versions are not here: they kept a sum over all terms only, in their Accounts."""
    op.create_table(
        "recall",
        sa.Column("account", sa.Integer(), primary_key=True, autoincrement=False),
        sa.Column("term", TEXT(), primary_key=True),
        sa.Column("since", sa.Date(), nullable=False),
        sa.Column("asked", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.Column("announced", sa.Integer(), nullable=False),
        sa.Column("held", sa.Integer(), nullable=False),
        sa.Column("missed", sa.Integer(), nullable=False),
        sa.Column("unknown", sa.Integer(), nullable=False),
        sa.Column("missed_papers", sa.JSON(), nullable=False),
        sa.Column("unknown_ids", sa.JSON(), nullable=False),
    )


def downgrade() -> None:
    """Take back the table: the next audit finds the same again, but for what it has admitted since."""
    op.drop_table("recall")
