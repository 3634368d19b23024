"""Typing in for somebody: what came on paper, at the counter or by telephone; slips of the pen; an answer by letter."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from app.accounts.models import Person
from app.concepts.models import Goal
from app.core.clock import moment_of, now, today
from app.core.errors import DomainError, NotAllowedNow, VersionIsStale
from app.core.journal import record
from app.core.texts import fold
from app.ideas.models import Idea, IdeaVersion
from app.ideas.places import Place
from app.ideas.submitting import choose_goals, receive, save_text, start_draft
from app.reception.claiming import make_code
from app.reception.queries import is_without_account

TYPED_ORIGINS = ("paper", "counter", "telephone")
OLDEST_DAYS = 60


class DayIsImpossible(DomainError):
    """What is typed in was received today or in the last weeks, never in the future."""


@dataclass(frozen=True)
class Words:
    """What the idea says."""

    title: str
    text: str
    who_benefits: str | None = None
    touches_youth: bool = False


@dataclass(frozen=True)
class Author:
    """Whose idea it is: the name to show (none: a resident), and one way to reach her, or none."""

    name: str | None = None
    email: str | None = None
    post: str | None = None


def enter_idea(
    place: Place, words: Words, author: Author, *, by: Person, origin: str, received_on: date,
    goals: Sequence[Goal] = (), once: str | None = None,
) -> tuple[Idea, str]:  # fmt: skip
    """The idea is received as if its author had sent it that day; whoever types it in is not its author.

    Returns it with the code by which its author can take it into an account; only a hash of it is kept.
    """
    if origin not in TYPED_ORIGINS:
        raise ValueError(origin)
    idea, _key = start_draft(place, title=words.title, text=words.text, once=once)
    _save(idea, words)
    choose_goals(idea, goals)
    idea.origin, idea.entered_by_id = origin, by.id
    idea.author_name = author.name
    idea.contact_email = author.email.strip().lower() if author.email else None
    idea.contact_post = author.post if not author.email else None
    receive(idea, _moment_of(received_on))
    code = make_code(idea)
    _record(idea, "submit_idea", by, from_state="draft", audience="public", received_on=received_on.isoformat())
    return idea, code


def correct_entry(idea: Idea, words: Words, *, by: Person, version: int) -> None:
    """A slip of the pen is put right while the desk has not decided yet: a new version, its days stay as they are."""
    if idea.state != "submitted" or not is_without_account(idea):
        raise NotAllowedNow("correct_entry", idea.state)
    if version != idea.version:
        raise VersionIsStale(version, idea.version)
    idea.versions.append(
        IdeaVersion(
            number=idea.version + 1, title=words.title, text=words.text, who_benefits=words.who_benefits,
            touches_youth=words.touches_youth, submitted_at=now(),
        )
    )  # fmt: skip
    idea.version += 1
    idea.rename(words.title)
    idea.folded = fold(f"{words.title} {words.text}")
    _record(idea, "correct_entry", by, from_state=idea.state, audience="staff")


def enter_answer(idea: Idea, words: Words, *, by: Person, version: int) -> None:
    """The author answered the question by letter or telephone: a new version, and the periods start anew."""
    if idea.state != "revision_requested" or not is_without_account(idea):
        raise NotAllowedNow("enter_answer", idea.state)
    if version != idea.version:
        raise VersionIsStale(version, idea.version)
    _save(idea, words)
    receive(idea, now())
    _record(idea, "submit_idea", by, from_state="revision_requested", audience="author")


def _save(idea: Idea, words: Words) -> None:
    save_text(
        idea, title=words.title, text=words.text, who_benefits=words.who_benefits, touches_youth=words.touches_youth
    )


def _moment_of(day: date) -> datetime:
    age = (today() - day).days
    if not 0 <= age <= OLDEST_DAYS:
        raise DayIsImpossible
    return moment_of(day, time(12)) if age else now()


def _record(idea: Idea, verb: str, by: Person, *, from_state: str, audience: str, **details: Any) -> None:
    idea.updated_at = now()
    record(
        idea.id, verb, role="reception", actor_id=by.id, from_state=from_state, to_state=idea.state,
        version=idea.version, audience=audience, **details,
    )  # fmt: skip
