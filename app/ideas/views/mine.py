"""One's own ideas: where they stand, the office's questions, taking an idea back."""

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from app.answers.beside import follow_up_of
from app.calls.wording import calls_on_own
from app.core.doors import writes
from app.ideas.forms import RevisionForm, WithdrawForm
from app.ideas.models import Idea
from app.ideas.own_queries import own_ideas
from app.ideas.provenance_wording import project_urls
from app.ideas.queries import find_own
from app.ideas.submitting import save_text, submit_idea, withdraw_idea
from app.ideas.views.drafts import NUMBER
from app.ideas.wording import ahead, author_of, chronicle, place_of, status_of_idea
from app.ideas.workflow import is_possible
from app.pages.frame import speak_for
from app.policies.doors import current_person, needs
from app.restrictions.queries import restriction_in_force
from app.things.queries import chronicle_of

ideas_mine = Blueprint("ideas_mine", __name__)


@ideas_mine.get("")
@needs("use_account")
def index() -> str:
    """Everything I have written, what waits for me first."""
    rows, following = own_ideas(current_person(), request.args.get("nach"))
    read_along = [held.authority for held in current_person().valid_memberships if held.role == "observer"]
    return render_template(
        "ideas/mine/index.html", rows=rows, next=following, status_of_idea=status_of_idea, read_along=read_along,
        calls=calls_on_own([row.number for row in rows], current_person()),
    )  # fmt: skip


@ideas_mine.get(f"/{NUMBER}")
@needs("revise_idea", on=find_own)
def show(idea: Idea) -> Any:
    """One idea of mine with everything that happened to it."""
    if idea.is_prepared:
        return redirect(url_for("ideas_prepared.show", number=idea.id))
    if idea.state == "draft":
        return redirect(url_for("ideas_writing.rewrite", number=idea.id))
    speak_for(idea.authority)
    entries = chronicle_of(idea.id, "public", "author")
    questions = [entry for entry in entries if entry.verb == "request_revision"]
    return render_template(
        "ideas/mine/show.html", idea=idea, version=idea.current, status=status_of_idea(idea, for_author=True),
        entries=chronicle(entries, idea, project_urls(idea.id)), ahead=ahead(idea), author=author_of(idea),
        place=place_of(idea), question=questions[-1] if questions and idea.state == "revision_requested" else None,
        restriction=restriction_in_force(idea) if idea.restricted_at else None,
        may_withdraw=is_possible("withdraw_idea", idea.state), follow_up=follow_up_of(idea),
        call=calls_on_own([idea.id], current_person()).get(idea.id),
    )  # fmt: skip


@ideas_mine.get(f"/{NUMBER}/quittung")
@needs("revise_idea", on=find_own)
def receipt(idea: Idea) -> Any:
    """The receipt: number, day, and what happens next."""
    if idea.submitted_at is None:
        return redirect(url_for("ideas_mine.show", number=idea.id))
    speak_for(idea.authority)
    return render_template(
        "ideas/mine/receipt.html", idea=idea, ahead=ahead(idea), author=author_of(idea), place=place_of(idea),
        call=calls_on_own([idea.id], current_person()).get(idea.id),
    )  # fmt: skip


# ---- the office asks, the author answers ---------------------------------------------------------


@ideas_mine.get(f"/{NUMBER}/nachbessern")
@needs("revise_idea", on=find_own)
def revise(idea: Idea) -> Any:
    """The question and my text, to write on."""
    if idea.state != "revision_requested":
        flash(_("There is no open question about this idea."), "info")
        return redirect(url_for("ideas_mine.show", number=idea.id))
    version = idea.working or idea.current
    given = {
        "title": version.title, "text": version.text, "who_benefits": version.who_benefits,
        "touches_youth": version.touches_youth, "version": str(idea.version),
    }  # fmt: skip
    return _revision_page(idea, RevisionForm(None, data=given))


@ideas_mine.post(f"/{NUMBER}/nachbessern")
@writes
@needs("revise_idea", on=find_own)
def resubmit(idea: Idea) -> Any:
    """Send the improved text: it is received anew."""
    form = RevisionForm(request.form)
    if idea.state != "revision_requested" or form.version.data != str(idea.version):
        speak_for(idea.authority)
        status = status_of_idea(idea, for_author=True)
        return render_template("ideas/mine/stale.html", idea=idea, form=form, status=status, version=idea.current), 409
    if not form.validate():
        return _revision_page(idea, form), 422
    save_text(
        idea, title=form.title.data, text=form.text.data, who_benefits=form.who_benefits.data or None,
        touches_youth=form.touches_youth.data,
    )  # fmt: skip
    submit_idea(idea, by=current_person())
    return redirect(url_for("ideas_mine.receipt", number=idea.id), 303)


# ---- taking it back ------------------------------------------------------------------------------


@ideas_mine.get(f"/{NUMBER}/zurueckziehen")
@needs("withdraw_idea", on=find_own)
def ask_to_withdraw(idea: Idea) -> Any:
    """Really take it back?"""
    if idea.state == "draft":
        return redirect(url_for("ideas_writing.ask_to_delete", number=idea.id))
    if not is_possible("withdraw_idea", idea.state):
        flash(_("This idea can no longer be withdrawn."), "info")
        return redirect(url_for("ideas_mine.show", number=idea.id))
    speak_for(idea.authority)
    return render_template("ideas/mine/withdraw.html", idea=idea, form=WithdrawForm(None))


@ideas_mine.post(f"/{NUMBER}/zurueckziehen")
@writes
@needs("withdraw_idea", on=find_own)
def withdraw(idea: Idea) -> Any:
    """Take the idea back."""
    form = WithdrawForm(request.form)
    if not form.validate():
        speak_for(idea.authority)
        return render_template("ideas/mine/withdraw.html", idea=idea, form=form), 422
    withdraw_idea(idea, by=current_person(), reason=form.reason.data or None)
    flash(_("The idea is withdrawn."), "success")
    return redirect(url_for("ideas_mine.show", number=idea.id), 303)


def _revision_page(idea: Idea, form: RevisionForm) -> str:
    speak_for(idea.authority)
    questions = [entry for entry in chronicle_of(idea.id, "author") if entry.verb == "request_revision"]
    question = questions[-1].reason if questions else ""
    return render_template("ideas/mine/revise.html", idea=idea, form=form, question=question)
