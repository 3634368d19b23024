"""Contributions become ideas, or are assigned to goals."""

from datetime import timedelta
from typing import Any

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from sqlalchemy.exc import IntegrityError

from app.concepts.wording import goal_marks
from app.core.database import db
from app.core.doors import Afterwards, writes
from app.core.errors import NotAllowedNow, VersionIsStale
from app.core.forms import sent_number, sent_numbers
from app.core.limits import limited
from app.core.paging import CursorIsBroken
from app.core.texts import clean
from app.formats.assigning import TooManyGoals, assign_goals, suggested_goals
from app.formats.contributing import release_contribution
from app.formats.desk_contributions import (
    STATES,
    Asked,
    chosen_on_desk,
    contributions_on_desk,
    count_on_desk,
    find_idea_for,
)
from app.formats.desk_wording import what_happened
from app.formats.models import Contribution, ParticipationFormat
from app.formats.outcome import became_of, goals_of
from app.formats.outcome_wording import filter_labels, page_of_kind, wish_label
from app.formats.queries import find_contribution_on_desk, find_on_desk
from app.formats.taking_up import (
    TakenUpAlready,
    add_to_idea,
    event_of,
    place_of,
    take_from_idea,
    take_up,
)
from app.formats.taking_up import Words as IdeaWords
from app.formats.taking_up import goals_of as goals_assigned
from app.formats.taking_up_forms import BelongsForm, GoalsForm, TakeUpForm, WeighForm
from app.formats.weighing import weigh_contribution
from app.formats.workflow import is_possible
from app.ideas.goal_choice import chosen_goals, find_goals, goal_tree
from app.ideas.hinting import Written, hints_for
from app.ideas.models import Idea
from app.ideas.place_choice import place_choices
from app.ideas.queries import find_by_once
from app.ideas.wording import author_line
from app.pages.frame import speak_for
from app.policies.doors import current_person, may_now, needs
from app.things.queries import chronicle_of

formats_taking_up = Blueprint("formats_taking_up", __name__)

NUMBER, CARD = "<int:number>", "beitraege/<int:number>"
TEN_MINUTES = timedelta(minutes=10)
MOST_AT_ONCE = 50


# ---- the list ------------------------------------------------------------------------------------


@formats_taking_up.get(f"/{NUMBER}/beitraege")
@needs("run_format", on=find_on_desk)
def index(format: ParticipationFormat) -> str:
    """Everything said in a format, what is still untouched first to be seen, and goals for many at once."""
    return _list_page(format, _asked(format))


@formats_taking_up.post(f"/{NUMBER}/beitraege")
@writes
@needs("assign_goals", on=find_on_desk)
def assign_many(format: ParticipationFormat) -> Any:
    """The goals ticked below the list go to every contribution ticked in it; what is there stays."""
    chosen = chosen_on_desk(format, _numbers("beitrag"))
    goals, _unknown = find_goals([clean(name) for name in request.form.getlist("goals")[:50]])
    if not chosen or not goals:
        what = _("Please tick contributions first.") if not chosen else _("Please choose a goal for them.")
        return _list_page(format, _asked(format), fault=what), 422
    done = sum(_assigned(one, goals) for one in chosen)
    flash(ngettext("%(num)s contribution assigned.", "%(num)s contributions assigned.", done), "success")
    return redirect(url_for("formats_taking_up.index", number=format.id, stand=_asked(format).state), 303)


def _assigned(one: Contribution, goals: list[Any]) -> bool:
    try:
        return assign_goals(one, goals, by=current_person())
    except (NotAllowedNow, TooManyGoals):
        return False


@formats_taking_up.post(f"/{NUMBER}/beitraege/abwaegen")
@writes
@needs("weigh_contribution", on=find_on_desk)
def weigh_many(format: ParticipationFormat) -> Any:
    """One assessment, with one reason, for every contribution ticked; what was taken up stays as it is."""
    chosen, form = chosen_on_desk(format, _numbers("beitrag")), WeighForm(request.form)
    if not form.validate() or not chosen:
        faults = [text for errors in form.errors.values() for text in errors]
        what = _("Please tick contributions first.") if not chosen else str(faults[0])
        return _list_page(format, _asked(format), fault=what, weighing=form), 422
    done, stale = 0, 0
    for one in chosen:
        try:
            done += _weighed(one, form, sent_number(request.form.get(f"fassung-{one.id}")) or 0)
        except VersionIsStale:
            stale += 1
        except NotAllowedNow:
            pass
    flash(ngettext("%(num)s assessment recorded.", "%(num)s assessments recorded.", done), "success")
    if stale:
        flash(_edited_meanwhile(stale), "warning")
    return redirect(url_for("formats_taking_up.index", number=format.id, stand=_asked(format).state), 303)


