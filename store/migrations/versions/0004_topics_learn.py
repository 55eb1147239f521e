"""topics learn: what people say of works and topics, the model, how central, why unsorted

Revision ID: 0004
Revises: 0003
"""

import sqlalchemy as sa
import sqlmodel
from alembic import op


revision = '0004'
down_revision = '0003'
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Columns come in place, as in 0002. A Work judged before has the middle score of its class until it is judged
    again: core begins at 0.5."""
    text = sqlmodel.sql.sqltypes.AutoString
    op.create_table(
        'confirmation',
        sa.Column('record_id', sa.Integer(), sa.ForeignKey('record.id'), primary_key=True, autoincrement=False),
        sa.Column('topic', text(), primary_key=True),
        sa.Column('yes', sa.Boolean(), nullable=False),
        sa.Column('made', sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
    )
    op.create_table(
        'model',
        sa.Column('id', sa.Integer(), primary_key=True),
        sa.Column('rules', text(), nullable=False),
        sa.Column('taught', text(), nullable=False),
        sa.Column('works', sa.Integer(), nullable=False),
        sa.Column('made', sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.Column('content', sa.LargeBinary(), nullable=False),
    )
    op.add_column('work', sa.Column('centrality_score', sa.Float(), nullable=False, server_default='0'))
    op.add_column('work', sa.Column('unsorted', text(), nullable=False, server_default=''))
    for centrality, score in (('core', 0.75), ('marker', 0.25)):
        op.execute(sa.text('UPDATE work SET centrality_score = :score WHERE centrality = :centrality')
                   .bindparams(score=score, centrality=centrality))


def downgrade() -> None:
    op.drop_column('work', 'unsorted')
    op.drop_column('work', 'centrality_score')
    op.drop_table('model')
    op.drop_table('confirmation')
