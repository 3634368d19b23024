"""Ideas in every state, made through the verbs; each carries its canary in every text."""

from app.core.clock import now
from app.core.database import db, touch, transaction
from app.ideas import moderating, submitting
from app.ideas.models import Idea
from app.ideas.places import Place
from tests.cast import Cast


def an_idea(
    cast: Cast, state: str = "published", title: str = "Ein sicherer Radweg", text: str = "Bitte bauen."
) -> Idea:
    """Anna's idea for Naunhof, brought to that state by the verbs that lead there."""
    with transaction():
        place = Place.of_municipalities([cast.naunhof])
        idea, _key = submitting.start_draft(place, title=title, text=text, by=cast.anna)
        submitting.choose_goals(idea, [cast.sub_goal])
    if state == "draft":
        return idea
    with transaction():
        submitting.submit_idea(idea, by=cast.anna, author_name="Anna Beispiel")
    decided = {
        "revision_requested": lambda: moderating.request_revision(idea, by=cast.bernd, reason="Wo genau?", version=1),
        "refused": lambda: moderating.refuse_idea(idea, by=cast.bernd, reason="Nennt eine Person.", version=1),
        "submitted": lambda: None,
    }
    if state == "withdrawn":
        with transaction():
            submitting.withdraw_idea(idea, by=cast.anna)
        return idea
    with transaction():
        decided.get(state, lambda: moderating.publish_idea(idea, by=cast.bernd, version=1))()
    further = {
        "pooled": lambda: moderating.pool_idea(idea, by=cast.bernd, answer="Gut, noch ohne Geld.", version=1),
        "closed": lambda: moderating.close_idea(idea, by=cast.bernd, outcome="done", answer="Steht.", version=1),
    }
    if state in further:
        with transaction():
            further[state]()
    if state == "restricted":
        with transaction():
            idea.restricted_at = now()
            idea.listed_at = None
            touch(idea.id)
    db.session.commit()
    return idea


HIDDEN_STATES = ("draft", "submitted", "revision_requested", "refused", "withdrawn", "restricted")
