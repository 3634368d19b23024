"""Typing in ideas from paper, counter and telephone: the form, one's own entries, the receipt to take home."""

from datetime import timedelta
from typing import Any

from flask import Response, current_app, flash, redirect, render_template, request, session, url_for
from flask_babel import get_locale
from flask_babel import gettext as _
from sqlalchemy.exc import IntegrityError

from app.core.clock import today
from app.core.database import db
from app.core.doors import writes
from app.core.limits import limited
from app.core.papers import as_pdf
from app.ideas.goal_choice import goal_tree
from app.ideas.models import Idea
from app.ideas.queries import find_by_once
from app.ideas.wording import status_of_idea
from app.notifications.posting import count_waiting_letters
from app.pages.frame import speak_for
from app.policies.doors import current_person, may_now, needs
from app.reception.claiming import is_code_of, renew_code
from app.reception.entering import TYPED_ORIGINS, DayIsImpossible, enter_idea
from app.reception.forms import EntryForm
from app.reception.paper import RECEIPT, receipt_of
from app.reception.queries import count_entered, entered_by, find_entry, is_without_account, may_renew_code
from app.reception.views import desk_more  # noqa: F401 - its doors belong to the same blueprint
from app.reception.views.room import NUMBER, reception
from app.reception.wording import reach_line

TEN_MINUTES = timedelta(minutes=10)


@reception.get("")
@needs("enter_idea")
def enter() -> str:
    """An empty form, in the order of the printed sheet."""
    origin = request.args.get("weg", "")
    given = {"origin": origin if origin in TYPED_ORIGINS else "paper", "received_on": today()}
    return _form_page(_offered(EntryForm(None, data=given)))


@reception.post("")
@limited("enter", 120, TEN_MINUTES)
@writes
@needs("enter_idea")
def keep() -> Any:
    """Receive the idea; sent twice, it is still one."""
    form = _offered(EntryForm(request.form))
    if not form.validate():
        return _form_page(form), 422
    earlier = find_by_once(form.once.data)
    if earlier is not None:
        return redirect(url_for("reception.show", number=earlier.id), 303)
    try:
        with db.session.begin_nested():
            idea, code = _entered(form)
    except IntegrityError:
        # The same form arrived twice at the same moment; the other one has made the idea.
        earlier = find_by_once(form.once.data)
        return redirect(url_for("reception.show", number=earlier.id if earlier else 0), 303)
    except DayIsImpossible:
        form.fault("received_on", _("Please check this day."))
        return _form_page(form), 422
    session["claim_code"] = {"number": idea.id, "code": code}
    return redirect(url_for("reception.show", number=idea.id), 303)


@reception.get("/eingetragen")
@needs("enter_idea")
def entries() -> str:
    """What I have typed in, and how far it is; nothing else of the desk."""
    page = entered_by(current_person(), request.args.get("nach"))
    return render_template("reception/entries.html", rows=page.rows, next=page.next, status_of_idea=status_of_idea)


@reception.get(f"/{NUMBER}")
@needs("enter_idea", on=find_entry)
def show(idea: Idea) -> str:
    """The receipt: number, day and code, to be read out or printed for the person at the counter."""
    speak_for(idea.authority)
    return render_template(
        "reception/show.html", idea=idea, code=_code_of(idea), reach=reach_line(idea), status=status_of_idea(idea),
        may_renew=may_renew_code(idea, current_person()),
        may_correct=idea.state == "submitted" and is_without_account(idea),
    )  # fmt: skip


@reception.get(f"/{NUMBER}/quittung.pdf")
@needs("enter_idea", on=find_entry)
def receipt(idea: Idea) -> Response:
    """The receipt on a sheet of its own."""
    content = receipt_of(idea, _code_of(idea), is_demo=current_app.config["DEMO"])
    lang = str(get_locale())[:2]
    return as_pdf(RECEIPT, content, title=content["headline"], lang=lang, name=f"Quittung-{idea.id}")


@reception.post(f"/{NUMBER}/code")
@writes
@needs("enter_idea", on=find_entry)
def new_code(idea: Idea) -> Any:
    """The slip with the code is lost: a new one, the old one opens nothing any more."""
    if may_renew_code(idea, current_person()):
        session["claim_code"] = {"number": idea.id, "code": renew_code(idea, by=current_person())}
        flash(_("Here is a new code. The one before no longer works."), "success")
    elif is_without_account(idea):
        flash(_("The desk has this idea in hand by now. Please tell it what is to be put right."), "info")
    return redirect(url_for("reception.show", number=idea.id), 303)


def _entered(form: EntryForm) -> tuple[Idea, str]:
    assert form.place_chosen is not None  # noqa: S101 - the form is valid
    return enter_idea(
        form.place_chosen, form.words, form.author, by=current_person(), origin=form["origin"].data,
        received_on=form["received_on"].data, goals=form.goals_chosen, once=form.once.data,
    )  # fmt: skip


def _offered(form: EntryForm) -> EntryForm:
    form.offer_places(_own_authorities())
    return form


def _own_authorities() -> set[int]:
    held: set[int] = current_person().authorities_as("reception", "moderator")
    return held


def _form_page(form: EntryForm) -> str:
    return render_template(
        "reception/enter.html", form=form, tree=goal_tree(_own_authorities()), entered=count_entered(current_person()),
        letters=count_waiting_letters(current_person()) if may_now("post_letter") else None,
    )  # fmt: skip


def _code_of(idea: Idea) -> str | None:
    """The code, in the browser it was made in, until it is used or replaced: a letter brings a new one."""
    kept = session.get("claim_code") or {}
    code: str = kept.get("code", "") if kept.get("number") == idea.id else ""
    return code if is_code_of(idea, code) else None
