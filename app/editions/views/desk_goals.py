"""One goal of a draft at the desk: what it says, where it stands, what stands below it, whether it goes."""

from collections.abc import Callable
from datetime import date
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from sqlalchemy import select
from werkzeug import Response

from app.concepts.models import GOAL_KINDS, Goal
from app.concepts.schemas import labels_of
from app.core.database import db
from app.core.doors import writes
from app.core.errors import DomainError
from app.core.texts import clean
from app.coverage.queries import NOTHING, Coverage, coverage_of
from app.editions.draft_forms import GoalForm, PlaceForm, joined
from app.editions.draft_pages import (
    DraftedGoal,
    choices_for,
    find_drafted_goal,
    kinds_above,
    last_change_of,
)
from app.editions.draft_wording import sentence_for, short_label, tone_labels
from app.editions.drafting import (
    is_adopted,
    link_goal,
    move_goal,
    rehang_goal,
    remove_goal,
    restore_goal,
    retire_goal,
    reword_goal,
    unlink_goal,
)
from app.editions.faults import CameTooLate, HasChanged, IsLastPlace
from app.editions.seeing import GOAL_FIELDS, seen_of_goal, seen_of_order, seen_of_places
from app.editions.views.desk import lines_form
from app.editions.views.too_late import answer_late
from app.pages.frame import speak_for
from app.policies.doors import current_person, may_now, needs

concepts_drafting = Blueprint("concepts_drafting", __name__)
concepts_drafting.register_error_handler(CameTooLate, answer_late)

Answer = str | Response | tuple[str, int]
GOAL = "/<slug>/entwurf/ziele/<key>"


@concepts_drafting.get(GOAL)
@needs("see_desk", on=find_drafted_goal)
def goal(found: DraftedGoal) -> str:
    """Read and change one goal."""
    return _goal_page(found, _goal_form(found))


@concepts_drafting.post(GOAL)
@writes
@needs("edit_concept", on=find_drafted_goal)
def reword(found: DraftedGoal) -> Answer:
    """Save what the form of the goal says."""
    form: Any = _of_its_kind(GoalForm.of_request(), found)
    if not form.is_sent_and_valid():
        return _goal_page(found, form), 422
    try:
        has_changed = reword_goal(found.draft, found.key, values=form.values, seen=form.shown, by=current_person())
    except HasChanged as error:
        form.show(error.now)
        return _goal_page(found, form, latest=last_change_of(found.draft, found.key) or True), 409
    except DomainError as error:
        form.fault("title", sentence_for(error))
        return _goal_page(found, form), 422
    flash(_("Saved.") if has_changed else _("Nothing was different; nothing is changed."), "success")
    return redirect(_page_of(found), 303)


@concepts_drafting.post(f"{GOAL}/platz")
@writes
@needs("edit_concept", on=find_drafted_goal)
def move(found: DraftedGoal) -> Answer:
    """Up or down, or to a place, in the list of one parent."""
    form: Any = PlaceForm.of_request()
    under, to = form.key("under"), form["to"].data or ""
    place = int(to) - 1 if to.isascii() and to.isdecimal() and len(to) < 6 else to if to in ("up", "down") else None
    if place is None:
        flash(_("Please write the place as a number."), "warning")
        return redirect(_page_of(found) + "#platz", 303)

    def act() -> None:
        move_goal(found.draft, found.key, under=under, to=place, seen=form.shown, by=current_person())

    return _step(found, form, act, lambda: seen_of_order(found.tree, under))


@concepts_drafting.get(f"{GOAL}/woanders")
@needs("edit_concept", on=find_drafted_goal)
def elsewhere(found: DraftedGoal) -> str:
    """Choose another parent."""
    return _elsewhere_page(found)


@concepts_drafting.post(f"{GOAL}/woanders")
@writes
@needs("edit_concept", on=find_drafted_goal)
def rehang(found: DraftedGoal) -> Answer:
    """Hang the goal under another parent, or under one more."""
    form: Any = PlaceForm.of_request()
    under = form.key("under")
    if under is None:
        return _elsewhere_page(found, _("Please choose under which goal it shall stand.")), 422

    def act() -> None:
        if form["to"].data == "link":
            link_goal(found.draft, found.key, under=under, seen=form.shown, by=current_person())
        else:
            origin = form.key("origin")
            rehang_goal(found.draft, found.key, origin=origin, under=under, seen=form.shown, by=current_person())

    def refused(sentence: str) -> Answer:
        return _elsewhere_page(found, sentence), 422

    return _step(found, form, act, lambda: seen_of_places(found.tree, found.key), refused)


