"""What is made of the goals: a draft edition in work, concepts that are connected, reference sheets in every state.

Each part is recognised by what it left behind: what people did with it since stays, whatever that was.
"""

from collections.abc import Iterator
from functools import partial
from typing import Any

from sqlalchemy import select

from app.accounts.models import Authority
from app.concepts.connecting import accept_correspondence, propose_correspondence, refuse_correspondence
from app.concepts.connections import find_pair
from app.concepts.models import Concept, GoalCorrespondence
from app.concepts.queries import find_concept, goal_tree
from app.core.clock import now, today
from app.core.database import db
from app.demo.acting import Step, find_goal_named, moment, working_days_from
from app.demo.gathering import project_of
from app.demo.people import editor_of, figure_person
from app.demo.plans import (
    Decision,
    DraftPart,
    DraftPlan,
    GoalWork,
    GroundIsMissing,
    Pair,
    Proposal,
    SheetPlan,
    read_goal_work,
)
from app.editions.drafting import add_goals, begin_draft, reword_goal
from app.editions.lines import Line
from app.editions.models import OPEN_EDITIONS, ConceptEdition
from app.editions.seeing import seen_of_goal, tree_of
from app.ideas.queries import find_by_once as find_idea
from app.reference_sheets.confirming import ask_confirmation, confirm_sheet, decline_sheet
from app.reference_sheets.declaring import Declared, make_sheet
from app.reference_sheets.models import ReferenceSheet
from app.reference_sheets.queries import find_by_once as find_sheet
from app.things.models import Thing

ARRIVED_AGO, DECIDED_AGO = 15, 3
"""Working days since they were proposed, and since decided on: the correspondences that came with the concepts."""


def steps_with_goals() -> list[Step]:
    """Whatever is not there yet, each verb at its moment."""
    work = read_goal_work()
    return [*_drafting(work.draft), *_connecting(work), *(step for plan in work.sheets for step in _declaring(plan))]


# ---- the draft ------------------------------------------------------------------------------------


def _drafting(plan: DraftPlan) -> Iterator[Step]:
    """None where there was such a draft before, or where somebody works on another one."""
    concept = _concept(plan.concept)
    known = select(ConceptEdition.id).where(
        ConceptEdition.concept_id == concept.id,
        (ConceptEdition.title == plan.title) | ConceptEdition.status.in_(OPEN_EDITIONS),
    )
    if db.session.scalar(known.limit(1)) is not None:
        return
    by = figure_person(plan.by)
    yield _step(concept, plan.ago, 9, partial(begin_draft, concept, title=plan.title, by=by))
    for number, part in enumerate(plan.parts):
        yield _step(concept, part.ago, 10 + number, partial(_fill_in, concept, plan, part))


def _fill_in(concept: Concept, plan: DraftPlan, part: DraftPart) -> None:
    """The goals come as a list; then each gets its texts, and the note that it is invented."""
    own = select(ConceptEdition).where(ConceptEdition.concept_id == concept.id, ConceptEdition.title == plan.title)
    draft, by = db.session.scalars(own).one(), figure_person(part.by)
    lines = [Line(goal.depth, goal.number, goal.title) for goal in part.goals]
    keys = add_goals(draft, under=part.under, kind="goal", lines=lines, by=by)
    for key, goal in zip(keys, part.goals, strict=True):
        texts = {"short_title": goal.short_title, "text": goal.text, "notes": [plan.note]}
        reword_goal(draft, key, values=texts, seen=seen_of_goal(tree_of(draft).entry(key)), by=by)


# ---- correspondences ------------------------------------------------------------------------------


def _connecting(work: GoalWork) -> Iterator[Step]:
    """Those that came with the concepts are decided, each by the side that is asked; nobody decides twice."""
    refused = {_ends(pair): pair.answer for pair in work.refused}
    waiting = {_ends(pair) for pair in work.waiting}
    came = select(GoalCorrespondence).where(
        GoalCorrespondence.state == "proposed", GoalCorrespondence.version == 1,
        GoalCorrespondence.proposed_by_id.is_(None),
    )  # fmt: skip
    arrived = db.session.scalars(came.order_by(GoalCorrespondence.id)).all()
    for pair in arrived:
        arrival = _step(pair.low.concept, ARRIVED_AGO, 9, partial(_arrive, pair))
        if pair.proposed_at > arrival.at:
            yield arrival
    for number, pair in enumerate(arrived):
        ends = (pair.low_id, pair.high_id)
        if ends not in waiting:
            do = partial(_decide, pair, refused.get(ends))
            yield _step(pair.low.concept, DECIDED_AGO, 9 + number % 6, do)
    for proposal in work.proposed:
        goal, other = find_goal_named(proposal.goal), find_goal_named(proposal.other)
        if find_pair(goal, other) is None:
            yield _step(goal.concept, proposal.ago, 14, partial(_propose, proposal))
            if proposal.accepted_ago is not None:
                yield _step(other.concept, proposal.accepted_ago, 15, partial(_accept, proposal))


