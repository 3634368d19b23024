"""What must always be true, as one table of named checks; each query returns the ids for which it is not.

All of them are answered by the database as a whole, in one statement each. Only counters and the lists' copy of the
visibility may be mended by a machine: everything else is a question to people.
"""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import (
    ColumnElement,
    FromClause,
    Select,
    Text,
    and_,
    bindparam,
    case,
    cast,
    func,
    or_,
    select,
    union_all,
    update,
)

from app.accounts.models import EmailProof, Invitation, Membership, Organisation, Person
from app.concepts.models import Concept, Goal, GoalAncestor, GoalCorrespondence, GoalLink, GoalSuccessor
from app.cooperations.models import Cooperation, PartnerRoom
from app.core.clock import now, today
from app.core.database import UtcDateTime
from app.core.jobs import MAX_ATTEMPTS, Job
from app.core.journal import JournalEntry
from app.discussion.models import Comment, CommentSupport
from app.editions.models import ConceptEdition
from app.files.models import Attachment
from app.formats.models import Contribution
from app.ideas.models import CoAuthor, HandOver, Idea, IdeaGoal, IdeaVersion
from app.ideas.workflow import OPEN_STATES
from app.projects.models import Project
from app.reference_sheets.models import ReferenceSheet
from app.restrictions.models import Report, Restriction
from app.statements.models import StatementRequest
from app.things.models import AudienceMember, Follow, HelpMessage, HelpOffer, Support, Thing, ThingLink
from app.upkeep.answer_invariants import ANSWERS
from app.upkeep.check import Check
from app.upkeep.cooperation_invariants import COOPERATIONS
from app.upkeep.format_invariants import FORMATS
from app.upkeep.place_invariants import PLACES
from app.upkeep.statement_invariants import STATEMENTS

thing, idea, project = Thing.__table__, Idea.__table__, Project.__table__
comment, attachment, link = Comment.__table__, Attachment.__table__, ThingLink.__table__
report, restriction, person = Report.__table__, Restriction.__table__, Person.__table__
version, journal, membership = IdeaVersion.__table__, JournalEntry.__table__, Membership.__table__

BEGINNINGS = ("publish_idea", "imported", "split_off")
"""Verbs by which an idea can have become public."""


def _counter(name: str, sentence: str, counter: Any, rows: FromClause, owner: str, *which: Any) -> Check:
    """A counter in a row, compared with the rows it counts."""
    table, key = counter.table, rows.c[owner]
    counted = select(key.label("id"), func.count().label("n")).where(*which).group_by(key).subquery()
    wrong = select(table.c.id).outerjoin(counted, counted.c.id == table.c.id)
    wrong = wrong.where(counter != func.coalesce(counted.c.n, 0))
    right = select(func.count()).select_from(rows).where(key == table.c.id, *which).scalar_subquery()
    return Check(name, sentence, wrong, update(table).where(table.c.id.in_(wrong)).values({counter: right}))


def _listing(name: str, sentence: str, kind: FromClause) -> Check:
    """What the lists read of the visibility is exactly the visibility."""
    wrong = select(kind.c.id).join(thing, thing.c.id == kind.c.id).where(kind.c.listed_at.is_not(None) != _public())
    shown = select(case((_public(), thing.c.published_at))).where(thing.c.id == kind.c.id).scalar_subquery()
    return Check(name, sentence, wrong, update(kind).where(kind.c.id.in_(wrong)).values(listed_at=shown))  # type: ignore[arg-type]


def _public() -> ColumnElement[bool]:
    return and_(thing.c.published_at.is_not(None), thing.c.restricted_at.is_(None), thing.c.audience_id.is_(None))


def _shown(said: FromClause) -> Sequence[ColumnElement[bool]]:
    return said.c.published_at.is_not(None), said.c.restricted_at.is_(None), said.c.removed_at.is_(None)


_reply = comment.alias("reply")
_parent = comment.alias("parent")

