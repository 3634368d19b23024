"""Statements and coordinated answers, the inbox's days and assignments, casework, ideas on paper, what was sent."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

BEFORE = {
    "thing": ("kind", "'concept', 'goal', 'idea', 'project', 'sheet'"),
    "journal_entry": (
        "actor_role",
        "'author', 'moderator', 'project_editor', 'approver', 'admin', 'citizen', 'clock', 'import'",
    ),
    "email_proof": ("purpose", "'submit', 'sign_in', 'password', 'new_email', 'draft', 'data'"),
    "membership": (
        "role",
        "'moderator', 'project_editor', 'approver', 'secretary', 'reception', 'admin', 'representative', 'officer', "
        "'member'",
    ),
    "organisation": (
        "kind",
        "'municipality', 'association_of_municipalities', 'department', 'youth_forum', 'society', 'company', 'school'",
    ),
}
MORE = {
    "thing": ("kind", f"{BEFORE['thing'][1]}, 'statement'"),
    "journal_entry": ("actor_role", f"{BEFORE['journal_entry'][1]}, 'office', 'reception'"),
    "email_proof": ("purpose", f"{BEFORE['email_proof'][1]}, 'statement'"),
    "membership": (
        "role",
        "'moderator', 'project_editor', 'approver', 'secretary', 'reception', 'admin', 'observer', 'representative', "
        "'officer', 'member'",
    ),
    "organisation": (
        "kind",
        f"{BEFORE['organisation'][1]}, 'special_purpose_association', 'advisory_board', 'chamber', 'state_authority', "
        "'local_action_group'",
    ),
}

WAITING = {
    "idea_version": ("proposed_at", 7, "submitted_at is null"),
    "report": ("at", 5, "settled_at is null"),
    "restriction": ("objected_at", 14, "decided_at is null and lifted_at is null"),
    "hand_over": ("at", 7, "decided_at is null"),
    "barrier_report": ("reported_at", 21, "settled_at is null"),
    "comment": ("created_at", 4, "published_at is null and restricted_at is null and removed_at is null"),
    "attachment": (
        "added_at",
        5,
        "released_at is null and removed_at is null "
        "and exists (select 1 from thing where thing.id = thing_id and thing.published_at is not null)",
    ),
    "goal_correspondence": ("proposed_at", 28, "state = 'proposed'"),
    "reference_sheet": ("asked_at", 14, "state = 'asked'"),
}
"""Since when each kind waits, how many days the desk has, and which of its rows wait still."""

OLD_KINDS = {
    "special_purpose_association": "association_of_municipalities",
    "advisory_board": "society",
    "chamber": "society",
    "state_authority": "department",
    "local_action_group": "society",
}
"""As what an organisation of a newer kind goes on when this is taken back."""

HANGS_ON_STATEMENTS = ("attachment", "coverage_share", "follow", "help_offer", "journal_entry", "support")
"""What has the number of its thing in `thing_id`, and nothing behind it that hangs on it in turn."""


def upgrade() -> None:
    op.create_table(
        "assignment",
        sa.Column("kind", sa.String(length=30), nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["by_id"], ["person.id"], name=op.f("fk_assignment_by_id_person")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_assignment_person_id_person")),
        sa.PrimaryKeyConstraint("kind", "number", name=op.f("pk_assignment")),
    )
    with op.batch_alter_table("assignment", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_assignment_person_id"), ["person_id"], unique=False)

    op.create_table(
        "response_template",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("authority_id", sa.Integer(), nullable=False),
        sa.Column("step", sa.String(length=20), nullable=False),
        sa.Column("title", sa.String(length=120), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("updated_by_id", sa.Integer(), nullable=True),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("removed_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "step in ('publish', 'ask_back', 'refuse', 'pooled', 'running', 'done', 'forwarded', 'not_pursued', 'interim', 'question')",
            name=op.f("ck_response_template_step"),
        ),
        sa.ForeignKeyConstraint(
            ["authority_id"], ["authority.id"], name=op.f("fk_response_template_authority_id_authority")
        ),
        sa.ForeignKeyConstraint(
            ["updated_by_id"], ["person.id"], name=op.f("fk_response_template_updated_by_id_person")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_response_template")),
    )
    with op.batch_alter_table("response_template", schema=None) as batch_op:
        batch_op.create_index("ix_response_template_step", ["authority_id", "step"], unique=False)

    op.create_table(
        "statement_set",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("authority_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.ForeignKeyConstraint(
            ["authority_id"], ["authority.id"], name=op.f("fk_statement_set_authority_id_authority")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_statement_set")),
        sa.UniqueConstraint("authority_id", "name", name=op.f("uq_statement_set_authority_id_name")),
    )
    op.create_table(
        "sent_mail",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("thing_id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=160), nullable=False),
        sa.Column("standing", sa.String(length=20), nullable=False),
        sa.Column("to_address", sa.String(length=320), nullable=True),
        sa.Column("subject", sa.String(length=400), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("written_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["thing_id"], ["thing.id"], name=op.f("fk_sent_mail_thing_id_thing"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sent_mail")),
        sa.UniqueConstraint("key", name=op.f("uq_sent_mail_key")),
    )
    with op.batch_alter_table("sent_mail", schema=None) as batch_op:
        batch_op.create_index("ix_sent_mail_thing", ["thing_id", "id"], unique=False)
        batch_op.create_index("ix_sent_mail_written", ["written_at"], unique=False)

    op.create_table(
        "statement_set_member",
        sa.Column("set_id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_statement_set_member_organisation_id_organisation")
        ),
        sa.ForeignKeyConstraint(
            ["set_id"], ["statement_set.id"], name=op.f("fk_statement_set_member_set_id_statement_set")
        ),
        sa.PrimaryKeyConstraint("set_id", "organisation_id", name=op.f("pk_statement_set_member")),
    )
    with op.batch_alter_table("statement_set_member", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_statement_set_member_organisation_id"), ["organisation_id"], unique=False)

    op.create_table(
        "checklist_item",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("concept_id", sa.Integer(), nullable=False),
        sa.Column("before", sa.String(length=10), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("text", sa.String(length=300), nullable=False),
        sa.Column("retired_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("before in ('publish', 'answer')", name=op.f("ck_checklist_item_before")),
        sa.ForeignKeyConstraint(["concept_id"], ["concept.id"], name=op.f("fk_checklist_item_concept_id_concept")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_checklist_item")),
    )
    with op.batch_alter_table("checklist_item", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_checklist_item_concept_id"), ["concept_id"], unique=False)

    op.create_table(
        "coordinated_answer",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("idea_id", sa.Integer(), nullable=False),
        sa.Column("authority_id", sa.Integer(), nullable=False),
        sa.Column("idea_version", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("outcome", sa.String(length=20), nullable=True),
        sa.Column("forwarded_to", sa.String(length=200), nullable=True),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("drafted_by_id", sa.Integer(), nullable=True),
        sa.Column("saved_by_id", sa.Integer(), nullable=True),
        sa.Column("saved_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("handed_in_by_id", sa.Integer(), nullable=True),
        sa.Column("handed_in_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("once", sa.String(length=36), nullable=True),
        sa.CheckConstraint(
            "outcome in ('pooled', 'running', 'done', 'forwarded', 'not_pursued')",
            name=op.f("ck_coordinated_answer_outcome"),
        ),
        sa.CheckConstraint(
            "state in ('draft', 'waiting', 'released', 'discarded')", name=op.f("ck_coordinated_answer_state")
        ),
        sa.ForeignKeyConstraint(
            ["drafted_by_id"], ["person.id"], name=op.f("fk_coordinated_answer_drafted_by_id_person")
        ),
        sa.ForeignKeyConstraint(
            ["authority_id"], ["authority.id"], name=op.f("fk_coordinated_answer_authority_id_authority")
        ),
        sa.ForeignKeyConstraint(
            ["handed_in_by_id"], ["person.id"], name=op.f("fk_coordinated_answer_handed_in_by_id_person")
        ),
        sa.ForeignKeyConstraint(["idea_id"], ["idea.id"], name=op.f("fk_coordinated_answer_idea_id_idea")),
        sa.ForeignKeyConstraint(["saved_by_id"], ["person.id"], name=op.f("fk_coordinated_answer_saved_by_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_coordinated_answer")),
        sa.UniqueConstraint("once", name=op.f("uq_coordinated_answer_once")),
    )
    with op.batch_alter_table("coordinated_answer", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_coordinated_answer_idea_id"), ["idea_id"], unique=False)
        batch_op.create_index("ix_coordinated_answer_waiting", ["state", "due_on"], unique=False)
        batch_op.create_index(
            "uq_coordinated_answer_open",
            ["idea_id"],
            unique=True,
            sqlite_where=sa.text("ended_at is null"),
            postgresql_where=sa.text("ended_at is null"),
        )

    op.create_table(
        "follow_up",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("idea_id", sa.Integer(), nullable=False),
        sa.Column("entry_id", sa.Integer(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("reply", sa.Text(), nullable=True),
        sa.Column("replied_by_id", sa.Integer(), nullable=True),
        sa.Column("replied_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("once", sa.String(length=36), nullable=True),
        sa.ForeignKeyConstraint(["by_id"], ["person.id"], name=op.f("fk_follow_up_by_id_person")),
        sa.ForeignKeyConstraint(["entry_id"], ["journal_entry.id"], name=op.f("fk_follow_up_entry_id_journal_entry")),
        sa.ForeignKeyConstraint(["idea_id"], ["idea.id"], name=op.f("fk_follow_up_idea_id_idea")),
        sa.ForeignKeyConstraint(["replied_by_id"], ["person.id"], name=op.f("fk_follow_up_replied_by_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_follow_up")),
        sa.UniqueConstraint("entry_id", name=op.f("uq_follow_up_entry_id")),
        sa.UniqueConstraint("once", name=op.f("uq_follow_up_once")),
    )
    with op.batch_alter_table("follow_up", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_follow_up_by_id"), ["by_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_follow_up_idea_id"), ["idea_id"], unique=False)
        batch_op.create_index("ix_follow_up_waiting", ["replied_at", "due_on"], unique=False)

    op.create_table(
        "paper_letter",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("entry_id", sa.Integer(), nullable=False),
        sa.Column("thing_id", sa.Integer(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("posted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("posted_by_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["entry_id"], ["journal_entry.id"], name=op.f("fk_paper_letter_entry_id_journal_entry")
        ),
        sa.ForeignKeyConstraint(["posted_by_id"], ["person.id"], name=op.f("fk_paper_letter_posted_by_id_person")),
        sa.ForeignKeyConstraint(["thing_id"], ["thing.id"], name=op.f("fk_paper_letter_thing_id_thing")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_paper_letter")),
        sa.UniqueConstraint("entry_id", name=op.f("uq_paper_letter_entry_id")),
    )
    with op.batch_alter_table("paper_letter", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_paper_letter_thing_id"), ["thing_id"], unique=False)
        batch_op.create_index("ix_paper_letter_waiting", ["posted_at", "id"], unique=False)

    op.create_table(
        "remark",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("idea_id", sa.Integer(), nullable=False),
        sa.Column("authority_id", sa.Integer(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("once", sa.String(length=36), nullable=True),
        sa.ForeignKeyConstraint(["authority_id"], ["authority.id"], name=op.f("fk_remark_authority_id_authority")),
        sa.ForeignKeyConstraint(["by_id"], ["person.id"], name=op.f("fk_remark_by_id_person")),
        sa.ForeignKeyConstraint(["idea_id"], ["idea.id"], name=op.f("fk_remark_idea_id_idea")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_remark")),
        sa.UniqueConstraint("once", name=op.f("uq_remark_once")),
    )
    with op.batch_alter_table("remark", schema=None) as batch_op:
        batch_op.create_index("ix_remark_idea", ["idea_id", "id"], unique=False)

    op.create_table(
        "statement_request",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("idea_id", sa.Integer(), nullable=False),
        sa.Column("idea_version", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=True),
        sa.Column("email", sa.String(length=320), nullable=True),
        sa.Column("question", sa.Text(), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("first_due_on", sa.Date(), nullable=False),
        sa.Column("extension_reason", sa.Text(), nullable=True),
        sa.Column("suggestion", sa.String(length=300), nullable=True),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("asked_by_id", sa.Integer(), nullable=True),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("reminded_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "state in ('open', 'answered', 'not_responsible', 'withdrawn')", name=op.f("ck_statement_request_state")
        ),
        sa.ForeignKeyConstraint(["asked_by_id"], ["person.id"], name=op.f("fk_statement_request_asked_by_id_person")),
        sa.ForeignKeyConstraint(["id"], ["thing.id"], name=op.f("fk_statement_request_id_thing")),
        sa.ForeignKeyConstraint(["idea_id"], ["idea.id"], name=op.f("fk_statement_request_idea_id_idea")),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_statement_request_organisation_id_organisation")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_statement_request")),
    )
    with op.batch_alter_table("statement_request", schema=None) as batch_op:
        batch_op.create_index("ix_statement_request_due", ["state", "due_on"], unique=False)
        batch_op.create_index(batch_op.f("ix_statement_request_idea_id"), ["idea_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_statement_request_organisation_id"), ["organisation_id"], unique=False)

    op.create_table(
        "answer_writer",
        sa.Column("answer_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["answer_id"], ["coordinated_answer.id"], name=op.f("fk_answer_writer_answer_id_coordinated_answer")
        ),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_answer_writer_person_id_person")),
        sa.PrimaryKeyConstraint("answer_id", "person_id", name=op.f("pk_answer_writer")),
    )
    with op.batch_alter_table("answer_writer", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_answer_writer_person_id"), ["person_id"], unique=False)
    op.create_table(
        "answer_citation",
        sa.Column("answer_id", sa.Integer(), nullable=False),
        sa.Column("request_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["answer_id"], ["coordinated_answer.id"], name=op.f("fk_answer_citation_answer_id_coordinated_answer")
        ),
        sa.ForeignKeyConstraint(
            ["request_id"], ["statement_request.id"], name=op.f("fk_answer_citation_request_id_statement_request")
        ),
        sa.PrimaryKeyConstraint("answer_id", "request_id", name=op.f("pk_answer_citation")),
    )
    with op.batch_alter_table("answer_citation", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_answer_citation_request_id"), ["request_id"], unique=False)

    op.create_table(
        "idea_check",
        sa.Column("idea_id", sa.Integer(), nullable=False),
        sa.Column("item_id", sa.Integer(), nullable=False),
        sa.Column("result", sa.String(length=12), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("result in ('yes', 'no', 'not_needed')", name=op.f("ck_idea_check_result")),
        sa.ForeignKeyConstraint(["by_id"], ["person.id"], name=op.f("fk_idea_check_by_id_person")),
        sa.ForeignKeyConstraint(["idea_id"], ["idea.id"], name=op.f("fk_idea_check_idea_id_idea")),
        sa.ForeignKeyConstraint(["item_id"], ["checklist_item.id"], name=op.f("fk_idea_check_item_id_checklist_item")),
        sa.PrimaryKeyConstraint("idea_id", "item_id", name=op.f("pk_idea_check")),
    )
    with op.batch_alter_table("idea_check", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_idea_check_item_id"), ["item_id"], unique=False)

    op.create_table(
        "answer_release",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("answer_id", sa.Integer(), nullable=False),
        sa.Column("answer_version", sa.Integer(), nullable=False),
        sa.Column("verdict", sa.String(length=20), nullable=False),
        sa.Column("rule", sa.String(length=20), nullable=False),
        sa.Column("outcome", sa.String(length=20), nullable=True),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("remark", sa.Text(), nullable=True),
        sa.Column("by_id", sa.Integer(), nullable=True),
        sa.Column("deputy_for_id", sa.Integer(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "verdict in ('released', 'released_alone', 'not_needed', 'returned')",
            name=op.f("ck_answer_release_verdict"),
        ),
        sa.ForeignKeyConstraint(
            ["answer_id"], ["coordinated_answer.id"], name=op.f("fk_answer_release_answer_id_coordinated_answer")
        ),
        sa.ForeignKeyConstraint(["by_id"], ["person.id"], name=op.f("fk_answer_release_by_id_person")),
        sa.ForeignKeyConstraint(["deputy_for_id"], ["person.id"], name=op.f("fk_answer_release_deputy_for_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_answer_release")),
    )
    with op.batch_alter_table("answer_release", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_answer_release_answer_id"), ["answer_id"], unique=False)

    op.create_table(
        "statement",
        sa.Column("request_id", sa.Integer(), nullable=False),
        sa.Column("verdict", sa.String(length=20), nullable=True),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("is_public", sa.Boolean(), nullable=False),
        sa.Column("speaker_name", sa.String(length=120), nullable=True),
        sa.Column("speaker_office", sa.String(length=200), nullable=True),
        sa.Column("email", sa.String(length=320), nullable=True),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("saved_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("submitted_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "verdict in ('no_objection', 'remarks', 'objection', 'not_affected', 'running', 'welcome')",
            name=op.f("ck_statement_verdict"),
        ),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_statement_person_id_person")),
        sa.ForeignKeyConstraint(
            ["request_id"], ["statement_request.id"], name=op.f("fk_statement_request_id_statement_request")
        ),
        sa.PrimaryKeyConstraint("request_id", name=op.f("pk_statement")),
    )
    with op.batch_alter_table("statement", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_statement_person_id"), ["person_id"], unique=False)

    op.create_table(
        "statement_link",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("request_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("email", sa.String(length=320), nullable=False),
        sa.Column("token_hash", sa.String(length=64), nullable=True),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("forwarded_from_id", sa.Integer(), nullable=True),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("kind in ('asked', 'forwarded', 'reminder', 'weekly')", name=op.f("ck_statement_link_kind")),
        sa.ForeignKeyConstraint(
            ["forwarded_from_id"],
            ["statement_link.id"],
            name=op.f("fk_statement_link_forwarded_from_id_statement_link"),
        ),
        sa.ForeignKeyConstraint(
            ["request_id"], ["statement_request.id"], name=op.f("fk_statement_link_request_id_statement_request")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_statement_link")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_statement_link_token_hash")),
    )
    with op.batch_alter_table("statement_link", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_statement_link_request_id"), ["request_id"], unique=False)

    with op.batch_alter_table("attachment", schema=None) as batch_op:
        batch_op.add_column(sa.Column("due_on", sa.Date(), nullable=True))

    with op.batch_alter_table("authority", schema=None) as batch_op:
        batch_op.add_column(sa.Column("statement_within_days", sa.Integer(), server_default="10", nullable=False))
        batch_op.add_column(sa.Column("release_rule", sa.String(length=20), server_default="required", nullable=False))
        batch_op.create_check_constraint(
            op.f("ck_authority_release_rule"), "release_rule in ('required', 'when_present', 'off')"
        )

    with op.batch_alter_table("barrier_report", schema=None) as batch_op:
        batch_op.add_column(sa.Column("due_on", sa.Date(), nullable=True))

    with op.batch_alter_table("comment", schema=None) as batch_op:
        batch_op.add_column(sa.Column("due_on", sa.Date(), nullable=True))

    with op.batch_alter_table("goal_correspondence", schema=None) as batch_op:
        batch_op.add_column(sa.Column("due_on", sa.Date(), nullable=True))

    with op.batch_alter_table("hand_over", schema=None) as batch_op:
        batch_op.add_column(sa.Column("due_on", sa.Date(), nullable=True))

    with op.batch_alter_table("idea", schema=None) as batch_op:
        batch_op.add_column(sa.Column("file_reference", sa.String(length=80), nullable=True))
        batch_op.add_column(sa.Column("statements_asked", sa.Integer(), server_default="0", nullable=False))
        batch_op.add_column(sa.Column("entered_by_id", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("contact_post", sa.Text(), nullable=True))
        batch_op.add_column(sa.Column("claim_hash", sa.String(length=64), nullable=True))
        batch_op.create_index(batch_op.f("ix_idea_entered_by_id"), ["entered_by_id"], unique=False)
        batch_op.create_unique_constraint(batch_op.f("uq_idea_claim_hash"), ["claim_hash"])
        batch_op.create_foreign_key(batch_op.f("fk_idea_entered_by_id_person"), "person", ["entered_by_id"], ["id"])

    with op.batch_alter_table("idea_version", schema=None) as batch_op:
        batch_op.add_column(sa.Column("due_on", sa.Date(), nullable=True))

    with op.batch_alter_table("membership", schema=None) as batch_op:
        batch_op.add_column(sa.Column("deputy_for_id", sa.Integer(), nullable=True))
        batch_op.create_foreign_key(
            batch_op.f("fk_membership_deputy_for_id_person"), "person", ["deputy_for_id"], ["id"]
        )

    with op.batch_alter_table("organisation", schema=None) as batch_op:
        batch_op.add_column(sa.Column("monday_mail", sa.Boolean(), server_default=sa.true(), nullable=False))
        batch_op.add_column(sa.Column("retired_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.drop_constraint(batch_op.f("uq_organisation_name_kind"), type_="unique")
        batch_op.create_index(
            "uq_organisation_alone",
            ["name", "kind"],
            unique=True,
            sqlite_where=sa.text("authority_id is null"),
            postgresql_where=sa.text("authority_id is null"),
        )
        batch_op.create_unique_constraint(
            batch_op.f("uq_organisation_name_kind_authority_id"), ["name", "kind", "authority_id"]
        )

    with op.batch_alter_table("person", schema=None) as batch_op:
        batch_op.add_column(sa.Column("monday_mail", sa.Boolean(), server_default=sa.true(), nullable=False))
        batch_op.add_column(sa.Column("due_mail", sa.Boolean(), server_default=sa.true(), nullable=False))

    with op.batch_alter_table("reference_sheet", schema=None) as batch_op:
        batch_op.add_column(sa.Column("due_on", sa.Date(), nullable=True))

    with op.batch_alter_table("report", schema=None) as batch_op:
        batch_op.add_column(sa.Column("due_on", sa.Date(), nullable=True))

    with op.batch_alter_table("restriction", schema=None) as batch_op:
        batch_op.add_column(sa.Column("due_on", sa.Date(), nullable=True))

    words(MORE)
    name_days()


def name_days() -> None:
    """What waits already gets its day: since when it waits, and so many days more; on a weekend, the Monday after.

    Holidays stay unknown here: a day may fall on one.
    """
    is_sqlite = op.get_bind().dialect.name == "sqlite"
    for table, (since, days, waits) in WAITING.items():
        day = f"date({since}, '+{days} days')" if is_sqlite else f"cast({since} as date) + {days}"
        op.execute(f"update {table} set due_on = {day} where due_on is null and {since} is not null and {waits}")
        for weekday, more in ((6, 2), (0, 1)):
            monday = f"date(due_on, '+{more} days')" if is_sqlite else f"due_on + {more}"
            which = "cast(strftime('%w', due_on) as integer)" if is_sqlite else "extract(dow from due_on)"
            op.execute(f"update {table} set due_on = {monday} where {which} = {weekday} and {waits}")


def words(known: dict[str, tuple[str, str]]) -> None:
    """The words a column may hold; SQLite makes the tables anew."""
    for table, (column, allowed) in known.items():
        kept = {"table_kwargs": {"sqlite_autoincrement": True}} if table == "thing" else {}
        given = last_number() if table == "thing" else None
        name = op.f(f"ck_{table}_{column}")
        with op.batch_alter_table(table, schema=None, **kept) as batch_op:
            batch_op.drop_constraint(name, type_="check")
            batch_op.create_check_constraint(name, f"{column} in ({allowed})")
        if given is not None:
            op.execute(sa.text("update sqlite_sequence set seq = :seq where name = 'thing'").bindparams(seq=given))


def last_number() -> int | None:
    """The number given last: what was thrown away must not be given again by the new table of SQLite."""
    connection = op.get_bind()
    if connection.dialect.name != "sqlite":
        return None
    return connection.scalar(sa.text("select seq from sqlite_sequence where name = 'thing'"))


def take_back_words() -> None:
    """What the tables before could not say goes, or is said in their words; before any of them is made anew."""
    statements = "(select id from thing where kind = 'statement')"
    attached = f"(select id from attachment where thing_id in {statements})"
    for table in ("answer_citation", "statement_link", "statement", "statement_request"):
        op.execute(f"delete from {table}")
    for table in ("report", "restriction"):
        op.execute(f"delete from {table} where thing_id in {statements} or attachment_id in {attached}")
    for table in HANGS_ON_STATEMENTS:
        op.execute(f"delete from {table} where thing_id in {statements}")
    op.execute("delete from thing where kind = 'statement'")
    op.execute("update journal_entry set actor_role = 'moderator' where actor_role in ('office', 'reception')")
    op.execute("delete from email_proof where purpose = 'statement'")
    # A deputy's right ends with that of the approver, which nobody would look at any more.
    op.execute("delete from membership where role = 'observer' or deputy_for_id is not null")
    newer = f"({', '.join(map(repr, OLD_KINDS))})"
    op.execute(
        "update organisation set name = substr(name, 1, 180) || ' (' || id || ')' where exists ("
        "select 1 from organisation as other where other.name = organisation.name and other.id < organisation.id "
        f"and (other.kind = organisation.kind or other.kind in {newer} or organisation.kind in {newer}))"
    )
    for kind, older in OLD_KINDS.items():
        op.execute(f"update organisation set kind = '{older}' where kind = '{kind}'")


def downgrade() -> None:
    take_back_words()
    with op.batch_alter_table("restriction", schema=None) as batch_op:
        batch_op.drop_column("due_on")

    with op.batch_alter_table("report", schema=None) as batch_op:
        batch_op.drop_column("due_on")

    with op.batch_alter_table("reference_sheet", schema=None) as batch_op:
        batch_op.drop_column("due_on")

    with op.batch_alter_table("person", schema=None) as batch_op:
        batch_op.drop_column("due_mail")
        batch_op.drop_column("monday_mail")

    with op.batch_alter_table("organisation", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("uq_organisation_name_kind_authority_id"), type_="unique")
        batch_op.drop_index(
            "uq_organisation_alone",
            sqlite_where=sa.text("authority_id is null"),
            postgresql_where=sa.text("authority_id is null"),
        )
        batch_op.create_unique_constraint(batch_op.f("uq_organisation_name_kind"), ["name", "kind"])
        batch_op.drop_column("retired_at")
        batch_op.drop_column("monday_mail")

    with op.batch_alter_table("membership", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("fk_membership_deputy_for_id_person"), type_="foreignkey")
        batch_op.drop_column("deputy_for_id")

    with op.batch_alter_table("idea_version", schema=None) as batch_op:
        batch_op.drop_column("due_on")

    with op.batch_alter_table("idea", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("fk_idea_entered_by_id_person"), type_="foreignkey")
        batch_op.drop_constraint(batch_op.f("uq_idea_claim_hash"), type_="unique")
        batch_op.drop_index(batch_op.f("ix_idea_entered_by_id"))
        batch_op.drop_column("claim_hash")
        batch_op.drop_column("contact_post")
        batch_op.drop_column("entered_by_id")
        batch_op.drop_column("statements_asked")
        batch_op.drop_column("file_reference")

    with op.batch_alter_table("hand_over", schema=None) as batch_op:
        batch_op.drop_column("due_on")

    with op.batch_alter_table("goal_correspondence", schema=None) as batch_op:
        batch_op.drop_column("due_on")

    with op.batch_alter_table("comment", schema=None) as batch_op:
        batch_op.drop_column("due_on")

    with op.batch_alter_table("barrier_report", schema=None) as batch_op:
        batch_op.drop_column("due_on")

    with op.batch_alter_table("authority", schema=None) as batch_op:
        batch_op.drop_constraint(op.f("ck_authority_release_rule"), type_="check")
        batch_op.drop_column("release_rule")
        batch_op.drop_column("statement_within_days")

    with op.batch_alter_table("attachment", schema=None) as batch_op:
        batch_op.drop_column("due_on")

    with op.batch_alter_table("statement_link", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_statement_link_request_id"))

    op.drop_table("statement_link")
    with op.batch_alter_table("statement", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_statement_person_id"))

    op.drop_table("statement")
    with op.batch_alter_table("answer_release", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_answer_release_answer_id"))

    op.drop_table("answer_release")
    with op.batch_alter_table("idea_check", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_idea_check_item_id"))

    op.drop_table("idea_check")
    with op.batch_alter_table("answer_writer", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_answer_writer_person_id"))

    op.drop_table("answer_writer")
    with op.batch_alter_table("answer_citation", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_answer_citation_request_id"))

    op.drop_table("answer_citation")
    with op.batch_alter_table("statement_request", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_statement_request_organisation_id"))
        batch_op.drop_index(batch_op.f("ix_statement_request_idea_id"))
        batch_op.drop_index("ix_statement_request_due")

    op.drop_table("statement_request")
    with op.batch_alter_table("remark", schema=None) as batch_op:
        batch_op.drop_index("ix_remark_idea")

    op.drop_table("remark")
    with op.batch_alter_table("paper_letter", schema=None) as batch_op:
        batch_op.drop_index("ix_paper_letter_waiting")
        batch_op.drop_index(batch_op.f("ix_paper_letter_thing_id"))

    op.drop_table("paper_letter")
    with op.batch_alter_table("follow_up", schema=None) as batch_op:
        batch_op.drop_index("ix_follow_up_waiting")
        batch_op.drop_index(batch_op.f("ix_follow_up_idea_id"))
        batch_op.drop_index(batch_op.f("ix_follow_up_by_id"))

    op.drop_table("follow_up")
    with op.batch_alter_table("coordinated_answer", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_coordinated_answer_open",
            sqlite_where=sa.text("ended_at is null"),
            postgresql_where=sa.text("ended_at is null"),
        )
        batch_op.drop_index("ix_coordinated_answer_waiting")
        batch_op.drop_index(batch_op.f("ix_coordinated_answer_idea_id"))

    op.drop_table("coordinated_answer")
    with op.batch_alter_table("checklist_item", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_checklist_item_concept_id"))

    op.drop_table("checklist_item")
    with op.batch_alter_table("statement_set_member", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_statement_set_member_organisation_id"))

    op.drop_table("statement_set_member")
    with op.batch_alter_table("sent_mail", schema=None) as batch_op:
        batch_op.drop_index("ix_sent_mail_written")
        batch_op.drop_index("ix_sent_mail_thing")

    op.drop_table("sent_mail")
    op.drop_table("statement_set")
    with op.batch_alter_table("response_template", schema=None) as batch_op:
        batch_op.drop_index("ix_response_template_step")

    op.drop_table("response_template")
    with op.batch_alter_table("assignment", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_assignment_person_id"))

    op.drop_table("assignment")
    words(BEFORE)