@concepts_drafting.post(f"{GOAL}/loesen")
@writes
@needs("edit_concept", on=find_drafted_goal)
def unlink(found: DraftedGoal) -> Answer:
    """Take the goal out of one of its places."""
    form: Any = PlaceForm.of_request()

    def act() -> None:
        unlink_goal(found.draft, found.key, under=form.key("under") or "", seen=form.shown, by=current_person())

    return _step(found, form, act, lambda: seen_of_places(found.tree, found.key))


@concepts_drafting.get(f"{GOAL}/entfallen")
@needs("edit_concept", on=find_drafted_goal)
def ask_to_retire(found: DraftedGoal) -> str:
    """What becomes of what carries the goal, and which goals follow it."""
    return _retire_page(found)


@concepts_drafting.post(f"{GOAL}/entfallen")
@writes
@needs("edit_concept", on=find_drafted_goal)
def retire(found: DraftedGoal) -> Answer:
    """The next edition no longer holds the goal."""
    form: Any = PlaceForm.of_request()
    successors = [key for key in request.form.getlist("successors") if key]

    def act() -> None:
        retire_goal(found.draft, found.key, successors=successors, seen=form.shown, by=current_person())

    def refused(sentence: str) -> Answer:
        return _retire_page(found, sentence, successors), 422

    return _step(found, form, act, lambda: seen_of_places(found.tree, found.key), refused)


@concepts_drafting.post(f"{GOAL}/bleibt")
@writes
@needs("edit_concept", on=find_drafted_goal)
def restore(found: DraftedGoal) -> Answer:
    """The goal stays after all."""
    form: Any = PlaceForm.of_request()

    def act() -> None:
        restore_goal(found.draft, found.key, seen=form.shown, by=current_person())

    return _step(found, form, act, lambda: seen_of_places(found.tree, found.key))


@concepts_drafting.post(f"{GOAL}/entfernen")
@writes
@needs("edit_concept", on=find_drafted_goal)
def remove(found: DraftedGoal) -> Answer:
    """Take a new goal out of the draft."""
    form: Any = PlaceForm.of_request()
    above = found.tree.places(found.key)

    def act() -> None:
        remove_goal(found.draft, found.key, seen=form.shown, by=current_person())

    def done() -> str:
        slug = found.draft.concept.key
        if above:
            return url_for("concepts_drafting.goal", slug=slug, key=above[0])
        return url_for("concepts_desk.draft", slug=slug)

    return _step(found, form, act, lambda: seen_of_places(found.tree, found.key), leads_to=done)


# ---- pages ----------------------------------------------------------------------------------------


def _step(
    found: DraftedGoal,
    form: Any,
    act: Callable[[], None],
    seen: Callable[[], str],
    refused: Callable[[str], Answer] | None = None,
    leads_to: Callable[[], str] | None = None,
) -> Answer:
    """Verb → flash → redirect; what changed meanwhile is shown with one button to do it all the same."""
    try:
        act()
    except HasChanged:
        return _changed_page(found, form, seen()), 409
    except DomainError as error:
        if refused is not None:
            return refused(sentence_for(error))
        flash(sentence_for(error), "warning")
        return redirect(_page_of(found) + ("#platz" if isinstance(error, IsLastPlace) else ""), 303)
    flash(_("Saved."), "success")
    return redirect(leads_to() if leads_to else _page_of(found), 303)


def _page_of(found: DraftedGoal) -> str:
    return url_for("concepts_drafting.goal", slug=found.draft.concept.key, key=found.key)


def _goal_form(found: DraftedGoal) -> Any:
    said = found.entry
    values = {name: said[name] for name in GOAL_FIELDS}
    laws = [{**one, "valid_until": _day(one["valid_until"])} for one in said["legal_requirements"]]
    empty = {"text": "", "valid_until": None}
    seen = {"seen": seen_of_goal(said), "notes": joined(said["notes"]), "legal_requirements": [*laws, empty]}
    return _of_its_kind(GoalForm(data={**values, **seen, "tone": str(said["tone"] or "")}), found)


