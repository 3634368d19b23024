"""What the desk's pages show beside the form: the steps open now, and everything about one idea."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any
from uuid import uuid4

from flask import request
from flask_babel import gettext as _
from sqlalchemy import select

from app.answers.beside import answer_beside
from app.answers.models import CoordinatedAnswer
from app.calls.queries import entry_of
from app.casework.beside import casework_beside
from app.casework.checking import next_step, open_items
from app.casework.passages import pieces
from app.casework.templates import templates_for
from app.casework.wording import kind_labels, offered_of, result_labels
from app.core.clock import local, today
from app.core.comparing import Change, changed_words, folded
from app.core.database import db
from app.core.journal import JournalEntry
from app.core.working_days import add_working_days
from app.files.queries import files_of
from app.formats.outcome import sources_of
from app.formats.outcome_wording import source_lines
from app.ideas.desk_forms import (
    CloseForm,
    DecisionForm,
    GoalsForm,
    InterimForm,
    PoolForm,
    PublishForm,
    RefuseForm,
    ReopenForm,
    RequestRevisionForm,
    RetractForm,
    WithdrawForm,
)
from app.ideas.desk_queries import chronicle_on_desk, names_of_actors
from app.ideas.forwarding import is_our_own, responsible_for_idea
from app.ideas.goal_choice import chosen_goals, goal_tree
from app.ideas.models import Idea, IdeaVersion
from app.ideas.moderating import proposed_day
from app.ideas.similar_desk import alike_on_desk
from app.ideas.suggesting import goals_for_idea
from app.ideas.views.desk_more import more_of
from app.ideas.wording import Told, author_of, chronicle, origin_labels, status_of_idea
from app.ideas.workflow import is_possible
from app.pages.frame import speak_for
from app.policies.doors import current_person, may_now
from app.policies.table import is_not_author
from app.projects.queries import find_project_of
from app.reception.beside import entry_beside
from app.statements.beside import statements_beside
from app.things.queries import public_links_of

NEAR_DAYS = 5
"""Working days before the promised answer from which the desk is reminded of an interim notice."""


@dataclass(frozen=True)
class Step:
    """A decision: its address, its verb (which mostly is its permission, too), its form."""

    slug: str
    verb: str
    form: type[DecisionForm]
    kind: str = "ink"
    permission: str = ""

    @property
    def needed(self) -> str:
        """The permission it takes: the verb's own where nothing else is said."""
        return self.permission or self.verb

    def is_open(self, idea: Idea) -> bool:
        """Whether the state allows it and this person may."""
        return is_possible(self.verb, idea.state) and may_now(self.needed, idea)


STEPS = {
    step.slug: step
    for step in (
        Step("veroeffentlichen", "publish_idea", PublishForm, "go"),
        Step("nachfragen", "request_revision", RequestRevisionForm),
        Step("frage-zurueckziehen", "retract_question", RetractForm),
        Step("ideenpool", "pool_idea", PoolForm),
        Step("abschliessen", "close_idea", CloseForm),
        Step("zwischenbescheid", "send_interim_notice", InterimForm),
        Step("wieder-aufnehmen", "reopen_idea", ReopenForm),
        Step("ablehnen", "refuse_idea", RefuseForm, "stop"),
        Step("zurueckziehen", "withdraw_idea", WithdrawForm, "stop", "withdraw_on_request"),
    )
}


ANSWERING = ("ideenpool", "abschliessen")
"""The steps that answer an idea: where statements were asked, the coordinated answer takes their place."""


@dataclass(frozen=True)
class Words:
    """A step in words: the button, the headline of its page, what it brings about, and what is pressed at last."""

    button: str
    headline: str
    consequence: str
    go: str


