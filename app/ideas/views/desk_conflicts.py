"""When somebody was quicker: what happened meanwhile, and the text that was typed, so that nobody writes it twice."""

from dataclasses import dataclass
from typing import Any

from flask import abort, flash, redirect, render_template, request, url_for
from flask_babel import format_datetime
from flask_babel import gettext as _
from werkzeug import Response

from app.core.clock import local
from app.core.errors import NotAllowedNow
from app.core.forms import LineField, ProseField
from app.core.journal import JournalEntry
from app.ideas.desk_queries import chronicle_on_desk
from app.ideas.models import Idea
from app.ideas.queries import find_on_desk
from app.ideas.together_forms import DeclineAmendmentForm, HandOverForm, MergeForm, SplitForm, UnmergeForm
from app.ideas.views.desk_pages import STEPS
from app.ideas.wording import status_of_idea, told
from app.pages.frame import speak_for
from app.policies.doors import current_person
from app.projects.forms import PromoteForm

FURTHER_FORMS = {
    "ideas_together.merge": MergeForm, "ideas_together.unmerge": UnmergeForm, "ideas_together.split": SplitForm,
    "ideas_receiving.hand_over": HandOverForm, "ideas_receiving.decline_text": DeclineAmendmentForm,
}  # fmt: skip


@dataclass(frozen=True)
class Meanwhile:
    """The last thing that happened to an idea: what, by whom, when."""

    what: str
    who: str
    when: str


def last_entry(idea: Idea) -> JournalEntry | None:
    """What led to the state the idea is in; the last step of all where nothing did."""
    entries = chronicle_on_desk(idea.id)
    steps = [entry for entry in entries if entry.to_state == idea.state != entry.from_state]
    return next(reversed(steps or list(entries)), None)


def last_notice(idea: Idea) -> JournalEntry | None:
    """The interim notice sent last."""
    entries = chronicle_on_desk(idea.id)
    return next((entry for entry in reversed(entries) if entry.verb == "send_interim_notice"), None)


def was_noticed(idea: Idea) -> bool:
    """Whether this very interim notice has arrived already."""
    entry = last_notice(idea)
    return (
        entry is not None
        and entry.actor_id == current_person().id
        and entry.details.get("until") == request.form.get("until") == str(idea.answer_due_on)
        and (entry.reason or "") == next((text for name, _label, text in _typed() if name == "reason"), "")
    )


def meanwhile(idea: Idea, entry: JournalEntry | None = None) -> Meanwhile | None:
    """The last step, or this one, in words."""
    if (entry := entry or last_entry(idea)) is None:
        return None
    when = str(format_datetime(local(entry.at), _("d MMMM y, HH:mm"), rebase=False))
    return Meanwhile(told(entry, idea).headline, _who(entry), when)


def answer_late(error: NotAllowedNow) -> Any:
    """The same thing sent twice leads to the idea; everything else to a page that keeps what was typed."""
    number = (request.view_args or {}).get("number")
    idea = find_on_desk(number, current_person()) if number else None
    if idea is None:
        abort(404)
    if _was_sent_twice(idea, error):
        return already_there(idea)
    return late_page(idea), 409


def already_there(idea: Idea) -> Response:
    """The same thing sent twice counts once."""
    flash(_("This had arrived already; it counts once."), "info")
    return redirect(url_for("ideas_desk.show", number=idea.number))


def late_page(idea: Idea) -> str:
    """What the idea is by now, who brought it there and when, and what was typed in vain."""
    speak_for(idea.authority)
    return render_template(
        "ideas_desk/late.html", idea=idea, status=status_of_idea(idea), latest=meanwhile(idea), typed=_typed(),
        is_sent=request.method == "POST",
    )  # fmt: skip


def _was_sent_twice(idea: Idea, error: NotAllowedNow) -> bool:
    entry = last_entry(idea)
    if request.method != "POST" or entry is None or entry.verb != error.verb:
        return False
    outcome = request.form.get("outcome") or None
    typed = next((text for name, _label, text in _typed() if name == "reason"), "")
    return (
        entry.actor_id == current_person().id
        and (entry.reason or "") == typed
        and entry.details.get("outcome") == outcome
    )


def _typed() -> list[tuple[str, str, str]]:
    """Name, label and text of every field that holds words."""
    slug = request.path.rsplit("/", 1)[-1]
    kind: Any = PromoteForm if slug == "projekt" else STEPS[slug].form if slug in STEPS else None
    kind = FURTHER_FORMS.get(request.endpoint or "", kind)
    if kind is None or request.method != "POST":
        return []
    fields = [field for field in kind.of_request() if isinstance(field, LineField | ProseField)]
    return [(field.short_name, str(field.label.text), field.data) for field in fields if field.data]


def _who(entry: JournalEntry) -> str:
    if entry.actor_id is not None and entry.actor_id == current_person().id:
        return _("you yourself, perhaps in another window")
    return {
        "author": _("the author"),
        "moderator": _("the editors"),
        "project_editor": _("the project editors"),
        "admin": _("the administrators"),
        "clock": _("the platform, because a period was over"),
    }.get(entry.actor_role, _("the platform"))
