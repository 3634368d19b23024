"""Texts of coordinated answers that hang on an idea: blacked out with it (sitemap, REDACTABLE)."""

from sqlalchemy import or_, select

from app.answers.models import CoordinatedAnswer, FollowUp, Release
from app.ideas.models import Idea
from app.ideas.redacting import Place


def places(idea: Idea) -> list[Place]:
    """Drafts and released answers, what was remarked at their release, and what was asked back."""
    its, ended = CoordinatedAnswer.idea_id == idea.id, CoordinatedAnswer.ended_at.is_not(None)
    is_ours = CoordinatedAnswer.authority_id == idea.authority_id
    all_of_them, words = select(CoordinatedAnswer.id).where(its), ("text", "forwarded_to")
    return [
        Place("answers", CoordinatedAnswer, words, its & ended,
              is_read=or_(is_ours, CoordinatedAnswer.state == "released")),
        Place("answers", CoordinatedAnswer, words, its & ~ended, is_read=is_ours, is_typed_on=True),
        Place("answers", Release, ("text", "remark"), Release.answer_id.in_(all_of_them),
              is_read=Release.answer_id.in_(all_of_them.where(is_ours))),
        Place("follow_ups", FollowUp, ("text", "reply"), FollowUp.idea_id == idea.id),
    ]  # fmt: skip
