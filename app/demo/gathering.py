"""The life around the ideas of the sample world: who supports, follows, comments, reports and offers to help."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial
from random import Random
from typing import Any

from sqlalchemy import select

from app.accounts.models import Person
from app.core.clock import clock_at, local, now
from app.core.database import db
from app.core.working_days import add_working_days
from app.demo.acting import Staged, Step, moment
from app.demo.people import crowd, editor_of, figure_person, town_hall_of
from app.demo.plans import Complaint, Hiding, Life, Offer, Saying, Scene
from app.demo.turning import play_turn
from app.discussion.commenting import agree, comment, edit_comment, release_comment, remove_comment, reply
from app.discussion.models import Comment
from app.files.attaching import attach
from app.files.receiving import Received
from app.ideas.models import Idea
from app.ideas.pinning import pin_idea
from app.projects.models import Project
from app.projects.pinning import pin_project
from app.restrictions.models import Report, Restriction
from app.restrictions.objecting import object_to
from app.restrictions.reporting import leave, report
from app.restrictions.restricting import restrict
from app.restrictions.targets import Target, version_of
from app.things.following import follow
from app.things.helping import offer_help, write_message
from app.things.models import HelpOffer, Thing, ThingLink
from app.things.supporting import support

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
FIRST_HOUR = 10
"""People write in the evening mostly; by then whatever the office did that day is done."""


def prepare_files(staged: Staged, scene: Scene, files: Mapping[str, Received]) -> None:
    """What hangs on the draft before it is handed in: the point, photos, documents; and how the office moderates."""
    if scene.point is not None:
        pin_idea(staged.current, scene.point)
    for file in scene.files:
        if file.draw in files:
            attach(staged.current, files[file.draw], staged.author, file.alt)
    if scene.holds_first_comments:
        staged.place.authority.holds_first_comments = True


def steps_around(staged: Staged, scene: Scene, written: datetime) -> list[Step]:
    """Everything that happens around an idea and the project it became, each thing at its moment."""
    around = Around(staged, lambda: staged.current, written + timedelta(minutes=12))
    steps = [Step(around.moment(turn.after, 12), partial(play_turn, staged, turn)) for turn in scene.turns]
    steps += around.steps(scene)
    if scene.project is not None:
        project = Around(staged, lambda: project_of(staged.current), around.earliest)
        if scene.project.point is not None:
            at = project.moment(scene.project.until, 13)
            steps.append(Step(at, partial(_pin_project, staged, scene.project.point)))
        steps += project.steps(scene.project)
    return steps


def project_of(idea: Idea) -> Project:
    """The project the idea became."""
    into = select(ThingLink.to_id).where(ThingLink.from_id == idea.id, ThingLink.kind == "promoted_to")
    return db.session.scalars(select(Project).where(Project.id.in_(into))).one()


def _pin_project(staged: Staged, point: tuple[float, float]) -> None:
    pin_project(project_of(staged.current), point, by=staged.editor)


@dataclass
class Spoken:
    """A comment of the plan, once it is said."""

    saying: Saying
    place: list[Comment] = field(default_factory=list)

    @property
    def said(self) -> Comment:
        return self.place[0]


@dataclass
class Around:
    """The life around one thing that may not be there yet."""

    staged: Staged
    thing: Callable[[], Thing]
    earliest: datetime
    turn: int = 0

    def steps(self, life: Life) -> list[Step]:
        """Who takes part, said as steps; those of one moment stay in this order."""
        steps = [Step(self.moment(life.until, 22), partial(self.gather, life))]
        for complaint in life.reports:
            steps += self.complain(complaint, self.thing, self.moment(life.until, 14))
        for saying in life.talk:
            steps += self.say(saying)
        for offer in life.offers:
            steps += self.help(offer)
        return steps

    def moment(self, after: int, hour: int | None = None) -> datetime:
        """So many working days after the idea came in; never in the future."""
        self.turn += 1
        day = add_working_days(self.staged.day, after, self.staged.place.authority.land)
        chosen = FIRST_HOUR + 6 + self.turn % 6 if hour is None else hour
        return self.not_later(max(moment(day, chosen, self.turn * 7 % 60), self.earliest))

    def not_later(self, at: datetime) -> datetime:
        return min(at, self.staged.latest)

    def by_office(self, at: datetime) -> datetime:
        """In the forenoon of the working day after that moment."""
        day = add_working_days(local(at).date(), 1, self.staged.place.authority.land)
        return self.not_later(moment(day, 9, self.turn * 7 % 60))

    @property
    def office(self) -> Person:
        """Who answers for the thing today: an idea may have gone to another office meanwhile."""
        authority = self.thing().authority
        return editor_of(authority.slug) if authority is not None else self.staged.editor

    # ---- support and follow

    def gather(self, life: Life) -> None:
        """They come one after the other between the publication and this moment."""
        thing, last = self.thing(), now()
        first = thing.published_at or last
        random = Random(f"{self.staged.plan.key}:{thing.kind}")  # noqa: S311 - made up, not secret
        for number, person in enumerate(random.sample(crowd(), life.supports)):
            with clock_at(first + (last - first) * (number + 1) / (life.supports + 1)):
                support(thing, person)
        for person in [*random.sample(crowd(), life.followers), *map(figure_person, life.following)]:
            follow(thing, person)

    # ---- talk

    def say(self, saying: Saying, above: Spoken | None = None, earliest: datetime | None = None) -> list[Step]:
        """The comment, its answers, and then what becomes of it."""
        spoken, at = Spoken(saying), self.moment(saying.after, 11 if saying.signs == "office" else None)
        at = self.not_later(max(at, earliest + HOUR / 8)) if earliest else at
        steps = [Step(at, partial(self.speak, spoken, above))]
        if saying.edited is not None:
            steps.append(Step(self.not_later(at + HOUR / 3), partial(self.edit, spoken, saying.edited)))
        if saying.is_released:
            steps.append(Step(self.by_office(at), partial(self.release, spoken)))
        if saying.agreed:
            steps.append(Step(self.not_later(at + DAY), partial(self.agree, spoken)))
        for answer in saying.answers:
            steps += self.say(answer, spoken, at)
        afterwards = max(step.at for step in steps) + HOUR
        for complaint in saying.reports:
            steps += self.complain(complaint, lambda: spoken.said, self.not_later(afterwards))
        if saying.hidden is not None:
            steps += self.hide(spoken, saying.hidden, self.by_office(afterwards))
        if saying.is_removed:
            steps.append(Step(self.not_later(afterwards), partial(self.remove, spoken)))
        return steps

    def speak(self, spoken: Spoken, above: Spoken | None) -> None:
        saying = spoken.saying
        by = self.office if saying.signs == "office" else figure_person(saying.by)
        town_hall = town_hall_of(saying.by) if saying.signs == "organisation" else None
        signed: dict[str, Any] = {"as_office": saying.signs == "office", "as_organisation": town_hall}
        said = (
            reply(above.said, by=by, text=saying.text, lang="de", **signed)
            if above
            else comment(self.thing(), by=by, text=saying.text, lang="de", **signed)
        )
        spoken.place.append(said)

    def edit(self, spoken: Spoken, text: str) -> None:
        edit_comment(spoken.said, by=figure_person(spoken.saying.by), text=text, version=spoken.said.version)

    def release(self, spoken: Spoken) -> None:
        release_comment(spoken.said, by=self.office, version=spoken.said.version)

    def agree(self, spoken: Spoken) -> None:
        random = Random(spoken.saying.text)  # noqa: S311 - made up, not secret
        for person in random.sample(crowd(), spoken.saying.agreed):
            agree(spoken.said, by=person)

    def remove(self, spoken: Spoken) -> None:
        remove_comment(spoken.said, by=figure_person(spoken.saying.by))

    def hide(self, spoken: Spoken, hiding: Hiding, at: datetime) -> list[Step]:
        """Nobody reads it any more; whoever wrote it may object a day later."""
        made: list[Restriction] = []

        def do() -> None:
            said = spoken.said
            made.append(
                restrict(
                    said, by=self.office, ground=hiding.ground, norm=hiding.norm, facts=hiding.facts,
                    version=version_of(said),
                )
            )  # fmt: skip

        def disagree() -> None:
            object_to(made[0], by=figure_person(spoken.saying.by), text=hiding.objection or "")

        steps = [Step(at, do)]
        return [*steps, Step(self.not_later(at + 1.3 * DAY), disagree)] if hiding.objection else steps

    # ---- reports and help

    def complain(self, complaint: Complaint, about: Callable[[], Target], at: datetime) -> list[Step]:
        """A report; where the plan has an answer the office gives it a day later."""
        made: list[Report] = []

        def do() -> None:
            by = figure_person(complaint.by) if complaint.by else None
            made.append(report(about(), cause=complaint.cause, text=complaint.text, by=by))

        def settle() -> None:
            leave(made[0], by=self.office, answer=complaint.left or "")

        steps = [Step(at, do)]
        return [*steps, Step(self.by_office(at), settle)] if complaint.left else steps

    def help(self, offer: Offer) -> list[Step]:
        """An offer and the lines that go to and fro; whoever wrote the idea answers, else the office."""
        at, made = self.moment(offer.after), list[HelpOffer]()
        helper = figure_person(offer.by)

        def promise() -> None:
            made.append(offer_help(self.thing(), helper, offer.text, helper.display_name or ""))

        def write(number: int, line: tuple[str, str]) -> None:
            other = self.office if made[0].is_for_office else self.staged.author
            once = f"demo-{self.staged.plan.key[:22]}-{made[0].id}-{number}"
            write_message(made[0], helper if line[0] == "from" else other, line[1], once)

        lines = [
            Step(self.not_later(at + (number + 1) * DAY), partial(write, number, line))
            for number, line in enumerate(offer.lines)
        ]
        return [Step(at, promise), *lines]
