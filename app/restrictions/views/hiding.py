"""Hiding a thing, a comment or a file at the desk."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from sqlalchemy import and_, select
from werkzeug import Response

from app.accounts.models import Person
from app.core.clock import now
from app.core.doors import writes
from app.core.errors import VersionIsStale
from app.discussion.models import Comment
from app.files.models import Attachment
from app.ideas.models import Idea
from app.pages.frame import speak_for
from app.policies.doors import current_person, needs
from app.restrictions.forms import RestrictForm
from app.restrictions.queries import (
    find_restrictable,
    find_restrictable_comment,
    find_restrictable_file,
    has_other_approver,
    open_reports_on,
    restriction_in_force,
)
from app.restrictions.restricting import restrict
from app.restrictions.targets import Target, thing_of, version_of
from app.restrictions.views.showing import desk_address, is_of_partners, origin_of, shown, statement
from app.restrictions.wording import Statement, what_is_hidden
from app.things.models import Thing

restrictions_desk = Blueprint("restrictions_desk", __name__)

Answer = str | Response | tuple[str, int]


def find_file_on_desk(attachment_id: int, to: Person) -> Attachment | None:
    """A file of what this person's authorities have received; drafts are nobody's business."""
    is_received = and_(Idea.submitted_at.is_not(None), Idea.state != "draft")
    return find_restrictable_file(attachment_id, to, Thing.id.in_(select(Idea.id).where(is_received)))


# ---- hiding ---------------------------------------------------------------------------------------------


@restrictions_desk.get("/vorgang/<int:number>/ausblenden")
@needs("restrict", on=find_restrictable)
def ask_to_restrict(thing: Thing) -> Answer:
    """The statement of reasons for hiding an idea, a project or a contribution."""
    return _ask(thing)


@restrictions_desk.post("/vorgang/<int:number>/ausblenden")
@writes
@needs("restrict", on=find_restrictable)
def hide(thing: Thing) -> Answer:
    """Show the statement, or hide the thing."""
    return _hide(thing)


@restrictions_desk.get("/kommentar/<int:comment_id>/ausblenden")
@needs("restrict", on=find_restrictable_comment)
def ask_to_restrict_comment(comment: Comment) -> Answer:
    """The statement of reasons for hiding a comment."""
    return _ask(comment)


@restrictions_desk.post("/kommentar/<int:comment_id>/ausblenden")
@writes
@needs("restrict", on=find_restrictable_comment)
def hide_comment(comment: Comment) -> Answer:
    """Show the statement, or hide the comment."""
    return _hide(comment)


@restrictions_desk.get("/datei/<int:attachment_id>/ausblenden")
@needs("restrict", on=find_file_on_desk)
def ask_to_restrict_file(attachment: Attachment) -> Answer:
    """The statement of reasons for hiding a photo or document."""
    return _ask(attachment)


@restrictions_desk.post("/datei/<int:attachment_id>/ausblenden")
@writes
@needs("restrict", on=find_file_on_desk)
def hide_file(attachment: Attachment) -> Answer:
    """Show the statement, or hide the file."""
    return _hide(attachment)


def _ask(target: Target) -> Answer:
    if target.restricted_at is not None:
        return _hidden_already(target)
    return _restrict_page(target, RestrictForm(data={"version": str(version_of(target))}))


def _hide(target: Target) -> Answer:
    form = RestrictForm.of_request()
    if target.restricted_at is not None:
        return _hidden_already(target)
    if not form.is_sent_and_valid():
        return _restrict_page(target, form), 422
    if "preview" in request.form:
        return _restrict_page(target, form, is_previewed=True)
    try:
        restriction = restrict(
            target, by=current_person(), ground=form.ground.data, norm=form.norm.data, facts=form.facts.data,
            version=form.shown_version,
        )  # fmt: skip
    except VersionIsStale:
        form.version.data = str(version_of(target))
        return _restrict_page(target, form, is_stale=True), 409
    done = what_is_hidden(restriction)
    owed = (
        _("The body that writes the text can read the statement of reasons and object; the partners are told, too.")
        if is_of_partners(target)
        else _("The author can read the statement of reasons and object.")
    )
    flash(f"{done} {owed}", "success")
    return redirect(url_for("restrictions_desk.restriction", restriction_id=restriction.id), 303)


def _hidden_already(target: Target) -> Response:
    flash(_("This is hidden already. Here is the statement of reasons."), "info")
    restriction = restriction_in_force(target)
    if restriction is None:
        return redirect(url_for("restrictions_desk.hidden"), 303)
    return redirect(url_for("restrictions_desk.restriction", restriction_id=restriction.id), 303)


def _restrict_page(target: Target, form: RestrictForm, *, is_previewed: bool = False, is_stale: bool = False) -> str:
    speak_for(thing_of(target).authority)
    return render_template(
        "restrictions_desk/restrict.html", shown=shown(target), of_partners=is_of_partners(target), form=form,
        is_stale=is_stale, desk_url=desk_address(target), reports=open_reports_on(target), origin=origin_of(target),
        lacks_approver=not has_other_approver(thing_of(target).authority_id, current_person()),
        statement=_statement_as_typed(target, form) if is_previewed else None,
    )  # fmt: skip


def _statement_as_typed(target: Target, form: RestrictForm) -> Statement:
    return statement(
        target, ground=form.ground.data, norm=form.norm.data or "", facts=form.facts.data or "", at=now(),
        is_reported=bool(open_reports_on(target)),
    )  # fmt: skip
