"""Writing the process of a concept."""

from collections.abc import Mapping

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug import Response

from app.concepts.models import Concept
from app.core.doors import writes
from app.core.errors import VersionIsStale
from app.core.forms import VersionForm
from app.editions.queries import find_on_desk
from app.formats.course import leave_phase, periods_of_concept, whole_course
from app.pages.frame import speak_for
from app.policies.doors import current_person, needs
from app.processes.forms import StepForm, form_of
from app.processes.models import ProcessStep
from app.processes.queries import find_by_once, find_step, phases_of
from app.processes.timeline import Course, Entry, may_move
from app.processes.wording import kind_labels
from app.processes.writing import DecisionIsEarly, NotDecidedYet, add_step, change_step, move_step, once_of, remove_step

processes_desk = Blueprint("processes_desk", __name__)

Answer = str | Response | tuple[str, int]


@processes_desk.get("/<slug>/prozess")
@needs("edit_process", on=find_on_desk)
def index(concept: Concept) -> str:
    """The course of a concept as its office keeps it."""
    speak_for(concept.authority)
    course = whole_course(concept.id)
    return render_template("processes_desk/index.html", concept=concept, course=course, moves=_moves(course))


@processes_desk.get("/<slug>/prozess/neu")
@needs("edit_process", on=find_on_desk)
def write(concept: Concept) -> str:
    """An empty form for one more step, in the phase one came from."""
    return _page(concept, StepForm.of_request(kind="meeting", phase=request.args.get("phase", "")))


@processes_desk.post("/<slug>/prozess/neu")
@writes
@needs("edit_process", on=find_on_desk)
def add(concept: Concept) -> Answer:
    """One more step; sent twice, it is one."""
    form, person = _sent(concept), current_person()
    once = once_of(concept, person, form["once"].data)
    earlier = find_by_once(concept.id, once)
    if earlier is not None:
        return _back(concept, earlier)
    if form.is_sent_and_valid():
        try:
            periods = periods_of_concept(concept.id)
            step = add_step(concept, values=form.values, by=person, once=once, periods=periods)
        except (DecisionIsEarly, NotDecidedYet) as error:
            _blame(form, error)
        else:
            flash(_("“%(title)s” is on the course.", title=step.title), "success")
            return _back(concept, step)
    return _page(concept, form), 422


@processes_desk.get("/<slug>/prozess/<int:item_id>")
@needs("edit_process", on=find_step)
def edit(step: ProcessStep) -> str:
    """Read and change one step."""
    return _page(step.concept, form_of(step), step)


@processes_desk.post("/<slug>/prozess/<int:item_id>")
@writes
@needs("edit_process", on=find_step)
def change(step: ProcessStep) -> Answer:
    """Keep the change; a colleague's change meanwhile is shown beside it."""
    form = _sent(step.concept, step)
    if not form.is_sent_and_valid():
        return _page(step.concept, form, step), 422
    try:
        change_step(
            step, values=form.values, by=current_person(), version=form.shown_version,
            periods=periods_of_concept(step.concept_id),
        )  # fmt: skip
    except VersionIsStale:
        form["version"].data = str(step.version)
        return _page(step.concept, form, step, is_stale=True), 409
    except (DecisionIsEarly, NotDecidedYet) as error:
        _blame(form, error)
        return _page(step.concept, form, step), 422
    if step.kind != "phase":
        leave_phase(step)
    flash(_("“%(title)s” is saved.", title=step.title), "success")
    return _back(step.concept, step)


@processes_desk.post("/<slug>/prozess/<int:item_id>/verschieben")
@writes
@needs("edit_process", on=find_step)
def move(step: ProcessStep) -> Answer:
    """One place up or down."""
    move_step(step, is_up=request.form.get("to") == "up")
    return _back(step.concept, step)


@processes_desk.get("/<slug>/prozess/<int:item_id>/entfernen")
@needs("edit_process", on=find_step)
def ask_to_remove(step: ProcessStep) -> str:
    """Really take it off the course?"""
    return _remove_page(step)


@processes_desk.post("/<slug>/prozess/<int:item_id>/entfernen")
@writes
@needs("edit_process", on=find_step)
def remove(step: ProcessStep) -> Answer:
    """Take it off the course."""
    concept, title = step.concept, step.title
    try:
        leave_phase(step)
        remove_step(step, by=current_person(), version=VersionForm.of_request().shown_version)
    except VersionIsStale:
        return _remove_page(step, is_stale=True), 409
    flash(_("“%(title)s” is taken off the course.", title=title), "success")
    return redirect(url_for("processes_desk.index", slug=concept.key), 303)


def _sent(concept: Concept, step: ProcessStep | None = None) -> StepForm:
    form = StepForm.of_request()
    form.offer(_phases(concept, step))
    return form


def _phases(concept: Concept, step: ProcessStep | None) -> list[tuple[int, str]]:
    return [(phase.id, phase.title) for phase in phases_of(concept.id) if phase is not step]


def _blame(form: StepForm, error: DecisionIsEarly | NotDecidedYet) -> None:
    if isinstance(error, NotDecidedYet):
        form.fault("result", _("The decision lies ahead: nobody can say yet what comes of it."))
        return
    titles = ", ".join(f"„{title}“" for title in error.titles)
    if form["kind"].data == "phase":
        said = _("A decision already falls into this time: %(titles)s. Please choose another time, or say why.",
                 titles=titles)  # fmt: skip
    else:
        said = _("People are still taking part then: %(titles)s. Please choose a later day, or say why it is decided "
                 "earlier.", titles=titles)  # fmt: skip
    form.fault("early_reason", said)


def _moves(course: Course) -> Mapping[str, list[str]]:
    """Of each step in which directions changing places would be seen."""
    beside: list[Entry] = []
    levels: list[list[Entry]] = [beside]
    for group in course.groups:
        if group.phase:
            beside.append(group.phase)
            levels.append(group.entries)
        else:
            beside.extend(group.entries)
    return {
        entry.anchor: [way for way, is_up in (("up", True), ("down", False)) if may_move(level, entry, is_up=is_up)]
        for level in levels
        for entry in level
    }


def _back(concept: Concept, step: ProcessStep) -> Response:
    return redirect(url_for("processes_desk.index", slug=concept.key, _anchor=f"schritt-{step.id}"), 303)


def _page(concept: Concept, form: StepForm, step: ProcessStep | None = None, *, is_stale: bool = False) -> str:
    speak_for(concept.authority)
    form.offer(_phases(concept, step))
    return render_template(
        "processes_desk/step.html", concept=concept, form=form, step=step, is_stale=is_stale, labels=kind_labels()
    )


def _remove_page(step: ProcessStep, *, is_stale: bool = False) -> str:
    speak_for(step.concept.authority)
    return render_template("processes_desk/remove.html", concept=step.concept, step=step, is_stale=is_stale)
