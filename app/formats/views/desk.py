"""Making and running formats: the list, a new one from a template, one format, its frame."""

from typing import Any

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from markupsafe import Markup
from werkzeug import Response

from app.core.doors import writes
from app.core.errors import DomainError, NotAllowedNow, VersionIsStale
from app.core.paging import CursorIsBroken, Page
from app.discussion.commenting import once_of
from app.formats.completing import QUESTIONS, missing_in
from app.formats.desk_queries import (
    CURRENT,
    PAST,
    FormatsDesk,
    concepts_for,
    count_formats,
    count_waiting,
    current_formats,
    desk_of,
    fields_of,
    find_by_once,
    names_of,
    next_day,
    past_formats,
    towns_for,
)
from app.formats.desk_wording import desk_story, field_labels, lacks_of, next_steps, what_next
from app.formats.editing import FIELDS, earlier_wordings, edit_format
from app.formats.forms import FormatForm, NewForm
from app.formats.kinds import ideas_handed_in, kind_of, kinds
from app.formats.models import ParticipationFormat
from app.formats.queries import find_on_desk
from app.formats.templating import TemplateIsUnknown, begin_from, find_template, offered
from app.formats.wording import (
    audience_label,
    level_label,
    level_sentence,
    period_of,
    question_labels,
    state_labels,
    status_of,
)
from app.formats.workflow import is_possible
from app.pages.frame import speak_for
from app.policies.doors import current_person, may_now, needs
from app.processes.queries import phases_of
from app.things.queries import chronicle_of

formats_desk = Blueprint("formats_desk", __name__)

Answer = str | Response | tuple[str, int]
NUMBER = "/<int:number>"


@formats_desk.get("")
@needs("run_format", on=desk_of)
def index(desk: FormatsDesk) -> str:
    """What is prepared, runs or is owed, by state; or, asked for, what has ended."""
    person = current_person()
    is_past = request.args.get("stand") == "beendet"
    try:
        page = past_formats(person, request.args.get("nach")) if is_past else Page(current_formats(person), None)
    except CursorIsBroken:
        abort(404)
    groups = {state: [row for row in page.rows if row.state == state] for state in (PAST if is_past else CURRENT)}
    counts = count_formats(person)
    return render_template(
        "formats_desk/index.html", groups=groups, following=page.next, is_past=is_past, labels=state_labels(),
        kinds=kinds(), next_day=next_day, what_next=what_next, audience_label=audience_label, period_of=period_of,
        count=sum(counts.get(state, 0) for state in CURRENT), past=sum(counts.get(state, 0) for state in PAST),
        may_begin=may_now("create_format"), ideas=ideas_handed_in(page.rows),
    )  # fmt: skip


# ---- a new one -----------------------------------------------------------------------------------


@formats_desk.get("/neu")
@needs("create_format")
def new() -> str:
    """About which concept, of which kind, from which template, from when on."""
    return _new_page(_new_form(NewForm()))


@formats_desk.post("/neu")
@writes
@needs("create_format")
def begin() -> Answer:
    """Make the draft; a second sending leads to the first one."""
    form: Any = _new_form(NewForm.of_request())
    if known := find_by_once(once_of(current_person(), form["once"].data)):
        return _to(known)
    if form.is_sent_and_valid():
        try:
            return _to(_begin(form))
        except TemplateIsUnknown:
            form.fault("template", _("Please choose a template, or none."))
        except DomainError as error:
            form.blame(error)
    return _new_page(form), 422


def _begin(form: Any) -> ParticipationFormat:
    concept = next(one for one in concepts_for(current_person()) if one.id == form["concept"].data)
    template = find_template(form["template"].data or "")
    title = form["title"].data or template.title or kinds()[template.kind].label()
    format = begin_from(
        template, concept, fields_of(concept), title=title, first=form["first"].data, by=current_person(),
        once=once_of(current_person(), form["once"].data),
    )  # fmt: skip
    if format.opens_on != form["first"].data:
        flash(_("It begins on the next working day after the day you chose."), "info")
    flash(_("The draft is there. Nobody but the desk sees it yet."), "success")
    return format


def _new_form(form: Any) -> Any:
    form["concept"].choices = [(one.id, one.title) for one in concepts_for(current_person())]
    form["template"].choices = [(one.key, one.name) for one in offered()]
    return form


def _new_page(form: Any) -> str:
    return render_template("formats_desk/new.html", form=form, templates=offered(), kinds=kinds())


# ---- one format ----------------------------------------------------------------------------------


