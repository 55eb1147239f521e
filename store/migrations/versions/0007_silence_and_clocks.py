"""Since when a source is silent; what the owner was told of; marks that no wrong clock can move

Revision ID: 0007
Revises: 0006
"""

import sqlalchemy as sa
import sqlmodel
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Columns come in place, as in 0002. An old Edition has no mark: the instant of its freeze stands for it."""
    instant = sqlmodel.sql.sqltypes.UTCDateTime
    op.create_table(
        "told",
        sa.Column("about", sqlmodel.sql.sqltypes.AutoString(), primary_key=True),
        sa.Column("told", instant(), nullable=False),
    )
    op.add_column("account", sa.Column("silent_since", instant(), nullable=True))
    op.add_column("cursor", sa.Column("asked", instant(), nullable=True))
    op.add_column("edition", sa.Column("last_account", sa.Integer(), nullable=True))


def downgrade() -> None:
    """Take back the columns and the table."""
    for table, column in (("edition", "last_account"), ("cursor", "asked"), ("account", "silent_since")):
        op.drop_column(table, column)
    op.drop_table("told")