def step_words(slug: str) -> Words:
    """The words of a step."""
    return {
        "veroeffentlichen": Words(
            _("Publish"), _("Publish the idea"),
            _("Everybody can read the idea from now on. It says by which day it will be answered."), _("Publish now"),
        ),
        "nachfragen": Words(
            _("Ask back"), _("Ask the author"),
            _("The author gets the text back with your question. The idea leaves the inbox until it is sent again."),
            _("Send the question"),
        ),
        "frage-zurueckziehen": Words(
            _("Take the question back"), _("Take the question back"),
            _("The idea is back in the inbox and its periods start anew. The author is told by e-mail."),
            _("Take the question back"),
        ),
        "ideenpool": Words(
            _("Into the pool of ideas"), _("Put the idea into the pool"),
            _("Good, but still without anybody to carry it or money. The answer is public."), _("Put into the pool"),
        ),
        "abschliessen": Words(
            _("Close the idea"), _("Close the idea"),
            _("The way of the idea ends here. It stays findable with its outcome and your answer."), _("Close now"),
        ),
        "zwischenbescheid": Words(
            _("Interim notice …"), _("Send an interim notice"),
            _("The answer takes longer: everybody reads why, and by which day it comes instead. Both days stay in the "
              "timeline."),
            _("Send the interim notice"),
        ),
        "wieder-aufnehmen": Words(
            _("Take up again"), _("Take up the idea again"),
            _("What was closed is in review again; what was refused or withdrawn is back in the inbox."),
            _("Take up again"),
        ),
        "ablehnen": Words(
            _("Do not publish …"), _("Do not publish the idea"),
            _("The idea does not become public. The author alone is told why and may object."), _("Do not publish"),
        ),
        "zurueckziehen": Words(
            _("Withdraw (on request) …"), _("Withdraw the idea for the author"),
            _("Only if the author asks for it. What was public stays readable as withdrawn; the author is told."),
            _("Withdraw now"),
        ),
    }[slug]  # fmt: skip


def authority_ids() -> set[int]:
    """The authorities this person decides for."""
    held: set[int] = current_person().authorities_as("moderator", "project_editor")
    return held


def goals_form(idea: Idea) -> Any:
    """The form of the goals, filled with the present ones or with what was sent."""
    return form_of(GoalsForm, idea)


def form_of(kind: type[DecisionForm], idea: Idea, **shown: Any) -> Any:
    """A form as it was sent or, before that, with what the idea has; where it holds goals, with those on it."""
    if issubclass(kind, InterimForm):
        shown = {"until": proposed_day(idea), "due": idea.answer_due_on or "", **shown}
    if not issubclass(kind, GoalsForm):
        return kind.of_request(**shown)
    tags = sorted(idea.goal_tags, key=lambda tag: not tag.is_main)
    names = chosen_goals([tag.goal for tag in tags])
    form: Any = kind.of_request(version=idea.version, goals=names, main=names[0] if names else None, tree="1")
    form["main"].choices = [(name, tag.goal.label) for name, tag in zip(names, tags, strict=True)]
    if request.method == "POST":
        form["version"].data, form["tree"].data = request.form.get("version"), request.form.get("tree")
        form["goals"].data = request.form.getlist("goals") if form["tree"].data or kind is GoalsForm else names
        form["main"].data = request.form.get("main") or (names[0] if names else None)
    return form


def furnish(forms: Sequence[DecisionForm], idea: Idea, unchecked: Sequence[Any] | None = None) -> None:
    """What the forms show beside their fields: response templates to choose from, and what is still to be checked."""
    steps = {step for form in forms for step in form.template_steps}
    offered = templates_for(idea.authority_id, *steps) if steps else ()
    for form in forms:
        form.offered = offered_of(offered, *form.template_steps)
        if form.checked_before is not None and form.checked_before == next_step(idea):
            form.open_items = unchecked = open_items(idea) if unchecked is None else unchecked


def needs_interim_notice(idea: Idea) -> bool:
    """The promised day is near or past, and no answer waits for its release."""
    if idea.state != "published" or idea.answer_due_on is None or not may_now("send_interim_notice", idea):
        return False
    land = idea.authority.land if idea.authority else "SN"
    if idea.answer_due_on > add_working_days(today(), NEAR_DAYS, land):
        return False
    waiting = select(CoordinatedAnswer.id).where(
        CoordinatedAnswer.idea_id == idea.id, CoordinatedAnswer.state == "waiting"
    )
    return db.session.scalar(waiting.limit(1)) is None


def tree_of(idea: Idea) -> Any:
    """The goals on offer for it, those of its own authority first."""
    return goal_tree((idea.authority_id or 0,))


