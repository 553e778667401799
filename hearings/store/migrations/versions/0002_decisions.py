"""What analysts decide on findings.

Revision 0002. Down again: the decisions are lost, nothing else knows them.
"""

import sqlalchemy as sa
from alembic import op

from hearings.store.types import Instant

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "decision",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("month", sa.String(), nullable=False),
        sa.Column("finding", sa.String(), nullable=False),
        sa.Column("rule", sa.String(), nullable=False),
        sa.Column("hearing", sa.String(), nullable=False),
        sa.Column("documents", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("basis", sa.String(), nullable=False),
        sa.Column("verdict", sa.String(), nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("decided_at", Instant(), nullable=False),
        sa.Column("file", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_decision")),
    )
    op.create_index(op.f("ix_decision_month"), "decision", ["month"])


def downgrade() -> None:
    op.drop_index(op.f("ix_decision_month"), table_name="decision")
    op.drop_table("decision")