def _of_its_kind(form: Any, found: DraftedGoal) -> Any:
    """Only fields of action have a colour of their own."""
    if found.entry["kind"] != GOAL_KINDS[0]:
        del form["tone"]
    else:
        form["tone"].choices = list(tone_labels().items())
    return form


def _day(value: Any) -> Any:
    return date.fromisoformat(value) if isinstance(value, str) else value


def _frame(found: DraftedGoal) -> dict[str, Any]:
    """What every page of a goal says."""
    concept = found.draft.concept
    speak_for(concept.authority)
    tree = found.tree
    parents = [tree.by_key[key] for key in tree.places(found.key)]
    return {
        "draft": found.draft, "concept": concept, "goal": found.entry, "tree": tree, "parents": parents,
        "labels": labels_of(concept.content), "seen_places": seen_of_places(tree, found.key),
        "short_label": short_label,
        "may_edit": may_now("edit_concept", concept) and found.draft.status == "draft",
        "is_new": not is_adopted(found.draft, found.key), "covered": _coverage(found),
        "successors": [tree.by_key[key] for key in found.entry["successors"] if key in tree.by_key],
    }  # fmt: skip


def _coverage(found: DraftedGoal) -> Coverage:
    own = select(Goal.id).where(Goal.concept_id == found.draft.concept_id, Goal.key == found.key)
    number = db.session.scalar(own)
    return coverage_of(found.draft.concept_id).get(number, NOTHING) if number else NOTHING


def _goal_page(found: DraftedGoal, form: Any, *, latest: Any = None) -> str:
    tree, kind = found.tree, found.entry["kind"]
    tops: list[str | None] = [] if tree.places(found.key) else [None]
    orders = [(key, tree.children(key), seen_of_order(tree, key)) for key in [*tree.places(found.key), *tops]]
    return render_template(
        "editions_desk/goal.html", form=form, orders=orders, latest=latest,
        children=[tree.by_key[key] for key in tree.children(found.key)],
        add_form_of=lines_form_for(found) if kind != GOAL_KINDS[-1] else None, **_frame(found),
    )  # fmt: skip


def lines_form_for(found: DraftedGoal) -> Any:
    """The form for goals below this one, empty whatever was sent for the goal itself."""
    form = lines_form(found.draft, found.entry["kind"])
    form["lines"].data, form["lines"].raw_data = "", None
    form["kind"].data = form["kind"].choices[0][0]
    for field in form:
        field.id = field.label.field_id = f"neu-{field.short_name}"
    return form


def _elsewhere_page(found: DraftedGoal, fault: str = "") -> str:
    words = clean(request.args.get("q", ""))[:100]
    groups, count = choices_for(found.tree, found.key, kinds_above(found.entry["kind"]), words)
    return render_template(
        "editions_desk/elsewhere.html", groups=groups, count=count, words=words, fault=fault, sent=request.form,
        **_frame(found),
    )  # fmt: skip


def _retire_page(found: DraftedGoal, fault: str = "", chosen: list[str] | None = None) -> str:
    words = clean(request.args.get("q", ""))[:100]
    groups, count = choices_for(found.tree, found.key, (found.entry["kind"],), words)
    below = [key for key in found.tree.children(found.key) if len(found.tree.places(key)) < 2]
    return render_template(
        "editions_desk/retire.html", groups=groups, count=count, words=words, fault=fault, chosen=chosen or [],
        below=below, **_frame(found),
    )  # fmt: skip


def _changed_page(found: DraftedGoal, form: Any, seen: str) -> str:
    under = form.key("under")
    kept = [(name, value) for name, values in request.form.lists() for value in values if name != "seen"]
    siblings = found.tree.children(under) if under is None or under in found.tree.by_key else []
    return render_template(
        "editions_desk/changed.html", kept=kept, seen=seen, address=request.path,
        siblings=[found.tree.by_key[key] for key in siblings] if "to" in request.form else [],
        latest=last_change_of(found.draft, found.key), **_frame(found),
    )  # fmt: skip
