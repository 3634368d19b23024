"""An authority keeps its table of responsibilities."""

from collections.abc import Sequence
from typing import Any

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug import Response

from app.accounts.models import Authority
from app.core.doors import writes
from app.core.errors import VersionIsStale
from app.core.forms import VersionForm
from app.core.texts import clean
from app.pages.frame import speak_for
from app.policies.doors import current_person, needs
from app.responsibilities.finding import MOST_LETTERS, responsible_among
from app.responsibilities.forms import MatterForm
from app.responsibilities.keeping import (
    TableIsFull,
    TitleIsTaken,
    add_matter,
    change_matter,
    remove_matter,
    restore_matter,
    review_matter,
)
from app.responsibilities.models import FIELDS, LEVELS, Responsibility
from app.responsibilities.queries import (
    MOST_MATTERS,
    Table,
    contains,
    find_kept,
    find_table,
    find_written,
    kept_by,
    matters_of,
    removed_from,
)
from app.responsibilities.wording import history, level_headings, review_labels

responsibilities_desk = Blueprint("responsibilities_desk", __name__)

Answer = str | Response | tuple[str, int]


@responsibilities_desk.get("")
@needs("edit_responsibilities")
def index() -> str:
    """The table of one's authority: what is still a proposal, what is reviewed, and a box to try a sentence."""
    bodies = kept_by(current_person())
    chosen = _chosen(bodies)
    speak_for(chosen)
    view, words = request.args.get("ansicht", ""), clean(request.args.get("q", ""))[:200]
    view = view if view in review_labels() else "ungeprueft"
    rows, gone = matters_of((chosen.id,)), removed_from(chosen.id)
    shown = [row for row in [*rows, *gone] if _is_in(row, view) and (not words or contains(row, words))]
    sentence = clean(request.args.get("satz", ""))[:MOST_LETTERS]
    return render_template(
        "responsibilities_desk/index.html", bodies=bodies, chosen=chosen, view=view, words=words,
        counts={name: sum(_is_in(row, name) for row in [*rows, *gone]) for name in review_labels()},
        views=review_labels(), history=history,
        groups=[(level, [row for row in shown if row.level == level]) for level in LEVELS], headings=level_headings(),
        shown=shown, sentence=sentence, tried=responsible_among(rows, sentence) if sentence else [],
    )  # fmt: skip


@responsibilities_desk.get("/<slug>/neu")
@needs("edit_responsibilities", on=find_table)
def write(table: Table) -> str:
    """An empty form for a matter of one's own."""
    return _form_page(table.authority, MatterForm.of_request(level="municipality"))


@responsibilities_desk.post("/<slug>/neu")
@writes
@needs("edit_responsibilities", on=find_table)
def add(table: Table) -> Answer:
    """Keep a matter of one's own; sent twice, it is one."""
    form = MatterForm.of_request()
    if form.is_sent_and_valid():
        try:
            row = add_matter(table.authority_id, form.values, by=current_person())
        except TitleIsTaken:
            form.fault("title", _("There is a matter of this name already. Please change that one, or choose another."))
        except TableIsFull:
            form.fault("title", _("The table holds %(most)s matters; please remove one first.", most=MOST_MATTERS))
        else:
            flash(_("“%(title)s” is in the table.", title=row.title), "success")
            return redirect(_back_to(table.authority), 303)
    return _form_page(table.authority, form), 422


@responsibilities_desk.get("/<int:number>")
@needs("edit_responsibilities", on=find_kept)
def edit(row: Responsibility) -> str:
    """Read and change one matter."""
    return _form_page(row.authority, _form_of(row), row)


@responsibilities_desk.post("/<int:number>")
@writes
@needs("edit_responsibilities", on=find_written)
def change(row: Responsibility) -> Answer:
    """Keep the change; it counts as reviewed. Somebody else's change meanwhile is shown beside it."""
    form = MatterForm.of_request()
    if not form.is_sent_and_valid():
        return _form_page(row.authority, form, row), 422
    try:
        change_matter(row, form.values, version=form.shown_version, by=current_person())
    except VersionIsStale:
        return _stale_page(row, form), 409
    flash(_("“%(title)s” is saved and counts as reviewed.", title=row.title), "success")
    return redirect(_back_to(row.authority), 303)