def _arrive(pair: GoalCorrespondence) -> None:
    """It was proposed before anybody decided on it, not on the day the demonstration was loaded."""
    pair.proposed_at = now()


def _decide(pair: GoalCorrespondence, refusal: str | None) -> None:
    asked = db.session.get_one(Authority, pair.asked_id)
    by = editor_of(asked.slug)
    if refusal is None:
        accept_correspondence(pair, by=by, version=pair.version)
    else:
        refuse_correspondence(pair, by=by, answer=refusal, version=pair.version)


def _propose(proposal: Proposal) -> None:
    goal, other, by = find_goal_named(proposal.goal), find_goal_named(proposal.other), figure_person(proposal.by)
    propose_correspondence(goal, other, kind=proposal.kind, reason=proposal.reason, by=by)


def _accept(proposal: Proposal) -> None:
    pair = find_pair(find_goal_named(proposal.goal), find_goal_named(proposal.other))
    if pair is not None:
        _decide(pair, None)


def _ends(pair: Pair) -> tuple[int, ...]:
    return tuple(sorted((find_goal_named(pair.goal).id, find_goal_named(pair.other).id)))


# ---- reference sheets -----------------------------------------------------------------------------


def _declaring(plan: SheetPlan) -> Iterator[Step]:
    if find_sheet(plan.once) is not None:
        return
    concept = _concept(plan.concept)
    yield _step(concept, plan.ago, 17, partial(_make, plan, concept))
    if plan.is_asked or plan.decided:
        yield _step(concept, plan.ago, 18, partial(_ask, plan))
    if plan.decided is not None:
        yield _step(concept, plan.decided.ago, 11, partial(_answer, plan, plan.decided))


def _make(plan: SheetPlan, concept: Concept) -> None:
    goals = goal_tree(concept.id).named(plan.goals)
    remarks = {key: remark for key, remark in plan.goals.items() if remark}
    declared = Declared(plan.title, plan.text, plan.applicant, plan.programme, goals, remarks)
    about = _about(plan)
    by = figure_person(plan.by)
    make_sheet(concept, declared, by=by, about_id=about.id if about is not None else None, once=plan.once)


def _about(plan: SheetPlan) -> Thing | None:
    key = plan.idea or plan.project_of
    if key is None:
        return None
    idea = find_idea(f"demo-{key}")
    if idea is None:
        raise GroundIsMissing(f"there is no idea {key}")
    return project_of(idea) if plan.project_of else idea


def _ask(plan: SheetPlan) -> None:
    ask_confirmation(_sheet(plan), by=figure_person(plan.by))


def _answer(plan: SheetPlan, decision: Decision) -> None:
    sheet = _sheet(plan)
    by = editor_of(db.session.get_one(Authority, sheet.authority_id).slug)
    if decision.do == "confirm":
        confirm_sheet(sheet, by=by, remark=decision.words, version=sheet.version)
    else:
        decline_sheet(sheet, by=by, reason=decision.words, version=sheet.version)


def _sheet(plan: SheetPlan) -> ReferenceSheet:
    sheet = find_sheet(plan.once)
    if sheet is None:
        raise GroundIsMissing(f"the sheet {plan.key} is not made yet")
    return sheet


# ---- places and moments ---------------------------------------------------------------------------


def _concept(slug: str) -> Concept:
    concept = find_concept(slug)
    if concept is None:
        raise GroundIsMissing(f"there is no concept {slug}; run `flask concepts load` first")
    return concept


def _step(concept: Concept, ago: int, hour: int, do: Any) -> Step:
    """So many working days ago, at that hour."""
    land = concept.authority.land if concept.authority is not None else "SN"
    return Step(moment(working_days_from(today(), -ago, land), hour, ago * 7 % 60), do)
