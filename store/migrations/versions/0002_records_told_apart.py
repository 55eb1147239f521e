"""Identity by Record: blocking keys, links between Records, decisions of a person, Works that come back.

Revision ID: 0002
Revises: 0001
"""

import sqlalchemy as sa
import sqlmodel
from alembic import op

from literature.identity.fields import fields
from store.admission.blocking import blocks
from store.engine.serial import record_of

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

BATCH = 500


def upgrade() -> None:
    """Nothing is lost: links move from a Work to the Record that describes it, keys are made from the Records.

    Columns come and go in place: a table that is made anew (alembic's batch) breaks the keys that point to it.
    """
    text = sqlmodel.sql.sqltypes.AutoString
    connection = op.get_bind()
    old = connection.execute(sa.text("SELECT work_id, other_id, kind, reason FROM link")).all()
    best = dict(connection.execute(sa.text("SELECT id, best_record FROM work")).all())
    op.drop_table("link")
    op.add_column("work", sa.Column("first_record", sa.Integer(), nullable=True))
    op.execute("ALTER TABLE work ADD COLUMN merged_into INTEGER REFERENCES work (id)")
    op.create_index("ix_work_first_record", "work", ["first_record"])
    op.create_index("ix_work_merged_into", "work", ["merged_into"])
    connection.execute(
        sa.text("UPDATE work SET first_record = (SELECT MIN(id) FROM record WHERE record.work_id = work.id)")
    )
    op.drop_index("ix_record_title_key", "record")
    op.drop_column("record", "title_key")
    op.add_column("record", sa.Column("seed", sa.Boolean(), nullable=False, server_default=sa.false()))
    connection.execute(sa.text("UPDATE record SET seed = (source LIKE 'seed:%')"))
    for name, extra in (
        ("link", [sa.Column("kind", text(), primary_key=True), sa.Column("reason", text(), nullable=False)]),
        (
            "decision",
            [
                sa.Column("same", sa.Boolean(), nullable=False),
                sa.Column("made", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
            ],
        ),
    ):
        op.create_table(
            name,
            sa.Column("record_id", sa.Integer(), sa.ForeignKey("record.id"), primary_key=True, autoincrement=False),
            sa.Column("other_id", sa.Integer(), sa.ForeignKey("record.id"), primary_key=True, autoincrement=False),
            *extra,
        )
        op.create_index(f"ix_{name}_other_id", name, ["other_id"])
    op.create_table(
        "block",
        sa.Column("key", sa.BigInteger(), primary_key=True, autoincrement=False),
        sa.Column("record_id", sa.Integer(), sa.ForeignKey("record.id"), primary_key=True, autoincrement=False),
        sqlite_with_rowid=False,
    )
    link = sa.table("link", *map(sa.column, ("record_id", "other_id", "kind", "reason")))
    for work_id, other_id, kind, reason in old:
        ends = {"record_id": best[work_id], "other_id": best[other_id]}
        connection.execute(sa.insert(link).values(**ends, kind=kind, reason=reason))
    _index(connection)


def _index(connection: sa.Connection) -> None:
    """The blocking keys of all Records of Works."""
    block = sa.table("block", sa.column("key"), sa.column("record_id"))
    asked = sa.text("SELECT id, data FROM record WHERE work_id IS NOT NULL AND id > :last ORDER BY id LIMIT :batch")
    last = 0
    while rows := connection.execute(asked, {"last": last, "batch": BATCH}).all():
        last = rows[-1][0]
        keys = [{"key": key, "record_id": row_id} for row_id, data in rows for key in blocks(fields(record_of(data)))]
        if keys:
            connection.execute(sa.insert(block), keys)