COUNTERS = (
    _counter("thing.supports", "Jede Unterstützung ist gezählt.", thing.c.supports, Support.__table__, "thing_id"),
    _counter("thing.followers", "Wer folgt, ist gezählt.", thing.c.followers, Follow.__table__, "thing_id"),
    _counter("thing.helpers", "Jedes offene Angebot mitzumachen ist gezählt.", thing.c.helpers,
             HelpOffer.__table__, "thing_id", HelpOffer.__table__.c.ended_at.is_(None)),
    _counter("thing.comments", "Jeder lesbare Kommentar ist gezählt.", thing.c.comments, comment, "thing_id",
             *_shown(comment)),
    _counter("comment.replies", "Jede lesbare Antwort ist gezählt.", comment.c.replies, _reply, "parent_id",
             *_shown(_reply)),
    _counter("comment.supports", "Jede Zustimmung zu einem Kommentar ist gezählt.", comment.c.supports,
             CommentSupport.__table__, "comment_id"),
    _listing("idea.listed", "In der Liste stehen genau die öffentlichen Ideen.", idea),
    _listing("project.listed", "Im Katalog stehen genau die öffentlichen Projekte.", project),
    _listing("cooperation.listed", "In der Liste stehen genau die öffentlichen Kooperationen.",
             Cooperation.__table__),
)  # fmt: skip


# ---- ideas ----------------------------------------------------------------------------------------

_is_received = and_(idea.c.state != "draft", or_(idea.c.state != "withdrawn", idea.c.submitted_at.is_not(None)))
_newest = (
    select(version.c.idea_id, func.max(version.c.number).label("number"))
    .where(version.c.submitted_at.is_not(None))
    .group_by(version.c.idea_id)
    .subquery("newest")
)
_mergers = (
    select(link.c.from_id, func.count().label("n")).where(link.c.kind == "merged_into").group_by(link.c.from_id)
).subquery("mergers")


def _merged_on() -> Any:
    """From each merged idea to all it went into, directly or further on."""
    way = select(link.c.from_id, link.c.to_id).where(link.c.kind == "merged_into").cte("way", recursive=True)
    step = link.alias("step")
    further = select(way.c.from_id, step.c.to_id).join(step, step.c.from_id == way.c.to_id)
    return way.union(further.where(step.c.kind == "merged_into"))


_way = _merged_on()
_living_projects = (
    select(link.c.from_id)
    .join(project, project.c.id == link.c.to_id)
    .where(link.c.kind == "promoted_to", project.c.state != "dropped")
)
_begun = select(journal.c.thing_id).where(journal.c.verb.in_(BEGINNINGS))
_tags = IdeaGoal.__table__
_co_author, _hand_over = CoAuthor.__table__, HandOver.__table__

IDEAS = (
    Check("idea.version", "Jede eingereichte Idee zeigt auf ihre neueste eingereichte Fassung.",
          select(idea.c.id).outerjoin(_newest, _newest.c.idea_id == idea.c.id)
          .where(_is_received, or_(_newest.c.number.is_(None), _newest.c.number != idea.c.version))),
    Check("idea.one_working_version", "An jeder Idee wird höchstens eine Fassung geschrieben.",
          select(version.c.idea_id).where(version.c.submitted_at.is_(None))
          .group_by(version.c.idea_id).having(func.count() > 1)),
    Check("idea.authority", "Jede eingereichte Idee hat eine verantwortliche Stelle.",
          select(idea.c.id).join(thing, thing.c.id == idea.c.id).where(_is_received, thing.c.authority_id.is_(None))),
    Check("idea.draft_expiry", "Jeder Entwurf hat ein Ende oder ist für eine Organisation vorbereitet.",
          select(idea.c.id).where(idea.c.state == "draft", idea.c.draft_expires_at.is_(None),
                                  idea.c.prepared_by_id.is_(None))),
    Check("idea.question", "Genau die Ideen mit offener Nachfrage haben eine Frist zur Antwort.",
          select(idea.c.id).where((idea.c.state == "revision_requested") != idea.c.revision_due_on.is_not(None))),
    Check("idea.outcome", "Jede abgeschlossene Idee hat ein Ergebnis.",
          select(idea.c.id).where(idea.c.state == "closed", idea.c.outcome.is_(None))),
    Check("idea.published_by", "Zu jeder veröffentlichten Idee sagt die Chronik, wie sie öffentlich wurde.",
          select(idea.c.id).join(thing, thing.c.id == idea.c.id)
          .where(thing.c.published_at.is_not(None), idea.c.id.not_in(_begun))),
    Check("idea.tagged", "Jede öffentliche Idee hat mindestens ein Teilziel.",
          select(idea.c.id).join(thing, thing.c.id == idea.c.id)
          .where(_public(), idea.c.state.in_(OPEN_STATES), idea.c.origin != "concept",
                 idea.c.id.not_in(select(_tags.c.idea_id)))),
    Check("idea.one_main_goal", "Jede Idee hat höchstens ein Hauptziel.",
          select(_tags.c.idea_id).where(_tags.c.is_main).group_by(_tags.c.idea_id).having(func.count() > 1)),
    Check("idea.merged", "Genau die zusammengeführten Ideen zeigen auf die eine, in die sie eingegangen sind.",
          select(idea.c.id).outerjoin(_mergers, _mergers.c.from_id == idea.c.id)
          .where(case((idea.c.state == "merged", 1), else_=0) != func.coalesce(_mergers.c.n, 0))),
    Check("idea.merged_in_circle", "Keine Idee ist auf Umwegen in sich selbst eingegangen.",
          select(_way.c.from_id).where(_way.c.from_id == _way.c.to_id)),
    Check("idea.promoted", "Hinter jeder Idee, die ein Projekt wurde, steht ein Projekt, das nicht aufgegeben ist.",
          select(idea.c.id).where(idea.c.state == "promoted", idea.c.id.not_in(_living_projects))),
    Check("co_author.is_not_author", "Niemand schreibt an der eigenen Idee nur mit.",
          select(idea.c.id).join(_co_author, _co_author.c.idea_id == idea.c.id)
          .where(_co_author.c.person_id == idea.c.author_id, idea.c.organisation_id.is_(None))),
    Check("hand_over.decided", "Genau die entschiedenen Übergaben sind angenommen oder abgelehnt.",
          select(_hand_over.c.id)
          .where(_hand_over.c.decided_at.is_not(None) != _hand_over.c.is_accepted.is_not(None))),
    Check("hand_over.open_once", "Für jede Idee ist höchstens eine Übergabe offen.",
          select(_hand_over.c.idea_id).where(_hand_over.c.decided_at.is_(None))
          .group_by(_hand_over.c.idea_id).having(func.count() > 1)),
    Check("hand_over.sender", "Eine Idee bietet nur die Stelle an, der sie gehört.",
          select(_hand_over.c.id).join(thing, thing.c.id == _hand_over.c.idea_id)
          .where(_hand_over.c.decided_at.is_(None),
                 func.coalesce(thing.c.authority_id, 0) != _hand_over.c.from_id)),
)  # fmt: skip


