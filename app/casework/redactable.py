"""Texts the desk keeps beside an idea: blacked out with it (sitemap, REDACTABLE)."""

from app.casework.models import Remark
from app.ideas.models import Idea
from app.ideas.redacting import Place


def places(idea: Idea) -> list[Place]:
    """Internal remarks, those of another office unseen."""
    is_ours = Remark.authority_id == idea.authority_id
    return [Place("remarks", Remark, ("text",), Remark.idea_id == idea.id, is_read=is_ours)]
