"""What the desk does with ideas of the sample world: statements asked and given, answers drafted and released."""

from collections.abc import Collection, Iterator
from datetime import date
from functools import partial
from typing import Any, Literal

from pydantic import Field
from sqlalchemy import select

from app.accounts.models import Organisation, Person
from app.answers.asking_back import ask_back, reply_to_follow_up
from app.answers.drafting import hand_in_answer, save_answer
from app.answers.models import CoordinatedAnswer, FollowUp
from app.answers.releasing import release_answer, return_answer
from app.casework.checking import take_over_proposal
from app.casework.remarking import add_remark, note_file_reference
from app.casework.templating import take_over_standard
from app.concepts.models import Concept
from app.concepts.queries import authorities_with_concepts
from app.core.clock import today
from app.core.database import db
from app.demo.acting import Step, find_goal_named, find_towns, moment, working_days_from
from app.demo.offices import office_named
from app.demo.people import FIGURES, editor_of, figure_person
from app.demo.plans import DESK, GroundIsMissing, Strict, read
from app.ideas.models import Idea
from app.ideas.moderating import publish_idea, send_interim_notice
from app.ideas.places import Place
from app.ideas.queries import find_by_once
from app.reception.entering import Author, Words, enter_idea
from app.statements.answering import decline_responsibility, save_statement, submit_statement
from app.statements.models import StatementRequest
from app.statements.requesting import Office, extend_request, request_statements

TOWN_MAILBOX = "{ags}@rathaus-muster.example"


class Asking(Strict):
    """Offices asked together."""

    ago: int = Field(ge=1)
    offices: list[str]
    until: int
    question: str


class Given(Strict):
    """A statement."""

    office: str
    ago: int = Field(ge=1)
    verdict: Literal["no_objection", "remarks", "objection", "not_affected", "running", "welcome"]
    is_public: bool
    speaker: str
    text: str


class Declined(Strict):
    """Not responsible, right would be …"""

    office: str
    ago: int = Field(ge=1)
    speaker: str
    suggestion: str


class Extended(Strict):
    """More time."""

    office: str
    ago: int = Field(ge=1)
    until: int
    reason: str


class Interim(Strict):
    """A Zwischenbescheid."""

    ago: int = Field(ge=1)
    until: int
    reason: str


class Remarked(Strict):
    """An internal remark, or one of a release."""

    ago: int = Field(ge=1)
    text: str = ""
    remark: str = ""


class AnswerPlan(Strict):
    """A coordinated answer and how far it comes."""

    outcome: str
    cites: list[str]
    drafted: int
    handed_in: int | None = None
    returned: Remarked | None = None
    released: Remarked | None = None
    text: str


class FollowUpPlan(Strict):
    """What the author asks back, and the reply."""

    ago: int = Field(ge=1)
    text: str
    replied: int | None = None
    reply: str = ""


class DeskScene(Strict):
    """All that happens at the desk around one idea."""

    idea: str
    file_reference: str | None = None
    remarks: tuple[Remarked, ...] = ()
    asks: list[Asking]
    given: tuple[Given, ...] = ()
    declined: tuple[Declined, ...] = ()
    extended: tuple[Extended, ...] = ()
    interim: Interim | None = None
    answer: AnswerPlan | None = None
    follow_up: FollowUpPlan | None = None


class Paper(Strict):
    """An idea somebody typed in for its author."""

    key: str
    ago: int = Field(ge=1)
    origin: Literal["paper", "counter", "telephone"]
    title: str
    text: str
    name: str | None = None
    email: str | None = None
    post: str | None = None
    place: list[str]
    goals: list[str]
    publish_ago: int | None = None

    @property
    def once(self) -> str:
        """By which a second load finds the idea again."""
        return f"demo-{self.key}"


def read_desk() -> list[DeskScene]:
    """The scenes as planned."""
    return [DeskScene.model_validate(entry) for entry in read(DESK)["scenes"]]


def steps_at_the_desk(fresh: Collection[str]) -> list[Step]:
    """The steps around ideas that are played now; what is there already keeps what people made of it since."""
    steps = [step for scene in read_desk() if scene.idea in fresh for step in Played(scene).steps()]
    return steps + [step for paper in read_papers() if find_by_once(paper.once) is None for step in _typing_in(paper)]