# ---- things and goals -----------------------------------------------------------------------------

KINDS: dict[str, FromClause] = {
    "concept": Concept.__table__, "goal": Goal.__table__, "idea": idea, "project": project,
    "sheet": ReferenceSheet.__table__, "statement": StatementRequest.__table__,
    "cooperation": Cooperation.__table__, "room": PartnerRoom.__table__,
}  # fmt: skip
_goal_link, _ancestor = GoalLink.__table__, GoalAncestor.__table__


def _of_wrong_kind() -> Select[Any]:
    """Things without the row of their kind, and rows of a kind whose thing says otherwise."""
    without = [select(thing.c.id).where(thing.c.kind == n, thing.c.id.not_in(select(t.c.id))) for n, t in KINDS.items()]
    others = [select(t.c.id).join(thing, thing.c.id == t.c.id).where(thing.c.kind != n) for n, t in KINDS.items()]
    return select(union_all(*without, *others).subquery().c.id)


def _above(*, lives_on: bool = False) -> Any:
    """From each goal to every goal above it, as the links say; itself only where they run in a circle.

    With `lives_on` a retired goal stands below its successors too.
    """
    step = select(_goal_link.c.child_id.label("goal_id"), _goal_link.c.parent_id.label("ancestor_id"))
    if lives_on:
        step = step.union(select(GoalSuccessor.goal_id, GoalSuccessor.successor_id))  # type: ignore[assignment]
    higher = step.subquery("higher")
    first = step.subquery("first")
    above_all = select(first.c.goal_id, first.c.ancestor_id).cte("above", recursive=True)
    further = select(above_all.c.goal_id, higher.c.ancestor_id).join(
        higher, higher.c.goal_id == above_all.c.ancestor_id
    )
    return above_all.union(further)


def _closure_faults() -> Select[Any]:
    above, goal = _above(lives_on=True), Goal.__table__
    should = select(above.c.goal_id, above.c.ancestor_id).union(select(goal.c.id, goal.c.id)).subquery("should")
    wanted = select(should.c.goal_id, should.c.ancestor_id)
    kept = select(_ancestor.c.goal_id, _ancestor.c.ancestor_id)
    missing, extra = wanted.except_(kept).subquery("missing"), kept.except_(wanted).subquery("extra")
    return select(union_all(select(missing.c.goal_id), select(extra.c.goal_id)).subquery().c.goal_id).distinct()


