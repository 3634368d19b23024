"""Step 1: writing an idea down; a draft can be gone on with here, on another device, or thrown away."""

from datetime import timedelta
from typing import Any

from flask import Response, abort, flash, g, redirect, render_template, request, url_for
from flask_babel import format_time
from flask_babel import gettext as _
from sqlalchemy.exc import IntegrityError
from werkzeug.datastructures import MultiDict

from app.accounts.proving import TooManyCodes, ask_for_proof
from app.accounts.queries import find_authority
from app.core.clock import now
from app.core.database import db
from app.core.doors import public, writes
from app.core.forms import Form
from app.core.limits import limited
from app.core.texts import clean, excerpt
from app.ideas.forms import MAX_TEXT, MAX_TITLE, IdeaForm, LaterForm
from app.ideas.goal_choice import chosen_goals, find_goals, find_gone, goal_tree, labels_of
from app.ideas.hinting import Hints, Written, hints_for
from app.ideas.models import Idea
from app.ideas.place_choice import as_of_today, authorities_near, chosen_place, find_place, only_place
from app.ideas.prepared_queries import reason_for_return
from app.ideas.queries import find_by_once
from app.ideas.similar_writing import remember_different
from app.ideas.submitting import (
    choose_goals,
    delete_draft,
    keep_for,
    place_idea,
    renew_key,
    save_text,
    start_draft,
    unplace_idea,
)
from app.ideas.views import handing_in, resuming  # noqa: F401 - their doors belong to the same blueprint
from app.ideas.views.answering import brought_along, call_on_sheet, is_outside, keep_call
from app.ideas.views.drafts import (
    NUMBER,
    drafts_here,
    first_version,
    ideas_writing,
    locale,
    my_draft,
    remember_draft,
)
from app.ideas.views.hints import different_now, told_apart
from app.ideas.views.similar import support_instead
from app.pages.frame import speak_for
from app.policies.doors import current_person, may_now

TEN_MINUTES = timedelta(minutes=10)


# ---- a new idea ----------------------------------------------------------------------------------


@ideas_writing.get("/neu")
@public
def write() -> str:
    """An empty sheet; links from goals and places bring their goal and place along."""
    given, unknown = _prefilled()
    if "aufruf" in request.args and call_on_sheet(None) is None:
        flash(_("The link named a call for ideas we do not know. You can write your idea all the same."), "info")
    for name in unknown:
        flash(_("The link named a %(name)s we do not know. Please choose yourself.", name=name), "info")
    return _sheet(IdeaForm(None, data=given))


@ideas_writing.post("/neu")
@limited("write", 30, TEN_MINUTES)
@writes
@public
def start() -> Any:
    """Keep the idea as a draft and go on to handing it in; sent twice, it is still one draft."""
    if "title" not in request.form:
        return _keep_coupon()
    form = _sent_form()
    if not form.validate():
        return _sheet(form), 422
    idea = _kept(form)
    if idea is None:
        return redirect(url_for("ideas_mine.index"), 303)
    return redirect(_onwards(idea), 303)


def _keep_coupon() -> Any:
    """The words of the start page are a draft at once, so that one can come back to them; sent twice, it is one."""
    text = clean(request.form.get("text", ""))
    if not text:
        return redirect(url_for("ideas_writing.write", stelle=request.values.get("stelle")), 303)
    form = IdeaForm(MultiDict({"title": "", "text": text, "place": _place_before()}))
    form.ask_for_little()
    if not form.validate():
        return _sheet(form), 422
    same = (draft for draft in drafts_here() if not draft.title and first_version(draft).text == form.text.data)
    idea = next(same, None) or _kept(form)
    return redirect(url_for("ideas_writing.rewrite", number=idea.id if idea else 0), 303)


def _sent_form() -> IdeaForm:
    """The form as sent; whoever goes on later need not be finished."""
    form = IdeaForm(request.form)
    if {"later", "files", "hints", "is_different", "support"} & set(request.form):
        form.ask_for_little()
    return form


def _kept(form: IdeaForm) -> Idea | None:
    """The draft of this form; None where an earlier sending of it has already been handed in."""
    earlier = find_by_once(form.once.data)
    if earlier is None:
        try:
            with db.session.begin_nested():
                idea, key = start_draft(
                    form.place_chosen, title=form.title.data, text=form.text.data, once=form.once.data,
                    by=current_person(),
                )  # fmt: skip
        except IntegrityError:
            earlier = find_by_once(form.once.data)
            if earlier is None:
                raise
    if earlier is not None:
        person = current_person()
        if earlier.state != "draft" or (earlier.author_id and (person is None or person.id != earlier.author_id)):
            return None
        # The answer to the first sending may never have reached the browser: it gets a key of its own again.
        idea, key = earlier, renew_key(earlier)
    remember_draft(key)
    _save(idea, form)
    return idea


