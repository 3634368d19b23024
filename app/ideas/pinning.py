"""The point of an idea: marked by its author while she writes or revises, corrected or removed by the desk."""

from app.accounts.models import Person
from app.core.clock import now
from app.core.journal import record
from app.ideas.models import Idea
from app.ideas.workflow import ensure_possible
from app.municipalities.marking import is_in_area, mark_point, take_point_away

Point = tuple[float, float]


def pin_idea(idea: Idea, point: Point | None) -> None:
    """The author says where exactly, or takes the point away; as long as the text is hers to write on."""
    ensure_possible("submit_idea", idea.state)
    _pin(idea, point)


def correct_pin(idea: Idea, point: Point | None, *, by: Person) -> None:
    """The desk moves or removes the point, in any state; its chronicle says so, and where it was is not kept."""
    before = (idea.latitude, idea.longitude)
    _pin(idea, point)
    if (idea.latitude, idea.longitude) != before:
        idea.updated_at = now()
        record(
            idea.id, "pin_idea", role="moderator", actor_id=by.id, from_state=idea.state, to_state=idea.state,
            version=idea.version or None, audience="staff",
        )  # fmt: skip


def forget_pin_elsewhere(idea: Idea) -> None:
    """A draft was given another place: a point that lies outside the new area goes."""
    if idea.latitude is None or idea.longitude is None:
        return
    if idea.authority is None or not is_in_area(idea.authority.id, idea.latitude, idea.longitude):
        take_point_away(idea)


def _pin(idea: Idea, point: Point | None) -> None:
    if point is None:
        take_point_away(idea)
    else:
        mark_point(idea, *point)
