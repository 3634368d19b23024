"""What a region says of itself, version by version."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "region_wording",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("region_id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("short_name", sa.String(length=40), nullable=True),
        sa.Column("intro", sa.Text(), nullable=True),
        sa.Column("accent", sa.String(length=7), nullable=True),
        sa.Column("saved_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("saved_by_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["region_id"], ["region.id"], name=op.f("fk_region_wording_region_id_region")),
        sa.ForeignKeyConstraint(["saved_by_id"], ["person.id"], name=op.f("fk_region_wording_saved_by_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_region_wording")),
        sa.UniqueConstraint("region_id", "version", name=op.f("uq_region_wording_region_id_version")),
    )


def downgrade() -> None:
    op.drop_table("region_wording")
