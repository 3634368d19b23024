"""What the desk and the authors make of some ideas: merged, divided, improved, handed over, hidden, prepared."""

from collections.abc import Callable

from app.accounts.organising import grant_mandate
from app.accounts.queries import representatives_of
from app.demo.acting import Staged, find_office
from app.demo.people import body_of, editor_of, figure_person
from app.demo.plans import GroundIsMissing, Turn
from app.ideas.amending import amend_idea, release_amendment, waiting_amendment, write_amendment
from app.ideas.handing_over import accept_hand_over, offer_hand_over
from app.ideas.merging import keep_apart, merge_ideas
from app.ideas.models import Idea
from app.ideas.preparing import prepare_idea
from app.ideas.queries import find_by_once
from app.ideas.splitting import split_idea
from app.ideas.together_queries import open_hand_over
from app.ideas.writing_together import join_co_author
from app.restrictions.restricting import restrict


def play_turn(staged: Staged, turn: Turn) -> None:
    """The verb the plan names."""
    turns: dict[str, Callable[[Staged, Turn], object]] = {
        "merge": _merge, "keep_apart": _keep_apart, "split": _split, "amend": _amend, "release_amendment": _release,
        "offer": _offer, "accept": _accept, "hide": _hide, "join": _join, "prepare": _prepare,
    }  # fmt: skip
    turns[turn.do](staged, turn)


def _other(turn: Turn) -> Idea:
    idea = find_by_once(f"demo-{turn.aim}")
    if idea is None:
        raise GroundIsMissing(f"there is no idea {turn.aim}")
    return idea


def _merge(staged: Staged, turn: Turn) -> None:
    gone, into = staged.current, _other(turn)
    merge_ideas(gone, into, by=staged.editor, reason=turn.reason, version=gone.version, into_version=into.version)


def _keep_apart(staged: Staged, turn: Turn) -> None:
    keep_apart(staged.current, _other(turn), by=staged.editor)


def _split(staged: Staged, turn: Turn) -> None:
    idea = staged.current
    split_idea(idea, turn.parts, by=staged.editor, reason=turn.reason, version=idea.version)


def _amend(staged: Staged, turn: Turn) -> None:
    idea, plan = staged.current, staged.plan
    write_amendment(
        idea, title=idea.title, text=turn.text, version=idea.version, who_benefits=plan.benefits,
        touches_youth=plan.youth,
    )  # fmt: skip
    amend_idea(idea, by=staged.author)


def _release(staged: Staged, turn: Turn) -> None:
    waiting = waiting_amendment(staged.current)
    seen = waiting.proposed_at if waiting is not None else None
    release_amendment(staged.current, by=staged.editor, version=staged.current.version, seen=seen)


def _offer(staged: Staged, turn: Turn) -> None:
    idea = staged.current
    offer_hand_over(idea, to=find_office(turn.aim), by=staged.editor, reason=turn.reason, version=idea.version)


def _accept(staged: Staged, turn: Turn) -> None:
    offer = open_hand_over(staged.current.id)
    if offer is None:
        raise GroundIsMissing(f"{staged.plan.key} is not offered")
    accept_hand_over(offer, by=editor_of(turn.aim), version=staged.current.version)


def _hide(staged: Staged, turn: Turn) -> None:
    if turn.hidden is not None:
        restrict(
            staged.current, by=staged.editor, ground=turn.hidden.ground, norm=turn.hidden.norm,
            facts=turn.hidden.facts, version=staged.current.version,
        )  # fmt: skip


def _join(staged: Staged, turn: Turn) -> None:
    person = figure_person(turn.aim)
    join_co_author(staged.current, person, name=person.display_name)


def _prepare(staged: Staged, turn: Turn) -> None:
    """The mandate comes first, from those it is prepared for, to the body the author speaks for.

    Where nobody speaks for one of them any more it stays an ordinary draft.
    """
    principal, agent = staged.place.municipalities[0].organisation, body_of(staged.author)
    leaders = representatives_of(principal.id) if principal is not None else []
    if principal is not None and agent is not None and leaders:
        mandate = grant_mandate(principal, agent, by=leaders[0], until=None)
        prepare_idea(staged.current, by=staged.author, mandate=mandate)
