"""The desk's verbs about an answer that is being written: save, hand in, take back, discard."""

from collections.abc import Collection

from app.accounts.models import Person
from app.answers.models import CoordinatedAnswer
from app.answers.queries import asked_about, open_answer_of, open_requests_of
from app.answers.workflow import ANSWER_OUTCOMES, ensure_possible
from app.core.clock import now, today
from app.core.database import db
from app.core.errors import DomainError, ReasonIsMissing, VersionIsStale
from app.core.journal import record
from app.core.working_days import add_working_days
from app.ideas.models import Idea
from app.ideas.moderating import OutcomeIsUnknown
from app.ideas.workflow import ensure_possible as ensure_idea
from app.statements.models import StatementRequest
from app.statements.requesting import note_statement

RELEASE_WITHIN = 2
"""Working days: by then an answer is to be released; after that its author may, where the rule allows it."""


class IdeaTextIsReplaced(VersionIsStale):
    """The idea says something else by now than what was answered."""


class RequestsAreOpen(DomainError):
    """Offices that were asked have not answered; whoever goes on without them says so."""


class StatementStaysInside(DomainError):
    """Only a given statement whose office agreed is published with the answer."""


class ReleaseIsNotNeeded(DomainError):
    """No statements, or a rule that asks for no second person: it is published at once."""


def save_answer(
    idea: Idea, *, by: Person, version: int, idea_version: int, text: str, outcome: str | None = None,
    forwarded_to: str | None = None, cited: Collection[int] = (), once: str | None = None,
) -> CoordinatedAnswer:  # fmt: skip
    """Keep what was written, bound to the version shown (0: none yet). Nobody outside the desk reads it."""
    ensure_idea("close_idea", idea.state)
    answer = open_answer_of(idea)
    if answer is not None:
        ensure_possible("save_answer", answer.state)
    if version != (answer.version if answer else 0):
        raise VersionIsStale(version, answer.version if answer else 0)
    if idea_version != idea.version:
        raise IdeaTextIsReplaced(idea_version, idea.version)
    chosen = _citable(idea, cited)
    if answer is None:
        answer = _begin(idea, by, once)
    elif not _is_changed(answer, text, outcome, forwarded_to, chosen):
        return answer
    answer.text, answer.outcome, answer.forwarded_to = text, outcome or None, forwarded_to or None
    answer.cited, answer.idea_version = chosen, idea.version
    answer.saved_by_id, answer.saved_at = by.id, now()
    answer.version += 1
    _note_writer(answer, by)
    db.session.flush()
    return answer


def hand_in_answer(answer: CoordinatedAnswer, *, by: Person, version: int, despite_open: bool = False) -> None:
    """Lay it before a second person, to be released within two working days."""
    ensure_possible("hand_in_answer", answer.state)
    if not needs_release(answer.idea):
        raise ReleaseIsNotNeeded
    ensure_complete(answer, version, despite_open)
    answer.state, answer.handed_in_by_id, answer.handed_in_at = "waiting", by.id, now()
    answer.due_on = add_working_days(today(), RELEASE_WITHIN, land_of(answer.idea))
    # What is shown for release from now on is this very text: an older page decides on nothing.
    answer.version += 1
    _note_writer(answer, by)
    take_note(answer.idea, by)
    note(answer, "hand_in_answer", by, before="draft")


def take_back_answer(answer: CoordinatedAnswer, *, by: Person, version: int) -> None:
    """It is written on; whoever was about to release it finds that it waits no longer."""
    _ensure("take_back_answer", answer, version)
    answer.state, answer.due_on = "draft", None
    note(answer, "take_back_answer", by, before="waiting")


def discard_answer(answer: CoordinatedAnswer, *, by: Person, version: int) -> None:
    """This draft leads nowhere: it stays in the record, and another one may be begun."""
    _ensure("discard_answer", answer, version)
    answer.state, answer.ended_at = "discarded", now()
    note(answer, "discard_answer", by, before="draft")


def discard_with_idea(answer: CoordinatedAnswer, because: str) -> None:
    """Its idea has moved on: what was written stays with the office that wrote it, and nobody releases it any more."""
    before, answer.state, answer.ended_at, answer.due_on = answer.state, "discarded", now(), None
    record(
        answer.idea_id, "discard_answer", role="clock", version=answer.idea_version, audience="staff",
        answer=answer.id, answer_version=answer.version, before=before, after=answer.state, because=because,
    )  # fmt: skip