def page_of_idea(idea: Idea | None, form: Any = None) -> dict[str, Any]:
    """Everything the middle and the right column show of an idea."""
    if idea is None:
        return {"idea": None}
    speak_for(idea.authority)
    entries = chronicle_on_desk(idea.id)
    may_tag = is_possible("tag_idea", idea.state) and may_now("tag_idea", idea)
    is_form_sent = request.method == "POST"
    goals, owner = form or (goals_form(idea) if may_tag else None), ""
    if goals is not None and STEPS["veroeffentlichen"].is_open(idea) and not is_form_sent:
        owner = "veroeffentlichen-form"
        goals["main"].render_kw = {"form": owner}
    casework = casework_beside(idea)
    steps = [
        (step, step_words(step.slug), form_of(step.form, idea, version=idea.version).stand_beside(step.slug))
        for step in STEPS.values()
        if step.is_open(idea) and not is_form_sent and not (step.slug in ANSWERING and idea.statements_asked)
    ]
    furnish([form for _step, _words, form in steps], idea, casework.open)
    return {
        "idea": idea,
        "status": status_of_idea(idea),
        "author_line": author_of(idea),
        "origin": origin_labels().get(idea.origin, idea.origin),
        "story": _staff_story(entries, idea),
        "links": [link for link in public_links_of(idea.id) if link.thing_kind in ("idea", "project")],
        "sources": source_lines(sources_of(idea.id)),
        "versions": _versions(idea),
        "project": find_project_of(idea),
        "responsible": [(answer, is_our_own(answer, idea)) for answer in responsible_for_idea(idea)],
        "may_forward": STEPS["abschliessen"].is_open(idea),
        "files": files_of(idea.id),
        "typed_in": entry_beside(idea),
        "entered": entry_of(idea.id),
        "statements": statements_beside(idea),
        "coordinated": answer_beside(idea),
        "casework": casework,
        "remark_once": str(uuid4()),
        "result_labels": result_labels(),
        "kind_labels": kind_labels(),
        "pieces": pieces,
        "needs_interim_notice": needs_interim_notice(idea),
        "steps": steps,
        "may_promote": is_possible("promote_idea", idea.state) and may_now("promote_idea", idea),
        "is_own": is_possible("publish_idea", idea.state) and not is_not_author(current_person(), idea),
        "further": more_of(idea),
        "tree": tree_of(idea) if may_tag else None,
        "goals_form": goals.stand_beside("teilziele") if may_tag and goals is not None else None,
        "goals_owner": owner,
        "similar": alike_on_desk(idea) if not is_form_sent else [],
        "suggested_goals": goals_for_idea(idea, goals["goals"].data or []) if goals and not is_form_sent else [],
    }


def _staff_story(entries: Sequence[JournalEntry], idea: Idea) -> list[Told]:
    """The chronicle for colleagues: every step, who took it, and who can read it; another office's have no name."""
    taken_over = max((entry.id for entry in entries if entry.verb == "accept_hand_over"), default=0)
    names = names_of_actors([entry for entry in entries if entry.id >= taken_over])
    story = []
    for entry, told in zip(entries, chronicle(entries, idea), strict=True):
        reason = entry.reason if entry.reason and entry.reason not in (told.text or "") else None
        is_ours = entry.id >= taken_over and entry.actor_role != "author"
        by = names.get(entry.actor_id or 0) if is_ours else None
        remarks = "; ".join(part for part in (by, _readers(entry)) if part)
        words = " ".join(part for part in (told.text, reason) if part)
        text = " – ".join(part for part in (words, remarks) if part)
        story.append(replace(told, at=local(told.at), text=text or None, link=None))
    return story


def _readers(entry: JournalEntry) -> str | None:
    """Who can read a step that is not public; what the author did is not said "to" the author."""
    if entry.audience == "author":
        return _("not public") if entry.actor_role == "author" else _("only for the author")
    return _("internal") if entry.audience == "staff" else None


def _versions(idea: Idea) -> list[dict[str, Any]]:
    """The submitted versions, newest first, each with what changed since the one before."""
    submitted = [version for version in idea.versions if version.submitted_at is not None]
    pairs = zip([None, *submitted], submitted, strict=False)
    told = [{"version": version, "changes": _changes(before, version) if before else None} for before, version in pairs]
    return told[::-1]


def _changes(before: IdeaVersion, version: IdeaVersion) -> list[tuple[str, list[Change]]]:
    """What changed, part by part; a part that stayed as it was is left out, a long stretch that stayed is folded."""
    texts = [
        (_("Title"), before.title, version.title), (_("Text"), before.text, version.text),
        (_("Who benefits"), before.who_benefits or "", version.who_benefits or ""),
    ]  # fmt: skip
    return [(label, folded(changed_words(old, new))) for label, old, new in texts if old != new]
