"""What the page of an idea on the desk shows beside the decisions: further steps, other ideas, offers, amendments."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from flask_babel import gettext as _

from app.ideas.amending import waiting_amendment
from app.ideas.models import HandOver, Idea
from app.ideas.together_queries import (
    last_hand_over,
    links_within,
    may_come_apart,
)
from app.ideas.workflow import is_possible
from app.policies.doors import may_now
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