def needs_release(idea: Idea) -> bool:
    """Whether a second person releases its answer: where it rests on statements, as the authority's rule says."""
    return idea.statements_asked > 0 and rule_of(idea) != "off"


def rule_of(idea: Idea) -> str:
    """The authority's rule now: it counts at the moment of the decision, for what waits already, too."""
    return idea.authority.release_rule if idea.authority else "required"


def outcomes_for(idea: Idea) -> tuple[str, ...]:
    """What the answer may lead to: an idea that is in the pool does not get there again."""
    return tuple(outcome for outcome in ANSWER_OUTCOMES if outcome != "pooled" or idea.state == "published")


def ensure_complete(answer: CoordinatedAnswer, version: int, despite_open: bool) -> None:
    """It can be published as it stands: outcome, text, the idea's present words, nobody left out unawares."""
    idea = answer.idea
    ensure_idea("close_idea", idea.state)
    if version != answer.version:
        raise VersionIsStale(version, answer.version)
    ensure_idea_text(answer)
    if answer.outcome not in outcomes_for(idea) or (answer.outcome == "forwarded") != bool(answer.forwarded_to):
        raise OutcomeIsUnknown
    if not answer.text.strip():
        raise ReasonIsMissing
    if open_requests_of(idea) and not despite_open:
        raise RequestsAreOpen


def ensure_idea_text(answer: CoordinatedAnswer) -> None:
    """It answers what the idea says now."""
    if answer.idea_version != answer.idea.version:
        raise IdeaTextIsReplaced(answer.idea_version, answer.idea.version)


def is_citable(request: StatementRequest) -> bool:
    """Given, and its office agreed that everybody may read it."""
    return request.state == "answered" and request.statement is not None and request.statement.is_public


def take_note(idea: Idea, by: Person) -> None:
    """Whoever answers has read what came back: none of it waits to be noted any more."""
    for request in asked_about(idea):
        if request.state != "open":
            note_statement(request, by=by)


def land_of(idea: Idea) -> str:
    """Whose working days count."""
    return idea.authority.land if idea.authority else "SN"


def note(
    answer: CoordinatedAnswer, verb: str, by: Person, *, before: str | None, reason: str | None = None,
    role: str = "moderator",
) -> None:  # fmt: skip
    """One row for the desk, in the chronicle of the idea."""
    record(
        answer.idea_id, verb, role=role, actor_id=by.id, version=answer.idea_version, reason=reason, audience="staff",
        settles=False, answer=answer.id, answer_version=answer.version, before=before, after=answer.state,
    )  # fmt: skip


def _begin(idea: Idea, by: Person, once: str | None) -> CoordinatedAnswer:
    answer = CoordinatedAnswer(idea=idea, authority_id=idea.authority_id, idea_version=idea.version, once=once)
    answer.drafted_by_id, answer.version = by.id, 0
    answer.state, answer.text = "draft", ""
    db.session.add(answer)
    db.session.flush()
    note(answer, "save_answer", by, before=None)
    return answer


def _note_writer(answer: CoordinatedAnswer, by: Person) -> None:
    if by.id not in {writer.id for writer in answer.writers}:
        answer.writers.append(by)


def _is_changed(
    answer: CoordinatedAnswer, text: str, outcome: str | None, forwarded_to: str | None, cited: list[StatementRequest]
) -> bool:
    before = answer.text, answer.outcome, answer.forwarded_to, answer.idea_version, [one.id for one in answer.cited]
    return before != (
        text, outcome or None, forwarded_to or None, answer.idea.version, [request.id for request in cited]
    )  # fmt: skip


def _citable(idea: Idea, wanted: Collection[int]) -> list[StatementRequest]:
    asked = {request.id: request for request in asked_about(idea)}
    chosen = [asked.get(number) for number in sorted(set(wanted))]
    if not all(request is not None and is_citable(request) for request in chosen):
        raise StatementStaysInside
    return [request for request in chosen if request is not None]


def _ensure(verb: str, answer: CoordinatedAnswer, version: int) -> None:
    ensure_possible(verb, answer.state)
    if version != answer.version:
        raise VersionIsStale(version, answer.version)
