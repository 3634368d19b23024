"""The page of one decision: its form with the text it is about, and what is shown when that text was replaced."""

from typing import Any

from flask import flash, render_template
from flask_babel import gettext as _
from markupsafe import Markup

from app.core.texts import excerpt
from app.ideas.desk_forms import DecisionForm
from app.ideas.inbox_wording import next_item
from app.ideas.models import Idea
from app.ideas.suggesting import goals_for_idea
from app.ideas.views.desk_conflicts import last_notice, meanwhile
from app.ideas.views.desk_pages import Step, step_words, tree_of
from app.pages.frame import speak_for


def say(done: str, idea: Idea) -> None:
    """What was done, and the way to what is due next."""
    following = next_item(besides=idea.id)
    if following is None:
        flash(done, "success")
        return
    label = _("Next: “%(title)s”", title=excerpt(following.item.title, 60))
    flash(Markup('{} <a href="{}">{}</a>').format(done, following.url, label), "success")


def step_page(idea: Idea, step: Step, form: DecisionForm, **shown: Any) -> str:
    speak_for(idea.authority)
    suggested = goals_for_idea(idea, form["goals"].data or []) if "goals" in form else []
    around = _around(idea, step, form)
    return render_template("ideas_desk/decide.html", suggested_goals=suggested, **around, **shown)


def _around(idea: Idea, step: Step, form: DecisionForm) -> dict[str, Any]:
    tree = tree_of(idea) if "tree" in form else None
    if tree is not None:
        form["tree"].data = "1"
    form.stand_beside(step.slug)
    return {"idea": idea, "step": step, "words": step_words(step.slug), "form": form, "tree": tree}


def stale_page(idea: Idea, step: Step, form: DecisionForm, shown: int) -> str:
    speak_for(idea.authority)
    before = next((version for version in idea.versions if version.number == shown), None)
    form["version"].data = idea.version
    is_moved = "due" in form and form["due"].data != str(idea.answer_due_on or "")
    if is_moved:
        form["due"].data = idea.answer_due_on or ""
    latest = meanwhile(idea, last_notice(idea) if is_moved else None)
    around = _around(idea, step, form)
    return render_template("ideas_desk/stale.html", before=before, latest=latest, is_moved=is_moved, **around)
