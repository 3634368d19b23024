"""While one writes: goals that fit, ideas like this one, and who is responsible. Nothing is kept or sent."""

from datetime import timedelta
from typing import Any

from flask import Blueprint, render_template, request, session

from app.core.doors import Afterwards, public, writes
from app.core.forms import sent_number, sent_numbers
from app.core.limits import limited
from app.core.texts import clean
from app.ideas.forms import MAX_TEXT, MAX_TITLE, IdeaForm
from app.ideas.goal_choice import goal_tree
from app.ideas.hinting import Written, hints_for
from app.ideas.models import Idea
from app.ideas.place_choice import authorities_near, find_place
from app.ideas.queries import find_draft, find_visible
from app.ideas.suggesting import joined
from app.policies.doors import current_person

ideas_hints = Blueprint("ideas_hints", __name__)

TEN_MINUTES = timedelta(minutes=10)
MOST_NAMED = 50


@ideas_hints.post("/neu/hinweise")
@limited("hints", 600, TEN_MINUTES)
@writes
@public
def show() -> Any:
    """The hints for the text as it stands; the sheet asks for them after a pause in typing."""
    return Afterwards(_page)


def written_now() -> Written:
    """What stands on the sheet that was sent."""
    form = request.form
    ticked, suggested, twice = (_named(name) for name in ("goals", "suggested", "twice"))
    return Written(
        title=clean(form.get("title", ""))[:MAX_TITLE], text=clean(form.get("text", ""))[:MAX_TEXT],
        place=clean(form.get("place", "")), number=_my_number(),
        goals=tuple(joined(ticked, suggested, twice)), suggested=tuple(dict.fromkeys([*suggested, *twice])),
        different=different_now(),
    )  # fmt: skip


def _page() -> str:
    """The hints; with them the tree of goals where another one is ticked now than the sheet shows."""
    written = written_now()
    is_tree_old = set(written.goals) != set(_named("goals"))
    return render_template(
        "ideas/writing/hints.html", hints=hints_for(written), said=request.form.get("said"),
        apart=told_apart(), **(_tree() if is_tree_old else {}),
    )  # fmt: skip


def _tree() -> dict[str, Any]:
    form = IdeaForm(request.form)
    place = find_place(form.place.data or "", form.further)
    return {"form": form, "tree": goal_tree(authorities_near(place))}


def different_now() -> tuple[int, ...]:
    """The ideas called different, on the sheet and by the button just pressed."""
    values = [*request.form.getlist("is_different"), *request.form.getlist("different")][:MOST_NAMED]
    return tuple(sent_numbers(values))


def told_apart() -> Idea | None:
    """The idea just called different, by the button or by the address it led to."""
    value = request.form.get("is_different") or request.args.get("anders", "")
    return idea_named(value)


def _my_number() -> int | None:
    """The number of the draft on the sheet, if this browser or person writes on it."""
    number = sent_number(request.form.get("number"))
    idea = find_draft(number, session.get("drafts", []), current_person()) if number is not None else None
    return idea.id if idea is not None else None


def idea_named(value: str) -> Idea | None:
    """The public idea with the number that was sent."""
    number = sent_number(value)
    return find_visible(number) if number is not None else None


def _named(name: str) -> list[str]:
    return [clean(value) for value in request.form.getlist(name)[:MOST_NAMED]]
