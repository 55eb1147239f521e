"""Facts in columns that were read out of wording: since when terms are watched, the kinds of visits, the topic that came
nearest to an unsorted work, notices that are only an article's own mark.

Revision ID: 0008
Revises: 0007
"""

import json
import re

import sqlalchemy as sa
import sqlmodel
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

TEXT = sqlmodel.sql.sqltypes.AutoString
INSTANT = sqlmodel.sql.sqltypes.UTCDateTime

FOUND = re.compile(r"(.+?): \d+ found; PubMed read the query as ")
"""The note that every visit to PubMed left for each term that it asked for."""
NEAREST = re.compile(r"too little for any topic; most for (.+?): (.*)", re.DOTALL)
TOO_LITTLE = "no topic fits clearly"
AUDIT, RECHECK = "recheck: recall audit", "recheck: works that readers know"
OWN_MARK = "its own record says so"

ACCOUNT = sa.table("account", *map(sa.column, ("id", "source", "kind", "started")), sa.column("notes", sa.JSON))
WORK = sa.table("work", *map(sa.column, ("id", "unsorted", "nearest_topic", "nearest_words", "nearest_score")))
EDITION = sa.table("edition", sa.column("key", sa.Date), sa.column("snapshot"))
NOTICE = sa.table("notice", sa.column("citation"), sa.column("own_mark", sa.Boolean))


def upgrade() -> None:
    """What older versions wrote in words is read here, and nowhere else."""
    op.create_table(
        "term",
        sa.Column("name", TEXT(), primary_key=True),
        sa.Column("since", INSTANT(), nullable=False),
        sa.Column("first_account", sa.Integer(), nullable=False),
        sa.Column("asked", sa.JSON(), nullable=False),
    )
    op.add_column("account", sa.Column("kind", TEXT(), nullable=False, server_default="poll"))
    op.add_column("work", sa.Column("nearest_topic", TEXT(), nullable=False, server_default=""))
    op.add_column("work", sa.Column("nearest_words", TEXT(), nullable=False, server_default=""))
    op.add_column("work", sa.Column("nearest_score", sa.Float(), nullable=False, server_default="0"))
    op.add_column("notice", sa.Column("own_mark", sa.Boolean(), nullable=False, server_default=sa.false()))
    connection = op.get_bind()
    _terms(connection)
    _kinds(connection)
    _nearest(connection)
    _snapshots(connection)
    connection.execute(NOTICE.update().where(NOTICE.c.citation == OWN_MARK).values(own_mark=True))


def _terms(connection: sa.Connection) -> None:
    """Each term from the first poll of PubMed whose notes name it. What it was searched by is not known: the next visit
    adds it."""
    asked = sa.select(ACCOUNT.c.id, ACCOUNT.c.notes).where(ACCOUNT.c.source == "pubmed").order_by(ACCOUNT.c.id)
    first: dict[str, int] = {}
    for account, notes in connection.execute(asked).all():
        for name in (found[1] for note in notes if (found := FOUND.match(note))):
            first.setdefault(name, account)
    insert = sa.text(
        "INSERT INTO term (name, since, first_account, asked) SELECT :name, started, id, '[]' FROM account WHERE id = :id"
    )
    for name, account in first.items():
        connection.execute(insert, {"name": name, "id": account})


def _kinds(connection: sa.Connection) -> None:
    renamed = ACCOUNT.update().where(ACCOUNT.c.source == sa.bindparam("old"))
    for old, kind in ((AUDIT, "audit"), (RECHECK, "recheck")):
        connection.execute(renamed.values(source="pubmed", kind=kind), {"old": old})
    connection.execute(ACCOUNT.update().where(ACCOUNT.c.source.like("seed:%")).values(kind="seed"))


def _nearest(connection: sa.Connection) -> None:
    """The score was not kept: 0 until the work is sorted again."""
    unsorted = sa.select(WORK.c.id, WORK.c.unsorted).where(WORK.c.unsorted != "")
    for own, reason in connection.execute(unsorted).all():
        if found := NEAREST.fullmatch(reason):
            told = {"unsorted": TOO_LITTLE, "nearest_topic": found[1], "nearest_words": found[2]}
            connection.execute(WORK.update().where(WORK.c.id == own).values(told))


def _snapshots(connection: sa.Connection) -> None:
    """Frozen editions, so that they render as before."""
    for key in connection.execute(sa.select(EDITION.c.key).order_by(EDITION.c.key)).scalars().all():
        before = connection.execute(sa.select(EDITION.c.snapshot).where(EDITION.c.key == key)).scalar_one()
        edition = json.loads(before)
        if any([*map(_item, edition.get("items", [])), *map(_asked_again, edition.get("rechecks", []))]):
            after = json.dumps(edition, ensure_ascii=False, separators=(",", ":"))
            connection.execute(EDITION.update().where(EDITION.c.key == key).values(snapshot=after))


def _item(item: dict) -> bool:
    found = NEAREST.fullmatch(item.get("unsorted", ""))
    if found:
        item |= {"unsorted": TOO_LITTLE, "nearest": [found[1], found[2], 0.0]}
    return bool(found)


def _asked_again(health: dict) -> bool:
    kind = {AUDIT: "audit", RECHECK: "recheck"}.get(health["source"])
    if kind:
        health["source"] = "pubmed"
        health["last"] |= {"source": "pubmed", "kind": kind}
    return bool(kind)


def downgrade() -> None:
    """The words again, where the older version reads them. The notes of visits stay as they are in either version."""
    connection = op.get_bind()
    for old, kind in ((AUDIT, "audit"), (RECHECK, "recheck")):
        connection.execute(ACCOUNT.update().where(ACCOUNT.c.kind == kind).values(source=old))
    words = "too little for any topic; most for " + WORK.c.nearest_topic + ": " + WORK.c.nearest_words
    connection.execute(WORK.update().where(WORK.c.nearest_topic != "").values(unsorted=words))
    op.drop_column("notice", "own_mark")
    for name in ("nearest_topic", "nearest_words", "nearest_score"):
        op.drop_column("work", name)
    op.drop_column("account", "kind")
    op.drop_table("term")
