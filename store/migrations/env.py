"""Alembic's entry: runs the migrations on the connection that store.engine.database hands over."""

from alembic import context
from sqlmodel import SQLModel

import store.tables

assert store.tables  # imported for its effect: the tables register themselves  # noqa: S101

connection = context.config.attributes["connection"]
context.configure(connection=connection, target_metadata=SQLModel.metadata, render_as_batch=True)
with context.begin_transaction():
    context.run_migrations()
