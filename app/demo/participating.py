"""Formats of participation of the sample world: calls, forums, workshops and a SWOT board in every state."""

from collections.abc import Iterator
from contextlib import suppress
from datetime import date, datetime, timedelta
from functools import partial
from random import Random
from typing import Any, Literal
from uuid import NAMESPACE_URL, uuid5

from pydantic import Field
from sqlalchemy import select

from app.boards.arranging import add_group, place_card
from app.boards.dotting import NoDotsLeft, give_dot, set_dots
from app.boards.models import Card, CardGroup
from app.calls.awarding import award_idea
from app.calls.entering import enter_call
from app.calls.judging import set_rules
from app.concepts.queries import find_concept
from app.core.clock import now, today
from app.core.database import db
from app.core.working_days import working_day_from
from app.demo.acting import Step, find_goal_named, find_towns, moment
from app.demo.people import crowd, editor_of, figure_person
from app.demo.plans import DATA, GroundIsMissing, Strict, read, read_world
from app.discussion.commenting import comment
from app.formats import running
from app.formats.assigning import assign_goals
from app.formats.contributing import contribute, voice_of, voice_of_room
from app.formats.models import Contribution, FormatSection, ParticipationFormat
from app.formats.sections import summarise_section
from app.formats.taking_up import Words, claim_authorship, goals_of, place_of, take_up
from app.forums.models import Thread
from app.ideas.models import Idea
from app.ideas.moderating import publish_idea
from app.ideas.queries import find_by_once
from app.municipalities.models import Municipality
from app.swots.fields import IN_DOCUMENTS
from app.things.models import AudienceMember, Thing
from app.things.supporting import support

PLANS = DATA / "participation.yaml"
QUESTIONS = ("what_is_fixed", "what_is_open", "who_decides", "what_happens", "level", "place", "access")


class Becomes(Strict):
    """The desk takes it up as an idea."""

    ago: int
    title: str
    public: bool = False


class Answered(Strict):
    """An answer in a forum."""

    by: str
    ago: int
    text: str
    signs: Literal["office", "organisation"] | None = None


class Says(Strict):
    """One contribution; `room`: typed in for whoever said it on site."""

    text: str
    ago: int
    by: str | None = None
    room: bool = False
    title: str | None = None
    wish: Literal["event", "person"] = "event"
    supports: int = 0
    dots: int = 0
    group: str | None = None
    goals: tuple[str, ...] = ()
    becomes: Becomes | None = None
    answers: tuple[Answered, ...] = ()


class AwardPlan(Strict):
    """A prize an idea of a call won."""

    idea: str
    title: str
    reason: str


class SectionPlan(Strict):
    """A topic or question with what is said below it."""

    title: str
    text: str | None = None
    summary: str | None = None
    says: tuple[Says, ...] = ()


class FormatPlan(Strict):
    """One format; `opens`: days until its first day, negative where that is past."""

    key: str
    kind: str
    concept: str
    title: str
    text: str
    opens: int
    days: int = Field(ge=1)
    state: Literal["draft", "announced", "open", "closed", "concluded", "cancelled"] = "open"
    level: str
    what_is_fixed: str
    what_is_open: str
    who_decides: str
    what_happens: str
    place: str | None = None
    access: str | None = None
    municipality: str | None = None
    decision_in: int | None = None
    audience: str = "public"
    invited: tuple[str, ...] = ()
    jurors: tuple[str, ...] = ()
    run_by: str | None = None
    dots: int | None = None
    sections: tuple[SectionPlan, ...] = ()
    field: str | None = None
    quadrants: dict[str, tuple[Says, ...]] = Field(default_factory=dict)
    jury: str | None = None
    prize: str | None = None
    criteria: str | None = None
    entries: tuple[str, ...] = ()
    awards: tuple[AwardPlan, ...] = ()
    result: str | None = None
    cancel_reason: str | None = None

    @property
    def once(self) -> str:
        return str(uuid5(NAMESPACE_URL, f"ideenkreis:demo:format:{self.key}"))


def steps_of_participation() -> list[Step]:
    """Every format that is not there yet, each verb at its moment."""
    plans = [FormatPlan.model_validate(plan) for plan in read(PLANS)]
    known = set(db.session.scalars(select(Thing.once).where(Thing.once.in_([plan.once for plan in plans]))))
    return [step for plan in plans if plan.once not in known for step in Staged(plan).steps()]


