"""The call for ideas a sheet answers: named above it, taken off by its box, kept with the draft."""

from dataclasses import dataclass

from flask import flash, request
from flask_babel import gettext as _

from app.accounts.models import Person
from app.calls.entering import enter_call, is_elsewhere, leave_call, settle_entry
from app.calls.queries import entry_of, find_call
from app.concepts.models import Goal
from app.core.errors import NotAllowedNow
from app.core.forms import sent_number
from app.formats.models import ParticipationFormat
from app.ideas.models import Idea
from app.ideas.places import Place
from app.policies.doors import current_person


@dataclass(frozen=True)
class CallOnSheet:
    """A call this reader may see; `is_ticked`: the idea answers it."""

    call: ParticipationFormat
    is_ticked: bool


def call_on_sheet(idea: Idea | None) -> CallOnSheet | None:
    """As it was sent; else the one the draft is kept with; else the one the link brings along."""
    if request.method == "POST":
        number, is_ticked = sent_number(request.form.get("aufruf_gezeigt")) or 0, "aufruf" in request.form
    elif idea is not None:
        entry = entry_of(idea.id)
        number, is_ticked = entry.call_id if entry else 0, True
    else:
        number, is_ticked = sent_number(request.args.get("aufruf")) or 0, True
    call = find_call(number, current_person()) if number else None
    if call is None:
        return None
    return CallOnSheet(call, is_ticked and (call.takes_contributions or idea is not None))


def keep_call(idea: Idea) -> None:
    """What the box says holds for the draft; where no call was shown, nothing changes."""
    number = sent_number(request.form.get("aufruf_gezeigt")) or 0
    if not number:
        return
    if "aufruf" not in request.form:
        leave_call(idea)
        return
    entry = entry_of(idea.id)
    if entry is not None and entry.call_id == number:
        return
    call = find_call(number, current_person())
    try:
        if call is not None:
            enter_call(idea, call)
    except NotAllowedNow:
        flash(_("The call for ideas is over. Your text is kept; it goes in as an idea of its own."), "info")


def settle_call(idea: Idea, by: Person) -> None:
    """Handed in: where it leaves its call, the author learns that it was received all the same."""
    left = settle_entry(idea, by)
    if left == "elsewhere":
        flash(_("Your idea was received as one of its own: its place lies outside of what the call is about."), "info")
    elif left:
        flash(
            _("The call for ideas was over when you handed this in. Your idea was received all the same, as an idea of "
              "its own: it is published and answered like any other."),
            "info",
        )  # fmt: skip


def is_outside(called: ParticipationFormat | None, place: Place | None) -> bool:
    """Whether the idea leaves this call for its place, so that the sheet says so before it is sent."""
    return called is not None and is_elsewhere(called, place)


def answered_by(idea: Idea) -> ParticipationFormat | None:
    """The call a draft answers, if this reader may see it."""
    entry = entry_of(idea.id)
    return find_call(entry.call_id, current_person()) if entry is not None else None


def brought_along(call: ParticipationFormat) -> tuple[str, list[Goal]]:
    """The place and the goals a call presets."""
    place = f"ort:{call.municipality.ags}" if call.municipality is not None else ""
    goals = [part.goal for part in call.sections if part.goal and part.goal.is_taggable and not part.goal.is_retired]
    return place, list(dict.fromkeys(goals))