def prepare_desks() -> None:
    """Each office has taken over the proposed checklist and the standard texts; what it changed since stays."""
    for concept in db.session.scalars(select(Concept).order_by(Concept.id)).all():
        take_over_proposal(concept)
    for authority in authorities_with_concepts():
        take_over_standard(authority, by=editor_of(authority.slug))


def read_papers() -> list[Paper]:
    """What is typed in, as planned."""
    return [Paper.model_validate(entry) for entry in read(DESK)["papers"]]


def _typing_in(paper: Paper) -> Iterator[Step]:
    """The reception office types it in and tells its author; the desk publishes some of them."""
    day = working_days_from(today(), -paper.ago, "SN")
    yield Step(moment(day, 10, paper.ago), partial(_enter, paper), is_told=True)
    if paper.publish_ago is not None:
        later = working_days_from(today(), -paper.publish_ago, "SN")
        yield Step(moment(later, 10, paper.ago), partial(_publish, paper), is_told=True)


def _enter(paper: Paper) -> None:
    place = Place.of_municipalities(find_towns(paper.place))
    enter_idea(
        place, Words(paper.title, paper.text), Author(paper.name, paper.email, paper.post),
        by=figure_person("ruth.annahme"), origin=paper.origin, received_on=today(),
        goals=[find_goal_named(name) for name in paper.goals], once=paper.once,
    )  # fmt: skip


def _publish(paper: Paper) -> None:
    idea = find_by_once(paper.once)
    if idea is not None and idea.authority is not None:
        publish_idea(idea, by=editor_of(idea.authority.slug), version=idea.version)


