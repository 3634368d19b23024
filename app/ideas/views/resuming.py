"""Coming back by the link from a mail: looking changes nothing, the button does."""

from typing import Any

from flask import flash, redirect, render_template, session, url_for
from flask_babel import gettext as _

from app.accounts.models import EmailProof
from app.accounts.proving import look_at_link as look
from app.accounts.proving import prove_by_link
from app.core.doors import public, writes
from app.core.errors import DomainError
from app.ideas.models import Idea
from app.ideas.queries import find_living_draft
from app.ideas.submitting import renew_key
from app.ideas.views.drafts import first_version, ideas_writing, remember_draft
from app.ideas.views.handing_in import ensure_meant, submit_proved, words_for
from app.pages.frame import speak_for


@ideas_writing.get("/einreichen/<token>")
@public
def look_at_link(token: str) -> Any:
    """The idea the link would hand in, and the button that does it."""
    return _look(token, "submit", "ideas/writing/submit_by_link.html")


@ideas_writing.post("/einreichen/<token>")
@writes
@public
def submit_by_link(token: str) -> Any:
    """Hand the idea in: the link proves the mailbox."""
    try:
        idea = _meant(look(token), "submit")
        proof = prove_by_link(token)
    except DomainError as error:
        return _too_late(error)
    session.pop("proof", None)
    return submit_proved(idea, proof.email)


@ideas_writing.get("/entwurf/<token>")
@public
def resume(token: str) -> Any:
    """The draft the link would open, and the button that does it."""
    return _look(token, "draft", "ideas/writing/resume.html")


@ideas_writing.post("/entwurf/<token>")
@writes
@public
def go_on(token: str) -> Any:
    """Go on with this draft in this browser; the link opens no account, and no draft that belongs to one."""
    try:
        idea = _meant(look(token), "draft")
        prove_by_link(token)
    except DomainError as error:
        return _too_late(error)
    sheet = url_for("ideas_writing.rewrite", number=idea.id)
    if idea.author_id is not None:
        return redirect(url_for("accounts.sign_in", next=sheet), 303)
    remember_draft(renew_key(idea))
    flash(_("Here is your text."), "success")
    return redirect(sheet, 303)


class DraftIsGone(DomainError):
    """The draft was handed in, deleted, or nobody went on with it for 14 days."""


def _meant(proof: EmailProof, purpose: str) -> Idea:
    idea = find_living_draft(proof.context.get("idea"))
    if proof.purpose != purpose or idea is None:
        raise DraftIsGone
    if purpose == "submit":
        ensure_meant(idea, proof)
    elif idea.contact_email != proof.email:
        raise DraftIsGone
    return idea


def _look(token: str, purpose: str, template: str) -> Any:
    try:
        proof = look(token)
        idea = _meant(proof, purpose)
    except DomainError as error:
        return _too_late(error)
    speak_for(idea.authority)
    return render_template(template, idea=idea, version=first_version(idea), token=token, email=proof.email)


def _too_late(error: DomainError) -> Any:
    is_gone = isinstance(error, DraftIsGone)
    text = (
        _("The idea has already been handed in, or the draft was deleted because nobody went on with it for 14 days.")
        if is_gone
        else words_for(error)
    )
    return render_template("ideas/writing/too_late.html", text=text), 410
