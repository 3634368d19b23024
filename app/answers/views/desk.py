"""Drafting the coordinated answer beside the statements, and replying to what an author asks back."""

from collections.abc import Callable
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import format_time
from flask_babel import gettext as _
from werkzeug import Response

from app.answers.asking_back import reply_to_follow_up
from app.answers.beside import answer_beside
from app.answers.drafting import (
    IdeaTextIsReplaced,
    discard_answer,
    hand_in_answer,
    is_citable,
    save_answer,
    take_back_answer,
)
from app.answers.forms import RemarkForm, ReplyForm
from app.answers.models import CoordinatedAnswer
from app.answers.queries import asked_about, open_answer_of, open_follow_up_of
from app.answers.releasing import publish_answer
from app.answers.releasing import release_alone as release_by_its_writer
from app.answers.views.draft_pages import blank_form, draft_page, form_for, late_page, preview_page
from app.answers.wording import quotation
from app.casework.checking import open_items, pass_over
from app.casework.templates import insert_template
from app.core.clock import now
from app.core.doors import Afterwards, writes
from app.core.errors import DomainError, NotAllowedNow, VersionIsStale
from app.ideas.models import Idea
from app.ideas.queries import find_on_desk
from app.pages.frame import speak_for
from app.policies.doors import current_person, needs

answers_desk = Blueprint("answers_desk", __name__)

Answer = str | Response | tuple[str, int] | Afterwards


@answers_desk.errorhandler(NotAllowedNow)
def too_late(_error: NotAllowedNow) -> Any:
    """Somebody was quicker: what happened, and what was typed."""
    number = (request.view_args or {}).get("number", 0)
    idea = find_on_desk(number, current_person())
    return ("", 404) if idea is None else (late_page(idea), 409)


def received(number: int, to: Any) -> Idea | None:
    """What this person's authorities have received."""
    return find_on_desk(number, to)


def open_answer(number: int, to: Any) -> CoordinatedAnswer | None:
    """The answer that is being written or waits, of an idea of this person's authorities."""
    idea = find_on_desk(number, to)
    return open_answer_of(idea) if idea is not None else None


@answers_desk.get("/ideen/<int:number>/antwort")
@needs("draft_answer", on=received)
def draft(idea: Idea) -> Answer:
    """All statements side by side, and beside them the answer."""
    beside = answer_beside(idea)
    if beside is None or not beside.is_coordinated:
        flash(_("No coordinated answer is being written about this idea."), "info")
        return redirect(url_for("ideas_desk.show", number=idea.number))
    return draft_page(idea, beside.answer, blank_form(idea, beside.answer))


@answers_desk.post("/ideen/<int:number>/antwort")
@writes
@needs("draft_answer", on=received)
def save(idea: Idea) -> Answer:
    """Keep the draft; put in a statement's words or a template; look at it as the public will."""

    def done(answer: CoordinatedAnswer) -> Response:
        if "preview" in request.form:
            return redirect(url_for("answers_desk.preview", number=idea.number), 303)
        flash(_("The draft is saved."), "success")
        return redirect(url_for("answers_desk.draft", number=idea.number, _anchor="entwurf"), 303)

    form = form_for(idea)
    _put_in(idea, form)
    if request.headers.get("HX-Request"):
        return _autosaved(idea, form)
    return _save_and(idea, form, lambda _answer: None, done)


@answers_desk.post("/ideen/<int:number>/antwort/abgeben")
@writes
@needs("draft_answer", on=received)
def hand_in(idea: Idea) -> Answer:
    """Save what was typed and lay it before a second person."""

    def act(answer: CoordinatedAnswer) -> None:
        hand_in_answer(
            answer, by=current_person(), version=answer.version, despite_open=bool(form["despite_open"].data)
        )

    def done(_answer: CoordinatedAnswer) -> Response:
        flash(_("The answer waits for its release now."), "success")
        return redirect(url_for("answers_desk.draft", number=idea.number), 303)

    form = form_for(idea)
    return _save_and(idea, form, act, done, is_final=True)