def _save(idea: Idea, form: IdeaForm) -> None:
    save_text(
        idea, title=form.title.data, text=form.text.data, who_benefits=form.who_benefits.data or None,
        touches_youth=form.touches_youth.data,
    )  # fmt: skip
    if form.place_chosen is not None:
        place_idea(idea, form.place_chosen)
    else:
        unplace_idea(idea)
    choose_goals(idea, form.goals_chosen)
    remember_different(idea, different_now())
    keep_call(idea)


def _onwards(idea: Idea) -> str:
    if {"hints", "is_different"} & set(request.form):
        apart = request.form.get("is_different")
        return url_for("ideas_writing.rewrite", number=idea.id, hinweise=1, anders=apart, _anchor="fund")
    if idea.is_prepared:
        return url_for("ideas_prepared.show", number=idea.id)
    if "later" in request.form:
        return url_for("ideas_writing.later", number=idea.id)
    if "files" in request.form:
        return url_for("files.mine", number=idea.id)
    if "support" in request.form:
        return support_instead(idea)
    return url_for("ideas_writing.preview", number=idea.id)


# ---- an existing draft ---------------------------------------------------------------------------


@ideas_writing.get(f"/{NUMBER}/schreiben")
@public
def rewrite(number: int) -> str:
    """Go on writing; asked by the button, with the hints for the text."""
    idea = my_draft(number)
    form = IdeaForm(None, data=_written(idea))
    return _sheet(form, idea, hints=_hints_for_draft(idea, form) if "hinweise" in request.args else None)


@ideas_writing.post(f"/{NUMBER}/schreiben")
@limited("write", 60, TEN_MINUTES)
@writes
@public
def save(number: int) -> Any:
    """Keep what was changed and go on to handing it in."""
    idea = my_draft(number)
    form = _sent_form()
    if not form.validate():
        return _sheet(form, idea), 422
    _save(idea, form)
    return redirect(_onwards(idea), 303)


@ideas_writing.post(f"/{NUMBER}/sichern")
@limited("autosave", 200, TEN_MINUTES)
@writes
@public
def autosave(number: int) -> Response:
    """Keep the text while it is being written, and say when that was."""
    idea = my_draft(number)
    form = IdeaForm(request.form)
    title, text = form.title.data or "", form.text.data or ""
    if len(title) > MAX_TITLE or len(text) > MAX_TEXT:
        return _plain(_("Too long, not saved"), 422)
    benefits = (form.who_benefits.data or "")[:300] or None
    save_text(idea, title=title, text=text, who_benefits=benefits, touches_youth=form.touches_youth.data)
    remember_different(idea, different_now())
    pattern = _("h:mm a")
    return _plain(_("Saved at %(time)s", time=format_time(now(), pattern)))


@ideas_writing.get(f"/{NUMBER}/merken")
@public
def later(number: int) -> str:
    """The text is kept; and where shall the link to it go?"""
    idea = my_draft(number)
    return _later_page(idea, LaterForm(None, data={"later_email": idea.contact_email}))


@ideas_writing.post(f"/{NUMBER}/merken")
@limited("later", 10, TEN_MINUTES)
@writes
@public
def keep_for_later(number: int) -> Any:
    """Send a link that opens the draft on any device."""
    idea = my_draft(number)
    form = LaterForm(request.form)
    if form.validate():
        try:
            context = {"idea": idea.id, "door": "ideas_writing.resume"}
            ask_for_proof(form.later_email.data, "draft", locale=locale(), context=context)
        except TooManyCodes:
            message = _("We have sent several mails there. Please look there first, spam folder included.")
            form.fault("later_email", message)
    if form.faults:
        return _later_page(idea, form), 422
    keep_for(idea, form.later_email.data)
    flash(_("The link is on its way. It brings you back to your text for 14 days."), "success")
    return redirect(url_for("ideas_writing.later", number=idea.id), 303)


@ideas_writing.get(f"/{NUMBER}/loeschen")
@public
def ask_to_delete(number: int) -> Any:
    """Really throw it away?"""
    idea = _mine_to_delete(number)
    if idea.is_prepared:
        return redirect(url_for("ideas_prepared.show", number=idea.id))
    return render_template("ideas/writing/delete.html", idea=idea)