def _weighed(one: Contribution, form: WeighForm, version: int) -> bool:
    return weigh_contribution(
        one, form.chosen, by=current_person(), version=version, reason=form.reason.data or ""
    )  # fmt: skip


def _edited_meanwhile(count: int) -> str:
    return ngettext(
        "%(num)s contribution was edited meanwhile and is not assessed: please read it once more.",
        "%(num)s contributions were edited meanwhile and are not assessed: please read them once more.", count,
    )  # fmt: skip


def _asked(format: ParticipationFormat) -> Asked:
    given = request.values
    state, section = given.get("stand", STATES[0]), given.get("teil", 0, type=int)
    known = {one.id for one in format.sections}
    return Asked(
        state if state in STATES else STATES[0], section if section in known else None, clean(given.get("q", ""))[:100]
    )


def _list_page(format: ParticipationFormat, asked: Asked, fault: str = "", weighing: WeighForm | None = None) -> str:
    speak_for(format.authority)
    try:
        page = contributions_on_desk(format, asked, request.args.get("nach"))
    except CursorIsBroken:
        abort(404)
    numbers = [row.id for row in page.rows]
    return render_template(
        "formats_taking_up/index.html", format=format, asked=asked, page=page, fault=fault,
        counts=count_on_desk(format, asked), labels=filter_labels(),
        became=became_of(numbers, at_desk=may_now("take_up", format)),
        goals={number: goal_marks(tags) for number, tags in goals_of(numbers).items()},
        tree=goal_tree({format.authority_id} if format.authority_id else ()), wish_label=wish_label,
        ticked=_numbers("beitrag") if fault else [], may_take_up=is_possible("take_up", format.state),
        weighing=weighing or WeighForm(None),
    )  # fmt: skip


def _numbers(name: str) -> list[int]:
    return sent_numbers(request.values.getlist(name)[:MOST_AT_ONCE])


# ---- one contribution ----------------------------------------------------------------------------


@formats_taking_up.get(f"/{CARD}")
@needs("read_contribution_on_desk", on=find_contribution_on_desk)
def contribution(one: Contribution) -> str:
    """One contribution with everything that can be done with it, and what was done."""
    return _page(one)


@formats_taking_up.post(f"/{CARD}/freigeben")
@writes
@needs("release_contribution", on=find_contribution_on_desk)
def release(one: Contribution) -> Any:
    """Let its audience read it; a colleague may have been quicker, or its writer changed it."""
    try:
        release_contribution(one, by=current_person(), version=request.form.get("version", 0, type=int))
    except NotAllowedNow:
        flash(_("The contribution has been released, hidden or removed already."), "info")
    except VersionIsStale:
        flash(_("The contribution has been edited since you read it. Please read it once more."), "warning")
    else:
        flash(_("Released: whoever sees the format reads it now."), "success")
    return _back(one)


@formats_taking_up.post(f"/{CARD}/ziele")
@writes
@needs("assign_goals", on=find_contribution_on_desk)
def assign(one: Contribution) -> Any:
    """Keep which goals it serves."""
    form = GoalsForm(request.form)
    if form.validate():
        try:
            assign_goals(one, form.goals_chosen, by=current_person(), shown=form.shown_ids)
        except NotAllowedNow:
            form.fault("goals", _("A hidden contribution is assigned to no goal."))
        except TooManyGoals:
            form.fault("goals", _("A colleague has added goals meanwhile; together they are too many."))
        else:
            flash(_("The goals are saved."), "success")
            return _back(one)
    return _again(one, form)


