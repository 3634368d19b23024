"""Improving an idea everybody reads: a copy is written, handed in, and counts once the desk has released it."""

from datetime import datetime

from app.accounts.models import Person
from app.core.clock import now
from app.core.errors import DomainError, NotAllowedNow, ReasonIsMissing, VersionIsStale
from app.core.journal import record
from app.core.texts import fold
from app.core.working_days import desk_day
from app.files.attaching import release_files
from app.ideas.models import Idea, IdeaVersion
from app.ideas.submitting import IdeaIsEmpty
from app.ideas.workflow import ensure_possible


class AmendmentChangesNothing(DomainError):
    """What is handed in says the same as what everybody reads."""


class CopyHasChanged(DomainError):
    """The copy was saved by somebody else, or in another window, since this one was shown."""


class AmendmentHasChanged(DomainError):
    """The text decided on is not the one that waits (any more)."""


def waiting_amendment(idea: Idea) -> IdeaVersion | None:
    """The improved text that waits for the desk; what the author is still writing is nobody's business."""
    working = idea.working
    return working if working is not None and working.proposed_at is not None else None


def write_amendment(
    idea: Idea, *, title: str, text: str, version: int, who_benefits: str | None = None, touches_youth: bool = False,
    seen: datetime | None = None,
) -> IdeaVersion:  # fmt: skip
    """Write on in the copy; the public text stays as it is. Not while the copy waits at the desk.

    `seen` is when the copy that was shown had been saved, None where there was none: another one is not overwritten.
    """
    ensure_possible("amend_idea", idea.state)
    if version != idea.version:
        raise VersionIsStale(version, idea.version)
    if waiting_amendment(idea) is not None:
        raise NotAllowedNow("amend_idea", "waiting")
    working = idea.working
    sent = (title, text, who_benefits or "", touches_youth)
    if working is not None and working.saved_at != seen and _said(working) != sent:
        raise CopyHasChanged
    if working is None:
        working = IdeaVersion(number=idea.versions[-1].number + 1, title=title, text=text)
        idea.versions.append(working)
    working.title, working.text = title, text
    working.who_benefits, working.touches_youth = who_benefits, touches_youth
    return working


def amend_idea(idea: Idea, *, by: Person) -> None:
    """Hand the improved text in: it waits for the desk, and the public text counts until then."""
    ensure_possible("amend_idea", idea.state)
    working = idea.working
    if working is None or working.proposed_at is not None:
        raise NotAllowedNow("amend_idea", "waiting" if working else idea.state)
    if not working.title.strip() or not working.text.strip():
        raise IdeaIsEmpty
    if _said(working) == _said(idea.current):
        raise AmendmentChangesNothing
    working.proposed_at = now()
    working.due_on = desk_day("amendment", idea.authority)
    _record(idea, "amend_idea", by, working.number, role="author", audience="author")


def take_back_amendment(idea: Idea, *, by: Person) -> None:
    """The author wants to write on: the desk no longer sees the text."""
    working = waiting_amendment(idea)
    if working is None:
        raise AmendmentHasChanged
    working.proposed_at = None
    _record(idea, "take_back_amendment", by, working.number, role="author", audience="author")


def drop_amendment(idea: Idea) -> None:
    """Throw the copy away; nobody but its writers has ever read it, or it was taken back."""
    working = idea.working
    if idea.state == "revision_requested" or waiting_amendment(idea) is not None:
        raise NotAllowedNow("drop_amendment", idea.state)
    if working is not None and idea.version:
        idea.versions.remove(working)


def release_amendment(idea: Idea, *, by: Person, version: int, seen: datetime | None) -> None:
    """Everybody reads the improved text from now on; the former one stays among the versions."""
    working = _decide(idea, "release_amendment", version, seen)
    working.submitted_at = now()
    idea.version = working.number
    idea.rename(working.title)
    idea.folded = fold(f"{working.title} {working.text}")
    release_files(idea.id, before=working.proposed_at)
    _record(idea, "release_amendment", by, working.number)


def decline_amendment(idea: Idea, *, by: Person, reason: str, version: int, seen: datetime | None) -> None:
    """The public text stays; the author gets the copy back with the reason and may write on."""
    working = _decide(idea, "decline_amendment", version, seen)
    if not reason.strip():
        raise ReasonIsMissing
    working.proposed_at = None
    _record(idea, "decline_amendment", by, working.number, reason=reason, audience="author")


def _decide(idea: Idea, verb: str, version: int, seen: datetime | None) -> IdeaVersion:
    """The state allows it, the public text is the one shown, and so is the improved one, to the moment."""
    ensure_possible(verb, idea.state)
    working = waiting_amendment(idea)
    if working is None or working.proposed_at != seen:
        raise AmendmentHasChanged
    if version != idea.version:
        raise VersionIsStale(version, idea.version)
    return working


def _said(version: IdeaVersion) -> tuple[str, str, str, bool]:
    return version.title, version.text, version.who_benefits or "", version.touches_youth


def _record(
    idea: Idea, verb: str, by: Person, version: int, *, role: str = "moderator", audience: str = "public",
    reason: str | None = None,
) -> None:  # fmt: skip
    idea.updated_at = now()
    record(
        idea.id, verb, role=role, actor_id=by.id, from_state=idea.state, to_state=idea.state, version=version,
        reason=reason, audience=audience,
    )  # fmt: skip
