"""What stands beside an idea on its pages."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from app.answers.asking_back import answering_entry
from app.answers.models import CoordinatedAnswer, FollowUp
from app.answers.queries import (
    ANSWERABLE,
    follow_up_about,
    follow_ups_of,
    open_answer_of,
    open_follow_up_of,
    released_of,
)
from app.answers.wording import asked_words, state_words
from app.files.models import Attachment
from app.ideas.models import Idea
from app.ideas.workflow import is_possible
from app.statements.models import StatementRequest
from app.statements.queries import files_with, requests_of
from app.statements.wording import verdict_labels

ANSWERED = ("pooled", "closed", "promoted")


@dataclass(frozen=True)
class Beside:
    """How far the coordinated answer is: what is open, and whether one may be begun."""

    answer: CoordinatedAnswer | None
    state: str
    is_coordinated: bool
    asked_back: FollowUp | None


@dataclass(frozen=True)
class Said:
    """A statement as everybody reads it."""

    request: StatementRequest
    verdict: str
    text: str
    files: Sequence[Attachment]


@dataclass(frozen=True)
class Published:
    """A coordinated answer with the statements it rests on, and everybody who was asked."""

    answer: CoordinatedAnswer
    said: list[Said]
    asked: list[tuple[str, str]]


@dataclass(frozen=True)
class Answers:
    """What was published with the present answer, and earlier answers of an idea that was taken up again."""

    present: Published | None
    earlier: list[Published] = field(default_factory=list)


@dataclass(frozen=True)
class MyFollowUp:
    """What the author asked about the present answer, and whether she may ask."""

    asked: FollowUp | None
    may_ask: bool
    before: list[FollowUp]


def answer_beside(idea: Idea) -> Beside | None:
    """How far the coordinated answer is, as the page of the idea on the desk shows it."""
    answer = open_answer_of(idea) if idea.state in ANSWERABLE else None
    asked_back = open_follow_up_of(idea) if idea.answered_at is not None else None
    is_coordinated = idea.state in ANSWERABLE and bool(idea.statements_asked or answer)
    if not is_coordinated and asked_back is None:
        return None
    return Beside(answer, state_words(answer) if answer else "", is_coordinated, asked_back)


def published_with(idea: Idea) -> Answers | None:
    """What was published with the answer: the statements it rests on, where their offices agreed.

    An answer stays readable when the idea is taken up again: as an earlier one, with its statements.
    """
    if idea.answered_at is None and not idea.statements_asked:
        return None
    given = released_of(idea)
    if not given:
        return None
    asked = requests_of(idea.id)
    published = [_published(answer, asked) for answer in given]
    is_present = given[0].ended_at == idea.answered_at
    return Answers(published[0], published[1:]) if is_present else Answers(None, published)


def follow_up_of(idea: Idea) -> MyFollowUp | None:
    """What the author asked back about the answer, or may still ask."""
    if idea.state not in ANSWERED:
        return None
    entry = answering_entry(idea)
    asked = follow_up_about(entry.id) if entry is not None else None
    before = [one for one in follow_ups_of(idea) if asked is None or one.id != asked.id]
    may_ask = entry is not None and asked is None and is_possible("ask_back", idea.state)
    return MyFollowUp(asked, may_ask, before)


def _published(answer: CoordinatedAnswer, asked: Sequence[StatementRequest]) -> Published:
    shown = [request for request in answer.cited if request.is_public and request.statement]
    files, labels = files_with(shown), verdict_labels()
    said = [
        Said(
            request, labels.get(request.statement.verdict or "", ""), request.statement.text,
            [file for file in files.get(request.id, []) if file.is_shown],
        )
        for request in shown
        if request.statement
    ]  # fmt: skip
    named = [(request.office, asked_words(request)) for request in asked if _was_asked_for(request, answer)]
    return Published(answer, said, named)


def _was_asked_for(request: StatementRequest, answer: CoordinatedAnswer) -> bool:
    """Whoever had not answered by then is named, too; whom the desk had told before that it is settled is not."""
    given_at = answer.ended_at
    if given_at is None or request.asked_at > given_at:
        return False
    return request.state != "withdrawn" or (request.ended_at is not None and request.ended_at >= given_at)
