"""A second concept, Dilek's, with goals that can correspond to those of the cast."""

from app.concepts.connecting import accept_correspondence, propose_correspondence
from app.concepts.models import Goal, GoalAncestor, GoalCorrespondence
from app.core.database import db
from tests.cast import Cast, a_concept, a_goal, link


def a_counterpart(cast: Cast) -> tuple[Goal, Goal]:
    """The field and the Teilziel of another district's concept; inside the caller's transaction."""
    concept = a_concept(cast.elsewhere, "kek-drueben", "Kreisentwicklungskonzept Drüben")
    concept.short_title = "KEK Drüben"
    field = a_goal(concept, "hf-w", "field_of_action", "Unterwegs", 0, tone=4, number_printed="1")
    cycling = a_goal(concept, "velo", "sub_goal", "Wer radelt, kommt sicher an.", 1, short_title="Sicher radeln")
    link(field, cycling, 0)
    above = ((field, field), (cycling, cycling), (cycling, field))
    db.session.add_all(GoalAncestor(goal_id=goal.id, ancestor_id=top.id) for goal, top in above)
    db.session.flush()
    return field, cycling


def a_proposal(cast: Cast, goal: Goal, other: Goal, kind: str = "same") -> GoalCorrespondence:
    """Bernd's proposal to Dilek."""
    return propose_correspondence(goal, other, kind=kind, reason="Beide wollen sicheres Radeln.", by=cast.bernd)


def a_bond(cast: Cast, goal: Goal, other: Goal, kind: str = "same") -> GoalCorrespondence:
    """The same, accepted by Dilek."""
    pair = a_proposal(cast, goal, other, kind)
    accept_correspondence(pair, by=cast.dilek, version=pair.version)
    return pair