@formats_desk.get(NUMBER)
@needs("run_format", on=find_on_desk)
def show(format: ParticipationFormat) -> str:
    """Where it stands, what comes next, what is missing, what people do in it, what has happened."""
    speak_for(format.authority)
    may_edit = may_now("edit_format", format) and is_possible("edit_format", format.state)
    entries = chronicle_of(format.id, "public", "author", "staff")
    own = {
        "lacks": lacks_of(format, missing_in(format)) if may_edit and format.state in ("draft", "announced") else [],
        "steps": next_steps(format) if may_now("decide_on_format", format) else [],
        "may_edit": may_edit, "held": count_waiting(format),
        "ideas": ideas_handed_in([format]).get(format.number),
        "what_next": what_next(format), "may_draft": is_possible("draft_result", format.state),
        "entries": desk_story(entries, earlier_wordings(format), names_of(entry.actor_id for entry in entries)),
    }  # fmt: skip
    # Its own names are its own: the panel is rendered apart from the page around it.
    kind = kind_of(format)
    panel = render_template(kind.desk, format=format, thing=format, kind=kind, **kind.panel(format))
    return render_template("formats_desk/show.html", panel=Markup(panel), **frame_of(format), **own)  # noqa: S704


@formats_desk.get(f"{NUMBER}/vorschau")
@needs("run_format", on=find_on_desk)
def preview(format: ParticipationFormat) -> str:
    """So everybody will read it."""
    speak_for(format.authority)
    return render_template("formats_desk/preview.html", **frame_of(format))


def frame_of(format: ParticipationFormat) -> dict[str, Any]:
    """What is true of it, in words."""
    labels = question_labels()
    return {
        "format": format, "thing": format, "kind": kind_of(format), "status": status_of(format.state),
        "period": period_of(format), "audience": audience_label(format.audience),
        "level": (level_label(format.level), level_sentence(format.level)) if format.level else None,
        "questions": [(labels[name], getattr(format, name)) for name in QUESTIONS if getattr(format, name)],
    }  # fmt: skip


# ---- its frame -----------------------------------------------------------------------------------


@formats_desk.get(f"{NUMBER}/bearbeiten")
@needs("edit_format", on=find_on_desk)
def edit(format: ParticipationFormat) -> str:
    """Everything everybody is told about it, to be changed."""
    if not is_possible("edit_format", format.state):
        abort(404)
    filled = {name: getattr(format, name) for name in FIELDS}
    return _edit_page(format, _offer(format, FormatForm(data={**filled, "version": format.version})))


@formats_desk.post(f"{NUMBER}/bearbeiten")
@writes
@needs("edit_format", on=find_on_desk)
def save(format: ParticipationFormat) -> Answer:
    """Save the frame; what is missing or too early is said at its field, what somebody else changed beside it."""
    form: Any = _offer(format, FormatForm.of_request())
    if not form.is_sent_and_valid():
        return _edit_page(format, form), 422
    try:
        changed = edit_format(
            format, by=current_person(), values=form.values, version=form.shown_version,
            reason=form["reason"].data or "",
        )  # fmt: skip
    except (VersionIsStale, NotAllowedNow):
        form["version"].data = format.version
        return _edit_page(format, form, is_stale=True), 409
    except DomainError as error:
        form.blame(error)
        return _edit_page(format, form), 422
    flash(_("Saved.") if changed else _("Nothing was different; nothing is changed."), "success")
    return _to(format)


def _offer(format: ParticipationFormat, form: Any) -> Any:
    form.offer(towns_for(format), phases_of(format.concept_id))
    return form


def _edit_page(format: ParticipationFormat, form: Any, *, is_stale: bool = False) -> str:
    speak_for(format.authority)
    return render_template(
        "formats_desk/edit.html", form=form, is_stale=is_stale, is_draft=format.state == "draft",
        may_edit=is_possible("edit_format", format.state),
        differences=_differences(format, form) if is_stale else [], **frame_of(format),
    )  # fmt: skip


def _differences(format: ParticipationFormat, form: Any) -> list[tuple[str, str, str]]:
    """Per field that differs: its name, what stands there by now, what was typed."""
    labels, typed = field_labels(), form.values
    return [
        (labels[name], _said(form, name, getattr(format, name)), _said(form, name, typed[name]))
        for name in FIELDS
        if getattr(format, name) != typed[name]
    ]


def _said(form: Any, name: str, value: Any) -> str:
    choices = dict(getattr(form[name], "choices", None) or [])
    return str(choices.get(value, value)) if value not in (None, "") else "–"


def _to(format: ParticipationFormat) -> Response:
    return redirect(url_for("formats_desk.show", number=format.id), 303)
