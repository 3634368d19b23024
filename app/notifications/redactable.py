"""Copies of mails about an idea: blacked out with it (sitemap, REDACTABLE)."""

from sqlalchemy import func, or_, select

from app.ideas.models import HandOver, Idea
from app.ideas.redacting import Place
from app.notifications.models import SentMail
from app.statements.models import StatementRequest


def places(idea: Idea) -> list[Place]:
    """What was sent; of another office's time its desk reads only what the author got."""
    request = StatementRequest.__table__
    asked = select(request.c.id).where(request.c.idea_id == idea.id)
    taken_over = select(func.max(HandOver.decided_at)).where(
        HandOver.idea_id == idea.id, HandOver.is_accepted.is_(True)
    )
    since = taken_over.scalar_subquery()
    is_ours = or_(since.is_(None), SentMail.written_at >= since, SentMail.standing == "author")
    is_about_it = or_(SentMail.thing_id == idea.id, SentMail.thing_id.in_(asked))
    return [Place("mails", SentMail, ("subject", "body"), is_about_it, is_read=is_ours)]
