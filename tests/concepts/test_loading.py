from pathlib import Path

import pytest
from sqlalchemy import func, select

from app.concepts.cli import packaged_files
from app.concepts.exporting import as_yaml, export_concept
from app.concepts.loading import AuthorityIsMissing, LoadReport, load_concept
from app.concepts.models import Goal, GoalAncestor, GoalLink
from app.concepts.queries import find_concept, goal_surroundings, goal_tree
from app.concepts.reading import read_concept
from app.core.database import db, transaction
from app.ideas.models import Idea, IdeaGoal
from tests.cast import Cast
from tests.concepts.files import SMALL, without, written


def load(folder: Path, text: str = SMALL) -> LoadReport:
    with transaction():
        return load_concept(read_concept(written(folder, text)))


def counts(report: LoadReport) -> tuple[int, int, int, int]:
    return report.new, report.updated, report.unchanged, report.retired


def goals() -> dict[str, Goal]:
    concept = find_concept("kek-klein")
    assert concept is not None
    return {goal.key: goal for goal in db.session.scalars(select(Goal).where(Goal.concept_id == concept.id))}


def test_the_second_load_changes_nothing(cast: Cast, tmp_path: Path) -> None:
    assert counts(load(tmp_path)) == (6, 0, 0, 0)
    numbers = {key: goal.id for key, goal in goals().items()}
    assert counts(load(tmp_path)) == (0, 0, 6, 0)
    assert {key: goal.id for key, goal in goals().items()} == numbers


def test_a_shared_goal_stands_once_and_knows_all_its_places(cast: Cast, tmp_path: Path) -> None:
    concept = load(tmp_path).concept
    bike = goal_tree(concept.id).by_key["rad"]
    assert [(p.goal.key, p.position, p.wording, p.source_page) for p in bike.parents] == [
        ("z1", 0, None, 3),
        ("z2", 0, "Radeln für die Luft", 7),
    ]
    above = select(func.count()).select_from(GoalAncestor).where(GoalAncestor.goal_id == bike.id)
    assert db.session.scalar(above) == 4


def test_the_finest_goals_down_to_sub_goals_take_tags(cast: Cast, tmp_path: Path) -> None:
    load(tmp_path)
    assert {key for key, goal in goals().items() if goal.is_taggable} == {"rad", "bus"}


def test_an_update_by_key_keeps_numbers_and_tags(cast: Cast, tmp_path: Path) -> None:
    load(tmp_path)
    bike = goals()["rad"]
    with transaction():
        idea = Idea(title="Radweg", state="draft", authority_id=cast.here.id, goal_tags=[IdeaGoal(goal=bike)])
        db.session.add(idea)
    report = load(tmp_path, SMALL.replace("Radverkehr wird gefördert.", "Der Radverkehr ist besser."))
    db.session.expire_all()
    assert counts(report) == (0, 1, 5, 0)
    assert goals()["rad"].title == "Der Radverkehr ist besser."
    assert goals()["rad"].slug == "der-radverkehr-ist-besser"
    assert db.session.scalars(select(IdeaGoal.goal_id).where(IdeaGoal.idea_id == idea.id)).all() == [bike.id]


def test_a_vanished_goal_is_retired_and_never_deleted(cast: Cast, tmp_path: Path) -> None:
    load(tmp_path)
    number = goals()["bus"].id
    report = load(tmp_path, without(SMALL, "bus"))
    db.session.expire_all()
    assert report.retired == 1
    bus = goals()["bus"]
    assert (bus.id, bus.is_retired, bus.is_taggable) == (number, True, False)
    assert load(tmp_path, SMALL).retired == 0
    db.session.expire_all()
    assert not goals()["bus"].is_retired


def test_without_its_authority_nothing_is_loaded(cast: Cast, tmp_path: Path) -> None:
    with pytest.raises(AuthorityIsMissing, match="municipalities load"):
        load(tmp_path, SMALL.replace("authority: hier", "authority: niemand"))
    assert find_concept("kek-klein") is None


def test_export_gives_back_what_was_loaded(documents: object, tmp_path: Path) -> None:
    for path in packaged_files():
        file = read_concept(path)
        concept = find_concept(file.slug)
        assert concept is not None
        assert export_concept(concept) == file
        again = read_concept(written(tmp_path, as_yaml(file), path.name))
        with transaction():
            report = load_concept(again)
        assert (report.new, report.updated, report.retired) == (0, 0, 0)


def test_every_goal_of_the_documents_stands_in_the_database_with_every_place(documents: object) -> None:
    for path in packaged_files():
        file = read_concept(path)
        concept = find_concept(file.slug)
        assert concept is not None
        places = select(func.count()).select_from(GoalLink).join(Goal, Goal.id == GoalLink.child_id)
        assert db.session.scalar(places.where(Goal.concept_id == concept.id)) == sum(
            len(goal.children) for goal in file.goals
        )
        assert [goal.title for goal in goal_tree(concept.id).goals] == [goal.title for goal in file.goals]


def test_surroundings_hold_what_the_page_of_a_goal_shows(cast: Cast, tmp_path: Path) -> None:
    concept = load(tmp_path).concept
    near = goal_surroundings(concept.id, "rad").by_key
    assert set(near) == {"hf1", "z1", "z2", "rad", "bus", "wege"}
    assert near["rad"].tones == [2]
    assert goal_surroundings(concept.id, "nothing").goals == []
