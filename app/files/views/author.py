"""Photos and documents of one's own idea: of a draft, an idea that came back, or a public one."""

from typing import Any

from flask import abort, flash, redirect, render_template, request, session, url_for
from flask_babel import gettext as _

from app.core.doors import public, writes
from app.core.limits import limited
from app.files.attaching import MOST_FILES, describe, move_up, remove_file
from app.files.forms import DescribeForm, FileForm
from app.files.models import Attachment
from app.files.queries import carried_copies, count_files, files_of, find_by_once, find_file
from app.files.views.intake import NUMBER, TEN_MINUTES, attach_received, files, receives_file
from app.ideas.models import Idea
from app.ideas.queries import find_draft, find_own
from app.pages.frame import speak_for
from app.policies.doors import current_person

BEING_WRITTEN = ("draft", "revision_requested")
FILE = f"/idee/{NUMBER}/<int:file_id>"


def may_add(number: int) -> bool:
    """Whether whoever asks may add a file to that idea."""
    idea = _find(number)
    return idea is not None and is_open_for_files(idea) and count_files(number) < MOST_FILES


def is_open_for_files(idea: Idea) -> bool:
    """While it is being written, and as long as it is public and open; what the desk is reading stays as it is."""
    return idea.state in BEING_WRITTEN or idea.is_open


@files.get(f"/idee/{NUMBER}")
@public
def mine(number: int) -> str:
    """What hangs on my idea, and a form for more."""
    return _page(_mine(number), FileForm(None))


@files.post(f"/idee/{NUMBER}")
@limited("file", 30, TEN_MINUTES)
@receives_file(may_add)
@writes
@public
def add(number: int) -> Any:
    """Hang a photo or document on my idea; sent twice, it is still one."""
    idea = _mine(number)
    form = FileForm(request.form)
    if not is_open_for_files(idea):
        flash(_("Nothing can be added to this idea now."), "info")
    elif not attach_received(idea, form):
        return _page(idea, form), 422
    elif (file := find_by_once(idea.id, form["once"].data)) is not None:
        flash(_("“%(name)s” is added.", name=file.name), f"datei-{file.id}:success")
        return _back(idea, file)
    return _back(idea)


@files.post(f"{FILE}/beschreiben")
@limited("file steps", 60, TEN_MINUTES)
@writes
@public
def describe_mine(number: int, file_id: int) -> Any:
    """Say what my picture shows, until it is public."""
    idea, file = _my_file(number, file_id)
    form = DescribeForm.beside(file, request.form)
    if not may_describe(idea, file):
        abort(403)
    if not form.validate():
        return _page(idea, FileForm(None), described=(file, form)), 422
    describe(file, form["alt"].data)
    said = _("The description is saved.") if file.alt else _("The description is removed.")
    flash(said, f"datei-{file.id}:success")
    return _back(idea, file)


@files.post(f"{FILE}/entfernen")
@limited("file steps", 60, TEN_MINUTES)
@writes
@public
def remove_mine(number: int, file_id: int) -> Any:
    """Take my photo or document away again; what was hidden stays for the objection."""
    idea, file = _my_file(number, file_id)
    if file.restricted_at is not None:
        abort(403)
    remove_file(file, by=current_person())
    flash(_("“%(name)s” is removed.", name=file.name), "success")
    return _back(idea)


@files.post(f"{FILE}/nach-vorn")
@limited("file steps", 60, TEN_MINUTES)
@writes
@public
def move_mine(number: int, file_id: int) -> Any:
    """Show my photo or document earlier."""
    idea, file = _my_file(number, file_id)
    move_up(file)
    return _back(idea, file)


def may_describe(idea: Idea, file: Attachment) -> bool:
    """Words everybody reads are the office's to change; before that they are the author's."""
    return is_open_for_files(idea) and file.released_at is None


def _find(number: int) -> Idea | None:
    person = current_person()
    idea = find_draft(number, session.get("drafts", []), person)
    if idea is None and person is not None:
        own = find_own(number, to=person)
        idea = own if own is not None and own.state != "draft" else None
    return idea


def _mine(number: int) -> Idea:
    idea = _find(number)
    if idea is None:
        abort(404)
    speak_for(idea.authority)
    return idea


def _my_file(number: int, file_id: int) -> tuple[Idea, Attachment]:
    idea = _mine(number)
    file = find_file(idea.id, file_id)
    if file is None:
        abort(404)
    return idea, file


def _back(idea: Idea, file: Attachment | None = None) -> Any:
    place = f"datei-{file.id}" if file is not None else None
    return redirect(url_for("files.mine", number=idea.id, _anchor=place), 303)


def _page(idea: Idea, form: FileForm, described: tuple[Attachment, DescribeForm] | None = None) -> str:
    mine = files_of(idea.id)
    copies = carried_copies(*(file.key for file in mine)) if idea.is_public and mine else []
    rows = [
        {
            "file": file,
            "form": described[1] if described and described[0] is file else DescribeForm.beside(file),
            "may_describe": may_describe(idea, file),
            "may_remove": file.restricted_at is None,
            "copies": [copy.goes_along_with(file) for copy in copies if copy.key == file.key],
        }
        for file in mine
    ]
    return render_template(
        "files/mine.html", idea=idea, title=(idea.working or idea.current).title, rows=rows, form=form,
        described=described[1] if described else None, is_open=is_open_for_files(idea), most=MOST_FILES,
    )  # fmt: skip
