"""Joint projects of municipalities: cooperations, their texts, partners, declarations, money and papers."""

from collections.abc import Callable

import sqlalchemy as sa
from alembic import op
from alembic.operations import BatchOperations

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

BEFORE = {
    "thing": (
        "kind", "'concept', 'goal', 'idea', 'project', 'sheet', 'statement', 'format', 'thread', 'card'",
    ),
    "journal_entry": (
        "actor_role",
        "'author', 'moderator', 'project_editor', 'approver', 'admin', 'citizen', 'clock', 'import', 'office', "
        "'reception', 'facilitator'",
    ),
    "search_document": (
        "kind", "'goal', 'idea', 'project', 'comment', 'municipality', 'concept', 'page', 'format', 'thread'",
    ),
    "audience_member": ("role", "'participant', 'juror', 'facilitator'"),
    "project": ("origin", "'online', 'paper', 'counter', 'telephone', 'event', 'concept', 'format'"),
}  # fmt: skip
MORE = {
    "thing": ("kind", f"{BEFORE['thing'][1]}, 'cooperation', 'room'"),
    "journal_entry": ("actor_role", f"{BEFORE['journal_entry'][1]}, 'partner'"),
    "search_document": ("kind", f"{BEFORE['search_document'][1]}, 'cooperation'"),
    "audience_member": ("role", f"{BEFORE['audience_member'][1]}, 'partner'"),
    "project": ("origin", f"{BEFORE['project'][1]}, 'cooperation'"),
}

OURS = "(select id from thing where kind in ('cooperation', 'room'))"
TALK = f"(select id from comment where thing_id in {OURS})"
HANGS_ON_THEM = (
    ("search_posting", f"document_id in (select id from search_document where thing_id in {OURS})"),
    ("search_document", f"thing_id in {OURS}"),
    ("report", f"thing_id in {OURS}"),
    ("restriction", f"thing_id in {OURS}"),
    ("comment_support", f"comment_id in {TALK}"),
    ("comment_version", f"comment_id in {TALK}"),
    ("comment", f"parent_id is not null and thing_id in {OURS}"),
    ("comment", f"thing_id in {OURS}"),
    ("attachment", f"thing_id in {OURS}"),
    ("follow", f"thing_id in {OURS}"),
    ("support", f"thing_id in {OURS}"),
    ("sent_mail", f"thing_id in {OURS}"),
    ("invitation", f"thing_id in {OURS}"),
    ("audience_member", f"audience_id in {OURS}"),
    ("thing_link", f"from_id in {OURS} or to_id in {OURS}"),
    ("journal_entry", f"thing_id in {OURS}"),
)
"""What would hang in the air without the things that go, in the order in which it goes before them."""
OUR_TABLES = (
    "cooperation_paper", "cooperation_funding", "cooperation_declaration", "cooperation_partner",
    "cooperation_version", "partner_room", "cooperation",
)  # fmt: skip


