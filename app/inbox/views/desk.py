"""The inbox: everything that waits for this desk, by its day; who takes care of it; and several things at once."""

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, session, url_for
from flask_babel import gettext as _
from werkzeug import Response

from app.core.doors import Afterwards, writes
from app.core.security import local_path
from app.core.texts import clean
from app.ideas.desk_queries import count_decided, fields_of, ideas_on_desk, towns_of
from app.ideas.desk_wording import view_labels
from app.ideas.inbox_wording import authority_names, counts, rows_of
from app.ideas.together_queries import given_away
from app.ideas.wording import status_of
from app.inbox.assigning import assign, give_back
from app.inbox.queries import PAGE_SIZE, kind_named, still_waiting, waiting_for
from app.inbox.views.actions import ACTIONS, MOST, Chosen, checked, colleagues, read_choice
from app.inbox.views.bulk import BulkForm, carry_out, outcomes, why_not
from app.inbox.views.listing import asked_for, chips, here, is_filtered
from app.inbox.views.menu import desk_menu
from app.policies.doors import current_person, may_now, needs

inbox = Blueprint("inbox", __name__)

Answer = str | Response | tuple[str, int] | Afterwards


@inbox.app_context_processor
def menu_of_the_desk() -> dict[str, Any]:
    """The menu with what waits; asked only where it is shown."""
    return {"desk_menu": desk_menu}


@inbox.get("")
@needs("assign")
def index() -> str:
    """What waits, by its day; what is done, or found by its number or words, is a list of ideas."""
    words = clean(request.args.get("q", ""))[:200]
    if words or request.args.get("ansicht") == "erledigt":
        return _ideas(words)
    wanted = asked_for()
    items, more = waiting_for(current_person(), wanted, request.args.get("nach"))
    ids = _authority_ids()
    return render_template(
        "inbox/index.html", rows=rows_of(items), more=here(nach=more) if more else None, wanted=wanted,
        chips=chips(wanted), is_filtered=is_filtered(wanted), fields=fields_of(ids), towns=towns_of(ids),
        actions=[action for action in ACTIONS.values() if may_now(action.permission)], here=here, most=PAGE_SIZE,
        **_frame(wanted.tab),
    )  # fmt: skip


def _ideas(words: str) -> str:
    """Ideas in every state by number or words, or those decided; and what was handed over to other offices."""
    ids, cursor = _authority_ids(), request.args.get("nach")
    rows, more = ideas_on_desk(ids, words=words, cursor=cursor)
    number = min(int(words[:12]), 2**31 - 1) if words.isdecimal() else None
    gone = given_away(ids, number) if number is not None or not (words or cursor) else ()
    return render_template(
        "inbox/ideas.html", rows=rows, words=words, given_away=gone, status_of=status_of, names=authority_names(),
        more=url_for("inbox.index", ansicht="erledigt", q=words or None, nach=more) if more else None,
        **_frame("" if words else "erledigt"),
    )  # fmt: skip


def _frame(tab: str) -> dict[str, Any]:
    return {"tab": tab, "labels": view_labels(), "counts": counts(), "decided": count_decided(_authority_ids())}


def _authority_ids() -> set[int]:
    held: set[int] = current_person().authorities_as("moderator", "project_editor")
    return held


# ---- one thing ------------------------------------------------------------------------------------------


@inbox.post("/uebernehmen")
@writes
@needs("assign")
def take_on() -> Answer:
    """I take care of it."""
    return _assign_one(is_taken=True)


@inbox.post("/zurueckgeben")
@writes
@needs("assign")
def put_back() -> Answer:
    """Nobody in particular takes care of it any more."""
    return _assign_one(is_taken=False)


def _assign_one(*, is_taken: bool) -> Answer:
    person, chosen = current_person(), read_choice(request.form.getlist("eins"))[:1]
    found = still_waiting(person, [(one.kind, one.number) for one in chosen])
    item = next(iter(found.values()), None)
    kind = kind_named(item.kind) if item is not None else None
    if item is None or kind is None:
        flash(_("This does not wait here any more; perhaps a colleague was quicker."), "info")
    elif is_taken:
        assign(item, kind, to=person, by=person)
        before = item.person if item.person_id not in (None, person.id) else None
        said = [_("You take care of it now."), *([_("Before, it was %(name)s.", name=before)] if before else [])]
        flash(" ".join(said), "success")
    else:
        give_back(item, kind, by=person)
        flash(_("Nobody in particular takes care of it now."), "success")
    return redirect(local_path(request.form.get("zurueck")) or url_for("inbox.index"), 303)


# ---- several at once ------------------------------------------------------------------------------------


@inbox.get("/auswahl")
@needs("assign")
def choose() -> Answer:
    """What of the things ticked can be done, and why not where it cannot, before anything is done."""
    return _selection_page(BulkForm.of_request())


@inbox.post("/auswahl")
@writes
@needs("assign")
def confirm() -> Answer:
    """Do it with each that goes, one by one: a fault of one does not stop the others."""
    form: Any = BulkForm.of_request()
    action, chosen = ACTIONS.get(request.form.get("aktion", "")), read_choice(request.form.getlist("ding"))
    if action is None or not 0 < len(chosen) <= MOST or not form.fits(action):
        return Afterwards(lambda: (_selection_page(form), 422))
    session["eingang"] = {"aktion": action.slug, "dinge": carry_out(action, chosen, form)}
    return redirect(url_for("inbox.result"), 303)


@inbox.get("/ergebnis")
@needs("assign")
def result() -> Answer:
    """What happened to each of them."""
    kept = session.get("eingang") or {}
    action = ACTIONS.get(kept.get("aktion", ""))
    if action is None:
        return redirect(url_for("inbox.index"))
    done = outcomes(action, kept.get("dinge", []))
    return render_template("inbox/result.html", action=action, done=done)


def _selection_page(form: Any) -> str:
    asked = request.form if request.method == "POST" else request.args
    action = ACTIONS.get(asked.get("aktion", ""))
    chosen: list[Chosen] = read_choice(asked.getlist("ding"))
    checks = checked(action, chosen) if action is not None and len(chosen) <= MOST else []
    if action is not None and action.slug == "uebergeben":
        form["person"].choices = colleagues(checks)
    return render_template(
        "inbox/selection.html", action=action, checks=checks, form=form, too_many=len(chosen) > MOST, most=MOST,
        why_not=why_not,
    )  # fmt: skip