@responsibilities_desk.post("/<int:number>/geprueft")
@writes
@needs("edit_responsibilities", on=find_kept)
def review(row: Responsibility) -> Answer:
    """It is right as it stands."""
    try:
        review_matter(row, version=VersionForm.of_request().shown_version, by=current_person())
    except VersionIsStale:
        return _stale_page(row), 409
    flash(_("“%(title)s” is reviewed.", title=row.title), "success")
    return redirect(_back_to(row.authority), 303)


@responsibilities_desk.get("/<int:number>/entfernen")
@needs("edit_responsibilities", on=find_kept)
def ask_to_remove(row: Responsibility) -> str:
    """Really take it out of the table?"""
    speak_for(row.authority)
    return render_template("responsibilities_desk/remove.html", row=row)


@responsibilities_desk.post("/<int:number>/entfernen")
@writes
@needs("edit_responsibilities", on=find_kept)
def remove(row: Responsibility) -> Answer:
    """Take it out of the table."""
    try:
        remove_matter(row, version=VersionForm.of_request().shown_version, by=current_person())
    except VersionIsStale:
        return _stale_page(row), 409
    flash(_("“%(title)s” is removed. It is neither shown nor suggested any more.", title=row.title), "success")
    return redirect(_back_to(row.authority), 303)


@responsibilities_desk.post("/<int:number>/zurueckholen")
@writes
@needs("edit_responsibilities", on=find_written)
def restore(row: Responsibility) -> Answer:
    """Put it back into the table."""
    try:
        restore_matter(row, version=VersionForm.of_request().shown_version, by=current_person())
    except VersionIsStale:
        return _stale_page(row), 409
    except TableIsFull:
        flash(_("The table holds %(most)s matters; please remove one first.", most=MOST_MATTERS), "error")
    else:
        flash(_("“%(title)s” is in the table again.", title=row.title), "success")
    return redirect(_back_to(row.authority), 303)


def _chosen(bodies: Sequence[Authority]) -> Authority:
    slug = request.args.get("stelle")
    found = next((body for body in bodies if body.slug == slug), None) if slug else next(iter(bodies), None)
    return found or abort(404)


def _is_in(row: Responsibility, view: str) -> bool:
    if row.removed_at is not None or view == "entfernt":
        return row.removed_at is not None and view == "entfernt"
    return view == "alle" or (row.reviewed_on is not None) == (view == "geprueft")


def _back_to(authority: Authority) -> str:
    """The list as it was, at the matter that follows."""
    sent = request.form
    view, following = sent.get("ansicht", ""), sent.get("weiter", type=int)
    return url_for(
        "responsibilities_desk.index", stelle=authority.slug, ansicht=view if view in review_labels() else None,
        q=clean(sent.get("q", ""))[:200] or None, _anchor=f"z{following}" if following else None,
    )  # fmt: skip


def _form_of(row: Responsibility) -> MatterForm:
    values: dict[str, Any] = {name: getattr(row, name) or "" for name in FIELDS}
    return MatterForm(None, data={**values, "version": row.version})


def _form_page(authority: Authority, form: MatterForm, row: Responsibility | None = None) -> str:
    speak_for(authority)
    return render_template(
        "responsibilities_desk/edit.html", chosen=authority, form=form, row=row, is_stale=False,
        story=history(row) if row else [],
    )  # fmt: skip


def _stale_page(row: Responsibility, form: MatterForm | None = None) -> str:
    """What was typed stays in the form, with the words that count now beside it; without a form nothing was typed."""
    speak_for(row.authority)
    is_typed, form = form is not None, form or _form_of(row)
    form["version"].data = str(row.version)
    return render_template(
        "responsibilities_desk/edit.html", chosen=row.authority, form=form, row=row, is_stale=True, is_typed=is_typed,
        story=history(row),
    )  # fmt: skip
