"""Photos and documents at the desk: described, released, taken away; added to projects."""

from typing import Any

from flask import abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from app.core.doors import writes
from app.core.limits import limited
from app.files.attaching import MOST_FILES, describe, move_up, release_file, remove_file
from app.files.forms import DescribeForm, FileForm
from app.files.models import Attachment
from app.files.queries import count_files, files_of, find_by_once, find_file, waiting_files
from app.files.views.intake import NUMBER, TEN_MINUTES, attach_received, files, receives_file
from app.ideas import queries as ideas
from app.pages.frame import speak_for
from app.policies.doors import current_person, may_now, needs
from app.projects import queries as projects
from app.things.models import Thing

FILE = f"/verwaltung/{NUMBER}/<int:file_id>"


def thing_on_desk(number: int, to: Any, **_values: Any) -> Thing | None:
    """The idea or project of this person's authorities."""
    return ideas.find_on_desk(number, to) or projects.find_on_desk(number, to)


def file_on_desk(number: int, file_id: int, to: Any) -> Attachment | None:
    """One file of such a thing."""
    return find_file(number, file_id) if thing_on_desk(number, to) is not None else None


def may_add_to_project(number: int) -> bool:
    """Whether whoever asks may add a file to that project."""
    person = current_person()
    project = projects.find_on_desk(number, person) if person is not None else None
    return project is not None and may_now("add_project_files", project) and count_files(number) < MOST_FILES


@files.get("/verwaltung")
@needs("describe_files")
def waiting() -> str:
    """What was added to public ideas and waits to be released."""
    ids = current_person().authorities_as("moderator", "project_editor")
    rows, following = waiting_files(ids, request.args.get("nach"))
    return render_template("files/waiting.html", rows=rows, following=following)


@files.get(f"/verwaltung/{NUMBER}")
@needs("describe_files", on=thing_on_desk)
def on_desk(thing: Thing) -> str:
    """What hangs on this idea or project, with its descriptions."""
    return _page(thing, FileForm(None))


@files.post(f"/verwaltung/{NUMBER}")
@limited("file", 60, TEN_MINUTES)
@receives_file(may_add_to_project)
@writes
@needs("add_project_files", on=projects.find_on_desk)
def add_to_project(project: Thing) -> Any:
    """Hang a photo or document on a project; everybody sees it at once."""
    form = FileForm(request.form)
    if not attach_received(project, form, is_released=True):
        return _page(project, form), 422
    file = find_by_once(project.id, form["once"].data)
    if file is not None:
        flash(_("“%(name)s” is added.", name=file.name), f"datei-{file.id}:success")
    return _back(project.id, file)


@files.post(f"{FILE}/beschreiben")
@writes
@needs("describe_files", on=file_on_desk)
def describe_on_desk(file: Attachment) -> Any:
    """Complete what a picture shows."""
    form = DescribeForm.beside(file, request.form)
    if not form.validate():
        return _page(file.thing, FileForm(None), described=(file, form)), 422
    describe(file, form["alt"].data)
    said = _("The description is saved.") if file.alt else _("The description is removed.")
    flash(said, f"datei-{file.id}:success")
    return _back(file.thing_id, file)


@files.post(f"{FILE}/freigeben")
@writes
@needs("describe_files", on=file_on_desk)
def release(file: Attachment) -> Any:
    """Let everybody see it, with the description as it stands in this form."""
    if not may_release(file.thing, file):
        abort(403)
    form = DescribeForm.beside(file, request.form)
    if not form.validate():
        return _page(file.thing, FileForm(None), described=(file, form)), 422
    release_file(file, form["alt"].data)
    flash(_("“%(name)s” is public now.", name=file.name), f"datei-{file.id}:success")
    return _back(file.thing_id, file)


@files.post(f"{FILE}/entfernen")
@writes
@needs("describe_files", on=file_on_desk)
def remove_on_desk(file: Attachment) -> Any:
    """Take it away: from a project, or before it was public. What a citizen has made public is hidden with a reason."""
    if not may_remove(file.thing, file):
        abort(403)
    remove_file(file, by=current_person(), role="moderator" if file.thing.kind == "idea" else "project_editor")
    flash(_("“%(name)s” is removed.", name=file.name), "success")
    return _back(file.thing_id)


@files.post(f"{FILE}/nach-vorn")
@writes
@needs("describe_files", on=file_on_desk)
def move_on_desk(file: Attachment) -> Any:
    """Show it earlier."""
    move_up(file)
    return _back(file.thing_id, file)


def may_remove(thing: Thing, file: Attachment) -> bool:
    """Whether the office takes it away without a statement of reasons."""
    if file.restricted_at is not None:
        return False
    return thing.kind == "project" or (may_now("redact", thing) and not (thing.is_public and file.is_shown))


def may_release(thing: Thing, file: Attachment) -> bool:
    """Whether it waits to be released by itself, like an improved text; before publication it goes with the idea."""
    is_waiting = thing.is_public and file.released_at is None and file.restricted_at is None
    return is_waiting and may_now("release_amendment", thing)


def _back(number: int, file: Attachment | None = None) -> Any:
    place = f"datei-{file.id}" if file is not None else None
    return redirect(url_for("files.on_desk", number=number, _anchor=place), 303)


def _page(thing: Thing, form: FileForm, described: tuple[Attachment, DescribeForm] | None = None) -> str:
    speak_for(thing.authority)
    rows = [
        {
            "file": file,
            "form": described[1] if described and described[0] is file else DescribeForm.beside(file),
            "may_remove": may_remove(thing, file),
            "may_release": may_release(thing, file),
        }
        for file in files_of(thing.id)
    ]
    may_add = thing.kind == "project" and may_now("add_project_files", thing)
    return render_template(
        "files/desk.html", thing=thing, rows=rows, form=form if may_add else None, most=MOST_FILES,
        described=described[1] if described else None,
    )  # fmt: skip
