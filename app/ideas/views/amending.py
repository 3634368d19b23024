"""Improving an idea everybody already reads: write on a copy, hand it in, take it back."""

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from app.core.comparing import changed_words
from app.core.doors import writes
from app.core.errors import NotAllowedNow, VersionIsStale
from app.ideas.amending import (
    AmendmentChangesNothing,
    AmendmentHasChanged,
    CopyHasChanged,
    amend_idea,
    drop_amendment,
    take_back_amendment,
    waiting_amendment,
    write_amendment,
)
from app.ideas.models import Idea, IdeaVersion
from app.ideas.queries import find_own
from app.ideas.together_forms import AmendForm
from app.ideas.views.drafts import NUMBER
from app.ideas.wording import status_of_idea
from app.ideas.workflow import is_possible
from app.pages.frame import speak_for
from app.policies.doors import current_person, needs
from app.things.queries import chronicle_of

ideas_amending = Blueprint("ideas_amending", __name__)


@ideas_amending.get(f"/{NUMBER}/verbessern")
@needs("amend_idea", on=find_own)
def amend(idea: Idea) -> Any:
    """My copy to write on, or what I have handed in."""
    if not is_possible("amend_idea", idea.state):
        flash(_("The text of this idea cannot be improved now."), "info")
        return redirect(url_for("ideas_mine.show", number=idea.id))
    return _page(idea, AmendForm.of_idea(idea))


@ideas_amending.post(f"/{NUMBER}/verbessern")
@writes
@needs("amend_idea", on=find_own)
def hand_in(idea: Idea) -> Any:
    """Keep the copy, and hand it in unless I want to write on later."""
    form, is_later = AmendForm(request.form), "later" in request.form
    if _was_sent_twice(idea, form):
        return redirect(url_for("ideas_amending.amend", number=idea.id), 303)
    if not form.validate():
        return _page(idea, form), 422
    try:
        write_amendment(
            idea, title=form.title.data, text=form.text.data, version=form.shown_version,
            who_benefits=form.who_benefits.data or None, touches_youth=form.touches_youth.data, seen=form.seen_at,
        )  # fmt: skip
        if not is_later:
            amend_idea(idea, by=current_person())
    except (VersionIsStale, NotAllowedNow):
        return _stale_page(idea, form), 409
    except CopyHasChanged:
        form.bind_anew(idea)
        return _page(idea, form, stored=idea.working), 409
    except AmendmentChangesNothing:
        drop_amendment(idea)
        form.fault("text", _("This is what everybody reads already. Please change something first."))
        return _page(idea, form), 422
    said = (
        _("Your copy is saved. Nobody but its authors can read it.")
        if is_later
        else _("Your improved text is handed in.")
    )
    flash(said, "success")
    return redirect(url_for("ideas_amending.amend", number=idea.id), 303)


@ideas_amending.post(f"/{NUMBER}/verbessern/zuruecknehmen")
@writes
@needs("amend_idea", on=find_own)
def take_back(idea: Idea) -> Any:
    """Take back what I have handed in, to write on."""
    try:
        take_back_amendment(idea, by=current_person())
    except AmendmentHasChanged:
        flash(_("No text of yours is waiting any more."), "info")
        return redirect(url_for("ideas_mine.show", number=idea.id), 303)
    flash(_("You can write on now."), "success")
    return redirect(url_for("ideas_amending.amend", number=idea.id), 303)


@ideas_amending.post(f"/{NUMBER}/verbessern/verwerfen")
@writes
@needs("amend_idea", on=find_own)
def drop(idea: Idea) -> Any:
    """Throw my copy away."""
    try:
        drop_amendment(idea)
        flash(_("The copy is deleted. The public text stays."), "success")
    except NotAllowedNow:
        flash(_("What is handed in cannot be deleted; please take it back first."), "info")
    return redirect(url_for("ideas_mine.show", number=idea.id), 303)


def _was_sent_twice(idea: Idea, form: AmendForm) -> bool:
    waiting = waiting_amendment(idea)
    return waiting is not None and (waiting.title, waiting.text) == (form.title.data, form.text.data)


def _page(idea: Idea, form: AmendForm, stored: IdeaVersion | None = None) -> str:
    speak_for(idea.authority)
    waiting = waiting_amendment(idea)
    declined = [entry for entry in chronicle_of(idea.id, "author") if entry.verb == "decline_amendment"]
    is_declined = bool(declined and idea.working and not waiting and declined[-1].version == idea.working.number)
    return render_template(
        "ideas/mine/amend.html", idea=idea, form=form, waiting=waiting, copy=idea.working, stored=stored,
        title=changed_words(idea.current.title, waiting.title) if waiting else [],
        text=changed_words(idea.current.text, waiting.text) if waiting else [],
        declined=declined[-1].reason if is_declined else None,
    )  # fmt: skip


def _stale_page(idea: Idea, form: AmendForm) -> str:
    speak_for(idea.authority)
    status = status_of_idea(idea, for_author=True)
    return render_template("ideas/mine/amend_stale.html", idea=idea, form=form, status=status, version=idea.current)
