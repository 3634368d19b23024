"""Cooperations of the Partheland in the sample world: in every state, each made through the verbs by its partners."""

from collections.abc import Iterator, Mapping
from datetime import date, datetime, time, timedelta
from functools import partial
from typing import Any, Literal
from uuid import NAMESPACE_URL, uuid5

from pydantic import Field
from sqlalchemy import select

from app.accounts.models import Organisation
from app.accounts.organising import grant_mandate
from app.accounts.queries import representatives_of
from app.cooperations.declaring import PENDING, Council, declare, note_council, prepare_answer
from app.cooperations.filing import About, file_paper, release_paper
from app.cooperations.funding import Grant, add_funding, change_funding
from app.cooperations.leaving import keep_on_time, leave, withdraw_proposal
from app.cooperations.making_projects import entry_for, make_project
from app.cooperations.models import Cooperation, Partner
from app.cooperations.placing import home_of
from app.cooperations.proposing import ask_to_join, begin_cooperation, edit_draft, invite_further, lay_text
from app.cooperations.queries import find_room, fundings_of
from app.cooperations.showing import shown_of
from app.cooperations.terms import Party, Terms
from app.core.clock import moment_of, today
from app.core.database import db
from app.core.texts import slugify
from app.demo.acting import Step, find_towns, moment, working_days_from
from app.demo.people import BY_KEY, body_of, editor_of, figure_person, town_hall_of
from app.demo.plans import DATA, File, GroundIsMissing, Strict, read
from app.discussion.commenting import comment
from app.files.receiving import Received
from app.ideas.queries import find_by_once
from app.things.models import Thing

PLANS = DATA / "cooperations.yaml"
LAND = "SN"
AS_REPRESENTATIVE = ("lay", "say", "council", "ask", "leave", "withdraw")


class CouncilPlan(Strict):
    """The council has decided, so many working days before the load."""

    ago: int
    number: str


class FundPlan(Strict):
    """Money from a programme; `due_in`: working days from the day of the load; `decided`: the notice has come."""

    programme: str
    applied_cents: int
    granted_cents: int | None = None
    decided: bool = False
    due_in: int | None = None
    due_for: str | None = None


class Move(Strict):
    """One verb, so many working days before the load; `of`: about which municipality. `project`: by the desk."""

    do: Literal[
        "lay", "say", "prepare", "council", "edit", "invite", "ask", "leave", "withdraw", "fund", "file", "talk",
        "project",
    ]  # fmt: skip
    by: str = ""
    ago: int = Field(ge=1)
    of: str | None = None
    text: str = ""
    verdict: str = "accepted"
    council: CouncilPlan | None = None
    words: dict[str, Any] = Field(default_factory=dict)
    last_ago: int = 0
    fund: FundPlan | None = None
    draw: str = ""
    kind: str = ""
    title: str = ""
    is_released: bool = False
    in_public: bool = False


class CooperationPlan(Strict):
    """One cooperation and what its partners make of it."""

    key: str
    by: str
    ago: int = Field(ge=1)
    others: tuple[str, ...] = Field(alias="with")
    figures: dict[str, int] = Field(default_factory=dict)
    origin: str | None = None
    words: dict[str, Any]
    moves: tuple[Move, ...] = ()

    @property
    def once(self) -> str:
        """By which a second load finds the cooperation again."""
        return str(uuid5(NAMESPACE_URL, f"ideenkreis:demo:cooperation:{self.key}"))


def missing_cooperations() -> list[CooperationPlan]:
    """What was not played yet."""
    plans = [CooperationPlan.model_validate(plan) for plan in read(PLANS)]
    known = set(db.session.scalars(select(Thing.once).where(Thing.once.in_([plan.once for plan in plans]))))
    return [plan for plan in plans if plan.once not in known]


def files_of_cooperations() -> list[File]:
    """The papers that are filed in what was not played yet."""
    moves = [move for plan in missing_cooperations() for move in plan.moves if move.do == "file"]
    return [File(draw=move.draw, name=f"{slugify(move.title)}.pdf", alt=move.title) for move in moves]


def steps_of_cooperations(files: Mapping[str, Received]) -> list[Step]:
    """Every cooperation that is not there yet, each verb at its moment."""
    return [step for plan in missing_cooperations() if is_playable(plan) for step in Staged(plan, files).steps()]


