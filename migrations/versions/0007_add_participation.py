"""Processes of concepts, formats of participation with what people say in them, and audiences of things."""

from collections.abc import Callable

import sqlalchemy as sa
from alembic import op
from alembic.operations import BatchOperations

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

BEFORE = {
    "thing": ("kind", "'concept', 'goal', 'idea', 'project', 'sheet', 'statement'"),
    "journal_entry": (
        "actor_role",
        "'author', 'moderator', 'project_editor', 'approver', 'admin', 'citizen', 'clock', 'import', 'office', "
        "'reception'",
    ),
    "search_document": ("kind", "'goal', 'idea', 'project', 'comment', 'municipality', 'concept', 'page'"),
}
MORE = {
    "thing": ("kind", f"{BEFORE['thing'][1]}, 'format', 'thread', 'card'"),
    "journal_entry": ("actor_role", f"{BEFORE['journal_entry'][1]}, 'facilitator'"),
    "search_document": ("kind", f"{BEFORE['search_document'][1]}, 'format', 'thread'"),
}
AUDIENCE = "fk_thing_audience_id_thing"

OURS = "(select id from thing where kind in ('format', 'thread', 'card'))"
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
    ("help_message", f"offer_id in (select id from help_offer where thing_id in {OURS})"),
    ("help_offer", f"thing_id in {OURS}"),
    ("follow", f"thing_id in {OURS}"),
    ("support", f"thing_id in {OURS}"),
    ("sent_mail", f"thing_id in {OURS}"),
    ("paper_letter", f"thing_id in {OURS}"),
    ("coverage_share", f"thing_id in {OURS}"),
    ("invitation", f"thing_id in {OURS}"),
    ("thing_link", f"from_id in {OURS} or to_id in {OURS}"),
    ("journal_entry", f"thing_id in {OURS}"),
)
"""What would hang in the air without the things that go, in the order in which it goes before them."""
OUR_TABLES = (
    "earlier_wording", "result_basis", "placement", "dots_given", "card_group", "contribution_version",
    "contribution_goal", "contribution", "analysis_draft", "adopted_analysis", "award", "jury_vote", "call_entry", "call_rule", "board_rule",
    "format_section", "audience_member", "participation_format",
)  # fmt: skip


