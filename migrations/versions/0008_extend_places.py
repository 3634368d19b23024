"""Places over time: successors, extracts, members of regions with their period; what a region shows of itself."""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

BOTH = sa.table("region_member", sa.column("region_id"), sa.column("municipality_id"))
COUNTED = sa.table("region_member", sa.column("region_id"), sa.column("municipality_id"), sa.column("is_counted", sa.Boolean()))
OF_REGION = (
    ("short_name", sa.String(length=40)),
    ("accent", sa.String(length=7)),
    ("intro", sa.Text()),
)


def upgrade() -> None:
    op.create_table(
        "place_extract",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("source", sa.String(length=300), nullable=False),
        sa.Column("reference_date", sa.Date(), nullable=False),
        sa.Column("fingerprint", sa.String(length=64), nullable=False),
        sa.Column("content", sa.JSON(), nullable=True),
        sa.Column("summary", sa.JSON(), nullable=False),
        sa.Column("read_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("loaded_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("by_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["by_id"], ["person.id"], name=op.f("fk_place_extract_by_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_place_extract")),
    )
    with op.batch_alter_table("municipality", schema=None) as batch_op:
        batch_op.add_column(sa.Column("valid_from", sa.Date(), nullable=True))
        batch_op.add_column(sa.Column("current_id", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("extract_id", sa.Integer(), nullable=True))
        batch_op.create_foreign_key(
            batch_op.f("fk_municipality_current_id_municipality"), "municipality", ["current_id"], ["id"]
        )
        batch_op.create_foreign_key(
            batch_op.f("fk_municipality_extract_id_place_extract"), "place_extract", ["extract_id"], ["id"]
        )
        batch_op.create_index(batch_op.f("ix_municipality_current_id"), ["current_id"], unique=False)
    with op.batch_alter_table("region", schema=None) as batch_op:
        for name, kind in OF_REGION:
            batch_op.add_column(sa.Column(name, kind, nullable=True))
    members = _all_members()
    _drop_members()
    op.create_table(
        "region_member",
        sa.Column("id", sa.Integer(), nullable=False),
        *_sides(),
        sa.Column("since", sa.Date(), nullable=True),
        sa.Column("until", sa.Date(), nullable=True),
        sa.Column("is_counted", sa.Boolean(), nullable=False),
        sa.CheckConstraint(
            "since is null or until is null or since <= until", name=op.f("ck_region_member_period")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_region_member")),
    )
    with op.batch_alter_table("region_member", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_region_member_municipality_id"), ["municipality_id"], unique=False)
        batch_op.create_index("ix_region_member_region", ["region_id", "municipality_id"], unique=False)
        batch_op.create_index(
            "uq_region_member_open", ["region_id", "municipality_id"], unique=True,
            sqlite_where=sa.text("until is null"), postgresql_where=sa.text("until is null"),
        )  # fmt: skip
    op.bulk_insert(COUNTED, [{**member, "is_counted": True} for member in members])


def downgrade() -> None:
    members = _all_members()
    _drop_members(more=("ix_region_member_region", "uq_region_member_open"))
    op.create_table(
        "region_member",
        *_sides(),
        sa.PrimaryKeyConstraint("region_id", "municipality_id", name=op.f("pk_region_member")),
    )
    with op.batch_alter_table("region_member", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_region_member_municipality_id"), ["municipality_id"], unique=False)
    op.bulk_insert(BOTH, members)
    with op.batch_alter_table("region", schema=None) as batch_op:
        for name, _kind in OF_REGION:
            batch_op.drop_column(name)
    with op.batch_alter_table("municipality", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_municipality_current_id"))
        batch_op.drop_constraint(batch_op.f("fk_municipality_extract_id_place_extract"), type_="foreignkey")
        batch_op.drop_constraint(batch_op.f("fk_municipality_current_id_municipality"), type_="foreignkey")
        for name in ("extract_id", "current_id", "valid_from"):
            batch_op.drop_column(name)
    op.drop_table("place_extract")


def _sides() -> list[Any]:
    return [
        sa.Column("region_id", sa.Integer(), nullable=False),
        sa.Column("municipality_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["municipality_id"], ["municipality.id"], name=op.f("fk_region_member_municipality_id_municipality")
        ),
        sa.ForeignKeyConstraint(["region_id"], ["region.id"], name=op.f("fk_region_member_region_id_region")),
    ]


def _all_members() -> list[dict[str, int]]:
    """Who belongs to which region, once each."""
    rows = op.get_bind().execute(sa.select(BOTH).distinct().order_by(BOTH.c.region_id, BOTH.c.municipality_id))
    return [dict(row._mapping) for row in rows]


def _drop_members(more: tuple[str, ...] = ()) -> None:
    with op.batch_alter_table("region_member", schema=None) as batch_op:
        for name in (*more, batch_op.f("ix_region_member_municipality_id")):
            batch_op.drop_index(name)
    op.drop_table("region_member")
