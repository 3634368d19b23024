"""Where exactly: the point of a draft, of an idea being revised, and its correction at the desk."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from flask import Blueprint, flash, redirect, request, url_for
from flask_babel import gettext as _

from app.core.doors import public, writes
from app.core.limits import limited
from app.ideas.models import Idea
from app.ideas.pinning import Point, correct_pin, pin_idea
from app.ideas.queries import find_on_desk, find_own
from app.ideas.views.drafts import NUMBER, my_draft, never_cached
from app.municipalities.map_forms import pin_page, save_pin
from app.pages.frame import speak_for
from app.policies.doors import current_person, needs

TEN_MINUTES = timedelta(minutes=10)
ideas_placing = Blueprint("ideas_placing", __name__)
ideas_placing.after_request(never_cached)


# ---- while writing -------------------------------------------------------------------------------


@ideas_placing.get(f"/ideen/{NUMBER}/ort")
@public
def draft(number: int) -> Any:
    """The municipality is enough; here one may say it more exactly."""
    idea = my_draft(number)
    return _without_place(idea) or _page(idea, "draft")


@ideas_placing.post(f"/ideen/{NUMBER}/ort")
@limited("point", 120, TEN_MINUTES)
@writes
@public
def pin_draft(number: int) -> Any:
    """Mark the point, move it, or take it away."""
    idea = my_draft(number)
    return _without_place(idea) or _saved(idea, "draft", lambda point: pin_idea(idea, point))


def _without_place(idea: Idea) -> Any:
    if idea.authority is not None:
        return None
    flash(_("Please choose a place first; then you can mark the exact point."), "warning")
    return redirect(url_for("ideas_writing.rewrite", number=idea.id), 303)


# ---- while revising ------------------------------------------------------------------------------


@ideas_placing.get(f"/konto/ideen/{NUMBER}/ort")
@needs("revise_idea", on=find_own)
def mine(idea: Idea) -> Any:
    """The point of my idea, as long as the office waits for my answer."""
    return _too_late(idea) or _page(idea, "mine")


@ideas_placing.post(f"/konto/ideen/{NUMBER}/ort")
@limited("point", 120, TEN_MINUTES)
@writes
@needs("revise_idea", on=find_own)
def pin_mine(idea: Idea) -> Any:
    """Mark the point of my idea, move it, or take it away."""
    return _too_late(idea) or _saved(idea, "mine", lambda point: pin_idea(idea, point))


def _too_late(idea: Idea) -> Any:
    if idea.state == "revision_requested":
        return None
    if idea.state == "draft":
        return redirect(url_for("ideas_placing.draft", number=idea.id), 303)
    flash(_("The point can be changed while the office waits for your answer. Now only the office can."), "info")
    return redirect(url_for("ideas_mine.show", number=idea.id), 303)


# ---- at the desk ---------------------------------------------------------------------------------


@ideas_placing.get(f"/verwaltung/ideen/{NUMBER}/ort")
@needs("tag_idea", on=find_on_desk)
def desk(idea: Idea) -> Any:
    """The point of a received idea, to be corrected or removed."""
    return _page(idea, "desk")


@ideas_placing.post(f"/verwaltung/ideen/{NUMBER}/ort")
@writes
@needs("tag_idea", on=find_on_desk)
def correct(idea: Idea) -> Any:
    """Correct the point, or remove it."""
    return _saved(idea, "desk", lambda point: correct_pin(idea, point, by=current_person()))


# ---- one page for the three ----------------------------------------------------------------------


def _page(idea: Idea, door: str, form: Any = None) -> str:
    speak_for(idea.authority)
    done = {
        "draft": ("ideas_writing.preview", _("On to sending")),
        "mine": ("ideas_mine.revise", _("On to my answer")),
        "desk": ("ideas_desk.show", _("Back to the idea")),
    }[door]
    return pin_page(
        idea, form, layout="layouts/desk.html" if door == "desk" else "layouts/base.html",
        action=url_for(f"ideas_placing.{door}", number=idea.id), done=(url_for(done[0], number=idea.id), done[1]),
        page=f"ideas_placing.{door}", is_staff=door == "desk",
    )  # fmt: skip


def _saved(idea: Idea, door: str, pin: Callable[[Point | None], None]) -> Any:
    form = save_pin(idea, pin)
    if form.faults:
        return _page(idea, door, form), 422
    said = _("The point is marked.") if form.point else _("No point is marked; the place alone counts.")
    flash(said, "punkt:success")
    wide = request.form.get("weite")
    return redirect(url_for(f"ideas_placing.{door}", number=idea.id, weite=wide, _anchor="punkt"), 303)
