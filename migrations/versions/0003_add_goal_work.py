"""add_goal_work"""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "coverage_share",
        sa.Column("thing_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("counted_as", sa.String(length=40), nullable=False),
        sa.Column("goals", sa.JSON(), nullable=False),
        sa.Column("places", sa.JSON(), nullable=False),
        sa.Column("supports", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["thing_id"], ["thing.id"], name=op.f("fk_coverage_share_thing_id_thing")),
        sa.PrimaryKeyConstraint("thing_id", name=op.f("pk_coverage_share")),
    )
    op.create_table(
        "concept_edition",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("concept_id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=80), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("status", sa.String(length=20), nullable=False),
        sa.Column("file", sa.JSON(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("base_digest", sa.String(length=64), nullable=True),
        sa.Column("created_by_id", sa.Integer(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("adopted_on", sa.Date(), nullable=True),
        sa.Column("adopted_by_id", sa.Integer(), nullable=True),
        sa.Column("paper_number", sa.String(length=80), nullable=True),
        sa.Column("decision_number", sa.String(length=80), nullable=True),
        sa.Column("link", sa.String(length=500), nullable=True),
        sa.CheckConstraint(
            "status in ('uploaded', 'draft', 'in_consultation', 'adopted', 'superseded', 'discarded')",
            name=op.f("ck_concept_edition_status"),
        ),
        sa.ForeignKeyConstraint(["adopted_by_id"], ["person.id"], name=op.f("fk_concept_edition_adopted_by_id_person")),
        sa.ForeignKeyConstraint(["concept_id"], ["concept.id"], name=op.f("fk_concept_edition_concept_id_concept")),
        sa.ForeignKeyConstraint(["created_by_id"], ["person.id"], name=op.f("fk_concept_edition_created_by_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_concept_edition")),
    )
    with op.batch_alter_table("concept_edition", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_concept_edition_concept_id"), ["concept_id"], unique=False)
        batch_op.create_index(
            "uq_concept_edition_open",
            ["concept_id"],
            unique=True,
            sqlite_where=sa.text("status in ('draft', 'in_consultation')"),
            postgresql_where=sa.text("status in ('draft', 'in_consultation')"),
        )

    op.create_table(
        "reference_sheet",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("concept_id", sa.Integer(), nullable=False),
        sa.Column("edition", sa.String(length=80), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("applicant", sa.String(length=200), nullable=True),
        sa.Column("programme", sa.String(length=200), nullable=True),
        sa.Column("entries", sa.JSON(), nullable=False),
        sa.Column("key_hash", sa.String(length=64), nullable=False),
        sa.Column("author_id", sa.Integer(), nullable=True),
        sa.Column("about_id", sa.Integer(), nullable=True),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("decided_by_id", sa.Integer(), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("answer", sa.Text(), nullable=True),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("code", sa.String(length=9), nullable=True),
        sa.CheckConstraint(
            "state in ('self_declared', 'asked', 'confirmed', 'declined')", name=op.f("ck_reference_sheet_state")
        ),
        sa.ForeignKeyConstraint(["about_id"], ["thing.id"], name=op.f("fk_reference_sheet_about_id_thing")),
        sa.ForeignKeyConstraint(["author_id"], ["person.id"], name=op.f("fk_reference_sheet_author_id_person")),
        sa.ForeignKeyConstraint(["concept_id"], ["concept.id"], name=op.f("fk_reference_sheet_concept_id_concept")),
        sa.ForeignKeyConstraint(["decided_by_id"], ["person.id"], name=op.f("fk_reference_sheet_decided_by_id_person")),
        sa.ForeignKeyConstraint(["id"], ["thing.id"], name=op.f("fk_reference_sheet_id_thing")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reference_sheet")),
        sa.UniqueConstraint("key_hash", name=op.f("uq_reference_sheet_key_hash")),
    )
    with op.batch_alter_table("reference_sheet", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_reference_sheet_author_id"), ["author_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_reference_sheet_concept_id"), ["concept_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_reference_sheet_state"), ["state"], unique=False)

    op.create_table(
        "goal_correspondence",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("low_id", sa.Integer(), nullable=False),
        sa.Column("high_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("answer", sa.Text(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("asked_id", sa.Integer(), nullable=False),
        sa.Column("proposed_by_id", sa.Integer(), nullable=True),
        sa.Column("proposed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("decided_by_id", sa.Integer(), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("kind in ('same', 'mutual')", name=op.f("ck_goal_correspondence_kind")),
        sa.CheckConstraint(
            "state in ('proposed', 'accepted', 'refused', 'ended')", name=op.f("ck_goal_correspondence_state")
        ),
        sa.CheckConstraint("low_id < high_id", name=op.f("ck_goal_correspondence_in_order")),
        sa.ForeignKeyConstraint(["asked_id"], ["authority.id"], name=op.f("fk_goal_correspondence_asked_id_authority")),
        sa.ForeignKeyConstraint(
            ["decided_by_id"], ["person.id"], name=op.f("fk_goal_correspondence_decided_by_id_person")
        ),
        sa.ForeignKeyConstraint(["high_id"], ["goal.id"], name=op.f("fk_goal_correspondence_high_id_goal")),
        sa.ForeignKeyConstraint(["low_id"], ["goal.id"], name=op.f("fk_goal_correspondence_low_id_goal")),
        sa.ForeignKeyConstraint(
            ["proposed_by_id"], ["person.id"], name=op.f("fk_goal_correspondence_proposed_by_id_person")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_goal_correspondence")),
        sa.UniqueConstraint("low_id", "high_id", name=op.f("uq_goal_correspondence_low_id_high_id")),
    )
    with op.batch_alter_table("goal_correspondence", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_goal_correspondence_high_id"), ["high_id"], unique=False)
        batch_op.create_index("ix_goal_correspondence_waiting", ["asked_id", "state"], unique=False)

    op.create_table(
        "goal_successor",
        sa.Column("goal_id", sa.Integer(), nullable=False),
        sa.Column("successor_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["goal_id"], ["goal.id"], name=op.f("fk_goal_successor_goal_id_goal")),
        sa.ForeignKeyConstraint(["successor_id"], ["goal.id"], name=op.f("fk_goal_successor_successor_id_goal")),
        sa.PrimaryKeyConstraint("goal_id", "successor_id", name=op.f("pk_goal_successor")),
    )
    with op.batch_alter_table("goal_successor", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_goal_successor_successor_id"), ["successor_id"], unique=False)

    op.create_table(
        "goal_tally",
        sa.Column("goal_id", sa.Integer(), nullable=False),
        sa.Column("place", sa.String(length=100), nullable=False),
        sa.Column("counted_as", sa.String(length=40), nullable=False),
        sa.Column("things", sa.Integer(), nullable=False),
        sa.Column("supports", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["goal_id"], ["thing.id"], name=op.f("fk_goal_tally_goal_id_thing")),
        sa.PrimaryKeyConstraint("goal_id", "place", "counted_as", name=op.f("pk_goal_tally")),
    )
    with op.batch_alter_table("goal_tally", schema=None) as batch_op:
        batch_op.create_index("ix_goal_tally_place", ["place", "goal_id"], unique=False)

    kinds("'concept', 'goal', 'idea', 'project', 'sheet'")


def kinds(known: str) -> None:
    # Made anew by SQLite; numbers given once must stay given.
    with op.batch_alter_table("thing", schema=None, table_kwargs={"sqlite_autoincrement": True}) as batch_op:
        batch_op.drop_constraint(op.f("ck_thing_kind"), type_="check")
        batch_op.create_check_constraint(op.f("ck_thing_kind"), f"kind in ({known})")


def downgrade() -> None:
    with op.batch_alter_table("goal_tally", schema=None) as batch_op:
        batch_op.drop_index("ix_goal_tally_place")

    op.drop_table("goal_tally")
    op.drop_table("goal_successor")
    with op.batch_alter_table("goal_correspondence", schema=None) as batch_op:
        batch_op.drop_index("ix_goal_correspondence_waiting")
        batch_op.drop_index(batch_op.f("ix_goal_correspondence_high_id"))

    op.drop_table("goal_correspondence")
    with op.batch_alter_table("reference_sheet", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_reference_sheet_state"))
        batch_op.drop_index(batch_op.f("ix_reference_sheet_concept_id"))
        batch_op.drop_index(batch_op.f("ix_reference_sheet_author_id"))

    op.drop_table("reference_sheet")
    with op.batch_alter_table("concept_edition", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_concept_edition_open",
            sqlite_where=sa.text("status in ('draft', 'in_consultation')"),
            postgresql_where=sa.text("status in ('draft', 'in_consultation')"),
        )
        batch_op.drop_index(batch_op.f("ix_concept_edition_concept_id"))

    op.drop_table("concept_edition")
    op.drop_table("coverage_share")
    op.execute("DELETE FROM journal_entry WHERE thing_id IN (SELECT id FROM thing WHERE kind = 'sheet')")
    op.execute("DELETE FROM thing WHERE kind = 'sheet'")
    kinds("'concept', 'goal', 'idea', 'project'")
