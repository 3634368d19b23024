"""Letters for authors without a mailbox: print, post."""

from collections.abc import Sequence
from functools import partial
from typing import Any

from flask import Blueprint, current_app, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from app.core.doors import Afterwards, writes
from app.core.forms import sent_numbers
from app.core.papers import as_pdf
from app.notifications.letter_wording import LANGUAGE, LETTER, paper_frame, paper_of, verb_words
from app.notifications.models import PaperLetter
from app.notifications.posting import (
    IsNotPosted,
    IsPostedAlready,
    chosen_letters,
    find_letter,
    is_first_letter,
    post_letter,
    posted_letters,
    take_back_letter,
    waiting_letters,
)
from app.pages.frame import speak_for
from app.policies.doors import current_person, needs
from app.reception.queries import is_without_account

letters = Blueprint("letters", __name__)
NUMBER = "<int:number>"


@letters.get("")
@needs("post_letter")
def index() -> str:
    """What is to be printed and posted, by its day; and what has gone out."""
    if request.args.get("ansicht") == "erledigt":
        rows, page = posted_letters(current_person(), request.args.get("nach"))
        return render_template("letters/index.html", rows=rows, next=page.next, is_done=True, verb_words=verb_words)
    rows = waiting_letters(current_person())
    return render_template("letters/index.html", rows=rows, next=None, is_done=False, verb_words=verb_words)


@letters.get(f"/{NUMBER}")
@needs("post_letter", on=find_letter)
def show(letter: PaperLetter) -> str:
    """The words of one letter and where it goes, before it is printed."""
    speak_for(letter.thing.authority)
    return render_template(
        "letters/show.html", letter=letter, paper=paper_of(letter), idea=letter.thing,
        bears_code=letter.posted_at is None and is_first_letter(letter),
        may_change=is_without_account(letter.thing),  # type: ignore[arg-type]
    )  # fmt: skip


@letters.post("/drucken")
@writes
@needs("post_letter")
def print_chosen() -> Any:
    """The chosen letters as one PDF."""
    chosen = chosen_letters(_numbers(), current_person())
    if not chosen:
        flash(_("Please choose at least one letter that waits."), "warning")
        return redirect(url_for("letters.index"), 303)
    return _printed(chosen, "Briefe")


@letters.post(f"/{NUMBER}/drucken")
@writes
@needs("post_letter", on=find_letter)
def print_one(letter: PaperLetter) -> Any:
    """One letter as PDF; one that was posted, as it went out, without its code."""
    return _printed([letter], f"Brief-{letter.thing_id}-{letter.id}")


@letters.post("/abgeschickt")
@writes
@needs("post_letter")
def post_chosen() -> Any:
    """The chosen letters are in the post; those that somebody else has posted meanwhile stay as they are."""
    chosen = chosen_letters(_numbers(), current_person())
    for letter in chosen:
        post_letter(letter, by=current_person())
    if chosen:
        said = ngettext("%(num)s letter is in the post.", "%(num)s letters are in the post.", len(chosen))
        flash(said, "success")
    else:
        flash(_("None of these letters waits any more."), "info")
    return redirect(url_for("letters.index"), 303)


@letters.post(f"/{NUMBER}/abgeschickt")
@writes
@needs("post_letter", on=find_letter)
def post(letter: PaperLetter) -> Any:
    """This letter is in the post."""
    try:
        post_letter(letter, by=current_person())
        flash(_("The letter is in the post."), "success")
    except IsPostedAlready:
        flash(_("Somebody has put this letter in the post already."), "info")
    return redirect(url_for("letters.index"), 303)


@letters.post(f"/{NUMBER}/zurueck")
@writes
@needs("post_letter", on=find_letter)
def came_back(letter: PaperLetter) -> Any:
    """The post brought it back."""
    try:
        take_back_letter(letter)
        flash(_("The letter waits again. Please check the address."), "success")
    except IsNotPosted:
        flash(_("This letter has not been posted yet."), "info")
    return redirect(url_for("letters.show", number=letter.id), 303)


def _numbers() -> list[int]:
    return sent_numbers(request.form.getlist("brief")[:200])


def _printed(chosen: Sequence[PaperLetter], name: str) -> Any:
    """The words are fixed in the transaction, with the codes; the paper is set when it is over."""
    by, reachable = current_person(), [one for one in chosen if one.thing.contact_post]  # type: ignore[attr-defined]
    papers = [paper_of(letter, printed_by=by) for letter in reachable]
    if not papers:
        flash(_("There is no address any more to which this letter could go."), "warning")
        return redirect(url_for("letters.index"), 303)
    title = papers[0]["subject"] if len(papers) == 1 else _("Letters")
    content = paper_frame(papers, site=current_app.config["SITE_NAME"], is_demo=current_app.config["DEMO"])
    return Afterwards(partial(as_pdf, LETTER, content, title=title, lang=LANGUAGE, name=name))
