"""Blacking words out in a comment or a contribution."""

from collections.abc import Callable
from re import Pattern
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from app.core.doors import writes
from app.discussion.commenting import redact_comment
from app.discussion.models import Comment
from app.formats.models import Contribution
from app.formats.queries import find_contribution_on_desk
from app.formats.redacting import redact_contribution
from app.pages.frame import speak_for
from app.policies.doors import current_person, needs
from app.restrictions.forms import PassagesForm
from app.restrictions.passages import blacken, hits_in
from app.restrictions.queries import find_restrictable_comment
from app.restrictions.reporting import settle_reports_on
from app.restrictions.targets import thing_of
from app.restrictions.views.hiding import Answer, restrictions_desk
from app.restrictions.views.showing import desk_address, origin_of, shown

Redacted = Comment | Contribution


@restrictions_desk.get("/kommentar/<int:comment_id>/schwaerzen")
@needs("redact", on=find_restrictable_comment)
def ask_to_redact_comment(comment: Comment) -> str:
    """Which words of a comment are to go?"""
    return _redact_page(comment, PassagesForm(data={"version": str(comment.version)}))


@restrictions_desk.post("/kommentar/<int:comment_id>/schwaerzen")
@writes
@needs("redact", on=find_restrictable_comment)
def redact(comment: Comment) -> Answer:
    """Show how the comment will read, or black the words out."""
    texts = [comment.text, *(version.text for version in comment.earlier)]
    return _redact(comment, texts, lambda pattern, **how: redact_comment(comment, pattern, **how))


@restrictions_desk.get("/beitrag/<int:number>/schwaerzen")
@needs("redact", on=find_contribution_on_desk)
def ask_to_redact_contribution(made: Contribution) -> str:
    """Which words of a contribution are to go?"""
    return _redact_page(made, PassagesForm(data={"version": str(made.version)}))


@restrictions_desk.post("/beitrag/<int:number>/schwaerzen")
@writes
@needs("redact", on=find_contribution_on_desk)
def redact_what_was_said(made: Contribution) -> Answer:
    """Show how the contribution will read, or black the words out."""
    texts = [made.title, made.text, *(text for version in made.earlier for text in (version.title, version.text))]
    return _redact(made, texts, lambda pattern, **how: redact_contribution(made, pattern, **how))


def _redact(target: Redacted, texts: list[str], black_out: Callable[..., None]) -> Answer:
    form = PassagesForm.of_request()
    if not form.is_sent_and_valid():
        return _redact_page(target, form), 422
    pattern: Pattern[str] = form.pattern
    hits = [hit for text in texts for hit in hits_in(text, pattern)]
    if not hits:
        form.blame_nothing_found()
        return _redact_page(target, form), 422
    if form.shown_version != target.version:
        form.version.data = str(target.version)
        return _redact_page(target, form, is_stale=True), 409
    if "preview" in request.form:
        return _redact_page(target, form, preview=blacken(target.text, pattern), hits=hits)
    black_out(pattern, by=current_person(), reason=form.reason.data)
    settle_reports_on(target, "redacted", by=current_person())
    flash(_("The words are blacked out."), "success")
    return redirect(url_for("restrictions_desk.index"), 303)


def _redact_page(target: Redacted, form: PassagesForm, **values: Any) -> str:
    speak_for(thing_of(target).authority)
    return render_template(
        "restrictions_desk/redact.html", shown=shown(target), form=form, desk_url=desk_address(target),
        origin=origin_of(target), **values,
    )  # fmt: skip