_goals_above = _above()

THINGS = (
    Check("thing.kind", "Jedes Ding hat die Zeile seiner Art, und nur diese.", _of_wrong_kind()),
    Check("thing.link_to_itself", "Kein Ding ist mit sich selbst verknüpft.",
          select(link.c.id).where(link.c.from_id == link.c.to_id)),
    Check("goal.closure", "Die Vorfahren jedes Ziels sind genau die der Gliederung.", _closure_faults()),
    Check("goal.circle", "Kein Ziel steht unter sich selbst.",
          select(_goals_above.c.goal_id).where(_goals_above.c.goal_id == _goals_above.c.ancestor_id)),
)  # fmt: skip


# ---- discussion, reports, restrictions ------------------------------------------------------------


def _restricted(what: FromClause, *target: ColumnElement[Any], only: Sequence[Any] = ()) -> Select[Any]:
    in_force = select(*target).where(restriction.c.lifted_at.is_(None), *only)
    return select(what.c.id).where(what.c.restricted_at.is_not(None) != what.c.id.in_(in_force))


def _elsewhere(what: FromClause) -> Select[Any]:
    """Rows that name a comment or file of another thing than the one they name."""
    said = select(what.c.id).join(comment, comment.c.id == what.c.comment_id)
    file = select(what.c.id).join(attachment, attachment.c.id == what.c.attachment_id)
    both = union_all(
        said.where(comment.c.thing_id != what.c.thing_id), file.where(attachment.c.thing_id != what.c.thing_id)
    )
    return select(both.subquery().c.id)


_whole = (restriction.c.comment_id.is_(None), restriction.c.attachment_id.is_(None))

TALK = (
    Check("comment.depth", "Antworten haben keine Antworten.",
          select(comment.c.id).join(_parent, _parent.c.id == comment.c.parent_id)
          .where(_parent.c.parent_id.is_not(None))),
    Check("comment.thread", "Eine Antwort steht dort, wo der Kommentar steht.",
          select(comment.c.id).join(_parent, _parent.c.id == comment.c.parent_id)
          .where(_parent.c.thing_id != comment.c.thing_id)),
    Check("restriction.thing", "Genau die eingeschränkten Dinge haben eine geltende Einschränkung.",
          _restricted(thing, restriction.c.thing_id, only=_whole)),
    Check("restriction.comment", "Genau die eingeschränkten Kommentare haben eine geltende Einschränkung.",
          _restricted(comment, restriction.c.comment_id, only=[restriction.c.comment_id.is_not(None)])),
    Check("restriction.attachment", "Genau die eingeschränkten Dateien haben eine geltende Einschränkung.",
          _restricted(attachment, restriction.c.attachment_id, only=[restriction.c.attachment_id.is_not(None)])),
    Check("restriction.once", "Auf allem liegt höchstens eine geltende Einschränkung.",
          select(func.max(restriction.c.id)).where(restriction.c.lifted_at.is_(None))
          .group_by(restriction.c.thing_id, restriction.c.comment_id, restriction.c.attachment_id)
          .having(func.count() > 1)),
    Check("restriction.place", "Jede Einschränkung nennt das Ding, an dem Kommentar oder Datei hängen.",
          _elsewhere(restriction)),
    Check("report.place", "Jede Meldung nennt das Ding, an dem Kommentar oder Datei hängen.", _elsewhere(report)),
    Check("report.settled", "Genau die erledigten Meldungen haben ein Ergebnis.",
          select(report.c.id).where(report.c.settled_at.is_not(None) != report.c.outcome.is_not(None))),
)  # fmt: skip


# ---- concepts -------------------------------------------------------------------------------------

_pair, _low, _high = GoalCorrespondence.__table__, Goal.__table__.alias("low"), Goal.__table__.alias("high")
_edition, _successor, sheet = ConceptEdition.__table__, GoalSuccessor.__table__, ReferenceSheet.__table__
_is_decided = sheet.c.state.in_(("confirmed", "declined"))