def upgrade() -> None:
    op.create_index(
        "uq_thing_link_arose_from", "thing_link", ["to_id"], unique=True,
        sqlite_where=sa.text("kind = 'arose_from'"), postgresql_where=sa.text("kind = 'arose_from'"),
    )
    op.create_table(
        "audience_member",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("audience_id", sa.Integer(), nullable=False),
        sa.Column("role", sa.String(length=20), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("email", sa.String(length=320), nullable=True),
        sa.Column("organisation_id", sa.Integer(), nullable=True),
        sa.Column("name", sa.String(length=200), nullable=True),
        sa.Column("until", sa.Date(), nullable=True),
        sa.Column("invited_by_id", sa.Integer(), nullable=True),
        sa.Column("invited_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("role in ('participant', 'juror', 'facilitator')", name=op.f("ck_audience_member_role")),
        sa.CheckConstraint(
            "(case when person_id is null then 0 else 1 end) + (case when email is null then 0 else 1 end) + (case when organisation_id is null then 0 else 1 end) = 1",
            name=op.f("ck_audience_member_one_aim"),
        ),
        sa.ForeignKeyConstraint(["audience_id"], ["thing.id"], name=op.f("fk_audience_member_audience_id_thing")),
        sa.ForeignKeyConstraint(["invited_by_id"], ["person.id"], name=op.f("fk_audience_member_invited_by_id_person")),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_audience_member_organisation_id_organisation")
        ),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_audience_member_person_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audience_member")),
        sa.UniqueConstraint("audience_id", "role", "email", name=op.f("uq_audience_member_audience_id_role_email")),
        sa.UniqueConstraint(
            "audience_id", "role", "organisation_id", name=op.f("uq_audience_member_audience_id_role_organisation_id")
        ),
        sa.UniqueConstraint(
            "audience_id", "role", "person_id", name=op.f("uq_audience_member_audience_id_role_person_id")
        ),
    )
    with op.batch_alter_table("audience_member", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_audience_member_email"), ["email"], unique=False)
        batch_op.create_index(batch_op.f("ix_audience_member_organisation_id"), ["organisation_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_audience_member_person_id"), ["person_id"], unique=False)

    op.create_table(
        "process_step",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("concept_id", sa.Integer(), nullable=False),
        sa.Column("phase_id", sa.Integer(), nullable=True),
        sa.Column("key", sa.String(length=80), nullable=True),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("title", sa.String(length=300), nullable=False),
        sa.Column("text", sa.Text(), nullable=True),
        sa.Column("label", sa.String(length=80), nullable=True),
        sa.Column("begins", sa.String(length=10), nullable=True),
        sa.Column("ends", sa.String(length=10), nullable=True),
        sa.Column("starts_on", sa.Date(), nullable=True),
        sa.Column("ends_on", sa.Date(), nullable=True),
        sa.Column("body", sa.String(length=200), nullable=True),
        sa.Column("result", sa.String(length=300), nullable=True),
        sa.Column("early_reason", sa.Text(), nullable=True),
        sa.Column("source_title", sa.String(length=200), nullable=True),
        sa.Column("source_url", sa.String(length=500), nullable=True),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("once", sa.String(length=36), nullable=True),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "kind in ('phase', 'meeting', 'decision', 'milestone', 'event')", name=op.f("ck_process_step_kind")
        ),
        sa.ForeignKeyConstraint(["concept_id"], ["concept.id"], name=op.f("fk_process_step_concept_id_concept")),
        sa.ForeignKeyConstraint(["phase_id"], ["process_step.id"], name=op.f("fk_process_step_phase_id_process_step")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_process_step")),
        sa.UniqueConstraint("concept_id", "key", name=op.f("uq_process_step_concept_id_key")),
        sa.UniqueConstraint("once", name=op.f("uq_process_step_once")),
    )
    with op.batch_alter_table("process_step", schema=None) as batch_op:
        batch_op.create_index("ix_process_step_course", ["concept_id", "starts_on", "id"], unique=False)
        batch_op.create_index(batch_op.f("ix_process_step_phase_id"), ["phase_id"], unique=False)

    op.create_table(
        "participation_format",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("format_kind", sa.String(length=20), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("concept_id", sa.Integer(), nullable=False),
        sa.Column("phase_id", sa.Integer(), nullable=True),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("opens_on", sa.Date(), nullable=True),
        sa.Column("closes_on", sa.Date(), nullable=True),
        sa.Column("place", sa.String(length=300), nullable=True),
        sa.Column("access", sa.Text(), nullable=True),
        sa.Column("municipality_id", sa.Integer(), nullable=True),
        sa.Column("level", sa.String(length=20), nullable=True),
        sa.Column("what_is_fixed", sa.Text(), nullable=True),
        sa.Column("what_is_open", sa.Text(), nullable=True),
        sa.Column("who_decides", sa.Text(), nullable=True),
        sa.Column("what_happens", sa.Text(), nullable=True),
        sa.Column("decision_on", sa.Date(), nullable=True),
        sa.Column("early_reason", sa.Text(), nullable=True),
        sa.Column("audience", sa.String(length=10), nullable=False),
        sa.Column("result", sa.Text(), nullable=True),
        sa.Column("results_due_on", sa.Date(), nullable=True),
        sa.Column("reference", sa.String(length=20), nullable=True),
        sa.Column("label", sa.String(length=80), nullable=True),
        sa.Column("source_title", sa.String(length=200), nullable=True),
        sa.Column("source_url", sa.String(length=500), nullable=True),
        sa.Column("source_key", sa.String(length=120), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("contributions", sa.Integer(), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("concluded_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("cancel_reason", sa.Text(), nullable=True),
        sa.CheckConstraint(
            "audience in ('public', 'invited', 'members')", name=op.f("ck_participation_format_audience")
        ),
        sa.CheckConstraint(
            "format_kind in ('call', 'forum', 'workshop', 'swot')", name=op.f("ck_participation_format_format_kind")
        ),
        sa.CheckConstraint(
            "level in ('information', 'consultation', 'collaboration', 'decision')",
            name=op.f("ck_participation_format_level"),
        ),
        sa.CheckConstraint(
            "reference in ('guiding_questions', 'swot')", name=op.f("ck_participation_format_reference")
        ),
        sa.CheckConstraint(
            "state in ('draft', 'announced', 'open', 'closed', 'concluded', 'cancelled')",
            name=op.f("ck_participation_format_state"),
        ),
        sa.CheckConstraint("closes_on >= opens_on", name=op.f("ck_participation_format_period")),
        sa.ForeignKeyConstraint(
            ["concept_id"], ["concept.id"], name=op.f("fk_participation_format_concept_id_concept")
        ),
        sa.ForeignKeyConstraint(["id"], ["thing.id"], name=op.f("fk_participation_format_id_thing")),
        sa.ForeignKeyConstraint(
            ["municipality_id"], ["municipality.id"], name=op.f("fk_participation_format_municipality_id_municipality")
        ),
        sa.ForeignKeyConstraint(
            ["phase_id"], ["process_step.id"], name=op.f("fk_participation_format_phase_id_process_step")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_participation_format")),
        sa.UniqueConstraint("source_key", name=op.f("uq_participation_format_source_key")),
    )
    with op.batch_alter_table("participation_format", schema=None) as batch_op:
        batch_op.create_index("ix_participation_format_concept", ["concept_id", "state"], unique=False)
        batch_op.create_index(batch_op.f("ix_participation_format_municipality_id"), ["municipality_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_participation_format_phase_id"), ["phase_id"], unique=False)
        batch_op.create_index("ix_participation_format_state", ["state"], unique=False)

    op.create_table(
        "adopted_analysis",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("format_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("items", sa.JSON(), nullable=False),
        sa.Column("adopted_on", sa.Date(), nullable=False),
        sa.Column("body", sa.String(length=200), nullable=False),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("by_id", sa.Integer(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["by_id"], ["person.id"], name=op.f("fk_adopted_analysis_by_id_person")),
        sa.ForeignKeyConstraint(
            ["format_id"], ["participation_format.id"], name=op.f("fk_adopted_analysis_format_id_participation_format")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_adopted_analysis")),
        sa.UniqueConstraint("format_id", "number", name=op.f("uq_adopted_analysis_format_id_number")),
    )
    op.create_table(
        "analysis_draft",
        sa.Column("format_id", sa.Integer(), nullable=False),
        sa.Column("items", sa.JSON(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["by_id"], ["person.id"], name=op.f("fk_analysis_draft_by_id_person")),
        sa.ForeignKeyConstraint(
            ["format_id"], ["participation_format.id"], name=op.f("fk_analysis_draft_format_id_participation_format")
        ),
        sa.PrimaryKeyConstraint("format_id", name=op.f("pk_analysis_draft")),
    )
    op.create_table(
        "award",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("call_id", sa.Integer(), nullable=False),
        sa.Column("idea_id", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(length=120), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("sat_on", sa.Date(), nullable=True),
        sa.Column("contrary", sa.Text(), nullable=True),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["by_id"], ["person.id"], name=op.f("fk_award_by_id_person")),
        sa.ForeignKeyConstraint(
            ["call_id"], ["participation_format.id"], name=op.f("fk_award_call_id_participation_format")
        ),
        sa.ForeignKeyConstraint(["idea_id"], ["idea.id"], name=op.f("fk_award_idea_id_idea")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_award")),
        sa.UniqueConstraint("call_id", "idea_id", name=op.f("uq_award_call_id_idea_id")),
    )
    with op.batch_alter_table("award", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_award_idea_id"), ["idea_id"], unique=False)

    op.create_table(
        "board_rule",
        sa.Column("format_id", sa.Integer(), nullable=False),
        sa.Column("dots_each", sa.Integer(), nullable=False),
        sa.CheckConstraint("dots_each between 0 and 20", name=op.f("ck_board_rule_dots_each")),
        sa.ForeignKeyConstraint(
            ["format_id"], ["participation_format.id"], name=op.f("fk_board_rule_format_id_participation_format")
        ),
        sa.PrimaryKeyConstraint("format_id", name=op.f("pk_board_rule")),
    )
    op.create_table(
        "call_entry",
        sa.Column("idea_id", sa.Integer(), nullable=False),
        sa.Column("call_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["call_id"], ["participation_format.id"], name=op.f("fk_call_entry_call_id_participation_format")
        ),
        sa.ForeignKeyConstraint(["idea_id"], ["idea.id"], name=op.f("fk_call_entry_idea_id_idea"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("idea_id", name=op.f("pk_call_entry")),
    )
    with op.batch_alter_table("call_entry", schema=None) as batch_op:
        batch_op.create_index("ix_call_entry_call", ["call_id", "idea_id"], unique=False)

    op.create_table(
        "call_rule",
        sa.Column("format_id", sa.Integer(), nullable=False),
        sa.Column("jury", sa.Text(), nullable=True),
        sa.Column("prize", sa.Text(), nullable=True),
        sa.Column("criteria", sa.Text(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["format_id"], ["participation_format.id"], name=op.f("fk_call_rule_format_id_participation_format")
        ),
        sa.PrimaryKeyConstraint("format_id", name=op.f("pk_call_rule")),
    )
    op.create_table(
        "format_section",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("format_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(length=300), nullable=False),
        sa.Column("text", sa.Text(), nullable=True),
        sa.Column("goal_id", sa.Integer(), nullable=True),
        sa.Column("quadrant", sa.String(length=20), nullable=True),
        sa.Column("summary", sa.Text(), nullable=True),
        sa.Column("summarised_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("result", sa.Text(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("contributions", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "quadrant in ('strength', 'weakness', 'opportunity', 'threat')", name=op.f("ck_format_section_quadrant")
        ),
        sa.ForeignKeyConstraint(
            ["format_id"], ["participation_format.id"], name=op.f("fk_format_section_format_id_participation_format")
        ),
        sa.ForeignKeyConstraint(["goal_id"], ["goal.id"], name=op.f("fk_format_section_goal_id_goal")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_format_section")),
    )
    with op.batch_alter_table("format_section", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_format_section_goal_id"), ["goal_id"], unique=False)
        batch_op.create_index("ix_format_section_order", ["format_id", "position", "id"], unique=False)

    op.create_table(
        "jury_vote",
        sa.Column("call_id", sa.Integer(), nullable=False),
        sa.Column("idea_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("points", sa.Integer(), nullable=False),
        sa.Column("remark", sa.Text(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("points between 0 and 5", name=op.f("ck_jury_vote_points")),
        sa.ForeignKeyConstraint(
            ["call_id"], ["participation_format.id"], name=op.f("fk_jury_vote_call_id_participation_format")
        ),
        sa.ForeignKeyConstraint(["idea_id"], ["idea.id"], name=op.f("fk_jury_vote_idea_id_idea")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_jury_vote_person_id_person")),
        sa.PrimaryKeyConstraint("call_id", "idea_id", "person_id", name=op.f("pk_jury_vote")),
    )
    with op.batch_alter_table("jury_vote", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_jury_vote_idea_id"), ["idea_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_jury_vote_person_id"), ["person_id"], unique=False)

    op.create_table(
        "card_group",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("section_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(length=120), nullable=False),
        sa.Column("once", sa.String(length=36), nullable=True),
        sa.ForeignKeyConstraint(
            ["section_id"], ["format_section.id"], name=op.f("fk_card_group_section_id_format_section")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_card_group")),
        sa.UniqueConstraint("once", name=op.f("uq_card_group_once")),
    )
    with op.batch_alter_table("card_group", schema=None) as batch_op:
        batch_op.create_index("ix_card_group_order", ["section_id", "position", "id"], unique=False)

    op.create_table(
        "contribution",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("format_id", sa.Integer(), nullable=False),
        sa.Column("section_id", sa.Integer(), nullable=False),
        sa.Column("author_id", sa.Integer(), nullable=True),
        sa.Column("organisation_id", sa.Integer(), nullable=True),
        sa.Column("author_kind", sa.String(length=20), nullable=False),
        sa.Column("author_name", sa.String(length=200), nullable=True),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("lang", sa.String(length=5), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("wish", sa.String(length=10), nullable=False),
        sa.Column("typed_by_id", sa.Integer(), nullable=True),
        sa.Column("edited_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("removed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("verdict", sa.String(length=20), nullable=True),
        sa.Column("verdict_reason", sa.Text(), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("decided_by_id", sa.Integer(), nullable=True),
        sa.Column("last_word_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("supporters", sa.Integer(), nullable=False),
        sa.Column("answers", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "author_kind in ('person', 'organisation', 'office', 'event', 'deleted')",
            name=op.f("ck_contribution_author_kind"),
        ),
        sa.CheckConstraint("verdict in ('noted', 'not_taken')", name=op.f("ck_contribution_verdict")),
        sa.CheckConstraint("wish in ('event', 'person')", name=op.f("ck_contribution_wish")),
        sa.ForeignKeyConstraint(["decided_by_id"], ["person.id"], name=op.f("fk_contribution_decided_by_id_person")),
        sa.ForeignKeyConstraint(["author_id"], ["person.id"], name=op.f("fk_contribution_author_id_person")),
        sa.ForeignKeyConstraint(
            ["format_id"], ["participation_format.id"], name=op.f("fk_contribution_format_id_participation_format")
        ),
        sa.ForeignKeyConstraint(["id"], ["thing.id"], name=op.f("fk_contribution_id_thing")),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_contribution_organisation_id_organisation")
        ),
        sa.ForeignKeyConstraint(
            ["section_id"], ["format_section.id"], name=op.f("fk_contribution_section_id_format_section")
        ),
        sa.ForeignKeyConstraint(["typed_by_id"], ["person.id"], name=op.f("fk_contribution_typed_by_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_contribution")),
    )
    with op.batch_alter_table("contribution", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_contribution_author_id"), ["author_id"], unique=False)
        batch_op.create_index("ix_contribution_format", ["format_id", "last_word_at", "id"], unique=False)
        batch_op.create_index("ix_contribution_format_newest", ["format_id", "id"], unique=False)
        batch_op.create_index("ix_contribution_format_supporters", ["format_id", "supporters", "id"], unique=False)
        batch_op.create_index("ix_contribution_format_answers", ["format_id", "answers", "id"], unique=False)
        batch_op.create_index("ix_contribution_section_last_word", ["section_id", "last_word_at", "id"], unique=False)
        batch_op.create_index("ix_contribution_section_supporters", ["section_id", "supporters", "id"], unique=False)
        batch_op.create_index("ix_contribution_section_answers", ["section_id", "answers", "id"], unique=False)
        batch_op.create_index("ix_contribution_held", ["due_on", "id"], unique=False)
        batch_op.create_index(batch_op.f("ix_contribution_organisation_id"), ["organisation_id"], unique=False)
        batch_op.create_index("ix_contribution_section", ["section_id", "id"], unique=False)
        batch_op.create_index(batch_op.f("ix_contribution_decided_by_id"), ["decided_by_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_contribution_typed_by_id"), ["typed_by_id"], unique=False)

    op.create_table(
        "dots_given",
        sa.Column("section_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("given", sa.Integer(), nullable=False),
        sa.CheckConstraint("given between 0 and 20", name=op.f("ck_dots_given_given")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_dots_given_person_id_person")),
        sa.ForeignKeyConstraint(
            ["section_id"], ["format_section.id"], name=op.f("fk_dots_given_section_id_format_section")
        ),
        sa.PrimaryKeyConstraint("section_id", "person_id", name=op.f("pk_dots_given")),
    )
    with op.batch_alter_table("dots_given", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_dots_given_person_id"), ["person_id"], unique=False)

    op.create_table(
        "contribution_goal",
        sa.Column("contribution_id", sa.Integer(), nullable=False),
        sa.Column("goal_id", sa.Integer(), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["by_id"], ["person.id"], name=op.f("fk_contribution_goal_by_id_person")),
        sa.ForeignKeyConstraint(
            ["contribution_id"], ["contribution.id"], name=op.f("fk_contribution_goal_contribution_id_contribution")
        ),
        sa.ForeignKeyConstraint(["goal_id"], ["goal.id"], name=op.f("fk_contribution_goal_goal_id_goal")),
        sa.PrimaryKeyConstraint("contribution_id", "goal_id", name=op.f("pk_contribution_goal")),
    )
    with op.batch_alter_table("contribution_goal", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_contribution_goal_goal_id"), ["goal_id"], unique=False)

    op.create_table(
        "earlier_wording",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("format_id", sa.Integer(), nullable=False),
        sa.Column("field", sa.String(length=60), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("until", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["by_id"], ["person.id"], name=op.f("fk_earlier_wording_by_id_person")),
        sa.ForeignKeyConstraint(
            ["format_id"], ["participation_format.id"], name=op.f("fk_earlier_wording_format_id_participation_format")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_earlier_wording")),
    )
    with op.batch_alter_table("earlier_wording", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_earlier_wording_by_id"), ["by_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_earlier_wording_format_id"), ["format_id"], unique=False)

    op.create_table(
        "contribution_version",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("contribution_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("written_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["contribution_id"], ["contribution.id"], name=op.f("fk_contribution_version_contribution_id_contribution")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_contribution_version")),
        sa.UniqueConstraint("contribution_id", "number", name=op.f("uq_contribution_version_contribution_id_number")),
    )
    op.create_table(
        "placement",
        sa.Column("card_id", sa.Integer(), nullable=False),
        sa.Column("group_id", sa.Integer(), nullable=True),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["card_id"], ["contribution.id"], name=op.f("fk_placement_card_id_contribution")),
        sa.ForeignKeyConstraint(["group_id"], ["card_group.id"], name=op.f("fk_placement_group_id_card_group")),
        sa.PrimaryKeyConstraint("card_id", name=op.f("pk_placement")),
    )
    with op.batch_alter_table("placement", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_placement_group_id"), ["group_id"], unique=False)

    op.create_table(
        "result_basis",
        sa.Column("section_id", sa.Integer(), nullable=False),
        sa.Column("card_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["card_id"], ["contribution.id"], name=op.f("fk_result_basis_card_id_contribution")),
        sa.ForeignKeyConstraint(
            ["section_id"], ["format_section.id"], name=op.f("fk_result_basis_section_id_format_section")
        ),
        sa.PrimaryKeyConstraint("section_id", "card_id", name=op.f("pk_result_basis")),
    )
    with op.batch_alter_table("result_basis", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_result_basis_card_id"), ["card_id"], unique=False)

    words(MORE)
    make_thing_anew(lambda batch_op: batch_op.create_foreign_key(AUDIENCE, "thing", ["audience_id"], ["id"]))


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


def take_back_formats() -> None:
    """What the tables before cannot hold goes, with all that hangs on it."""
    for table, condition in HANGS_ON_THEM:
        op.execute(f"delete from {table} where {condition}")
    for table in OUR_TABLES:
        op.execute(f"delete from {table}")
    op.execute("update thing set audience_id = null")
    op.execute("delete from thing where kind in ('format', 'thread', 'card')")
    op.execute("update journal_entry set actor_role = 'moderator' where actor_role = 'facilitator'")


def downgrade() -> None:
    op.drop_index("uq_thing_link_arose_from", table_name="thing_link")
    take_back_formats()
    make_thing_anew(lambda batch_op: batch_op.drop_constraint(AUDIENCE, type_="foreignkey"))
    with op.batch_alter_table("result_basis", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_result_basis_card_id"))

    op.drop_table("result_basis")
    with op.batch_alter_table("placement", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_placement_group_id"))

    op.drop_table("placement")
    op.drop_table("contribution_version")
    with op.batch_alter_table("earlier_wording", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_earlier_wording_format_id"))
        batch_op.drop_index(batch_op.f("ix_earlier_wording_by_id"))

    op.drop_table("earlier_wording")
    with op.batch_alter_table("contribution_goal", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_contribution_goal_goal_id"))

    op.drop_table("contribution_goal")
    with op.batch_alter_table("dots_given", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_dots_given_person_id"))

    op.drop_table("dots_given")
    with op.batch_alter_table("contribution", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_contribution_typed_by_id"))
        batch_op.drop_index("ix_contribution_section")
        batch_op.drop_index(batch_op.f("ix_contribution_organisation_id"))
        batch_op.drop_index("ix_contribution_held")
        for name in ("section_answers", "section_supporters", "section_last_word"):
            batch_op.drop_index(f"ix_contribution_{name}")
        for name in ("format_answers", "format_supporters", "format_newest"):
            batch_op.drop_index(f"ix_contribution_{name}")
        batch_op.drop_index("ix_contribution_format")
        batch_op.drop_index(batch_op.f("ix_contribution_author_id"))

    op.drop_table("contribution")
    with op.batch_alter_table("card_group", schema=None) as batch_op:
        batch_op.drop_index("ix_card_group_order")

    op.drop_table("card_group")
    with op.batch_alter_table("jury_vote", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_jury_vote_person_id"))
        batch_op.drop_index(batch_op.f("ix_jury_vote_idea_id"))

    op.drop_table("jury_vote")
    with op.batch_alter_table("format_section", schema=None) as batch_op:
        batch_op.drop_index("ix_format_section_order")
        batch_op.drop_index(batch_op.f("ix_format_section_goal_id"))

    op.drop_table("format_section")
    op.drop_table("call_rule")
    with op.batch_alter_table("call_entry", schema=None) as batch_op:
        batch_op.drop_index("ix_call_entry_call")

    op.drop_table("call_entry")
    op.drop_table("board_rule")
    with op.batch_alter_table("award", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_award_idea_id"))

    op.drop_table("award")
    op.drop_table("analysis_draft")
    op.drop_table("adopted_analysis")
    with op.batch_alter_table("participation_format", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_participation_format_phase_id"))
        batch_op.drop_index(batch_op.f("ix_participation_format_municipality_id"))
        batch_op.drop_index("ix_participation_format_state")
        batch_op.drop_index("ix_participation_format_concept")

    op.drop_table("participation_format")
    with op.batch_alter_table("process_step", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_process_step_phase_id"))
        batch_op.drop_index("ix_process_step_course")

    op.drop_table("process_step")
    with op.batch_alter_table("audience_member", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_audience_member_person_id"))
        batch_op.drop_index(batch_op.f("ix_audience_member_organisation_id"))
        batch_op.drop_index(batch_op.f("ix_audience_member_email"))

    op.drop_table("audience_member")
    words(BEFORE)
