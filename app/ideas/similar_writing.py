"""While somebody writes: which public ideas are like hers, and that she says which of them are different."""

from collections.abc import Collection, Sequence

from sqlalchemy import select

from app.core.clock import now
from app.core.database import db, insert_into
from app.ideas.models import Idea, SaidDifferent
from app.ideas.place_choice import find_place, where_it_belongs
from app.ideas.similar import Alike, similar_ideas, where_of
from app.things.models import Thing
from app.things.queries import is_public

MOST_DIFFERENT = 50
MOST_BEFORE_SENDING = 3


def similar_while_writing(
    title: str, text: str, place: str, *, draft: int | None = None, different: Collection[int] = (),
    goal_ids: Collection[int] = (),
) -> list[Alike]:  # fmt: skip
    """What is shown below the text: without the draft itself and without what its author calls different."""
    where = where_of(find_place(place))
    besides = {*different, *((draft, *said_different(draft)) if draft is not None else ())}
    return similar_ideas(
        title, text, municipality_ids=where.towns, authority_ids=where.authorities, goal_ids=goal_ids, besides=besides
    )


def very_alike_before_sending(idea: Idea) -> list[Alike]:
    """The very alike ones the author has not answered yet, once more before she hands the idea in."""
    version = idea.working or idea.current
    where = where_of(where_it_belongs(idea))
    found = similar_ideas(
        version.title, version.text, municipality_ids=where.towns, authority_ids=where.authorities,
        besides={idea.id, *said_different(idea.id)},
    )  # fmt: skip
    return [one for one in found if one.is_very_alike][:MOST_BEFORE_SENDING]


def said_different(number: int) -> Sequence[int]:
    """From which ideas the author says hers is different."""
    said = select(SaidDifferent.other_id).where(SaidDifferent.idea_id == number)
    return db.session.scalars(said.order_by(SaidDifferent.other_id)).all()


def remember_different(idea: Idea, numbers: Collection[int]) -> None:
    """Keep which ideas the author calls different; what nobody may read is not named, and nothing is named twice."""
    if not numbers:
        return
    is_other = (Thing.kind == "idea", Thing.id.in_(sorted(set(numbers))[:MOST_DIFFERENT]), Thing.id != idea.id)
    known = db.session.scalars(select(Thing.id).where(is_public(), *is_other).order_by(Thing.id))
    rows = [{"idea_id": idea.id, "other_id": number, "at": now()} for number in known]
    if rows:
        db.session.execute(insert_into(SaidDifferent).on_conflict_do_nothing(), rows)