CONCEPTS = (
    Check("correspondence.concepts", "Einander entsprechen nur Ziele verschiedener Konzepte.",
          select(_pair.c.id)
          .join(_low, _low.c.id == _pair.c.low_id).join(_high, _high.c.id == _pair.c.high_id)
          .where(_low.c.concept_id == _high.c.concept_id)),
    Check("correspondence.decided", "Genau die entschiedenen Entsprechungen haben einen Tag der Entscheidung.",
          select(_pair.c.id).where((_pair.c.state != "proposed") != _pair.c.decided_at.is_not(None))),
    Check("edition.one_holds", "Von jedem Konzept gilt höchstens eine Fassung.",
          select(_edition.c.concept_id).where(_edition.c.status == "adopted")
          .group_by(_edition.c.concept_id).having(func.count() > 1)),
    Check("edition.adopted_on", "Jede hier beschlossene Fassung hat einen Tag des Beschlusses.",
          select(_edition.c.id).where(_edition.c.status.in_(("adopted", "superseded")),
                                      _edition.c.adopted_by_id.is_not(None), _edition.c.adopted_on.is_(None))),
    Check("goal.successors", "Nur entfallene Ziele leben in anderen weiter.",
          select(_successor.c.goal_id).join(_low, _low.c.id == _successor.c.goal_id)
          .where(_low.c.is_retired.is_(False))),
    Check("sheet.entries", "Jedes Bezugsblatt nennt mindestens ein Ziel.",
          select(sheet.c.id).where(func.json_array_length(sheet.c.entries) == 0)),
    Check("sheet.asked", "Vor jeder Entscheidung über ein Bezugsblatt wurde darum gebeten.",
          select(sheet.c.id).where(sheet.c.state != "self_declared", sheet.c.asked_at.is_(None))),
    Check("sheet.decided", "Genau die bestätigten und abgelehnten Bezugsblätter haben einen Tag der Entscheidung.",
          select(sheet.c.id).where(_is_decided != sheet.c.decided_at.is_not(None))),
)  # fmt: skip


# ---- people and jobs ------------------------------------------------------------------------------

_invitation, _job, _organisation = Invitation.__table__, Job.__table__, Organisation.__table__

_is_over = _job.c.locked_until < bindparam("now", callable_=now, type_=UtcDateTime())


def _valid(*roles: str) -> Select[Any]:
    held = select(membership.c.organisation_id).where(membership.c.organisation_id.is_not(None))
    held = held.where(or_(membership.c.until.is_(None), membership.c.until >= bindparam("today", callable_=today)))
    return held.where(membership.c.role.in_(roles)) if roles else held


def _not_forgotten() -> Select[Any]:
    """Erased people of whom something is left: in their row, or in rows that only concerned them."""
    columns = (person.c.email, person.c.display_name, person.c.password_hash, person.c.totp_secret)
    left = [column.is_not(None) for column in columns]
    rows = [select(person.c.id).where(or_(*left, cast(person.c.recovery_hashes, Text) != "[]"))]
    for table in (Membership, CoAuthor, EmailProof, Follow, HelpOffer, AudienceMember):
        rows.append(select(table.__table__.c.person_id))
    rows += [select(idea.c.author_id), select(comment.c.author_id), select(report.c.reporter_id)]
    rows += [select(HelpMessage.author_id), select(attachment.c.added_by_id), select(Invitation.accepted_by_id)]
    rows.append(select(Contribution.__table__.c.author_id))
    found = [person.c.id.in_(ids) for ids in rows]
    return select(person.c.id).where(person.c.erased_at.is_not(None), or_(*found))


PEOPLE = (
    Check("person.erased", "Von gelöschten Personen ist nichts übrig, das sagt, wer sie waren.", _not_forgotten()),
    Check("organisation.led", "Für jede Organisation mit Mitgliedern spricht eine Vertretung.",
          select(_organisation.c.id)
          .where(_organisation.c.id.in_(_valid()), _organisation.c.id.not_in(_valid("representative")))),
    Check("invitation.accepted", "Zu jeder angenommenen Einladung gehört, wer sie angenommen hat.",
          select(_invitation.c.id).where(_invitation.c.used_at.is_not(None), _invitation.c.accepted_by_id.is_(None))),
    Check("job.stuck", "Kein Auftrag ist endgültig liegen geblieben.",
          select(_job.c.id).where(_job.c.attempts >= MAX_ATTEMPTS, _job.c.locked_until.is_(None) | _is_over)),
)  # fmt: skip

CHECKS: tuple[Check, ...] = (
    *COUNTERS, *IDEAS, *THINGS, *TALK, *CONCEPTS, *STATEMENTS, *ANSWERS, *FORMATS, *COOPERATIONS, *PLACES,
    *PEOPLE,
)  # fmt: skip
