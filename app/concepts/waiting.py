"""What of concepts waits at the desk: correspondences another side has proposed."""

from collections.abc import Collection
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import ColumnElement, Select, func

from app.accounts.models import Person
from app.concepts.models import Goal, GoalCorrespondence
from app.inbox.kinds import Waiting, row
from app.things.models import Thing

_low, _high = Goal.__table__.alias("low_goal"), Goal.__table__.alias("high_goal")
_low_thing, _high_thing = Thing.__table__.alias("low_thing"), Thing.__table__.alias("high_thing")


def _proposed(authority_ids: Collection[int]) -> Select[Any]:
    waiting = row(
        number=GoalCorrespondence.id, title=func.coalesce(_low.c.short_title, _low_thing.c.title),
        authority=GoalCorrespondence.asked_id, due_on=GoalCorrespondence.due_on, since=GoalCorrespondence.proposed_at,
        state=func.coalesce(_high.c.short_title, _high_thing.c.title),
    )  # fmt: skip
    for goal, thing, end in (
        (_low, _low_thing, GoalCorrespondence.low_id), (_high, _high_thing, GoalCorrespondence.high_id),
    ):  # fmt: skip
        waiting = waiting.join(goal, goal.c.id == end).join(thing, thing.c.id == end)
    return waiting.where(GoalCorrespondence.state == "proposed", GoalCorrespondence.asked_id.in_(authority_ids))


def _own_proposal(person: Person) -> ColumnElement[bool]:
    return GoalCorrespondence.proposed_by_id.is_not_distinct_from(person.id)


correspondences = Waiting(
    "correspondence", ("moderator",), _proposed, lambda: _("Correspondences"),
    lambda other: _("decide whether it corresponds to “%(goal)s”", goal=other), "connecting.show", "correspondence_id",
    not_for=_own_proposal,
)  # fmt: skip