@answers_desk.post("/ideen/<int:number>/antwort/veroeffentlichen")
@writes
@needs("draft_answer", on=received)
def publish(idea: Idea) -> Answer:
    """Save what was typed and publish it, where the authority asks for no release."""

    def act(answer: CoordinatedAnswer) -> None:
        publish_answer(
            answer, by=current_person(), version=answer.version, despite_open=bool(form["despite_open"].data)
        )

    def done(_answer: CoordinatedAnswer) -> Response:
        flash(_("The answer is public. The author is told."), "success")
        return redirect(url_for("ideas_desk.show", number=idea.number), 303)

    form = form_for(idea)
    return _save_and(idea, form, act, done, is_final=True)


@answers_desk.get("/ideen/<int:number>/antwort/vorschau")
@needs("draft_answer", on=received)
def preview(idea: Idea) -> Answer:
    """The saved draft as everybody will read it."""
    answer = open_answer_of(idea)
    if answer is None:
        return redirect(url_for("answers_desk.draft", number=idea.number))
    return preview_page(idea, answer)


@answers_desk.post("/ideen/<int:number>/antwort/zuruecknehmen")
@writes
@needs("draft_answer", on=open_answer)
def take_back(answer: CoordinatedAnswer) -> Answer:
    """Write on: it does not wait for release any more."""
    return _step(answer, take_back_answer, _("You can go on writing. The answer does not wait any more."))


@answers_desk.post("/ideen/<int:number>/antwort/verwerfen")
@writes
@needs("draft_answer", on=open_answer)
def discard(answer: CoordinatedAnswer) -> Answer:
    """This draft leads nowhere."""
    return _step(answer, discard_answer, _("The draft is discarded. It stays in the file of the idea."))


@answers_desk.post("/ideen/<int:number>/antwort/allein-freigeben")
@writes
@needs("release_alone", on=open_answer)
def release_alone(answer: CoordinatedAnswer) -> Answer:
    """Release it without a second person, with a remark, where the rule and the day allow it."""
    form: Any = RemarkForm.of_request().named("allein")
    if form.is_sent_and_valid():
        try:
            release_by_its_writer(
                answer, by=current_person(), version=form.shown_version, remark=form["remark"].data or ""
            )
        except NotAllowedNow:
            raise
        except VersionIsStale:
            return _unchanged_page(answer, 409, alone=form, is_stale=True)
        except DomainError as error:
            form.blame(error)
        else:
            flash(_("The answer is public. The author is told."), "success")
            return redirect(url_for("ideas_desk.show", number=answer.idea_id), 303)
    return _unchanged_page(answer, 422, alone=form)


@answers_desk.get("/ideen/<int:number>/rueckfrage")
@needs("reply_to_follow_up", on=received)
def follow_up(idea: Idea) -> Answer:
    """What the author asks back about the answer, and the reply."""
    if open_follow_up_of(idea) is None:
        flash(_("There is no open question about the answer."), "info")
        return redirect(url_for("ideas_desk.show", number=idea.number))
    return _reply_page(idea, ReplyForm(None))


@answers_desk.post("/ideen/<int:number>/rueckfrage")
@writes
@needs("reply_to_follow_up", on=received)
def reply(idea: Idea) -> Answer:
    """Send the reply to the author."""
    asked, form = open_follow_up_of(idea), ReplyForm.of_request()
    if asked is None:
        return Afterwards(lambda: (late_page(idea), 409))
    if form.is_sent_and_valid():
        try:
            reply_to_follow_up(asked, by=current_person(), text=form["text"].data or "")
        except NotAllowedNow:
            raise
        except DomainError as error:
            form.blame(error)
        else:
            flash(_("Your reply is on its way to the author."), "success")
            return redirect(url_for("ideas_desk.show", number=idea.number), 303)
    return Afterwards(lambda: (_reply_page(idea, form), 422))


def _reply_page(idea: Idea, form: ReplyForm) -> str:
    speak_for(idea.authority)
    asked = open_follow_up_of(idea)
    return render_template("answers_desk/reply.html", idea=idea, form=form, asked=asked)


