"""What the page of an idea on the desk shows beside the decisions: further steps, other ideas, offers, amendments."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from flask_babel import gettext as _

from app.ideas.amending import waiting_amendment
from app.ideas.models import HandOver, Idea
from app.ideas.together_queries import (
    Waiting,
    given_away,
    last_hand_over,
    links_within,
    may_come_apart,
    what_waits,
)
from app.ideas.workflow import is_possible
from app.policies.doors import current_person, may_now
from app.restrictions.models import Report
from app.restrictions.queries import open_reports_on


@dataclass(frozen=True)
class More:
    """Links to further steps, each with its endpoint; and what is known beside the text."""

    steps: list[tuple[str, str]]
    links: Any
    offer: HandOver | None
    amendment: bool
    reports: Sequence[Report]


def more_of(idea: Idea) -> More:
    """All of it for one idea; an improved text only where it waits to be decided on."""
    labels = {
        "merge_ideas": ("ideas_together.choose", _("Merge …")),
        "unmerge_idea": ("ideas_together.ask_to_unmerge", _("Take the merger back …")),
        "split_idea": ("ideas_together.ask_to_split", _("Divide …")),
        "hand_over_idea": ("ideas_receiving.ask_to_hand_over", _("Pass on …")),
        "promote_idea": ("ideas_together.choose_project", _("Add to a project …")),
    }
    if idea.state == "merged" and not may_come_apart(idea):
        labels.pop("unmerge_idea")
    may_decide = is_possible("decline_amendment", idea.state) and may_now("decline_amendment", idea)
    return More(
        steps=[step for verb, step in labels.items() if is_possible(verb, idea.state) and may_now(verb, idea)],
        links=links_within(idea),
        offer=last_hand_over(idea.id, idea.authority_id),
        amendment=may_decide and waiting_amendment(idea) is not None,
        reports=open_reports_on(idea) if idea.published_at and may_now("settle_report", idea) else (),
    )


def besides() -> Waiting:
    """What waits for this moderator beside new ideas."""
    return what_waits(current_person().authorities_as("moderator"))


def found_elsewhere(view: str, words: str, *, is_first_page: bool) -> Sequence[Any]:
    """What was handed over to other offices: below what is done, or where its number is asked for."""
    ids = current_person().authorities_as("moderator", "project_editor")
    if words:
        return given_away(ids, min(int(words[:12]), 2**31 - 1)) if words.isdecimal() else ()
    return given_away(ids) if view == "erledigt" and is_first_page else ()
