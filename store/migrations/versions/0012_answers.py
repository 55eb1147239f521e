"""When a source last answered about a paper; notices that were published and are not said any more

Revision ID: 0012
Revises: 0011
"""

import sqlalchemy as sa
import sqlmodel
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """A table and a column, both empty: nobody was asked yet."""
    text, instant = sqlmodel.sql.sqltypes.AutoString, sqlmodel.sql.sqltypes.UTCDateTime
    op.create_table(
        "answer",
        sa.Column("source", text(), primary_key=True),
        sa.Column("doi", text(), primary_key=True),
        sa.Column("asked", instant(), nullable=False),
        sa.Column("known", sa.Boolean(), nullable=False),
    )
    op.add_column("notice", sa.Column("unsaid", instant(), nullable=True))


def downgrade() -> None:
    """Notices that are not said any more were deleted before."""
    op.execute(sa.text("DELETE FROM notice WHERE unsaid IS NOT NULL"))
    op.drop_column("notice", "unsaid")
    op.drop_table("answer")
