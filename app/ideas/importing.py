"""The idea pool printed in a concept: pooled ideas, tagged where they are printed; nothing invented."""

from datetime import UTC, datetime, time

from sqlalchemy import select

from app.concepts.models import Concept, Goal
from app.concepts.schemas import ConceptFile
from app.core.database import db, touch
from app.core.journal import record
from app.core.texts import fold
from app.ideas.models import Idea, IdeaGoal, IdeaVersion


def import_examples(concept: Concept, file: ConceptFile) -> int:
    """Bring in the pool's ideas that are not there yet, by their line in the source; returns how many came.

    What is there already keeps its state, text and tags; tags printed since then are added.
    """
    goals = {goal.key: goal for goal in db.session.scalars(select(Goal).where(Goal.concept_id == concept.id))}
    known = {
        idea.source_key: idea
        for idea in db.session.scalars(select(Idea).where(Idea.source_key.startswith(f"{concept.key}:")))
    }
    came = 0
    for example in file.examples:
        if example.kind != "idea":
            continue
        key = f"{concept.key}:{example.places[0].line}"
        tagged = list(dict.fromkeys(goals[place.goal] for place in example.places))
        if key in known:
            idea = known[key]
        else:
            idea = _pooled(concept, file, key, example.title)
            came += 1
        has = {tag.goal_id for tag in idea.goal_tags}
        has_main = any(tag.is_main for tag in idea.goal_tags)
        for goal in tagged:
            if goal.id not in has:
                idea.goal_tags.append(IdeaGoal(goal=goal, is_main=not has_main))
                has_main = True
                touch(idea.id)
    db.session.flush()
    return came


def _pooled(concept: Concept, file: ConceptFile, key: str, title: str) -> Idea:
    as_of = file.status_as_of or file.adopted_on
    if as_of is None:
        raise ValueError(f"{file.slug}: examples need status_as_of")
    moment = datetime.combine(as_of, time(12), tzinfo=UTC)
    idea = Idea(
        title=title, authority_id=concept.authority_id, state="pooled", origin="concept", source_key=key,
        status_as_of=as_of, author_kind="concept", author_name=concept.short_title, version=1,
        submitted_at=moment, published_at=moment, listed_at=moment, folded=fold(title),
        versions=[IdeaVersion(number=1, title=title, text="", submitted_at=moment)],
    )  # fmt: skip
    idea.rename(title)
    idea.created_at = idea.updated_at = moment
    db.session.add(idea)
    db.session.flush()
    record(idea.id, "imported", role="import", to_state="pooled", version=1, at=moment, told=True, concept=concept.key)
    return idea