@formats_taking_up.post(f"/{CARD}/abwaegen")
@writes
@needs("weigh_contribution", on=find_contribution_on_desk)
def weigh(one: Contribution) -> Any:
    """Note it, or say why it is not taken up; or take that back."""
    form = WeighForm(request.form)
    if not form.validate():
        return _again(one, weighing=form)
    try:
        _weighed(one, form, form.shown_version)
    except NotAllowedNow:
        form.fault("verdict", _("It has been taken up, hidden or removed meanwhile."))
        return _again(one, weighing=form)
    except VersionIsStale as error:
        form.version.data = str(error.current)
        form.fault("verdict", _("The contribution has been edited since you read it. Please read it once more."))
        return _again(one, weighing=form)
    flash(_("The assessment is recorded. Whoever reads the contribution reads it."), "success")
    return _back(one)


@formats_taking_up.post(f"/{CARD}/gehoert-zu")
@writes
@needs("take_up", on=find_contribution_on_desk)
def add(one: Contribution) -> Any:
    """It says what an idea says already: link the two."""
    form = BelongsForm(request.form)
    number = form.idea_number
    idea = find_idea_for(number, current_person()) if number is not None else None
    if idea is None:
        form.fault("number", _("There is no such idea at your desk, or it has ended."))
        return _again(one, belongs=form)
    try:
        add_to_idea(one, idea, by=current_person())
    except NotAllowedNow:
        form.fault("number", _("A hidden or held contribution cannot be taken up."))
        return _again(one, belongs=form)
    flash(_("The contribution belongs to idea no. %(number)s now.", number=idea.id), "success")
    return _back(one)


@formats_taking_up.post(f"/{CARD}/gehoert-nicht-zu")
@writes
@needs("take_up", on=find_contribution_on_desk)
def take_away(one: Contribution) -> Any:
    """It was put to the wrong idea."""
    if take_from_idea(one, request.form.get("idee", 0, type=int), by=current_person()):
        flash(_("The contribution no longer belongs to that idea."), "success")
    return _back(one)


def _again(
    one: Contribution, form: GoalsForm | None = None, belongs: BelongsForm | None = None,
    weighing: WeighForm | None = None,
) -> Afterwards:  # fmt: skip
    """The page once more with what was wrong; it asks the language model, which no transaction waits for."""
    return Afterwards(lambda: (_page(one, form, belongs, weighing), 422))


def _page(
    one: Contribution, form: GoalsForm | None = None, belongs: BelongsForm | None = None,
    weighing: WeighForm | None = None,
) -> str:  # fmt: skip
    speak_for(one.authority)
    now = [tag.goal for tag in one.goal_tags]
    shown = ",".join(str(goal.id) for goal in now)
    form = form or GoalsForm(None, data={"goals": chosen_goals(now), "shown": shown})
    may_read = one.text and not one.restricted_at
    suggested = [match for match in suggested_goals(one) if match.goal.id not in {goal.id for goal in now}]
    return render_template(
        "formats_taking_up/contribution.html", one=one, format=one.format, form=form, belongs=belongs or BelongsForm(),
        weighing=weighing or WeighForm(None, data={
            "verdict": one.verdict, "reason": one.verdict_reason, "version": one.version,
        }),
        became=became_of([one.id], at_desk=may_now("take_up", one)).get(one.id, []),
        tree=goal_tree({one.authority_id or 0}),
        goals=goal_marks(goals_of([one.id]).get(one.id, [])), suggested=suggested if may_read else [],
        concept_key=one.format.concept.key, entries=chronicle_of(one.id, "public", "direct", "staff"),
        wish=wish_label(one.wish), public_page=page_of_kind(one.kind, one.id), story=what_happened,
        may_take_up=one.is_shown and is_possible("take_up", one.format.state),
    )  # fmt: skip


def _back(one: Contribution) -> Any:
    return redirect(url_for("formats_taking_up.contribution", number=one.id), 303)


# ---- taking up -----------------------------------------------------------------------------------


@formats_taking_up.get(f"/{NUMBER}/aufgreifen")
@needs("take_up", on=find_on_desk)
def ask(format: ParticipationFormat) -> Any:
    """One contribution or several as one idea: the form, filled with their words."""
    chosen = chosen_on_desk(format, _numbers("beitrag"))
    if not chosen:
        flash(_("Please tick contributions first."), "warning")
        return redirect(url_for("formats_taking_up.index", number=format.id))
    if (back := _impossible(format, chosen)) is not None:
        return back
    return _take_up_page(format, chosen, _prefilled(format, chosen))