@ideas_writing.post(f"/{NUMBER}/loeschen")
@writes
@public
def delete(number: int) -> Any:
    """Throw the draft away."""
    delete_draft(_mine_to_delete(number))
    flash(_("The draft is deleted."), "success")
    return redirect(url_for("ideas.index"), 303)


def _mine_to_delete(number: int) -> Idea:
    """Whoever writes along does not throw it away."""
    idea = my_draft(number)
    if idea.author_id is not None and not may_now("invite_co_author", idea):
        abort(403)
    return idea


# ---- the page ------------------------------------------------------------------------------------


def _later_page(idea: Idea, form: LaterForm) -> str:
    return render_template("ideas/writing/later.html", idea=idea, version=first_version(idea), form=form)


def _hints_for_draft(idea: Idea, form: IdeaForm) -> Hints:
    title, text, place = form.title.data or "", form.text.data or "", form.place.data or ""
    return hints_for(Written(title, text, place, number=idea.id, goals=tuple(form.goals.data or ())))


def _sheet(form: Form, idea: Idea | None = None, *, hints: Hints | None = None) -> str:
    place = find_place(form.place.data or "", form.further)
    if idea is None and place is not None:
        speak_for(place.authority, place.region)
    tree = goal_tree(authorities_near(place))
    aims = labels_of(tree, form.goals.data or []) if "ziel" in request.args else []
    called = call_on_sheet(idea)
    return render_template(
        "ideas/writing/write.html", form=form, idea=idea, drafts=[] if idea else _begun(),
        hints=hints or Hints(different=different_now()), apart=told_apart(),
        called=called, outside=called is not None and called.is_ticked and is_outside(called.call, place),
        tree=tree, aims=aims, answering=place.authority if place else g.get("authority"),
        action=url_for("ideas_writing.save", number=idea.id) if idea else url_for("ideas_writing.start"),
        came_back=reason_for_return(idea.id) if idea and idea.prepared_by_id and not idea.is_prepared else None,
    )  # fmt: skip


def _begun() -> list[tuple[int, str]]:
    """What was begun here not long ago, by number and first words: going back must not begin it twice."""
    return [(idea.id, idea.title or excerpt(first_version(idea).text, 60)) for idea in drafts_here()]


def _written(idea: Idea) -> dict[str, Any]:
    version, places = first_version(idea), [*chosen_place(idea), "", ""]
    tags = sorted(idea.goal_tags, key=lambda tag: not tag.is_main)
    return {
        "title": version.title, "text": version.text, "who_benefits": version.who_benefits,
        "touches_youth": version.touches_youth, "place": places[0], "place_2": places[1], "place_3": places[2],
        "goals": chosen_goals([tag.goal for tag in tags]),
    }  # fmt: skip


def _prefilled() -> tuple[dict[str, Any], list[str]]:
    """What the link brings along, and what of it we do not know."""
    asked, unknown = request.args, list[str]()
    place = asked.get("place") or ""
    for name, word in (("ort", _("place")), ("region", _("region")), ("stelle", _("office"))):
        if not place and asked.get(name):
            place = f"{name}:{asked[name]}"
            if find_place(clean(place)) is None:
                place, unknown = "", [*unknown, word]
    if place and find_place(clean(place)) is None:
        place = ""
    named = [clean(value) for value in [*asked.getlist("ziel"), *asked.getlist("goals")]][:20]
    goals, strange = find_goals(named)
    gone = find_gone(strange)
    goals = [*goals, *(heir for one in gone.values() for heir in one.heirs)]
    if any(name not in gone for name in strange):
        unknown.append(_("goal"))
    text, title = clean(asked.get("text", ""))[:MAX_TEXT], clean(asked.get("title", ""))[:MAX_TITLE]
    further = {name: clean(asked.get(name, "")) for name in ("place_2", "place_3")}
    if (called := call_on_sheet(None)) is not None:
        its_place, its_goals = brought_along(called.call)
        place, goals = place or its_place, goals or its_goals
    place = as_of_today(clean(place)) or _place_before()
    found = {"text": text, "title": title, "place": place, "goals": chosen_goals(goals)}
    return {**found, **further}, unknown


def _place_before() -> str:
    """The district where there is only one, or the authority the start page was for."""
    asked = request.values.get("stelle")
    if asked and (authority := find_authority(clean(asked))) is not None:
        return f"stelle:{authority.slug}"
    return only_place()


def _plain(words: str, status: int = 200) -> Response:
    return Response(words, status=status, mimetype="text/plain")
