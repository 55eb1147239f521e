"""Which topics a letter had, and which letter of its edition it is: a notice goes to those who were sent the paper.

Revision ID: 0011
Revises: 0010
"""

import sqlalchemy as sa
import sqlmodel
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Columns come in place, as in 0002. Of an old letter the topics are not known: it counts as one with all of them."""
    text = sqlmodel.sql.sqltypes.AutoString
    op.add_column("delivery", sa.Column("kind", text(), nullable=False, server_default="digest"))
    op.add_column("delivery", sa.Column("topics", sa.JSON(), nullable=True))


def downgrade() -> None:
    """Take back the columns. Letters of notices alone stay, as what was sent: the older version cancels those that are
    still open, since their readers are in no watch.toml."""
    op.drop_column("delivery", "topics")
    op.drop_column("delivery", "kind")
