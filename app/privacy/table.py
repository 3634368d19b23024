"""The table: where this platform keeps something about people, whose it is, and what becomes of it.

Privacy page, export, erasure and retention are made from it; a test holds it against every column there is.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from sqlalchemy import ColumnElement, Select, or_, select

from app.accounts.models import EmailProof, Invitation, Mandate, Membership, Person
from app.answers.models import AnswerWriter, CoordinatedAnswer, FollowUp, Release
from app.boards.models import CardGroup, DotsGiven
from app.calls.models import Award, CallRule, JuryVote
from app.casework.models import Check, Remark, ResponseTemplate
from app.concepts.models import GoalCorrespondence
from app.cooperations.models import Cooperation, CooperationVersion, Declaration, FiledPaper, Partner
from app.core.database import Base
from app.core.jobs import Job
from app.core.journal import JournalEntry
from app.discussion.models import Comment, CommentSupport, CommentVersion
from app.editions.models import ConceptEdition
from app.files.models import Attachment
from app.formats.models import (
    Contribution,
    ContributionGoal,
    ContributionVersion,
    EarlierWording,
    FormatSection,
    ParticipationFormat,
)
from app.ideas.models import CoAuthor, HandOver, Idea, IdeaVersion, KeptApart
from app.inbox.models import Assignment
from app.municipalities.models import PlaceExtract
from app.municipalities.region_models import RegionWording
from app.notifications.models import PaperLetter, SentMail
from app.pages.models import BarrierReport, SiteText
from app.processes.models import ProcessStep
from app.reference_sheets.models import ReferenceSheet
from app.responsibilities.models import ResponsibilityChange
from app.restrictions.models import Report, Restriction
from app.statements.models import Statement, StatementLink, StatementRequest
from app.swots.models import AdoptedAnalysis, AnalysisDraft
from app.things.models import AudienceMember, Follow, HelpMessage, HelpOffer, Support, Thing, ThingLink

GONE = "gone"
"""At erasure the column is emptied, or its row deleted."""
STAYS = "stays"
"""Stays at erasure, because it tells nothing once the person's row is empty, or belongs to the public record."""
SWEPT = "swept"
"""A text that stays, the person's own e-mail address taken out of it."""

NOT_SWEPT = frozenset({("cooperation_version", "content"), ("search_document", "title"), ("search_document", "text")})
"""Columns no address is taken out of: what bodies have declared their will to, known by its fingerprint; and what is
made anew from texts that were swept."""

Condition = ColumnElement[bool]


@dataclass(frozen=True)
class Holding:
    """What one table keeps about people."""

    model: type[Base]
    subject: str
    """The line of the privacy page it belongs to (`wording.subjects`)."""
    columns: Mapping[str, str]
    """Each personal column, and what erasure does to it."""
    mine: Callable[[Person], Condition] | None = None
    """Which rows a person gets when she takes her data along; None: nobody's own, or only an office's work."""
    plain: frozenset[str] = field(default_factory=frozenset)
    """Texts in this table that say nothing about a person."""
    retention: str | None = None
    """The deletion (a name in the sitemap's RETENTION) that ends it."""

    @property
    def table(self) -> str:
        return str(self.model.__tablename__)


def _ideas_of(person: Person) -> Select[int]:
    """Her own, and those of organisations she speaks for today: what was an organisation's stays there."""
    is_hers = or_(Idea.organisation_id.is_(None), Idea.organisation_id.in_(person.spoken_for))
    return select(Idea.id).where(Idea.author_id == person.id, is_hers)


def _sheets_of(person: Person) -> Select[int]:
    return select(ReferenceSheet.id).where(ReferenceSheet.author_id == person.id)


