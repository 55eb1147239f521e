"""Blocking keys anew: they hold the volume with either end of a title, and titles without marks of footnotes.

Revision ID: 0005
Revises: 0004
"""

import sqlalchemy as sa
from alembic import op

from literature.identity.fields import fields
from literature.identity.grouping import LARGEST_BLOCK
from store.admission.blocking import blocks
from store.engine.serial import record_of

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

BATCH = 500


def upgrade() -> None:
    """The keys of all Records of Works, made from the Records; none is kept of more than LARGEST_BLOCK Records."""
    connection = op.get_bind()
    connection.execute(sa.text("DELETE FROM block"))
    block = sa.table("block", sa.column("key"), sa.column("record_id"))
    asked = sa.text("SELECT id, data FROM record WHERE work_id IS NOT NULL AND id > :last ORDER BY id LIMIT :batch")
    last = 0
    while rows := connection.execute(asked, {"last": last, "batch": BATCH}).all():
        last = rows[-1][0]
        keys = [{"key": key, "record_id": row_id} for row_id, data in rows for key in blocks(fields(record_of(data)))]
        if keys:
            connection.execute(sa.insert(block), keys)
    crowded = sa.text("SELECT key FROM block GROUP BY key HAVING COUNT(*) > :largest")
    for (key,) in connection.execute(crowded, {"largest": LARGEST_BLOCK}).all():
        bearers = sa.text("SELECT record_id FROM block WHERE key = :key ORDER BY record_id")
        first_over = connection.execute(bearers, {"key": key}).scalars().all()[LARGEST_BLOCK]
        surplus = sa.text("DELETE FROM block WHERE key = :key AND record_id >= :first_over")
        connection.execute(surplus, {"key": key, "first_over": first_over})


def downgrade() -> None:
    """The keys stay: older rules look up fewer of them."""
