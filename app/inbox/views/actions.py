"""What can be done with several things of the inbox at once, and for each of them whether it goes and why not."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from flask import url_for
from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.orm import selectinload

from app.casework.checking import open_items_of
from app.core.database import db, to_change
from app.core.texts import excerpt
from app.discussion.commenting import release_comment
from app.discussion.models import Comment
from app.ideas.inbox_wording import address_of
from app.ideas.models import Idea
from app.ideas.moderating import publish_idea, send_interim_notice
from app.ideas.workflow import is_possible
from app.inbox.assigning import WorksElsewhere, assign, give_back, may_work_on
from app.inbox.kinds import Item
from app.inbox.queries import colleagues_of, kind_named, still_waiting
from app.policies.doors import current_person, may_now
from app.policies.table import is_not_author
from app.statements.models import StatementRequest
from app.statements.requesting import note_statement
from app.things.models import Thing

MOST = 50
NOBODY = "niemand"
TITLE = 90


@dataclass(frozen=True)
class Chosen:
    """What was ticked: a kind, a number, and the version that was shown."""

    kind: str
    number: int
    version: int

    @property
    def key(self) -> str:
        return f"{self.kind}.{self.number}.{self.version}"


@dataclass(frozen=True)
class Check:
    """One thing ticked: what it is, and why it does not go; "" where it does."""

    chosen: Chosen
    thing: Any
    title: str
    url: str
    why: str = ""


@dataclass(frozen=True)
class Action:
    """Something done with several things at once: on which kinds, by whom, whether it goes, and what is done.

    `load` finds the things by their numbers, locked in the order of these; `refusal` says in one word why one does
    not go.
    """

    slug: str
    permission: str
    label: Callable[[], str]
    done: Callable[[], str]
    kinds: tuple[str, ...]
    load: Callable[[Sequence[Chosen]], Mapping[tuple[str, int], Any]]
    refusal: Callable[[Any, Chosen], str]
    act: Callable[[Any, Any, Chosen], None]
    needs: tuple[str, ...] = ()
    all_together: Callable[[list[Check]], list[Check]] = list
    """What is looked up for all that go at once."""


def read_choice(values: Collection[str]) -> list[Chosen]:
    """The things ticked, each once, in the order of the list; what is none of ours is left out."""
    found: dict[tuple[str, int], Chosen] = {}
    for value in values:
        name, number, version = ([*value.split("."), "", ""])[:3]
        if kind_named(name) is not None and number.isdecimal() and version.isdecimal() and len(value) < 60:
            one = Chosen(name, min(int(number), 2**31 - 1), min(int(version), 2**31 - 1))
            found.setdefault((one.kind, one.number), one)
    return list(found.values())


def checked(action: Action, chosen: Sequence[Chosen]) -> list[Check]:
    """Each of them looked at as it is now."""
    things = action.load(chosen)
    return action.all_together([_check(action, one, things.get((one.kind, one.number))) for one in chosen])


def colleagues(checks: Sequence[Check]) -> list[tuple[str, str]]:
    """Who could take on at least one of these, the reader first; and nobody."""
    person, people = current_person(), {}
    for kind_name, authority_id in {(c.thing.kind, c.thing.authority_id) for c in checks if isinstance(c.thing, Item)}:
        if (kind := kind_named(kind_name)) is not None:
            people.update({one.id: one.display_name or one.email for one in colleagues_of(kind, authority_id)})
    others = sorted((name or "", number) for number, name in people.items() if number != person.id)
    own = [(str(person.id), _("myself"))] if person.id in people else []
    return [*own, *((str(number), name) for name, number in others), (NOBODY, _("nobody in particular"))]


def _check(action: Action, one: Chosen, thing: Any) -> Check:
    title, url = _shown(thing, one)
    if thing is None:
        return Check(one, None, title, url, "gone")
    if action.kinds and one.kind not in action.kinds:
        return Check(one, thing, title, url, "kind")
    return Check(one, thing, title, url, action.refusal(thing, one))


def _shown(thing: Any, one: Chosen) -> tuple[str, str]:
    if isinstance(thing, Item) and (kind := kind_named(thing.kind)) is not None:
        return excerpt(thing.title, TITLE), address_of(thing, kind)
    if isinstance(thing, Idea):
        return thing.title, url_for("ideas_desk.show", number=thing.id)
    if isinstance(thing, StatementRequest):
        return f"{thing.office}: {thing.idea.title}", url_for("ideas_desk.show", number=thing.idea_id)
    if isinstance(thing, Comment):
        return excerpt(thing.text, TITLE), url_for("discussion_desk.index", _anchor=f"kommentar-{thing.id}")
    return "", ""


# ---- how things are found --------------------------------------------------------------------------------


def _numbers(chosen: Sequence[Chosen], *kinds: str) -> list[int]:
    return sorted(one.number for one in chosen if one.kind in kinds)


def _items(chosen: Sequence[Chosen]) -> Mapping[tuple[str, int], Any]:
    return still_waiting(current_person(), [(one.kind, one.number) for one in chosen])


def _ideas(chosen: Sequence[Chosen]) -> Mapping[tuple[str, int], Any]:
    """An idea stays found though it left its kind meanwhile: its state says then why it does not go."""
    found = {**_items(chosen)}
    theirs = Idea.authority_id.in_(current_person().authorities_as("moderator", "project_editor"))
    ideas = select(Idea).where(Idea.id.in_(_numbers(chosen, *IDEAS)), Idea.submitted_at.is_not(None), theirs)
    ideas = ideas.options(selectinload(Idea.goal_tags), selectinload(Idea.co_authors)).order_by(Idea.id)
    by_id = {idea.id: idea for idea in db.session.scalars(to_change(ideas, of=Idea))}
    return found | {(one.kind, one.number): by_id.get(one.number) for one in chosen if one.kind in IDEAS}


def _requests(chosen: Sequence[Chosen]) -> Mapping[tuple[str, int], Any]:
    # As everywhere the idea is locked before its requests.
    theirs = Idea.authority_id.in_(current_person().authorities_as("moderator"))
    wanted = StatementRequest.__table__.c.id.in_(_numbers(chosen, *REQUESTS))
    asked = select(StatementRequest.__table__.c.idea_id).where(wanted)
    ideas = select(Idea).where(Idea.id.in_(asked), theirs).order_by(Idea.id)
    ids = [idea.id for idea in db.session.scalars(to_change(ideas, of=Idea))]
    requests = select(StatementRequest).where(wanted, StatementRequest.idea_id.in_(ids)).order_by(StatementRequest.id)
    by_id = {request.id: request for request in db.session.scalars(to_change(requests, of=StatementRequest))}
    found = {(one.kind, one.number): by_id.get(one.number) for one in chosen if one.kind in REQUESTS}
    return {**_items(chosen), **found}


def _comments(chosen: Sequence[Chosen]) -> Mapping[tuple[str, int], Any]:
    theirs = Thing.authority_id.in_(current_person().authorities_as("moderator"))
    held = select(Comment).join(Thing, Thing.id == Comment.thing_id).where(theirs).order_by(Comment.id)
    held = held.where(Comment.id.in_(_numbers(chosen, "comment")))
    by_id = {said.id: said for said in db.session.scalars(to_change(held, of=Comment))}
    return {**_items(chosen), **{("comment", number): said for number, said in by_id.items()}}


# ---- why one does not go ---------------------------------------------------------------------------------


def _refused_idea(verb: str) -> Callable[[Any, Chosen], str]:
    def refusal(idea: Any, one: Chosen) -> str:
        if not is_possible(verb, idea.state):
            return "state"
        if not may_now(verb, idea):
            return "own" if not is_not_author(current_person(), idea) else "forbidden"
        return "changed" if one.version != idea.version else ""

    return refusal


def _not_published(idea: Any, one: Chosen) -> str:
    why = _refused_idea("publish_idea")(idea, one)
    if why:
        return why
    return "" if idea.goal_tags else "no_goal"


def _without_open_items(checks: list[Check]) -> list[Check]:
    unchecked = open_items_of([check.thing for check in checks if not check.why])
    return [replace(check, why="checks") if not check.why and unchecked[check.thing.id] else check for check in checks]


def _not_noted(request: Any, _one: Chosen) -> str:
    if request.state not in ("answered", "not_responsible") or request.seen_at is not None:
        return "state"
    return "" if may_now("note_statement", request.idea) else "forbidden"


def _not_released(said: Any, one: Chosen) -> str:
    if not said.is_held:
        return "state"
    if not may_now("release_comment", said):
        return "forbidden"
    return "changed" if one.version != said.version else ""


def _not_assigned(item: Any, _one: Chosen) -> str:
    kind = kind_named(item.kind)
    return "" if kind is not None and may_work_on(current_person(), kind, item.authority_id) else "forbidden"


# ---- what is done ----------------------------------------------------------------------------------------


def _assign(item: Any, form: Any, _one: Chosen) -> None:
    kind = kind_named(item.kind)
    if kind is None:
        raise WorksElsewhere
    if form.colleague is None:
        give_back(item, kind, by=current_person())
    else:
        assign(item, kind, to=form.colleague, by=current_person())


def _publish(idea: Any, _form: Any, one: Chosen) -> None:
    publish_idea(idea, by=current_person(), version=one.version)


def _notice(idea: Any, form: Any, one: Chosen) -> None:
    until, reason = form["until"].data, form["reason"].data
    send_interim_notice(idea, by=current_person(), reason=reason, until=until, version=one.version)


def _note(request: Any, _form: Any, _one: Chosen) -> None:
    note_statement(request, by=current_person())


def _release(said: Any, _form: Any, one: Chosen) -> None:
    release_comment(said, by=current_person(), version=one.version)


IDEAS = ("idea_new", "idea_public", "question", "offer_made")
REQUESTS = ("statement", "declined")
ACTIONS = {
    action.slug: action
    for action in (
        Action(
            "uebergeben", "assign", lambda: _("Hand to somebody"), lambda: _("handed on"), (), _items, _not_assigned,
            _assign, ("person",),
        ),
        Action(
            "veroeffentlichen", "publish_idea", lambda: _("Publish new ideas"), lambda: _("public now"), ("idea_new",),
            _ideas, _not_published, _publish, all_together=_without_open_items,
        ),
        Action(
            "zwischenbescheid", "send_interim_notice", lambda: _("Send an interim notice"),
            lambda: _("the interim notice is on its way"), ("idea_public",), _ideas,
            _refused_idea("send_interim_notice"), _notice, ("reason", "until"),
        ),
        Action(
            "zur-kenntnis", "note_statement", lambda: _("Take note of statements"), lambda: _("noted"), REQUESTS,
            _requests, _not_noted, _note,
        ),
        Action(
            "freigeben", "release_comment", lambda: _("Release comments"), lambda: _("public now"), ("comment",),
            _comments, _not_released, _release,
        ),
    )
}  # fmt: skip
