"""The page of one decision: its form with the text it is about, and what is shown when that text was replaced."""

from typing import Any

from flask import render_template

from app.ideas.desk_forms import DecisionForm
from app.ideas.models import Idea
from app.ideas.suggesting import goals_for_idea
from app.ideas.views.desk_conflicts import last_notice, meanwhile
from app.ideas.views.desk_pages import Step, step_words, tree_of
from app.pages.frame import speak_for


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