def is_playable(plan: CooperationPlan) -> bool:
    """Whether all who declare in it represent their body today: visitors may have ended a role."""
    speakers = {plan.by} | {move.by for move in plan.moves if move.do in AS_REPRESENTATIVE}
    figures = [key for key in speakers if BY_KEY[key].speaks_for]
    return all(figure_person(key).leads(town_hall_of(key).id) for key in figures)


class Staged:
    """A cooperation on stage."""

    def __init__(self, plan: CooperationPlan, files: Mapping[str, Received]) -> None:
        self.plan, self.files = plan, files
        self.today = today()
        """The day the demonstration is loaded; the clock stands elsewhere while it is played."""
        self.made: Cooperation | None = None

    def steps(self) -> Iterator[Step]:
        """From the draft to what has come of it by today; each move after the one before."""
        plan = self.plan
        at = self.at(plan.ago, 0)
        yield Step(at, self.begin)
        for number, move in enumerate(plan.moves, start=1):
            at = max(self.at(move.ago, number), at + timedelta(minutes=1))
            yield Step(at, partial(getattr(self, move.do), move))
            if move.do == "leave":
                yield self.by_the_clock(self.day(move.last_ago))
        last = self.words(plan.words).get("ends_on")
        if last is not None and last < self.today:
            yield self.by_the_clock(last)

    # ---- the verbs, as the plan names them

    def begin(self) -> None:
        plan, keeper = self.plan, town_hall_of(self.plan.by)
        bodies = [keeper, *(_town_hall(key) for key in plan.others)]
        home, region = home_of(keeper, [body.id for body in bodies])
        origin = find_by_once(f"demo-{plan.origin}") if plan.origin else None
        figures = {_town_hall(key).id: figure for key, figure in plan.figures.items()}
        parties = tuple(
            Party(organisation_id=body.id, name=body.name, figure=figures.get(body.id)) for body in bodies
        )  # fmt: skip
        terms = Terms.model_validate({**self.words(plan.words), "parties": parties})
        self.made = begin_cooperation(
            keeper, by=figure_person(plan.by), home=home, terms=terms, region=region, origin=origin, once=plan.once
        )

    def edit(self, move: Move) -> None:
        terms = Terms.model_validate({**dict(self.current.working), **self.words(move.words)})
        edit_draft(self.current, terms, by=figure_person(move.by), version=self.current.draft_version)

    def lay(self, move: Move) -> None:
        lay_text(
            self.current, by=figure_person(move.by), version=self.current.draft_version, function=_function(move.by),
            council=self.decided(move) or PENDING, text=move.text,
        )  # fmt: skip

    def say(self, move: Move) -> None:
        laid = self.current.laid
        if laid is None:
            raise GroundIsMissing(f"{self.plan.key} is not laid before anybody yet")
        council = (self.decided(move) or PENDING) if move.verdict == "accepted" else None
        declare(
            self.partner(move), by=figure_person(move.by), version=laid.number, fingerprint=laid.fingerprint,
            verdict=move.verdict, function=_function(move.by), text=move.text, council=council,
        )  # fmt: skip

    def prepare(self, move: Move) -> None:
        """By somebody of that body, or by one it lets prepare: the mandate comes first. Else nothing is prepared."""
        partner, by = self.partner(move), figure_person(move.by)
        agent = body_of(by)
        leaders = representatives_of(partner.organisation_id)
        if agent is not None and agent.id != partner.organisation_id and leaders:
            grant_mandate(partner.organisation, agent, by=leaders[0], until=None)
        if by.speaks_for(partner.organisation_id) or by.prepares_for(partner.organisation_id):
            prepare_answer(partner, by=by, version=self.current.version, verdict=move.verdict, text=move.text)

    def council(self, move: Move) -> None:
        partner, council = self.partner(move), self.decided(move)
        yes = partner.last_yes
        if council is None or yes is None:
            raise GroundIsMissing(f"{move.by} has not said yes to {self.plan.key}")
        note_council(partner, by=figure_person(move.by), version=yes.version, council=council)

    def invite(self, move: Move) -> None:
        invite_further(self.current, _town_hall(move.of or ""), by=figure_person(move.by))

    def ask(self, move: Move) -> None:
        ask_to_join(self.current, town_hall_of(move.by), by=figure_person(move.by), text=move.text)

    def leave(self, move: Move) -> None:
        leave(self.partner(move), by=figure_person(move.by), on=self.day(move.last_ago), reason=move.text)

    def withdraw(self, move: Move) -> None:
        withdraw_proposal(self.current, by=figure_person(move.by), reason=move.text)

    def fund(self, move: Move) -> None:
        """Noted when it is applied for, brought up to date when the notice is there."""
        plan, by = move.fund, figure_person(move.by)
        if plan is None:
            raise GroundIsMissing(f"no programme is named in {self.plan.key}")
        known = next((one for one in fundings_of(self.current) if one.programme == plan.programme), None)
        grant = Grant(
            plan.programme, plan.applied_cents, known.applied_on if known else today(), plan.granted_cents,
            today() if plan.decided else None, self.day(-plan.due_in) if plan.due_in else None, plan.due_for,
        )  # fmt: skip
        if known is None:
            add_funding(self.current, grant, by=by)
        else:
            change_funding(known, grant, by=by, version=known.version)

    def file(self, move: Move) -> None:
        """Only where the papers were drawn and taken in before."""
        if move.draw not in self.files:
            return
        about = About(move.kind, move.title, today(), self.current.agreed_version)
        partner, by = self.partner(move) if move.of else None, figure_person(move.by)
        paper = file_paper(self.current, partner, self.files[move.draw], about, by=by)
        if move.is_released:
            release_paper(paper, by=by)

    def talk(self, move: Move) -> None:
        """Among the partners, or where everybody reads it."""
        thing = self.current if move.in_public else find_room(self.current)
        body = town_hall_of(move.by) if BY_KEY[move.by].is_of_body else None
        if thing is not None:
            comment(thing, by=figure_person(move.by), text=move.text, lang="de", as_organisation=body)

    def project(self, move: Move) -> None:
        """The desk it belongs to takes it into the catalogue as it is."""
        shown = shown_of(self.current)
        if shown is None:
            raise GroundIsMissing(f"{self.plan.key} is not public")
        by = editor_of(self.current.home.slug)
        make_project(self.current, entry_for(shown), by=by, version=shown.text.number, reason=move.text)

    # ---- who, what and when

    @property
    def current(self) -> Cooperation:
        if self.made is None:
            raise GroundIsMissing(f"{self.plan.key} is not begun yet")
        return self.made

    def partner(self, move: Move) -> Partner:
        """Whose place it is: named by the move, else that of whoever moves."""
        body = _town_hall(move.of) if move.of else town_hall_of(move.by)
        partner = self.current.partner_of(body.id)
        if partner is None:
            raise GroundIsMissing(f"{body.name} is no partner of {self.plan.key}")
        return partner

    def decided(self, move: Move) -> Council | None:
        plan = move.council
        return Council("decided", self.day(plan.ago), plan.number) if plan is not None else None

    def words(self, words: Mapping[str, Any]) -> dict[str, Any]:
        """What a text says, with the lead's number and real days."""
        said: dict[str, Any] = {
            name: value.strip() if isinstance(value, str) else value for name, value in words.items()
        }
        if "lead" in said:
            said["lead_id"] = _town_hall(said.pop("lead")).id
        if "starts" in said:
            said["starts_on"] = self.first_of(said.pop("starts"))
        if "ends" in said:
            said["ends_on"] = self.first_of(said.pop("ends") + 1) - timedelta(days=1)
        return said

    def first_of(self, months: int) -> date:
        """The first day of the month so many months from this one on."""
        years, month = divmod(self.today.month - 1 + months, 12)
        return date(self.today.year + years, month + 1, 1)

    def day(self, ago: int) -> date:
        return working_days_from(self.today, -ago, LAND)

    def at(self, ago: int, number: int) -> datetime:
        """In office hours of that working day."""
        return moment(self.day(ago), 9 + number % 8, sum(self.plan.key.encode()) % 55)

    def by_the_clock(self, last: date) -> Step:
        """What the worker does in the night after that day."""
        return Step(moment_of(last + timedelta(days=1), time(0, 10)), lambda: keep_on_time(self.current.id))


def _function(key: str) -> str:
    return BY_KEY[key].function or ""


def _town_hall(ags: str) -> Organisation:
    body = find_towns([ags])[0].organisation
    if body is None:
        raise GroundIsMissing(f"{ags} has no town hall")
    return body