def upgrade() -> None:
    words(MORE)
    op.create_table(
        "cooperation",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("keeper_id", sa.Integer(), nullable=False),
        sa.Column("home_id", sa.Integer(), nullable=False),
        sa.Column("region_id", sa.Integer(), nullable=True),
        sa.Column("draft", sa.JSON(), nullable=False),
        sa.Column("draft_version", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("agreed_version", sa.Integer(), nullable=True),
        sa.Column("shown_version", sa.Integer(), nullable=True),
        sa.Column("agreed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_on", sa.Date(), nullable=True),
        sa.Column("listed_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("state <> 'agreed' or agreed_version is not null", name=op.f("ck_cooperation_agreed_text")),
        sa.CheckConstraint(
            "state in ('draft', 'proposed', 'agreed', 'ended', 'withdrawn')", name=op.f("ck_cooperation_state")
        ),
        sa.CheckConstraint("agreed_version <= version", name=op.f("ck_cooperation_agreed_laid")),
        sa.CheckConstraint(
            "listed_at is null or shown_version is not null", name=op.f("ck_cooperation_listed_text")
        ),
        sa.ForeignKeyConstraint(["home_id"], ["authority.id"], name=op.f("fk_cooperation_home_id_authority")),
        sa.ForeignKeyConstraint(["id"], ["thing.id"], name=op.f("fk_cooperation_id_thing")),
        sa.ForeignKeyConstraint(["keeper_id"], ["organisation.id"], name=op.f("fk_cooperation_keeper_id_organisation")),
        sa.ForeignKeyConstraint(["region_id"], ["region.id"], name=op.f("fk_cooperation_region_id_region")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_cooperation")),
    )
    with op.batch_alter_table("cooperation", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_cooperation_keeper_id"), ["keeper_id"], unique=False)
        batch_op.create_index("ix_cooperation_listed", ["listed_at", "id"], unique=False)
        batch_op.create_index(batch_op.f("ix_cooperation_region_id"), ["region_id"], unique=False)

    op.create_table(
        "cooperation_funding",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("cooperation_id", sa.Integer(), nullable=False),
        sa.Column("programme", sa.String(length=200), nullable=False),
        sa.Column("applied_cents", sa.BigInteger(), nullable=True),
        sa.Column("applied_on", sa.Date(), nullable=True),
        sa.Column("granted_cents", sa.BigInteger(), nullable=True),
        sa.Column("granted_on", sa.Date(), nullable=True),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("due_for", sa.String(length=200), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["cooperation_id"], ["cooperation.id"], name=op.f("fk_cooperation_funding_cooperation_id_cooperation")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_cooperation_funding")),
    )
    with op.batch_alter_table("cooperation_funding", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_cooperation_funding_cooperation_id"), ["cooperation_id"], unique=False)

    op.create_table(
        "cooperation_partner",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("cooperation_id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("invited_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("asks_since", sa.DateTime(timezone=True), nullable=True),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("leaves_on", sa.Date(), nullable=True),
        sa.Column("leave_reason", sa.Text(), nullable=True),
        sa.Column("prepared", sa.JSON(), nullable=True),
        sa.Column("prepared_by_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["cooperation_id"], ["cooperation.id"], name=op.f("fk_cooperation_partner_cooperation_id_cooperation")
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_cooperation_partner_organisation_id_organisation")
        ),
        sa.ForeignKeyConstraint(
            ["prepared_by_id"], ["person.id"], name=op.f("fk_cooperation_partner_prepared_by_id_person")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_cooperation_partner")),
        sa.UniqueConstraint(
            "cooperation_id", "organisation_id", name=op.f("uq_cooperation_partner_cooperation_id_organisation_id")
        ),
    )
    with op.batch_alter_table("cooperation_partner", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_cooperation_partner_organisation_id"), ["organisation_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_cooperation_partner_prepared_by_id"), ["prepared_by_id"], unique=False)

    op.create_table(
        "cooperation_version",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("cooperation_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("content", sa.JSON(), nullable=False),
        sa.Column("fingerprint", sa.String(length=64), nullable=False),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("by_id", sa.Integer(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("agreed_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["by_id"], ["person.id"], name=op.f("fk_cooperation_version_by_id_person")),
        sa.ForeignKeyConstraint(
            ["cooperation_id"], ["cooperation.id"], name=op.f("fk_cooperation_version_cooperation_id_cooperation")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_cooperation_version")),
        sa.UniqueConstraint("cooperation_id", "number", name=op.f("uq_cooperation_version_cooperation_id_number")),
    )
    with op.batch_alter_table("cooperation_version", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_cooperation_version_by_id"), ["by_id"], unique=False)

    op.create_table(
        "partner_room",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("cooperation_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["cooperation_id"], ["cooperation.id"], name=op.f("fk_partner_room_cooperation_id_cooperation")
        ),
        sa.ForeignKeyConstraint(["id"], ["thing.id"], name=op.f("fk_partner_room_id_thing")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_partner_room")),
        sa.UniqueConstraint("cooperation_id", name=op.f("uq_partner_room_cooperation_id")),
    )
    op.create_table(
        "cooperation_declaration",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("partner_id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("fingerprint", sa.String(length=64), nullable=False),
        sa.Column("verdict", sa.String(length=20), nullable=False),
        sa.Column("text", sa.Text(), nullable=True),
        sa.Column("council", sa.String(length=20), nullable=True),
        sa.Column("decided_on", sa.Date(), nullable=True),
        sa.Column("decision_number", sa.String(length=80), nullable=True),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("person_name", sa.String(length=120), nullable=True),
        sa.Column("function", sa.String(length=120), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("superseded_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "(verdict = 'accepted') = (council is not null)", name=op.f("ck_cooperation_declaration_council_of_yes")
        ),
        sa.CheckConstraint("council in ('pending', 'decided')", name=op.f("ck_cooperation_declaration_council")),
        sa.CheckConstraint(
            "council is null or council <> 'decided' or decided_on is not null",
            name=op.f("ck_cooperation_declaration_council_day"),
        ),
        sa.CheckConstraint(
            "verdict in ('accepted', 'changes_requested', 'declined')", name=op.f("ck_cooperation_declaration_verdict")
        ),
        sa.ForeignKeyConstraint(
            ["partner_id"],
            ["cooperation_partner.id"],
            name=op.f("fk_cooperation_declaration_partner_id_cooperation_partner"),
        ),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_cooperation_declaration_person_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_cooperation_declaration")),
    )
    with op.batch_alter_table("cooperation_declaration", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_cooperation_declaration_person_id"), ["person_id"], unique=False)
        batch_op.create_index(
            "uq_cooperation_declaration_current",
            ["partner_id", "version"],
            unique=True,
            sqlite_where=sa.text("superseded_at is null"),
            postgresql_where=sa.text("superseded_at is null"),
        )

    op.create_table(
        "cooperation_paper",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("cooperation_id", sa.Integer(), nullable=False),
        sa.Column("partner_id", sa.Integer(), nullable=True),
        sa.Column("attachment_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("dated", sa.Date(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=True),
        sa.Column("by_id", sa.Integer(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "kind in ('signed', 'council_decision', 'funding_notice', 'other')", name=op.f("ck_cooperation_paper_kind")
        ),
        sa.ForeignKeyConstraint(
            ["attachment_id"], ["attachment.id"], name=op.f("fk_cooperation_paper_attachment_id_attachment")
        ),
        sa.ForeignKeyConstraint(["by_id"], ["person.id"], name=op.f("fk_cooperation_paper_by_id_person")),
        sa.ForeignKeyConstraint(
            ["cooperation_id"], ["cooperation.id"], name=op.f("fk_cooperation_paper_cooperation_id_cooperation")
        ),
        sa.ForeignKeyConstraint(
            ["partner_id"], ["cooperation_partner.id"], name=op.f("fk_cooperation_paper_partner_id_cooperation_partner")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_cooperation_paper")),
    )
    with op.batch_alter_table("cooperation_paper", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_cooperation_paper_attachment_id"), ["attachment_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_cooperation_paper_by_id"), ["by_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_cooperation_paper_cooperation_id"), ["cooperation_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_cooperation_paper_partner_id"), ["partner_id"], unique=False)


def downgrade() -> None:
    take_back_cooperations()
    with op.batch_alter_table("cooperation_paper", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_cooperation_paper_partner_id"))
        batch_op.drop_index(batch_op.f("ix_cooperation_paper_cooperation_id"))
        batch_op.drop_index(batch_op.f("ix_cooperation_paper_by_id"))
        batch_op.drop_index(batch_op.f("ix_cooperation_paper_attachment_id"))

    op.drop_table("cooperation_paper")
    with op.batch_alter_table("cooperation_declaration", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_cooperation_declaration_current",
            sqlite_where=sa.text("superseded_at is null"),
            postgresql_where=sa.text("superseded_at is null"),
        )
        batch_op.drop_index(batch_op.f("ix_cooperation_declaration_person_id"))

    op.drop_table("cooperation_declaration")
    op.drop_table("partner_room")
    with op.batch_alter_table("cooperation_version", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_cooperation_version_by_id"))

    op.drop_table("cooperation_version")
    with op.batch_alter_table("cooperation_partner", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_cooperation_partner_prepared_by_id"))
        batch_op.drop_index(batch_op.f("ix_cooperation_partner_organisation_id"))

    op.drop_table("cooperation_partner")
    with op.batch_alter_table("cooperation_funding", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_cooperation_funding_cooperation_id"))

    op.drop_table("cooperation_funding")
    with op.batch_alter_table("cooperation", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_cooperation_region_id"))
        batch_op.drop_index("ix_cooperation_listed")
        batch_op.drop_index(batch_op.f("ix_cooperation_keeper_id"))

    op.drop_table("cooperation")
    words(BEFORE)


def take_back_cooperations() -> None:
    """Nothing of them is left, so that the words for them can go."""
    op.execute(sa.text("delete from cooperation_paper"))
    for table, condition in HANGS_ON_THEM:
        op.execute(sa.text(f"delete from {table} where {condition}"))
    for table in OUR_TABLES:
        op.execute(sa.text(f"delete from {table}"))
    op.execute(sa.text("update thing set audience_id = null where kind in ('cooperation', 'room')"))
    op.execute(sa.text("update journal_entry set actor_role = 'author' where actor_role = 'partner'"))
    op.execute(sa.text("update project set origin = 'online' where origin = 'cooperation'"))
    op.execute(sa.text("delete from thing where kind in ('cooperation', 'room')"))


def words(known: dict[str, tuple[str, str]]) -> None:
    """The words a column may hold; SQLite makes the tables anew."""
    for table, (column, allowed) in known.items():
        name = op.f(f"ck_{table}_{column}")

        def say(batch_op: BatchOperations, name: str = name, column: str = column, allowed: str = allowed) -> None:
            batch_op.drop_constraint(name, type_="check")
            batch_op.create_check_constraint(name, f"{column} in ({allowed})")

        if table == "thing":
            make_thing_anew(say)
        else:
            with op.batch_alter_table(table, schema=None) as batch_op:
                say(batch_op)


def make_thing_anew(change: Callable[[BatchOperations], object]) -> None:
    """The table of all numbers changes; none that was thrown away is given again by SQLite's new table."""
    connection = op.get_bind()
    is_sqlite = connection.dialect.name == "sqlite"
    given = connection.scalar(sa.text("select seq from sqlite_sequence where name = 'thing'")) if is_sqlite else None
    with op.batch_alter_table("thing", schema=None, table_kwargs={"sqlite_autoincrement": True}) as batch_op:
        change(batch_op)
    if given is not None:
        op.execute(sa.text("update sqlite_sequence set seq = :seq where name = 'thing'").bindparams(seq=given))