def _step(answer: CoordinatedAnswer, verb: Callable[..., None], done: str) -> Answer:
    """A step without a text of its own: bound to the version shown."""
    form: Any = RemarkForm.of_request()
    try:
        verb(answer, by=current_person(), version=form.shown_version)
    except VersionIsStale:
        return _unchanged_page(answer, 409, is_stale=True)
    flash(done, "success")
    return redirect(url_for("answers_desk.draft", number=answer.idea_id), 303)


def _unchanged_page(answer: CoordinatedAnswer, status: int, **shown: Any) -> Afterwards:
    idea = answer.idea
    return Afterwards(lambda: (draft_page(idea, answer, blank_form(idea, answer), **shown), status))


def _save(idea: Idea, form: Any) -> CoordinatedAnswer:
    return save_answer(
        idea, by=current_person(), version=form.shown_version, idea_version=form.shown_idea_version,
        text=form["text"].data or "", outcome=form["outcome"].data, forwarded_to=form["forwarded_to"].data,
        cited=form.cited_ids, once=form["once"].data,
    )  # fmt: skip


def _save_and(
    idea: Idea, form: Any, act: Callable[[CoordinatedAnswer], None], done: Callable[[CoordinatedAnswer], Response],
    *, is_final: bool = False,
) -> Answer:  # fmt: skip
    """Form → save → step → redirect; a replaced draft leads to a page with both texts, nothing is lost."""
    if form.is_sent_and_valid() and not (is_final and form.has_gaps()):
        try:
            answer = _save(idea, form)
            act(answer)
            if is_final and (unchecked := open_items(idea)):
                pass_over(idea, unchecked, by=current_person())
        except NotAllowedNow:
            raise
        except VersionIsStale as stale:
            return _stale(idea, form, stale)
        except DomainError as error:
            form.blame(error)
            # What was typed is saved all the same: only the step that was to follow is not taken.
            form["version"].data = (open_answer_of(idea) or CoordinatedAnswer(version=0)).version
        else:
            return done(answer)
    return Afterwards(lambda: (draft_page(idea, open_answer_of(idea), form), 422))


def _stale(idea: Idea, form: Any, stale: VersionIsStale) -> Answer:
    answer = open_answer_of(idea)
    if answer is not None and _is_repeated(answer, form):
        flash(_("This had arrived already; it counts once."), "info")
        return redirect(url_for("answers_desk.draft", number=idea.number), 303)
    form["version"].data, form["idea_version"].data = answer.version if answer else 0, idea.version
    is_idea = isinstance(stale, IdeaTextIsReplaced)
    return Afterwards(lambda: (draft_page(idea, answer, form, is_stale=not is_idea, is_idea_stale=is_idea), 409))


def _is_repeated(answer: CoordinatedAnswer, form: Any) -> bool:
    """The very same was sent and saved a moment ago."""
    kept = answer.saved_by_id, answer.text, answer.outcome, answer.forwarded_to or ""
    return kept == (
        current_person().id, form["text"].data or "", form["outcome"].data or None, form["forwarded_to"].data or ""
    )  # fmt: skip


def _put_in(idea: Idea, form: Any) -> None:
    """Below what was typed: an office's words, or a template, where its button was pressed."""
    insert_template(form["text"], idea, request.form)
    quoted = next((one for one in asked_about(idea) if str(one.id) == request.form.get("quote")), None)
    if quoted is not None and is_citable(quoted):
        form["text"].data = "\n\n".join(part for part in (form["text"].data, quotation(quoted)) if part)
        form["cited"].data = [*(form["cited"].data or []), str(quoted.id)]


def _autosaved(idea: Idea, form: Any) -> Response:
    """Kept while it is typed; the page takes the new version over, or says that somebody else was quicker."""
    said = _("Not saved: the text is too long.")
    if form.validate():
        try:
            form["version"].data = _save(idea, form).version
            said = _("Saved at %(time)s", time=format_time(now(), _("h:mm a")))
        except (VersionIsStale, NotAllowedNow):
            said = _("Not saved: somebody else has changed the draft. Press “Save” to see both texts.")
        except DomainError:
            said = _("Not saved yet.")
    return Response(render_template("answers_desk/_kept.html", said=said, version=form.shown_version))