class Played:
    """One scene on stage."""

    def __init__(self, scene: DeskScene) -> None:
        self.scene = scene
        self.today = today()
        """The day the demonstration is loaded; the clock stands elsewhere while it is played."""

    def steps(self) -> Iterator[Step]:
        """All its verbs with their moments, office hours."""
        scene = self.scene
        for ask in scene.asks:
            yield self._at(ask.ago, 9, partial(self.ask, ask))
        for given in scene.given:
            yield self._at(given.ago, 11, partial(self.give, given))
        for declined in scene.declined:
            yield self._at(declined.ago, 12, partial(self.decline, declined))
        for extended in scene.extended:
            yield self._at(extended.ago, 13, partial(self.extend, extended))
        for number, remarked in enumerate(scene.remarks):
            yield self._at(remarked.ago, 14, partial(self.remark, remarked, number))
        if scene.interim is not None:
            yield self._at(scene.interim.ago, 15, partial(self.interim, scene.interim))
        if scene.answer is not None:
            yield from self._answering(scene.answer)
        if scene.follow_up is not None:
            yield self._at(scene.follow_up.ago, 16, partial(self.ask_back, scene.follow_up))
            if scene.follow_up.replied is not None:
                yield self._at(scene.follow_up.replied, 10, partial(self.reply, scene.follow_up))

    def _answering(self, plan: AnswerPlan) -> Iterator[Step]:
        yield self._at(plan.drafted, 14, partial(self.draft, plan))
        if plan.handed_in is not None:
            yield self._at(plan.handed_in, 15, self.hand_in)
        if plan.returned is not None:
            yield self._at(plan.returned.ago, 10, partial(self.give_back, plan.returned))
        if plan.released is not None:
            yield self._at(plan.released.ago, 10, self.release)

    # ---- the verbs, as the plan names them

    def ask(self, ask: Asking) -> None:
        idea = self.idea
        offices = [Office.of(self._office(key)) for key in ask.offices]
        request_statements(
            idea, offices, by=self.editor, question=ask.question, due_on=self._day(ask.until, self._land),
            version=idea.version,
        )  # fmt: skip
        if self.scene.file_reference and not idea.file_reference:
            note_file_reference(idea, self.scene.file_reference, before=None, by=self.editor)

    def give(self, given: Given) -> None:
        request = self._request(given.office)
        save_statement(
            request, version=request.statement.version if request.statement else 1, verdict=given.verdict,
            text=given.text, is_public=given.is_public, speaker_name=given.speaker, speaker_office=request.office,
        )  # fmt: skip
        submit_statement(request, email=request.email)

    def decline(self, declined: Declined) -> None:
        request = self._request(declined.office)
        decline_responsibility(
            request, suggestion=declined.suggestion, speaker_name=declined.speaker, speaker_office=request.office,
            email=request.email,
        )  # fmt: skip

    def extend(self, extended: Extended) -> None:
        request = self._request(extended.office)
        extend_request(
            request, until=self._day(extended.until, self._land), by=None, reason=extended.reason, role="office"
        )

    def remark(self, remarked: Remarked, number: int) -> None:
        add_remark(self.idea, text=remarked.text, by=self.editor, once=f"demo-{self.scene.idea[:24]}-{number}")

    def interim(self, interim: Interim) -> None:
        idea = self.idea
        send_interim_notice(
            idea,
            by=self.editor,
            reason=interim.reason,
            until=self._day(interim.until, self._land),
            version=idea.version,
        )

    def draft(self, plan: AnswerPlan) -> None:
        idea = self.idea
        cited = [request.id for key in plan.cites if _is_citable(request := self._request(key))]
        save_answer(
            idea, by=self.editor, version=0, idea_version=idea.version, text=plan.text, outcome=plan.outcome,
            cited=cited,
        )  # fmt: skip

    def hand_in(self) -> None:
        hand_in_answer(self._answer(), by=self.editor, version=self._answer().version)

    def give_back(self, returned: Remarked) -> None:
        return_answer(self._answer(), by=self.approver, version=self._answer().version, remark=returned.remark)

    def release(self) -> None:
        release_answer(self._answer(), by=self.approver, version=self._answer().version)

    def ask_back(self, plan: FollowUpPlan) -> None:
        author = self.idea.author
        if author is None:
            raise GroundIsMissing(f"nobody wrote {self.scene.idea}")
        ask_back(self.idea, by=author, text=plan.text)

    def reply(self, plan: FollowUpPlan) -> None:
        asked = db.session.scalar(select(FollowUp).where(FollowUp.idea_id == self.idea.id))
        if asked is not None:
            reply_to_follow_up(asked, by=self.editor, text=plan.reply)

    # ---- who and what

    @property
    def idea(self) -> Idea:
        idea = find_by_once(f"demo-{self.scene.idea}")
        if idea is None:
            raise GroundIsMissing(f"{self.scene.idea} is not written yet")
        return idea

    @property
    def editor(self) -> Person:
        return editor_of(self._slug)

    @property
    def approver(self) -> Person:
        return figure_person(next(figure.key for figure in FIGURES if figure.approves_for == self._slug))

    @property
    def _slug(self) -> str:
        return self.idea.authority.slug if self.idea.authority else ""

    @property
    def _land(self) -> str:
        return self.idea.authority.land if self.idea.authority else "SN"

    def _office(self, key: str) -> Organisation:
        if not key.isdecimal():
            return office_named(key)
        town = find_towns([key])[0].organisation
        if town is None:
            raise GroundIsMissing(f"{key} has no town hall")
        town.email = town.email or TOWN_MAILBOX.format(ags=key)
        return town

    def _request(self, key: str) -> StatementRequest:
        asked = select(StatementRequest).where(
            StatementRequest.idea_id == self.idea.id, StatementRequest.organisation_id == self._office(key).id
        )
        return db.session.scalars(asked).one()

    def _answer(self) -> CoordinatedAnswer:
        return db.session.scalars(select(CoordinatedAnswer).where(CoordinatedAnswer.idea_id == self.idea.id)).one()

    def _at(self, ago: int, hour: int, do: Any) -> Step:
        return Step(moment(self._day(-ago), hour, sum(self.scene.idea.encode()) % 60), do)

    def _day(self, days: int, land: str = "SN") -> date:
        return working_days_from(self.today, days, land)


def _is_citable(request: StatementRequest) -> bool:
    return request.statement is not None and request.statement.is_public