class Staged:
    """A format on stage."""

    def __init__(self, plan: FormatPlan) -> None:
        concept = find_concept(plan.concept)
        if concept is None or concept.authority is None:
            raise GroundIsMissing(f"the concept {plan.concept} is not loaded")
        self.plan, self.concept = plan, concept
        self.editor, self.land = editor_of(concept.authority.slug), concept.authority.land
        self.first = today() + timedelta(days=plan.opens)
        self.last = self.first + timedelta(days=plan.days - 1)
        self.format: ParticipationFormat | None = None

    def steps(self) -> Iterator[Step]:
        """From the draft to what has come of it by today."""
        plan = self.plan
        made = min(self.first, today()) - timedelta(days=14)
        yield Step(moment(made, 9, 5), self.begin)
        if plan.state == "draft":
            return
        yield Step(moment(made, 10, 15), self.announce)
        if plan.state == "cancelled":
            yield Step(_past(today() - timedelta(days=1), 11), self.cancel)
        if plan.state in ("announced", "cancelled"):
            return
        yield Step(moment(self.first, 0, 5), self.open)
        yield from self.talk()
        yield from self.answer_the_call()
        if plan.state in ("closed", "concluded"):
            yield Step(moment(self.last + timedelta(days=1), 0, 5), self.close)
        if plan.state == "concluded":
            yield Step(_past(self.last + timedelta(days=16), 9), self.conclude)

    # ---- the verbs

    @property
    def current(self) -> ParticipationFormat:
        if self.format is None:
            raise GroundIsMissing(f"{self.plan.key} has not begun yet")
        return self.format

    def begin(self) -> None:
        plan = self.plan
        format = self.format = running.begin_format(
            self.concept, kind=plan.kind, title=plan.title, by=self.editor, opens_on=self.first, closes_on=self.last,
            once=plan.once,
        )  # fmt: skip
        for name in QUESTIONS:
            setattr(format, name, getattr(plan, name))
        format.text, format.audience = plan.text, plan.audience
        if plan.municipality:
            format.municipality = self.town(plan.municipality)
        if plan.decision_in:
            day = today() + timedelta(days=plan.decision_in)
            format.decision_on = working_day_from(day, self.land)
        format.sections = list(self.sections())
        if plan.dots is not None:
            set_dots(format, plan.dots, by=self.editor)
        self.invite()
        if plan.kind == "call":
            set_rules(
                format, by=self.editor, criteria=plan.criteria or "", jury=plan.jury or "", prize=plan.prize or "",
                version=format.version,
            )  # fmt: skip
        db.session.flush()
        db.session.expire(format, ["members"])

    def sections(self) -> Iterator[FormatSection]:
        for position, section in enumerate(self.plan.sections):
            yield FormatSection(position=position, title=section.title, text=section.text)
        field = find_goal_named(f"{self.plan.concept}:{self.plan.field}") if self.plan.field else None
        for position, quadrant in enumerate(self.plan.quadrants if field else ()):
            title = f"{field.title}: {IN_DOCUMENTS[quadrant]}" if field else ""
            yield FormatSection(position=position, title=title, goal_id=field.id if field else None, quadrant=quadrant)

    def invite(self) -> None:
        roles = {"participant": self.plan.invited, "juror": self.plan.jurors}
        if self.plan.run_by:
            roles["facilitator"] = (self.plan.run_by,)
        for role, keys in roles.items():
            db.session.add_all(
                AudienceMember(
                    audience_id=self.current.id, role=role, person_id=figure_person(key).id,
                    invited_by_id=self.editor.id, until=self.last + timedelta(days=90),
                )
                for key in keys
            )  # fmt: skip

    def town(self, ags: str) -> Municipality:
        return find_towns([ags])[0]

    def announce(self) -> None:
        running.announce_format(self.current, by=self.editor, version=self.current.version)

    def open(self) -> None:
        running.open_format(self.current)

    def close(self) -> None:
        running.close_format(self.current)

    def conclude(self) -> None:
        running.conclude_format(
            self.current, by=self.editor, result=self.plan.result or "", version=self.current.version
        )

    def cancel(self) -> None:
        running.cancel_format(self.current, by=self.editor, reason=self.plan.cancel_reason or "")

    # ---- a call

    def answer_the_call(self) -> Iterator[Step]:
        received = {plan.key: plan for plan in read_world()}
        for key in self.plan.entries:
            day = today() - timedelta(days=received[key].received.days_ago)
            yield Step(_past(day, 23), partial(self.enter, received[key].once))
        for number, award in enumerate(self.plan.awards):
            day = self.last + timedelta(days=10)
            yield Step(_past(day, 9, number), partial(self.award, received[award.idea].once, award))

    def enter(self, once: str) -> None:
        enter_call(_idea(once), self.current)

    def award(self, once: str, award: AwardPlan) -> None:
        award_idea(self.current, _idea(once).id, by=self.editor, title=award.title, reason=award.reason)

    # ---- what people say

    def talk(self) -> Iterator[Step]:
        said = [section.says for section in self.plan.sections] or list(self.plan.quadrants.values())
        for at, says in enumerate(said):
            for number, one in enumerate(says):
                yield from self.contribution(at, number, one)
        for at, section in enumerate(self.plan.sections):
            if section.summary:
                yield Step(_past(self.summed_up_on, 14), partial(self.summarise, at, section.summary))

    @property
    def summed_up_on(self) -> date:
        return min(self.last, today() - timedelta(days=1))

    def contribution(self, at: int, number: int, says: Says) -> Iterator[Step]:
        voice = Voiced(self, at, says)
        minute = (at * 17 + number * 7) % 55
        yield Step(self.on(says.ago, 18, minute), voice.say)
        for turn, answer in enumerate(says.answers):
            yield Step(self.on(answer.ago, 19, (minute + turn) % 60), partial(voice.answer, answer))
        yield Step(_past(self.summed_up_on, 12, minute), voice.weigh)
        if says.becomes is not None:
            yield Step(self.on(says.becomes.ago, 13, minute), voice.take_up)

    def on(self, ago: int, hour: int, minute: int) -> datetime:
        return _past(today() - timedelta(days=ago), hour, minute)

    def summarise(self, at: int, text: str) -> None:
        section = self.current.sections[at]
        summarise_section(section, by=self.editor, text=text, version=section.version)


