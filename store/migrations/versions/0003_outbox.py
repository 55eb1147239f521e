"""the outbox: leases, attempts, one body for all readers who chose the same topics

Revision ID: 0003
Revises: 0002
"""

import hashlib

import sqlalchemy as sa
import sqlmodel
from alembic import op


revision = '0003'
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('body',
    sa.Column('sha256', sqlmodel.sql.sqltypes.AutoString(), nullable=False),
    sa.Column('content', sa.LargeBinary(), nullable=False),
    sa.PrimaryKeyConstraint('sha256')
    )
    with op.batch_alter_table('delivery', schema=None) as batch_op:
        batch_op.add_column(sa.Column('head', sa.LargeBinary(), nullable=True))
        batch_op.add_column(sa.Column('body', sqlmodel.sql.sqltypes.AutoString(), nullable=True))
        batch_op.add_column(sa.Column('doubts', sa.Integer(), nullable=False, server_default='0'))
        batch_op.add_column(sa.Column('not_before', sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True))
        batch_op.add_column(sa.Column('lease_owner', sqlmodel.sql.sqltypes.AutoString(), nullable=False, server_default=''))
        batch_op.add_column(sa.Column('lease_until', sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True))
    _split_messages()
    with op.batch_alter_table('delivery', schema=None) as batch_op:
        batch_op.alter_column('head', existing_type=sa.LargeBinary(), nullable=False)
        batch_op.alter_column('body', existing_type=sqlmodel.sql.sqltypes.AutoString(), nullable=False)
        batch_op.alter_column('doubts', existing_type=sa.Integer(), server_default=None)
        batch_op.alter_column('lease_owner', existing_type=sqlmodel.sql.sqltypes.AutoString(), server_default=None)
        batch_op.create_foreign_key('fk_delivery_body', 'body', ['body'], ['sha256'])
        batch_op.drop_column('message')
    op.create_table('attempt',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('delivery_id', sa.Integer(), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('ended', sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
    sa.Column('state', sqlmodel.sql.sqltypes.AutoString(), nullable=False),
    sa.Column('phase', sqlmodel.sql.sqltypes.AutoString(), nullable=False),
    sa.Column('code', sa.Integer(), nullable=False),
    sa.Column('text', sqlmodel.sql.sqltypes.AutoString(), nullable=False),
    sa.ForeignKeyConstraint(['delivery_id'], ['delivery.id'], ),
    sa.PrimaryKeyConstraint('id')
    )
    with op.batch_alter_table('attempt', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_attempt_delivery_id'), ['delivery_id'], unique=False)


BODY = sa.table('body', sa.column('sha256', sa.String), sa.column('content', sa.LargeBinary))
DELIVERY = sa.table('delivery', sa.column('id', sa.Integer), sa.column('message', sa.LargeBinary),
                    sa.column('head', sa.LargeBinary), sa.column('body', sa.String))


def _split_messages() -> None:
    """Each message into its headers and its body, as store.mail.outbox keeps them."""
    connection = op.get_bind()
    known = set()
    for row in connection.execute(sa.select(DELIVERY.c.id, DELIVERY.c.message)).all():
        at = row.message.find(b'\r\n\r\n') + 4
        head, content = row.message[:at], row.message[at:]
        name = hashlib.sha256(content).hexdigest()
        if name not in known:
            connection.execute(BODY.insert().values(sha256=name, content=content))
            known.add(name)
        connection.execute(DELIVERY.update().where(DELIVERY.c.id == row.id).values(head=head, body=name))


def _join_messages() -> None:
    """In Python: SQLite's || makes text of bytes."""
    connection = op.get_bind()
    bodies = sa.select(DELIVERY.c.id, DELIVERY.c.head, BODY.c.content).where(BODY.c.sha256 == DELIVERY.c.body)
    for row in connection.execute(bodies).all():
        connection.execute(DELIVERY.update().where(DELIVERY.c.id == row.id).values(message=row.head + row.content))


def downgrade() -> None:
    with op.batch_alter_table('attempt', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_attempt_delivery_id'))
    op.drop_table('attempt')
    with op.batch_alter_table('delivery', schema=None) as batch_op:
        batch_op.add_column(sa.Column('message', sa.LargeBinary(), nullable=True))
    _join_messages()
    with op.batch_alter_table('delivery', schema=None) as batch_op:
        batch_op.alter_column('message', existing_type=sa.LargeBinary(), nullable=False)
        batch_op.drop_constraint('fk_delivery_body', type_='foreignkey')
        for name in ('head', 'body', 'doubts', 'not_before', 'lease_owner', 'lease_until'):
            batch_op.drop_column(name)
    op.drop_table('body')
