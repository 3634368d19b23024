"""Ideas one body prepared for another: what waits for a declaration, declaring it, sending it back, taking it back."""

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from app.core.doors import writes
from app.ideas.co_author_forms import DeclarationForm, ReturnForm
from app.ideas.models import Idea
from app.ideas.prepared_queries import find_prepared, find_to_declare, find_to_take_back, prepared_by, waiting_for
from app.ideas.preparing import TextHasChanged, declare_idea, return_prepared_idea, seal_of, take_back_prepared_idea
from app.ideas.views.answering import settle_call
from app.ideas.views.drafts import NUMBER
from app.ideas.wording import draft_marks, place_of, status_of_idea
from app.pages.frame import speak_for
from app.policies.doors import current_person, may_now, needs

ideas_prepared = Blueprint("ideas_prepared", __name__)


@ideas_prepared.get("")
@needs("use_account")
def index() -> str:
    """What waits for our declaration, and what we have prepared for others."""
    person = current_person()
    waiting, following = waiting_for(person, request.args.get("nach"))
    ours, ours_following = prepared_by(person, request.args.get("nach-eigene"))
    return render_template(
        "ideas/prepared/index.html", waiting=waiting, next=following, ours=ours, ours_next=ours_following,
        status_of_idea=status_of_idea,
    )  # fmt: skip


@ideas_prepared.get(f"/{NUMBER}")
@needs("use_account", on=find_prepared)
def show(idea: Idea) -> str:
    """One prepared idea: its text, and what I can do with it."""
    return _page(idea)


@ideas_prepared.post(f"/{NUMBER}/erklaeren")
@writes
@needs("declare_idea", on=find_to_declare)
def declare(idea: Idea) -> Any:
    """Hand it in, in the organisation's name; a second click finds the receipt."""
    if not idea.is_prepared:
        return redirect(url_for("ideas_mine.show", number=idea.id), 303)
    form = DeclarationForm.of_request()
    if form.is_sent_and_valid():
        try:
            declare_idea(idea, by=current_person(), seal=form.seal.data or "")
        except TextHasChanged:
            form.fault("sure", _("The text was changed after you opened it. Please read it again, then declare it."))
            form.sure.data, form.seal.data = False, seal_of(idea)
        else:
            settle_call(idea, current_person())
            return redirect(url_for("ideas_mine.receipt", number=idea.id), 303)
    return _page(idea, declaration=form), 422


@ideas_prepared.post(f"/{NUMBER}/zurueckgeben")
@writes
@needs("declare_idea", on=find_to_declare)
def send_back(idea: Idea) -> Any:
    """Not like this: it goes back to those who prepared it, with the reason."""
    form, agent = ReturnForm.of_request(), idea.prepared_by
    if not form.is_sent_and_valid():
        return _page(idea, returning=form), 422
    return_prepared_idea(idea, by=current_person(), reason=form.reason.data or "")
    flash(_("The idea is with %(body)s again.", body=agent.name if agent else ""), "success")
    return redirect(url_for("ideas_prepared.index"), 303)


@ideas_prepared.post(f"/{NUMBER}/zurueckholen")
@writes
@needs("take_back_prepared_idea", on=find_to_take_back)
def take_back(idea: Idea) -> Any:
    """Think again: it is my draft from now on."""
    take_back_prepared_idea(idea, by=current_person())
    flash(_("The idea is your draft again."), "success")
    return redirect(url_for("ideas_writing.rewrite", number=idea.id), 303)


def _page(idea: Idea, *, declaration: DeclarationForm | None = None, returning: ReturnForm | None = None) -> str:
    speak_for(idea.authority)
    is_ours = current_person().speaks_for(idea.organisation_id)
    return render_template(
        "ideas/prepared/show.html", idea=idea, version=idea.working or idea.current, place=place_of(idea),
        goals=draft_marks(idea), status=status_of_idea(idea), is_ours=is_ours,
        may_declare=idea.is_prepared and may_now("declare_idea", idea),
        may_take_back=idea.is_prepared and find_to_take_back(idea.id, to=current_person()) is not None,
        declaration=declaration or DeclarationForm(data={"seal": seal_of(idea)}), returning=returning or ReturnForm(),
    )  # fmt: skip