class Voiced:
    """One contribution and what becomes of it."""

    def __init__(self, staged: Staged, at: int, says: Says) -> None:
        self.staged, self.at, self.says = staged, at, says
        self.made: Contribution | None = None

    @property
    def current(self) -> Contribution:
        if self.made is None:
            raise GroundIsMissing(self.says.text)
        return self.made

    def say(self) -> None:
        says, staged = self.says, self.staged
        format = staged.current
        section = format.sections[self.at]
        model: Any = Thread if format.format_kind == "forum" else Card
        if says.room or says.by is None:
            by, voice = staged.editor, voice_of_room(format, staged.editor)
        else:
            by = figure_person(says.by)
            body = next((held.organisation for held in by.valid_memberships if held.may_speak), None)
            voice = voice_of(by, wish=says.wish, as_organisation=body)
        once = str(uuid5(NAMESPACE_URL, f"{staged.plan.once}:{self.at}:{says.text}"))
        self.made = contribute(model, section, voice, by=by, text=says.text, title=says.title, once=once)
        if says.group is not None and isinstance(self.made, Card):
            place_card(self.made, self.group(section, says.group))
        if says.goals:
            goals = [find_goal_named(name) for name in says.goals]
            assign_goals(self.made, goals, by=staged.editor)

    def group(self, section: FormatSection, title: str) -> CardGroup:
        known = select(CardGroup).where(CardGroup.section_id == section.id, CardGroup.title == title)
        return db.session.scalar(known) or add_group(section, title=title)

    def answer(self, answer: Answered) -> None:
        by = figure_person(answer.by)
        body = next((held.organisation for held in by.valid_memberships if held.may_speak), None)
        comment(
            self.current, by=by, text=answer.text, lang="de", as_office=answer.signs == "office",
            as_organisation=body if answer.signs == "organisation" else None,
        )  # fmt: skip

    def weigh(self) -> None:
        """The crowd finds it right or gives it dots; whoever has none left gives none."""
        random = Random(self.says.text)  # noqa: S311 - made up, not secret
        people = crowd()
        random.shuffle(people)
        made, given = self.current, 0
        for person in people:
            if isinstance(made, Thread) and given < self.says.supports:
                given += support(made, person)
            elif isinstance(made, Card) and given < self.says.dots:
                with suppress(NoDotsLeft):
                    given += give_dot(made, person)

    def take_up(self) -> None:
        becomes, made, staged = self.says.becomes, self.current, self.staged
        place = place_of(made.format)
        if becomes is None or place is None:
            raise GroundIsMissing(made.title)
        idea = take_up([made], Words(becomes.title, self.says.text), place, goals_of([made]), by=staged.editor)
        if made.wish == "person" and made.author is not None:
            claim_authorship(made, by=made.author)
        if becomes.public:
            publish_idea(idea, by=staged.editor, version=idea.version)


def _idea(once: str) -> Idea:
    idea = find_by_once(once)
    if idea is None:
        raise GroundIsMissing(once)
    return idea


def _past(day: date, hour: int, minute: int = 0) -> datetime:
    return min(moment(day, hour, minute), now() - timedelta(minutes=5))