HOLDINGS = (
    Holding(
        Person, "account",
        dict.fromkeys(
            ("email", "display_name", "password_hash", "session_key", "totp_secret", "recovery_hashes"), GONE
        ) | {"locale": GONE, "digest": GONE},
        lambda person: Person.id == person.id,
    ),
    Holding(
        EmailProof, "codes", {"email": GONE, "person_id": GONE, "context": GONE, "code_hash": GONE, "link_hash": GONE},
        lambda person: or_(EmailProof.person_id == person.id, EmailProof.email == person.email),
        frozenset({"id", "purpose", "locale"}), "codes",
    ),
    Holding(
        Membership, "roles", {"person_id": GONE, "role": GONE, "function": GONE, "deputy_for_id": GONE},
        lambda person: Membership.person_id == person.id,
    ),
    Holding(
        Mandate, "roles", {"granted_by_id": STAYS}, lambda person: Mandate.granted_by_id == person.id,
    ),
    Holding(
        Invitation, "invitations",
        dict.fromkeys(("email", "token_hash", "invited_by_id", "accepted_by_id", "role", "function"), GONE),
        lambda person: or_(Invitation.accepted_by_id == person.id, Invitation.email == person.email),
        frozenset({"id", "kind", "locale"}), "invitations",
    ),
    Holding(
        Thing, "ideas", {"title": SWEPT},
        lambda person: or_(Thing.id.in_(_ideas_of(person)), Thing.id.in_(_sheets_of(person))),
        frozenset({"kind", "slug", "once"}),
    ),
    Holding(
        Idea, "ideas",
        {
            "author_id": GONE, "author_name": GONE, "author_kind": GONE, "contact_email": GONE, "draft_key_hash": GONE,
            "entered_by_id": STAYS, "contact_post": GONE, "claim_hash": GONE, "file_reference": STAYS,
            "answer": SWEPT, "folded": SWEPT, "forwarded_to": STAYS,
        },
        lambda person: Idea.id.in_(_ideas_of(person)),
        frozenset({"state", "outcome", "origin", "source_key"}), "drafts",
    ),
    Holding(
        IdeaVersion, "ideas", {"title": SWEPT, "text": SWEPT, "who_benefits": SWEPT},
        lambda person: IdeaVersion.idea_id.in_(_ideas_of(person)),
    ),
    Holding(CoAuthor, "ideas", {"person_id": GONE, "name": GONE}, lambda person: CoAuthor.person_id == person.id),
    Holding(
        Attachment, "files", {"added_by_id": GONE, "name": SWEPT, "alt": SWEPT},
        lambda person: Attachment.added_by_id == person.id,
        frozenset({"key", "preview_key", "sha256", "media_type", "once"}), "files",
    ),
    Holding(
        Comment, "comments", {"author_id": GONE, "author_name": GONE, "author_kind": GONE, "text": SWEPT},
        lambda person: Comment.author_id == person.id, frozenset({"lang", "once"}),
    ),
    Holding(
        CommentVersion, "comments", {"text": SWEPT},
        lambda person: CommentVersion.comment_id.in_(select(Comment.id).where(Comment.author_id == person.id)),
    ),
    Holding(
        CommentSupport, "support", {"person_id": STAYS}, lambda person: CommentSupport.person_id == person.id
    ),
    Holding(Support, "support", {"person_id": STAYS}, lambda person: Support.person_id == person.id),
    Holding(Follow, "follow", {"person_id": GONE}, lambda person: Follow.person_id == person.id),
    Holding(
        HelpOffer, "help", {"person_id": GONE, "person_name": GONE, "text": GONE},
        lambda person: HelpOffer.person_id == person.id,
    ),
    Holding(
        HelpMessage, "help", {"author_id": GONE, "author_name": GONE, "text": GONE},
        lambda person: HelpMessage.author_id == person.id, frozenset({"once"}),
    ),
    Holding(
        Report, "reports", {"reporter_id": GONE, "email": GONE, "text": SWEPT, "answer": SWEPT, "settled_by_id": STAYS},
        lambda person: or_(Report.reporter_id == person.id, Report.email == person.email),
        frozenset({"locale", "cause", "once", "outcome"}), "reports",
    ),
    Holding(
        Restriction, "restrictions",
        {
            "addressee_id": STAYS, "facts": SWEPT, "norm": SWEPT, "objection": SWEPT, "decision_reason": SWEPT,
            "lift_reason": SWEPT, "by_id": STAYS, "decided_by_id": STAYS, "lifted_by_id": STAYS,
        },
        lambda person: Restriction.addressee_id == person.id, frozenset({"ground", "decision"}),
    ),
    Holding(
        JournalEntry, "journal", {"actor_id": STAYS, "reason": SWEPT, "details": STAYS},
        lambda person: or_(
            # What somebody wrote in an office belongs to the office, and is about others.
            (JournalEntry.actor_id == person.id) & JournalEntry.actor_role.in_(("author", "citizen")),
            JournalEntry.thing_id.in_(_ideas_of(person)) & JournalEntry.audience.in_(("public", "author")),
            JournalEntry.thing_id.in_(_sheets_of(person)) & (JournalEntry.audience == "author"),
        ),
        frozenset({"verb", "from_state", "to_state", "actor_role", "audience"}),
    ),
    Holding(
        StatementRequest, "statements",
        {"email": SWEPT, "question": SWEPT, "extension_reason": SWEPT, "suggestion": STAYS, "asked_by_id": STAYS},
        None, frozenset({"state"}),
    ),
    Holding(
        Statement, "statements",
        {"text": SWEPT, "speaker_name": STAYS, "speaker_office": STAYS, "email": SWEPT, "person_id": STAYS},
        lambda person: Statement.person_id == person.id, frozenset({"verdict"}),
    ),
    Holding(
        StatementLink, "statements", {"email": SWEPT, "token_hash": STAYS, "note": SWEPT}, None, frozenset({"kind"})
    ),
    Holding(
        CoordinatedAnswer, "journal",
        {
            "text": SWEPT, "forwarded_to": STAYS, "drafted_by_id": STAYS, "saved_by_id": STAYS,
            "handed_in_by_id": STAYS,
        },
        None, frozenset({"state", "outcome", "once"}),
    ),
    Holding(AnswerWriter, "journal", {"person_id": STAYS}),
    Holding(
        Release, "journal", {"text": SWEPT, "remark": SWEPT, "by_id": STAYS, "deputy_for_id": STAYS}, None,
        frozenset({"verdict", "rule", "outcome"}),
    ),
    Holding(
        FollowUp, "ideas", {"text": SWEPT, "reply": SWEPT, "by_id": STAYS, "replied_by_id": STAYS},
        lambda person: FollowUp.by_id == person.id, frozenset({"once"}),
    ),
    Holding(Remark, "journal", {"text": SWEPT, "by_id": STAYS}, None, frozenset({"once"})),
    Holding(Check, "journal", {"by_id": STAYS}, None, frozenset({"result"})),
    Holding(
        ResponseTemplate, "journal", {"updated_by_id": STAYS}, None, frozenset({"step", "title", "text"})
    ),
    Holding(
        Assignment, "roles", {"person_id": GONE, "by_id": STAYS}, None, frozenset({"kind"}), "assignments"
    ),
    Holding(
        ParticipationFormat, "journal",
        dict.fromkeys(
            ("text", "place", "access", "what_is_fixed", "what_is_open", "who_decides", "what_happens", "early_reason",
             "result", "cancel_reason"), SWEPT,
        ),
        None,
        frozenset({
            "format_kind", "state", "level", "audience", "reference", "label", "source_title", "source_url",
            "source_key",
        }),
    ),
    Holding(
        FormatSection, "journal", dict.fromkeys(("title", "text", "summary", "result"), SWEPT), None,
        frozenset({"quadrant"}),
    ),
    Holding(EarlierWording, "journal", {"text": SWEPT, "by_id": STAYS}, None, frozenset({"field"})),
    Holding(
        Contribution, "contributions",
        {
            "author_id": GONE, "author_name": GONE, "author_kind": GONE, "text": SWEPT, "typed_by_id": STAYS,
            "verdict_reason": SWEPT, "decided_by_id": STAYS,
        },
        lambda person: Contribution.author_id == person.id, frozenset({"lang", "wish", "verdict"}),
    ),
    Holding(
        ContributionVersion, "contributions", {"title": SWEPT, "text": SWEPT},
        lambda person: ContributionVersion.contribution_id.in_(
            select(Contribution.id).where(Contribution.author_id == person.id)
        ),
    ),
    Holding(ContributionGoal, "journal", {"by_id": STAYS}),
    Holding(DotsGiven, "support", {"person_id": STAYS}, lambda person: DotsGiven.person_id == person.id),
    Holding(CardGroup, "journal", {"title": SWEPT}, None, frozenset({"once"})),
    Holding(
        CallRule, "journal", {"jury": SWEPT, "prize": SWEPT, "criteria": SWEPT},
    ),
    Holding(
        JuryVote, "contributions", {"person_id": STAYS, "remark": SWEPT},
        lambda person: JuryVote.person_id == person.id,
    ),
    Holding(Award, "journal", {"by_id": STAYS, "title": SWEPT, "reason": SWEPT, "contrary": SWEPT}),
    Holding(
        AdoptedAnalysis, "journal", {"by_id": STAYS, "items": SWEPT, "note": SWEPT, "body": STAYS},
    ),
    Holding(AnalysisDraft, "journal", {"by_id": STAYS, "items": SWEPT}),
    Holding(
        ProcessStep, "journal", {"text": SWEPT, "title": SWEPT, "early_reason": SWEPT, "body": STAYS}, None,
        frozenset({
            "key", "kind", "label", "begins", "ends", "result", "source_title", "source_url", "once",
        }),
    ),
    Holding(
        AudienceMember, "invitations",
        {"person_id": GONE, "email": GONE, "name": GONE, "invited_by_id": STAYS},
        lambda person: or_(AudienceMember.person_id == person.id, AudienceMember.email == person.email),
        frozenset({"role"}), "audiences",
    ),
    Holding(
        SentMail, "mails", {"to_address": GONE, "subject": SWEPT, "body": SWEPT},
        lambda person: SentMail.to_address == person.email, frozenset({"key", "standing"}), "mails",
    ),
    Holding(PaperLetter, "contacts", {"posted_by_id": STAYS}, retention="contacts"),
    Holding(ThingLink, "journal", {"actor_id": STAYS, "reason": SWEPT}, None, frozenset({"kind"})),
    Holding(KeptApart, "journal", {"by_id": STAYS}),
    Holding(HandOver, "journal", {"by_id": STAYS, "decided_by_id": STAYS, "reason": SWEPT, "answer": SWEPT}),
    Holding(
        ResponsibilityChange, "journal", {"by_id": STAYS, "values": STAYS}, None, frozenset({"what"})
    ),
    Holding(SiteText, "journal", {"saved_by_id": STAYS, "body": STAYS}, None, frozenset({"name", "lang"})),
    Holding(
        RegionWording, "journal", {"saved_by_id": STAYS, "intro": STAYS}, None, frozenset({"short_name", "accent"})
    ),
    Holding(
        PlaceExtract, "journal", {"by_id": STAYS}, None, frozenset({"source", "fingerprint", "content", "summary"})
    ),
    Holding(
        BarrierReport, "barriers", {"email": GONE, "text": SWEPT, "page": SWEPT},
        lambda person: BarrierReport.email == person.email, retention="barrier reports",
    ),
    Holding(
        ConceptEdition, "journal", {"created_by_id": STAYS, "adopted_by_id": STAYS}, None,
        frozenset({"key", "title", "status", "file", "base_digest", "paper_number", "decision_number", "link"}),
    ),
    Holding(
        GoalCorrespondence, "journal",
        {"proposed_by_id": STAYS, "decided_by_id": STAYS, "reason": SWEPT, "answer": SWEPT}, None,
        frozenset({"kind", "state"}),
    ),
    Holding(
        ReferenceSheet, "sheets",
        {
            "author_id": GONE, "applicant": GONE, "programme": GONE, "text": GONE, "entries": STAYS, "answer": SWEPT,
            "key_hash": GONE, "decided_by_id": STAYS,
        },
        lambda person: ReferenceSheet.author_id == person.id, frozenset({"edition", "state", "code"}), "sheets",
    ),
    Holding(Cooperation, "cooperations", {"draft": SWEPT}, None, frozenset({"state"})),
    Holding(
        CooperationVersion, "cooperations", {"by_id": STAYS, "content": STAYS, "note": SWEPT}, None,
        frozenset({"fingerprint"}),
    ),
    Holding(Partner, "cooperations", {"leave_reason": SWEPT, "prepared": SWEPT, "prepared_by_id": STAYS}),
    Holding(
        Declaration, "cooperations",
        {"person_id": STAYS, "person_name": GONE, "function": STAYS, "text": SWEPT},
        lambda person: Declaration.person_id == person.id,
        frozenset({"fingerprint", "verdict", "council", "decision_number"}),
    ),
    Holding(FiledPaper, "cooperations", {"title": SWEPT, "by_id": STAYS}, None, frozenset({"kind"})),
    Holding(Job, "mails", {"payload": GONE, "last_error": SWEPT}, None, frozenset({"kind", "key"})),
)  # fmt: skip

NOTHING_PERSONAL = frozenset({
    "authority", "organisation", "district", "municipality", "region", "region_member", "concept", "goal", "goal_link",
    "goal_successor", "goal_ancestor", "goal_tally", "coverage_share", "idea_goal", "idea_municipality", "project",
    "project_goal", "project_municipality", "responsibility", "said_different",
    "statement_set", "statement_set_member", "answer_citation", "checklist_item",
    "board_rule", "call_entry", "placement", "result_basis", "partner_room", "cooperation_funding",
    # Made of what is public, and made anew when that changes: what is swept or blacked out there is gone here.
    "search_document", "search_term", "search_gram", "search_posting", "idea_meaning",
})  # fmt: skip
"""Tables about bodies, places, concepts and projects."""
HASHED = {"limit_window": "limits"}
"""Tables that keep only a hash of an address, and the deletion that ends them."""