@formats_taking_up.post(f"/{NUMBER}/aufgreifen")
@limited("take_up", 200, TEN_MINUTES)
@writes
@needs("take_up", on=find_on_desk)
def keep(format: ParticipationFormat) -> Any:
    """Receive the idea; sent twice, or by two desks at once, it is one."""
    chosen, form = chosen_on_desk(format, _numbers("beitrag")), _form(format)
    if (earlier := find_by_once(form.once.data)) is not None:
        return _to_idea(earlier)
    if not chosen:
        flash(_("These contributions have been removed meanwhile."), "warning")
        return redirect(url_for("formats_taking_up.index", number=format.id), 303)
    if not form.validate() or "hints" in request.form:
        return Afterwards(lambda: (_take_up_page(format, chosen, form), 422 if form.faults else 200))
    try:
        with db.session.begin_nested():
            idea = _taken_up(chosen, form)
    except TakenUpAlready as already:
        return _to_idea(already.idea, is_late=True)
    except (NotAllowedNow, IntegrityError):
        flash(_("One of these contributions cannot be taken up any more. Please look at them again."), "warning")
        return redirect(url_for("formats_taking_up.index", number=format.id), 303)
    flash(_("Received as idea no. %(number)s. It waits in the inbox like any new idea.", number=idea.id), "success")
    return _to_idea(idea)


def _taken_up(chosen: list[Contribution], form: TakeUpForm) -> Idea:
    assert form.place_chosen is not None  # noqa: S101 - the form is valid
    words = IdeaWords(form.title.data, form.text.data)
    return take_up(chosen, words, form.place_chosen, form.goals_chosen, by=current_person(), once=form.once.data)


def _impossible(format: ParticipationFormat, chosen: list[Contribution]) -> Any:
    became = became_of([one.id for one in chosen], at_desk=True)
    arisen = next((idea for ideas in became.values() for idea in ideas if idea.is_arisen), None)
    if arisen is not None:
        flash(_("This has been taken up already: idea no. %(number)s.", number=arisen.number), "info")
    elif any(not one.is_shown for one in chosen):
        flash(_("A hidden or held contribution cannot be taken up."), "warning")
    elif not is_possible("take_up", format.state):
        flash(_("Contributions are taken up once the format has opened, and not after it was called off."), "warning")
    else:
        return None
    return redirect(url_for("formats_taking_up.index", number=format.id))


def _to_idea(idea: Idea, *, is_late: bool = False) -> Any:
    if is_late:
        flash(_("This has been taken up already: idea no. %(number)s.", number=idea.id), "info")
    return redirect(url_for("ideas_desk.show", number=idea.id), 303)


def _form(format: ParticipationFormat) -> TakeUpForm:
    form = TakeUpForm(request.form)
    form.is_closed = format.audience_id is not None
    return form


def _prefilled(format: ParticipationFormat, chosen: list[Contribution]) -> TakeUpForm:
    place = place_of(format)
    town = format.municipality.of_today.ags if format.municipality and place and place.municipalities else None
    where = f"ort:{town}" if town else f"stelle:{format.authority.slug}" if format.authority else ""
    known = {value for _name, choices in place_choices() for value, _label in choices}
    form = TakeUpForm(None, data={
        "title": chosen[0].title[:120], "text": "\n\n".join(one.text for one in chosen)[:10_000],
        "place": where if where in known else "", "goals": chosen_goals(goals_assigned(chosen)),
    })  # fmt: skip
    form.is_closed = format.audience_id is not None
    return form


def _take_up_page(format: ParticipationFormat, chosen: list[Contribution], form: TakeUpForm) -> str:
    speak_for(format.authority)
    author = event_of(format)
    written = Written(
        form.title.data or "", form.text.data or "", form.place.data or "", goals=tuple(form.goals.data or ())
    )
    return render_template(
        "formats_taking_up/take_up.html", format=format, chosen=chosen, form=form, hints=hints_for(written),
        tree=goal_tree({format.authority_id} if format.authority_id else ()),
        author_label=author_line(author.kind, author.name), wish_label=wish_label,
    )  # fmt: skip
