"""What of a call hangs on an idea and is blacked out with it: why it won, what the jury remarked."""

from app.calls.models import Award, JuryVote
from app.ideas.models import Idea
from app.ideas.redacting import Place


def places(idea: Idea) -> list[Place]:
    """Prizes with their reasons, and the remarks of the jury."""
    return [
        Place("awards", Award, ("title", "reason", "contrary"), Award.idea_id == idea.id),
        Place("awards", JuryVote, ("remark",), JuryVote.idea_id == idea.id),
    ]
