"""What is searched, who is responsible, what ideas mean and what authors say is different."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "search_term",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("stem", sa.String(length=60), nullable=False),
        sa.Column("documents", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_search_term")),
        sa.UniqueConstraint("stem", name=op.f("uq_search_term_stem")),
    )
    op.create_table(
        "responsibility",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("authority_id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=80), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("level", sa.String(length=20), nullable=False),
        sa.Column("office", sa.String(length=200), nullable=False),
        sa.Column("hint", sa.Text(), nullable=True),
        sa.Column("link", sa.String(length=400), nullable=True),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("reviewed_on", sa.Date(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("removed_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "level in ('municipality', 'district', 'region', 'state', 'federal', 'other')",
            name=op.f("ck_responsibility_level"),
        ),
        sa.ForeignKeyConstraint(
            ["authority_id"], ["authority.id"], name=op.f("fk_responsibility_authority_id_authority")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_responsibility")),
        sa.UniqueConstraint("authority_id", "key", name=op.f("uq_responsibility_authority_id_key")),
    )
    op.create_table(
        "responsibility_change",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("responsibility_id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("what", sa.String(length=20), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("values", sa.JSON(), nullable=False),
        sa.CheckConstraint(
            "what in ('added', 'changed', 'reviewed', 'removed', 'restored')",
            name=op.f("ck_responsibility_change_what"),
        ),
        sa.ForeignKeyConstraint(["by_id"], ["person.id"], name=op.f("fk_responsibility_change_by_id_person")),
        sa.ForeignKeyConstraint(
            ["responsibility_id"],
            ["responsibility.id"],
            name=op.f("fk_responsibility_change_responsibility_id_responsibility"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_responsibility_change")),
        sa.UniqueConstraint(
            "responsibility_id", "version", name=op.f("uq_responsibility_change_responsibility_id_version")
        ),
    )
    op.create_table(
        "search_gram",
        sa.Column("gram", sa.String(length=3), nullable=False),
        sa.Column("term_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["term_id"], ["search_term.id"], name=op.f("fk_search_gram_term_id_search_term")),
        sa.PrimaryKeyConstraint("gram", "term_id", name=op.f("pk_search_gram")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "search_document",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("ref", sa.String(length=120), nullable=False),
        sa.Column("thing_id", sa.Integer(), nullable=True),
        sa.Column("authority_id", sa.Integer(), nullable=True),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("folded", sa.Text(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.CheckConstraint(
            "kind in ('goal', 'idea', 'project', 'comment', 'municipality', 'concept', 'page')",
            name=op.f("ck_search_document_kind"),
        ),
        sa.ForeignKeyConstraint(
            ["authority_id"], ["authority.id"], name=op.f("fk_search_document_authority_id_authority")
        ),
        sa.ForeignKeyConstraint(["thing_id"], ["thing.id"], name=op.f("fk_search_document_thing_id_thing")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_search_document")),
        sa.UniqueConstraint("kind", "ref", name=op.f("uq_search_document_kind_ref")),
    )
    with op.batch_alter_table("search_document", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_search_document_thing_id"), ["thing_id"], unique=False)

    op.create_table(
        "idea_meaning",
        sa.Column("idea_id", sa.Integer(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("vector", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["idea_id"], ["idea.id"], name=op.f("fk_idea_meaning_idea_id_idea")),
        sa.PrimaryKeyConstraint("idea_id", name=op.f("pk_idea_meaning")),
    )
    op.create_table(
        "said_different",
        sa.Column("idea_id", sa.Integer(), nullable=False),
        sa.Column("other_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["idea_id"], ["idea.id"], name=op.f("fk_said_different_idea_id_idea")),
        sa.ForeignKeyConstraint(["other_id"], ["idea.id"], name=op.f("fk_said_different_other_id_idea")),
        sa.PrimaryKeyConstraint("idea_id", "other_id", name=op.f("pk_said_different")),
    )
    with op.batch_alter_table("said_different", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_said_different_other_id"), ["other_id"], unique=False)

    op.create_table(
        "search_posting",
        sa.Column("term_id", sa.Integer(), nullable=False),
        sa.Column("document_id", sa.Integer(), nullable=False),
        sa.Column("weight", sa.SmallInteger(), nullable=False),
        sa.Column("kind", sa.SmallInteger(), nullable=False),
        sa.Column("authority_id", sa.Integer(), nullable=True),
        sa.Column("day", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["document_id"], ["search_document.id"], name=op.f("fk_search_posting_document_id_search_document")
        ),
        sa.ForeignKeyConstraint(["term_id"], ["search_term.id"], name=op.f("fk_search_posting_term_id_search_term")),
        sa.PrimaryKeyConstraint("term_id", "document_id", name=op.f("pk_search_posting")),
        sqlite_with_rowid=False,
    )
    with op.batch_alter_table("search_posting", schema=None) as batch_op:
        batch_op.create_index("ix_search_posting_document", ["document_id"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("search_posting", schema=None) as batch_op:
        batch_op.drop_index("ix_search_posting_document")

    op.drop_table("search_posting")
    with op.batch_alter_table("said_different", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_said_different_other_id"))

    op.drop_table("said_different")
    op.drop_table("idea_meaning")
    with op.batch_alter_table("search_document", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_search_document_thing_id"))

    op.drop_table("search_document")
    op.drop_table("search_gram")
    op.drop_table("responsibility_change")
    op.drop_table("responsibility")
    op.drop_table("search_term")
