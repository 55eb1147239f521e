"""What readers say of works: useful, or not for us.

Revision ID: 0014
Revises: 0013
"""

import sqlalchemy as sa
import sqlmodel
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

TEXT = sqlmodel.sql.sqltypes.AutoString


def upgrade() -> None:
    """Letters of older versions have no links to answer by, and no key."""
    op.add_column("delivery", sa.Column("answer_key", sa.LargeBinary(), nullable=True))
    op.create_table(
        "readermark",
        sa.Column("reader", TEXT(), primary_key=True),
        sa.Column("record_id", sa.Integer(), sa.ForeignKey("record.id"), primary_key=True),
        sa.Column("version", sa.Integer(), primary_key=True, autoincrement=False),
        sa.Column("edition", sa.Date(), nullable=False),
        sa.Column("kind", TEXT(), nullable=False),
        sa.Column("via", TEXT(), nullable=False),
        sa.Column("made", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.Column("received", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.Column("mail", TEXT(), nullable=False),
    )
    op.create_index("ix_readermark_record_id", "readermark", ["record_id"])
    op.create_table(
        "inbox",
        sa.Column("place", TEXT(), primary_key=True),
        sa.Column("state", TEXT(), nullable=False),
    )


def downgrade() -> None:
    """Take back all of it. A letter that is still open has places where its tokens would be, and they stay empty."""
    op.drop_table("inbox")
    op.drop_table("readermark")
    op.drop_column("delivery", "answer_key")
