"""Notices that an edition counted as told and did not show: a retraction that came together with its paper.

Revision ID: 0006
Revises: 0005
"""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Retractions and expressions of concern of a Work that were told in the edition of that very Work are untold
    again, unless the Work's own record says that it was retracted: that edition marked it. The next letter has them."""
    op.execute(
        sa.text(
            "UPDATE notice SET edition_key = NULL WHERE kind IN ('retraction', 'concern') AND EXISTS ("
            "SELECT 1 FROM identifier JOIN work ON work.id = identifier.work_id "
            "WHERE identifier.scheme = notice.scheme AND identifier.value = notice.value "
            "AND work.edition_key = notice.edition_key AND NOT (notice.kind = 'retraction' AND work.retracted))"
        )
    )


def downgrade() -> None:
    """What was told stays as it is known."""
