"""What became of contributions: counted once each, named only where everybody may read it."""

from flask import Flask

from app.core.database import db, transaction
from app.formats.assigning import assign_goals
from app.formats.outcome import became_of, figures_of, goals_of_format, ideas_of, public_contributions_of_goal
from app.formats.outcome_wording import picture_of, summary_of
from app.formats.taking_up import Words, add_to_idea, take_up, take_up_own
from app.ideas.moderating import publish_idea
from app.ideas.places import Place
from app.projects.promoting import promote_idea
from tests.cast import Cast, a_person
from tests.format_worlds import a_format, a_thread
from tests.queries import count_queries

WORDS = Words("Licht am Schulweg", "Der Weg braucht Licht.")


def test_each_is_counted_once_by_the_furthest_it_came(cast: Cast) -> None:
    format = a_format(cast)
    both, only_goal, _untouched, drafted, hidden = (a_thread(cast, format) for _n in range(5))
    with transaction():
        for one in (both, only_goal):
            assign_goals(one, [cast.sub_goal], by=cast.bernd)
        take_up([both], WORDS, Place.whole(cast.here), [], by=cast.bernd)
        take_up_own(drafted, by=cast.anna)
        hidden.hide()
    with count_queries(1):
        figures = figures_of(format)
    assert (figures.contributions, figures.taken_up, figures.assigned, figures.untouched) == (4, 1, 1, 2)
    assert figures.people is None


def test_people_are_counted_from_five_on(cast: Cast) -> None:
    format = a_format(cast)
    with transaction():
        others = [a_person(f"Mensch{n}") for n in range(2)]
    for person in (cast.anna, cast.carla, cast.frieda, cast.gerda):
        a_thread(cast, format, by=person)
    assert figures_of(format).people is None
    a_thread(cast, format, by=others[0])
    assert figures_of(format).people == 5


def test_an_idea_is_named_once_it_is_public_and_with_its_project(app: Flask, cast: Cast) -> None:
    with app.test_request_context():
        _named_once_public(cast)


def _named_once_public(cast: Cast) -> None:
    format = a_format(cast)
    one = a_thread(cast, format)
    with transaction():
        idea = take_up([one], WORDS, Place.whole(cast.here), [cast.sub_goal], by=cast.bernd)
    (waiting,) = became_of([one.id])[one.id]
    assert (waiting.is_named, waiting.is_waiting, waiting.title, waiting.number) == (False, True, "", None)
    assert became_of([one.id], at_desk=True)[one.id][0].title == WORDS.title
    with transaction():
        publish_idea(idea, by=cast.bernd, version=1)
        project = promote_idea(idea, by=cast.bernd, version=1, title="Licht", description="Lampen.")
    (named,) = became_of([one.id])[one.id]
    assert (named.number, named.state) == (idea.id, "promoted")
    assert named.project is not None
    assert named.project[0] == project.id
    with transaction():
        project.restricted_at = idea.published_at
    db.session.expire_all()
    assert became_of([one.id])[one.id][0].project is None


def test_picture_and_sentence_say_the_same(app: Flask, cast: Cast) -> None:
    format = a_format(cast)
    one, other, _third = (a_thread(cast, format) for _n in range(3))
    with transaction():
        idea = take_up([one], WORDS, Place.whole(cast.here), [cast.sub_goal], by=cast.bernd)
        add_to_idea(other, idea, by=cast.bernd)
    ideas = ideas_of(format)
    with app.test_request_context():
        bars = picture_of(figures_of(format), ideas, len(goals_of_format(format, [])))
        assert [bar.count for bar in bars] == [3, 1, 0, 0]
        assert [one.count for one in bars[0].segments] == [2, 0, 0, 0, 1]
        assert sum(one.width for one in bars[0].segments) in (999, 1000)
        assert "3" in summary_of(figures_of(format), ideas)


def test_a_goal_counts_public_contributions_alone(cast: Cast) -> None:
    public, closed = a_format(cast), a_format(cast, audience="invited", invited=(cast.anna,))
    shown, inside, hidden = a_thread(cast, public), a_thread(cast, closed), a_thread(cast, public)
    with transaction():
        for one in (shown, inside, hidden):
            assign_goals(one, [cast.sub_goal], by=cast.bernd)
        hidden.hide()
    for goal in (cast.sub_goal, cast.field):
        count, rows = public_contributions_of_goal(goal.id)
        assert (count, [row.id for row in rows]) == (1, [shown.id])
    with transaction():
        public.restricted_at = public.published_at
    assert public_contributions_of_goal(cast.sub_goal.id) == (0, [])
