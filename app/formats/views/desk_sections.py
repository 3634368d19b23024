"""The topics, guiding questions or quadrants of a format: its list at the desk, one of them, its summary."""

from typing import Any

from flask import Blueprint, abort, flash, redirect, render_template, url_for
from flask_babel import gettext as _
from werkzeug import Response

from app.core.doors import writes
from app.core.errors import DomainError, NotAllowedNow, VersionIsStale
from app.formats.desk_queries import find_section_on_desk, goals_to_choose
from app.formats.forms import SectionForm, SummaryForm
from app.formats.kinds import kind_of
from app.formats.models import QUADRANTS, FormatSection, ParticipationFormat
from app.formats.queries import find_on_desk
from app.formats.sections import (
    SectionIsIncomplete,
    SectionIsInUse,
    TooManySections,
    add_section,
    edit_section,
    move_section,
    remove_section,
    summarise_section,
)
from app.formats.wording import quadrant_label, status_of
from app.formats.workflow import is_possible
from app.pages.frame import speak_for
from app.policies.doors import current_person, may_now, needs

formats_sections = Blueprint("formats_sections", __name__)

Answer = str | Response | tuple[str, int]
LIST = "/<int:number>/abschnitte"
ONE = f"{LIST}/<int:section_id>"


@formats_sections.get(LIST)
@needs("run_format", on=find_on_desk)
def index(format: ParticipationFormat) -> str:
    """All of them in order; below, one more."""
    return _index_page(format, _offer(format, SectionForm()))


@formats_sections.post(LIST)
@writes
@needs("edit_format", on=find_on_desk)
def add(format: ParticipationFormat) -> Answer:
    """One more, at the end."""
    form: Any = _offer(format, SectionForm.of_request())
    if not form.is_sent_and_valid():
        return _index_page(format, form), 422
    try:
        section = add_section(format, form.wording, by=current_person())
    except NotAllowedNow:
        return _index_page(format, form), 409
    except DomainError as error:
        _blame(form, error)
        return _index_page(format, form), 422
    flash(_("Added: %(title)s", title=section.title), "success")
    return _to_list(format, section)


@formats_sections.get(ONE)
@needs("run_format", on=find_section_on_desk)
def edit(section: FormatSection) -> str:
    """One of them: its words, what it is about, and what has been understood so far."""
    return _page(section, _filled(section), _summary_of(section))


@formats_sections.post(ONE)
@writes
@needs("edit_format", on=find_section_on_desk)
def save(section: FormatSection) -> Answer:
    """Other words for it."""
    form: Any = _offer(section.format, SectionForm.of_request())
    if not form.is_sent_and_valid():
        return _page(section, form, _summary_of(section)), 422
    try:
        edit_section(section, form.wording, by=current_person(), version=form.shown_version)
    except (VersionIsStale, NotAllowedNow):
        form["version"].data = section.version
        return _page(section, form, _summary_of(section), is_stale=True), 409
    except DomainError as error:
        _blame(form, error)
        return _page(section, form, _summary_of(section)), 422
    flash(_("Saved."), "success")
    return _to_list(section.format, section)


@formats_sections.post(f"{ONE}/zusammenfassung")
@writes
@needs("run_format", on=find_section_on_desk)
def summarise(section: FormatSection) -> Answer:
    """What the office has understood so far, for everybody in the format."""
    form: Any = SummaryForm.of_request()
    if not form.is_sent_and_valid():
        return _page(section, _filled(section), form), 422
    try:
        summarise_section(
            section, by=current_person(), text=form["summary"].data or "", version=form.shown_version
        )  # fmt: skip
    except (VersionIsStale, NotAllowedNow):
        form["version"].data = section.version
        return _page(section, _filled(section), form, is_stale=True), 409
    flash(_("The summary stands on its page."), "success")
    return _to_list(section.format, section)


@formats_sections.post(f"{ONE}/hoch")
@writes
@needs("edit_format", on=find_section_on_desk)
def move_up(section: FormatSection) -> Answer:
    """Before the one that stands above it."""
    return _moved(section, up=True)


@formats_sections.post(f"{ONE}/runter")
@writes
@needs("edit_format", on=find_section_on_desk)
def move_down(section: FormatSection) -> Answer:
    """After the one that stands below it."""
    return _moved(section, up=False)


@formats_sections.post(f"{ONE}/entfernen")
@writes
@needs("edit_format", on=find_section_on_desk)
def remove(section: FormatSection) -> Answer:
    """Take it away, as long as nobody has said anything in it."""
    format, title = section.format, section.title
    try:
        remove_section(section, by=current_person())
    except SectionIsInUse:
        form = _offer(format, SectionForm())
        refused = _("“%(title)s” stays: something was said in it, or it is the last one.", title=title)
        return _index_page(format, form, refused=refused), 422
    except NotAllowedNow:
        return _index_page(format, _offer(format, SectionForm())), 409
    flash(_("Removed: %(title)s", title=title), "success")
    return redirect(url_for("formats_sections.index", number=format.id), 303)


def _moved(section: FormatSection, *, up: bool) -> Answer:
    try:
        move_section(section, up=up, by=current_person())
    except NotAllowedNow:
        return _index_page(section.format, _offer(section.format, SectionForm())), 409
    return _to_list(section.format, section)


def _blame(form: Any, error: DomainError) -> None:
    if isinstance(error, TooManySections):
        form.fault("title", _("There are too many already. Please join some of them."))
    elif isinstance(error, SectionIsIncomplete):
        form.fault("title", _("Please fill in what stands in braces; it is announced already."))
    else:
        raise error


def _offer(format: ParticipationFormat, form: Any) -> Any:
    has_quadrants = any(section.quadrant for section in format.sections) or format.format_kind == "swot"
    form.offer(goals_to_choose(format), QUADRANTS if has_quadrants else ())
    return form


def _filled(section: FormatSection) -> Any:
    names = ("title", "text", "goal_id", "quadrant", "version")
    return _offer(section.format, SectionForm(data={name: getattr(section, name) for name in names}))


def _summary_of(section: FormatSection) -> Any:
    return SummaryForm(data={"summary": section.summary, "version": section.version}, prefix="")


def _index_page(format: ParticipationFormat, form: Any, *, refused: str | None = None) -> str:
    kind = kind_of(format)
    if kind.section is None:
        abort(404)
    speak_for(format.authority)
    return render_template(
        "formats_desk/sections.html", format=format, form=form, refused=refused, section_label=kind.section(),
        may_edit=_may_edit(format), status=status_of(format.state),
        may_summarise=is_possible("summarise", format.state), quadrant_label=quadrant_label,
    )  # fmt: skip


def _page(section: FormatSection, form: Any, summary: Any, *, is_stale: bool = False) -> str:
    format = section.format
    speak_for(format.authority)
    for field in summary:
        field.id = field.label.field_id = f"zusammenfassung-{field.short_name}"
    return render_template(
        "formats_desk/section.html", format=format, one=section, form=form, summary=summary, is_stale=is_stale,
        may_edit=_may_edit(format), may_summarise=is_possible("summarise", format.state),
    )  # fmt: skip


def _may_edit(format: ParticipationFormat) -> bool:
    return may_now("edit_format", format) and is_possible("edit_format", format.state)


def _to_list(format: ParticipationFormat, section: FormatSection) -> Response:
    return redirect(url_for("formats_sections.index", number=format.id, _anchor=f"abschnitt-{section.id}"), 303)
