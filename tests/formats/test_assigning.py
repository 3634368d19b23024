"""Goals of contributions: added, taken away, and never a colleague's choice undone unseen."""

import pytest

from app.core.database import db, transaction
from app.core.errors import NotAllowedNow
from app.formats.assigning import TooManyGoals, assign_goals, suggested_goals
from app.ideas.goal_choice import MOST_GOALS
from tests.cast import Cast, a_goal
from tests.format_worlds import a_format, a_thread


def test_what_a_colleague_added_meanwhile_stays(cast: Cast) -> None:
    one = a_thread(cast, a_format(cast))
    with transaction():
        assign_goals(one, [cast.sub_goal], by=cast.bernd)
        assert assign_goals(one, [], by=cast.bernd, shown=[cast.other_sub_goal.id]) is False
        assert assign_goals(one, [cast.other_sub_goal], by=cast.bernd, shown=[cast.sub_goal.id])
    db.session.expire_all()
    assert {tag.goal_id for tag in one.goal_tags} == {cast.other_sub_goal.id}


def test_ten_goals_and_no_more(cast: Cast) -> None:
    one = a_thread(cast, a_format(cast))
    with transaction():
        goals = [a_goal(cast.concept, f"g{n}", "sub_goal", f"Ziel {n}", 10 + n) for n in range(MOST_GOALS + 1)]
    with pytest.raises(TooManyGoals), transaction():
        assign_goals(one, goals, by=cast.bernd)
    with transaction():
        assert assign_goals(one, goals[:MOST_GOALS], by=cast.bernd)


def test_hidden_words_get_no_goal(cast: Cast) -> None:
    one = a_thread(cast, a_format(cast))
    with transaction():
        one.hide()
    with pytest.raises(NotAllowedNow), transaction():
        assign_goals(one, [cast.sub_goal], by=cast.bernd)


def test_suggestions_come_from_the_concept_of_the_format(cast: Cast) -> None:
    one = a_thread(cast, a_format(cast), "Der Radverkehr braucht einen sicheren Weg.")
    assert [match.goal.key for match in suggested_goals(one)][:1] == ["rad"]
