"""While one writes: goals that fit, ideas like this one, and who is responsible. Nothing is kept or sent."""

from datetime import timedelta
from typing import Any

from flask import Blueprint, render_template, request

from app.core.doors import Afterwards, public, writes
from app.core.limits import limited
from app.core.texts import clean
from app.ideas.forms import MAX_TEXT, MAX_TITLE
from app.ideas.hinting import Written, hints_for

ideas_hints = Blueprint("ideas_hints", __name__)

TEN_MINUTES = timedelta(minutes=10)


@ideas_hints.post("/neu/hinweise")
@limited("hints", 600, TEN_MINUTES)
@writes
@public
def show() -> Any:
    """The hints for the text as it stands; the sheet asks for them after a pause in typing."""
    written = written_now()
    return Afterwards(lambda: render_template("ideas/writing/hints.html", hints=hints_for(written)))


def written_now() -> Written:
    """What stands on the sheet that was sent."""
    form = request.form
    return Written(
        title=clean(form.get("title", ""))[:MAX_TITLE], text=clean(form.get("text", ""))[:MAX_TEXT],
        place=clean(form.get("place", "")), number=form.get("number", type=int),
        goals=tuple(form.getlist("goals")[:50]), suggested=tuple(form.getlist("suggested")[:50]),
        different=tuple(number for number in form.getlist("different", type=int)[:50]),
    )  # fmt: skip
