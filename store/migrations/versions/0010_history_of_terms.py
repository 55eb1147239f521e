"""The history of terms: how far back each is to be asked for and how far that has come, which records came so, and what
became of the works when a term changed.

Revision ID: 0010
Revises: 0009
"""

import sqlalchemy as sa
import sqlmodel
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

TEXT = sqlmodel.sql.sqltypes.AutoString
INSTANT = sqlmodel.sql.sqltypes.UTCDateTime
NUMBERS = ("backfill_hits", "backfill_announced", "backfill_new")
DAYS = ("backfill_since", "backfill_left")

TERM = sa.table("term", sa.column("rules"), sa.column("backfill_since", sa.Date), sa.column("since", INSTANT()))


def upgrade() -> None:
    """Terms that are watched already count as matched, by rules that no version has: they are matched again once. Their
    history begins on the day on which they were first asked for, and is asked for where `since` says so."""
    op.create_table(
        "termchange",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("made", INSTANT(), nullable=False),
        *(sa.Column(name, TEXT(), nullable=False) for name in ("term", "kind", "previous_name")),
        *(sa.Column(name, sa.Integer(), nullable=False) for name in ("more", "fewer")),
        *(sa.Column(name, sa.JSON(), nullable=False) for name in ("gained", "lost")),
    )
    op.add_column("record", sa.Column("backfilled", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.add_column("work", sa.Column("unmatched", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.add_column("term", sa.Column("rules", TEXT(), nullable=False, server_default=""))
    op.add_column("term", sa.Column("backfill_refused", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.add_column("term", sa.Column("backfill_absent", sa.JSON(), nullable=False, server_default="{}"))
    for day in DAYS:
        op.add_column("term", sa.Column(day, sa.Date(), nullable=True))
    for number in NUMBERS:
        op.add_column("term", sa.Column(number, sa.Integer(), nullable=False, server_default="0"))
    connection = op.get_bind()
    for since in connection.execute(sa.select(TERM.c.since).distinct()).scalars().all():
        began = TERM.update().where(TERM.c.since == since)
        connection.execute(began.values(rules="before 0010", backfill_since=since.date()))


def downgrade() -> None:
    """Take back the columns and the table."""
    for column in ("rules", "backfill_refused", "backfill_absent", *DAYS, *NUMBERS):
        op.drop_column("term", column)
    op.drop_column("work", "unmatched")
    op.drop_column("record", "backfilled")
    op.drop_table("termchange")
